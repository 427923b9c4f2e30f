"""The laws of a frontier, whatever happens in whatever order: no address lost, none leased twice, none again before its time.

They are written against the interface alone, so that another store has only to say how it is opened.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from pipelines.store.addresses import Address, Kind
from pipelines.store.database import Database
from pipelines.store.frontier import Frontier, Room
from pipelines.store.retries import MAX_TRIES
from pipelines.store.revisits import DAY, Revisits
from pipelines.store.sqlite_frontier import LEASE, SqliteFrontier
from pipelines.types import Kept

MONTH = 31 * DAY
BOUNDS = Revisits(first=5 * DAY, least=DAY, most=30 * DAY)
ADDRESSES = st.builds(
    Address,
    url=st.builds("http://{}.example.com/{}".format, st.sampled_from("ab"), st.integers(0, 2)),
    source=st.just("farm"),
    kind=st.sampled_from(("article", "article", "listing")),
    priority=st.integers(0, 3),
)
REASONS = st.sampled_from(("timeout", "http_503", "http_404", "http_410", "robots"))


class SqliteStore:
    """Two crawls on one ledger's file, one that comes after them, and a clock that goes when told."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "ledger.sqlite"
        self.now = 1_000_000.0
        self._runs = 2
        self.open()

    def open(self) -> None:
        """Open the file, as after a crash."""
        self._database = Database(self._path, read_only=False)
        self._database.group_commits(3)
        self.crawls: tuple[Frontier, Frontier] = (self._crawl(1), self._crawl(2))

    def _crawl(self, run: int) -> SqliteFrontier:
        return SqliteFrontier(self._database, run=run, sources={"farm": BOUNDS}, clock=lambda: self.now)

    def later(self) -> Frontier:
        """A crawl that comes after all others."""
        self._runs += 1
        return self._crawl(self._runs)

    def close(self) -> None:
        """Let go of the file; what waits for its commit is lost, as by a kill."""
        self._database.close()


