"""What every spider of this project tells the add-ons about its run."""

from __future__ import annotations

from scrapy import Spider

from crawler.registry import Source


class CollectingSpider(Spider):
    """A spider whose pages go into a data folder."""

    kind: str
    """What the ledger calls such a run: `collect` or `import`."""
    sources: tuple[Source, ...] = ()
    """The sources of the registry it collects; none for saved files."""
    data: str = ""
    """The data folder asked for; empty for that of the settings."""

    @property
    def synthetic(self) -> bool:
        """Whether its pages are made up."""
        return any(source.synthetic for source in self.sources)

    @property
    def source_names(self) -> tuple[str, ...]:
        """What the ledger files the run under."""
        return tuple(source.name for source in self.sources)
