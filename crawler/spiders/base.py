"""What every spider of this project tells the add-ons about its run."""

from __future__ import annotations

from typing import Final

from scrapy import Request, Spider

from crawler.registry import Source
from pipelines.store.addresses import Address
from pipelines.store.frontier import Lease, Lesson
from pipelines.types import Outcome, RawPage

LEASE: Final = "lease"
"""Key of a request's meta: the lease it is made under, also when it is a redirect or a further page of an article."""
ADDRESS: Final = "address"
"""Key of a request's meta: the address to queue, where there is no lease yet."""


class CollectingSpider(Spider):
    """A spider whose pages go into a data folder."""

    kind: str
    """What the ledger calls such a run: `collect` or `import`."""
    sources: tuple[Source, ...] = ()
    """The sources of the registry it collects; none for saved files."""
    data: str = ""
    """The data folder asked for; empty for that of the settings."""
    most_articles: float = float("inf")
    """How many articles this run may ask for."""

    def ask(self, lease: Lease) -> Request | None:
        """Return the request that a leased address is asked for with; None where it was settled without one."""
        raise NotImplementedError(f"{type(self).__name__} leases nothing, and was given {lease.address.url}")

    def score(self, address: Address) -> int:
        """Return how soon an address is to be asked for, as things stand now: higher goes first."""
        return address.priority

    def lesson(self, page: RawPage, outcome: Outcome) -> Lesson:  # noqa: ARG002 - for those who follow links
        """Return what a page that was read teaches about where the subject is."""
        return Lesson()

    @property
    def synthetic(self) -> bool:
        """Whether its pages are made up."""
        return any(source.synthetic for source in self.sources)

    @property
    def source_names(self) -> tuple[str, ...]:
        """What the ledger files the run under."""
        return tuple(source.name for source in self.sources)