class FrontierMachine(RuleBasedStateMachine):
    """What two crawls may do, and what a model of plain dictionaries says must come of it."""

    kept: Callable[..., Kept]

    @initialize()
    def begin(self) -> None:
        """An empty frontier."""
        self.folder = Path(tempfile.mkdtemp())
        self.store = SqliteStore(self.folder)
        self.known: dict[str, Kind] = {}
        self.found_by: dict[str, int] = {}
        self.done: dict[str, float] = {}
        """What was read, and until when it is left alone at least."""
        self.read: set[str] = set()
        self.settled_by: dict[str, int] = {}
        self.over: set[str] = set()
        self.tries: dict[str, list[tuple[int, str]]] = {}
        self.held: dict[str, tuple[int, float]] = {}

    def teardown(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)

    def holds(self, url: str, crawl: int) -> bool:
        """Whether the crawl's lease of the address is good still."""
        return url in self.held and self.held[url][0] == crawl

    @rule(crawl=st.integers(0, 1), found=st.lists(ADDRESSES, max_size=6))
    def enqueue(self, crawl: int, found: list[Address]) -> None:
        """Addresses are found."""
        self.store.crawls[crawl].enqueue(found)
        self.store.crawls[crawl].commit()
        for address in found:
            if self.known.get(address.url, "article") == "article":
                self.known[address.url] = address.kind
            if address.kind != "article":
                is_news = self.found_by.get(address.url) != crawl
                if is_news or self.settled_by.get(address.url) != crawl:
                    self.done.pop(address.url, None)
                if is_news:
                    self.over.discard(address.url)
            self.found_by[address.url] = crawl

    @rule(crawl=st.integers(0, 1), total=st.integers(1, 9), per_host=st.integers(1, 4))
    def lease(self, crawl: int, total: int, per_host: int) -> None:
        """A crawl takes what is due: nothing that another holds, nothing before its time, nothing that is given up."""
        room = Room(total=total, articles=total, per_host=per_host, held={})
        leases = self.store.crawls[crawl].lease(room)
        self.store.crawls[crawl].commit()
        self.held = {url: lease for url, lease in self.held.items() if lease[1] > self.store.now}
        urls = [lease.address.url for lease in leases]
        assert len(urls) == len(set(urls)) <= total
        assert not set(urls) & (self.over | self.held.keys())
        assert all(self.done.pop(url, 0) <= self.store.now for url in urls)
        assert all(hosts <= per_host for hosts in Counter(lease.host for lease in leases).values())
        order = [(lease.is_revisit, 0 if lease.is_revisit else -lease.address.priority) for lease in leases]
        assert order == sorted(order)
        self.held |= dict.fromkeys(urls, (crawl, self.store.now + LEASE))

    @rule(crawl=st.integers(0, 1), late=st.booleans())
    def finish(self, crawl: int, late: bool) -> None:
        """A page is read, perhaps by a crawl whose lease is over."""
        for url in self._some(crawl, late=late):
            if self.known[url] == "article":
                self.store.crawls[crawl].finish(url, self.kept(len(url), url=url))
            else:
                self.store.crawls[crawl].expand(url, [])
                if not self.holds(url, crawl):
                    continue
            self._settled(url, crawl)
        self.store.crawls[crawl].commit()

    def _settled(self, url: str, crawl: int) -> None:
        self.settled_by[url] = crawl
        self.held.pop(url, None)
        self.done[url] = self.store.now + BOUNDS.least
        self.read.add(url)
        self.over.discard(url)
        self.tries.pop(url, None)

    @rule(crawl=st.integers(0, 1), late=st.booleans())
    def confirm(self, crawl: int, late: bool) -> None:
        """A page or list is unchanged; whoever holds it no longer is not listened to."""
        for url in self._some(crawl, late=late):
            counted = self.store.crawls[crawl].confirm(url)
            assert counted == self.holds(url, crawl)
            if counted:
                self._settled(url, crawl)
        self.store.crawls[crawl].commit()

    @rule(crawl=st.integers(0, 1), reason=REASONS, late=st.booleans())
    def fail(self, crawl: int, reason: str, late: bool) -> None:
        """A page cannot be read; whoever holds it no longer is not listened to."""
        for url in self._some(crawl, late=late):
            counted = self.store.crawls[crawl].fail(url, reason)
            assert counted == self.holds(url, crawl)
            if counted:
                del self.held[url]
                tries = self.tries.setdefault(url, [])
                tries.append((crawl, reason))
                missing = {by for by, each in tries[-2:] if each in ("http_404", "http_410")}
                is_kept = url in self.read and self.known[url] == "article"
                if len(missing) == 2 or (len(tries) >= MAX_TRIES and not is_kept):
                    self.over.add(url)
        self.store.crawls[crawl].commit()

    def _some(self, crawl: int, *, late: bool) -> list[str]:
        """The first address the crawl holds, or one that it does not."""
        mine = sorted(url for url in self.held if self.holds(url, crawl))
        others = sorted(url for url in self.known if not self.holds(url, crawl))
        return (others if late else mine)[:1]

    @rule(days=st.sampled_from((0, 1, LEASE - 1, LEASE, MONTH)))
    def wait(self, days: int) -> None:
        """Time goes by: leases expire, failures come due."""
        self.store.now += days

    @rule(crawl=st.integers(0, 1))
    def renew(self, crawl: int) -> None:
        """A living crawl holds what it has, as long as nobody took it."""
        self.store.crawls[crawl].renew()
        self.store.crawls[crawl].commit()
        for url in [url for url in self.held if self.holds(url, crawl)]:
            self.held[url] = (crawl, self.store.now + LEASE)

    @rule(crawl=st.integers(0, 1), by_other=st.booleans())
    def end(self, crawl: int, by_other: bool) -> None:
        """A crawl ends, or the other learns that it is dead."""
        if by_other:
            self.store.crawls[1 - crawl].take_back(crawl + 1)
        else:
            self.store.crawls[crawl].give_back()
        self.store.crawls[crawl].commit()
        self.held = {url: lease for url, lease in self.held.items() if lease[0] != crawl}

    @rule(uncommitted=st.lists(ADDRESSES, max_size=2))
    def crash(self, uncommitted: list[Address]) -> None:
        """The process is killed in the middle of something and started again."""
        self.store.crawls[0].enqueue(
            [each for each in uncommitted if each.url in self.known and each.kind == "article"]
        )
        self.store.close()
        self.store.open()

    @invariant()
    def each_crawl_holds_what_the_model_says(self) -> None:
        """A lease is one crawl's until it is settled, ended, or taken by another after its time."""
        if hasattr(self, "store"):
            for crawl in (0, 1):
                held = self.store.crawls[crawl].held()
                assert sorted(held) == sorted(url for url in self.held if self.holds(url, crawl))

    @rule(expire=st.booleans())
    def drain(self, expire: bool) -> None:
        """What is not given up can be leased by a later crawl once those who hold it end, or say nothing: nothing is lost."""
        for crawl in () if expire else (0, 1):
            self.end(crawl, by_other=False)
        self.wait(MONTH)
        found: set[str] = set()
        self.held, self.done = {}, {}
        last = self.store.later()
        while leases := last.lease(Room(total=50, articles=50, per_host=50, held={})):
            assert not found & {lease.address.url for lease in leases}, "leased twice by one crawl"
            found |= {lease.address.url for lease in leases}
            for lease in leases:
                if lease.address.kind != "article":  # what was read before waits for the lists of its host
                    last.expand(lease.address.url, [])
                    self._settled(lease.address.url, -1)
        assert found == self.known.keys() - self.over
        last.give_back()
        last.commit()


@pytest.mark.slow
def test_the_laws_hold_in_any_order(kept: Callable[..., Kept]) -> None:
    """Enqueue, lease, finish, fail, expire, renew, end, crash: hypothesis looks for an order that breaks a law."""
    FrontierMachine.kept = staticmethod(kept)
    run_state_machine_as_test(FrontierMachine, settings=settings(max_examples=100, stateful_step_count=30))
