"""The frontier as a crawl sees it: one small interface, behind which a SQLite file stands now and a shared server may later.

Every address has one row and one state: `queued` (to be asked for), `leased` (one crawl asks for it), `done` (read),
`failed` (not read; perhaps later), `gone` (not there any more). The laws, in whatever order things happen and wherever
a crawl is killed: no address is ever lost, none is leased to two at a time, and what is done is not asked for before its time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from pipelines.store.addresses import Address
from pipelines.store.captures import Capture
from pipelines.store.harvest import Harvest
from pipelines.store.holds import Hold
from pipelines.store.validators import Validator
from pipelines.types import Outcome

STEPS_PER_COMMIT: Final = 64
"""Changes that share a commit: so many pages at most does a kill undo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to ask for an address, and the duty to say what became of it: by `finish`, `expand` or `fail`.

    A right that is not renewed in time goes to somebody else, as does that of a crawl that is known to be dead.
    """

    address: Address
    host: str
    tries: int
    """How often the address failed since it was last read."""
    is_revisit: bool = False
    """Whether it is an article that was read before."""
    validators: tuple[Validator, ...] = ()
    """Of each page of the article, or of the list, as it was last read; none where it is to be asked for whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much a crawl has room for."""

    total: int
    articles: int
    """How many of these may be articles."""
    per_host: int
    """How many of one host the crawl holds at most, so that a slow one fills nothing."""
    held: Mapping[str, int]
    """How many of each host it holds already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """What a crawl of the sources has still to do."""

    queued: int = 0
    leased: int = 0
    waiting: int = 0
    """Failures that are likely to pass, which are asked again later."""

    @property
    def total(self) -> int:
        """How many addresses remain.

        >>> Remaining(queued=2, waiting=1).total
        3
        """
        return self.queued + self.leased + self.waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What the page of an article teaches about where the subject is."""

    gave: bool = False
    """Whether it brought something, if its row is new."""
    site: str = ""
    marks: tuple[int, ...] = ()
    """The marks of its text, which count for the site."""
    found: tuple[Address, ...] = ()
    """Where it leads on to."""
    clues: tuple[str, ...] = ()
    """What it counts under besides what spoke for its address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What the fetch of an article brought besides its row."""

    captures: Sequence[Capture] = ()
    """Where its pages lie in the archive."""
    validators: tuple[Validator, ...] = ()
    """What to ask for them with again."""
    lesson: Lesson = Lesson()


NOTHING_BROUGHT: Final = Brought()
"""A saved file brings nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a source stands at the end of a run."""

    resting: int = 0
    """Articles that were read before and not asked for by this run, since they were not due."""
    gone: int = 0
    """Addresses that this run found gone."""
    listed: int | None = None
    """Articles that its lists show, each list for itself: 0 where this run could read none of its doors, behind which all
    lists lie; None where it has no lists, and where a door waits until its host may be asked."""


class Frontier(Protocol):
    """The addresses of one crawl's sources."""

    harvest: Harvest
    """What the pages came to, by what had spoken for them."""

    def enqueue(self, found: Iterable[Address]) -> int:
        """Queue the addresses never met before, and lists that this run has not met yet.

        What is known keeps its state; a better priority raises one that is queued. Returns how many are new.
        """

    def lease(self, room: Room) -> list[Lease]:
        """Lease what is due: the highest priority first and the hosts in turn within it.

        Articles that were read before come after all others, and after the lists of their host; the longest overdue first.
        """

    def renew(self) -> None:
        """Hold all leases of this crawl for longer."""

    def finish(self, url: str, outcome: Outcome, brought: Brought = NOTHING_BROUGHT) -> bool:
        """Mark the article done and stage what it became, both or neither; a saved file has no address (`""`).

        What else it brought is recorded in the same step; what it teaches counts once, be it read ever so often.

        Returns False where the page was known and says what it said.
        """

    def let_go(self, url: str) -> None:
        """End the lease of a page that was forgotten, of which nothing is kept; a saved file has no address (`""`)."""

    def confirm(self, url: str, kept: Sequence[Capture] = ()) -> bool:
        """Mark the article or list at `url` done, which its server calls unchanged, and its page as seen again.

        `kept` is where the archive says so. Returns False, and records nothing, where nobody knows what it was.
        """

    def expand(
        self, url: str, found: Iterable[Address], validators: tuple[Validator, ...] = (), series: Sequence[str] = ()
    ) -> int:
        """Mark the list at `url` done and `enqueue` what it led to, both or neither; return how many of that are new.

        Lists it led to are read again when they are due, or now, where there is anything new.

        Under the clues `series` is counted whether the page led to an article that this run had not met.
        """

    def fail(self, url: str, reason: str, detail: str = "", *, wait: float = 0) -> bool:
        """Record that a leased address could not be read, and when it is asked again: not before `wait` seconds.

        A failure that is likely to last teaches that the address gave nothing.

        Returns False, and records nothing, where the lease is no longer this crawl's: others say what becomes of it.
        """

    def leave(self, url: str, reason: str, detail: str = "") -> bool:
        """Record that a leased address was not asked for, and why: like `fail`, but it teaches nothing."""

    def alike(self, site: str, marks: Sequence[int]) -> int:
        """Return how many pages of a site had at least half of these marks."""

    def weigh(self, score: Callable[[Address], int], *, after: int, most: int) -> int | None:
        """Give up to `most` queued addresses with clues, in the order they were met and behind `after`, a new priority.

        Returns where to go on; None where there are no more.
        """

    def put_off(self, urls: Iterable[str]) -> None:
        """End this crawl's leases of these addresses, which were not asked for after all."""

    def held(self) -> list[str]:
        """Return the addresses leased to this crawl."""

    def give_back(self) -> None:
        """End all leases of this crawl; what was not asked is queued as if it had never been taken."""

    def take_back(self, owner: int) -> None:
        """End all leases of another crawl, which is known to be dead."""

    def remaining(self) -> Remaining:
        """Return what is still to do."""

    def standing(self, source: str) -> Standing:
        """Return what this run left alone of a source, and what it gave up."""

    def read_anew(self, source: str, rules: str) -> None:
        """Have all lists of a source read whole, where its `rules` are not those that they were last read by."""

    def hold(self, host: str, hold: Hold) -> None:
        """Remember for this run and the next ones how a host is held, or that it is not any more."""

    def holds(self) -> Mapping[str, Hold]:
        """Return the hosts that are held, or were of late."""

    def commit(self) -> None:
        """Bring to disk what was done since the last time; until then a kill undoes it, whole steps at a time."""
