"""The frontier in the ledger's own file, so that an address and what its page became change in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pipelines.store import captures, failures, holds, queue, staging, variants
from pipelines.store.addresses import Address
from pipelines.store.captures import Capture
from pipelines.store.database import Database
from pipelines.store.failures import Fault
from pipelines.store.frontier import NOTHING_BROUGHT, Brought, Lease, Remaining, Room, Standing
from pipelines.store.harvest import Harvest
from pipelines.store.holds import Hold
from pipelines.store.queue import Failed, Met, Read
from pipelines.store.retries import is_passing
from pipelines.store.revisits import DEFAULT, Revisits
from pipelines.store.tombstones import Forgotten
from pipelines.store.validators import Validator
from pipelines.types import Kept, Outcome, id_of

LEASE: Final = 900
"""Seconds a lease lasts: far longer than a page may take, since a living crawl renews and a dead one is told by its lock."""


class SqliteFrontier:
    """The `Frontier` of one run; only one process writes to a ledger, which its lock sees to."""

    def __init__(
        self,
        database: Database,
        *,
        run: int,
        sources: Sequence[str] | Mapping[str, Revisits],
        forgotten: Forgotten = Forgotten(),  # noqa: B008 - a frozen value
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Serve `run` the addresses of these sources, with the bounds between which each is asked again, if they are given."""
        self._database = database
        self._forgotten = forgotten
        self._run = run
        self._bounds = sources if isinstance(sources, Mapping) else dict.fromkeys(sources, DEFAULT)
        self._sources = tuple(self._bounds)
        self._clock = clock
        self.harvest = Harvest(database)

    @property
    def _now(self) -> int:
        return int(self._clock())

    def enqueue(self, found: Iterable[Address]) -> int:
        """Queue what is new; see `Frontier.enqueue`."""
        with self._database.transaction():
            return self._meet(found)

    def _meet(self, found: Iterable[Address]) -> int:
        return sum(met.is_new for met in self._met(found))

    def _met(self, found: Iterable[Address], *, again: bool = True) -> list[Met]:
        now, all_met = self._now, []
        for address in found:
            if self._forgotten and self._forgotten.holds_address(address.url):
                continue
            all_met.append(queue.meet(self._database, address, run=self._run, now=now, again=again))
            queue.heed(self._database, address, bounds=self._bounds_of(address.source), now=now)
        return all_met

    def _bounds_of(self, source: str) -> Revisits:
        return self._bounds.get(source, DEFAULT)

    def lease(self, room: Room) -> list[Lease]:
        """Lease what is due; see `Frontier.lease`."""
        now = self._now
        with self._database.transaction():
            queue.wake(self._database, now, self._run)
            best = queue.in_turn(queue.candidates(self._database, self._sources, room))
            chosen = queue.fitting(best, room)
            return [queue.lease(self._database, each.sequence, owner=self._run, until=now + LEASE) for each in chosen]

    def renew(self) -> None:
        """Hold all leases for longer."""
        with self._database.transaction():
            queue.renew(self._database, owner=self._run, until=self._now + LEASE)

    def finish(self, url: str, outcome: Outcome, brought: Brought = NOTHING_BROUGHT) -> bool:
        """Mark an article done and stage its row; see `Frontier.finish`."""
        lesson = brought.lesson
        with self._database.transaction():
            captures.add(self._database, brought.captures, id_of(outcome))
            source, clues = queue.clues_of(self._database, url) if url else ("", ())
            again = self._read(source_of(outcome), validators=brought.validators)
            is_new = finish(self._database, url, outcome, again)
            if clues:
                self.harvest.learn(source, dict.fromkeys((*clues, *lesson.clues)), gave=is_new and lesson.gave)
                variants.count(self._database, lesson.site, lesson.marks)
            self._meet(lesson.found)
            return is_new

    def _read(
        self,
        source: str,
        *,
        changed: bool = True,
        validators: tuple[Validator, ...] | None = (),
        listed: int | None = None,
    ) -> Read:
        return Read(
            source=source,
            at=self._now,
            run=self._run,
            bounds=self._bounds_of(source),
            changed=changed,
            validators=validators,
            listed=listed,
        )

    def let_go(self, url: str) -> None:
        """End the lease of a page that was forgotten; see `Frontier.let_go`."""
        with self._database.transaction():
            queue.let_go(self._database, url, run=self._run, is_known=not self._forgotten.holds_address(url))
            failures.close(self._database, url)

    def confirm(self, url: str, kept: Sequence[Capture] = ()) -> bool:
        """Mark an address done that is as it was; see `Frontier.confirm`."""
        with self._database.transaction():
            source = queue.source_of_lease(self._database, url, self._run)
            pages = {each.page: each.captured_at for each in kept}
            if source is None or not all(staging.see_again(self._database, *seen) for seen in pages.items()):
                return False
            for each in kept:
                captures.add(self._database, [each], each.page)
            self._settle(url, self._read(source, changed=False, validators=None))
            return True

    def alike(self, site: str, marks: Sequence[int]) -> int:
        """Return how many pages of a site were like one of these marks; see `Frontier.alike`."""
        return variants.alike(self._database, site, marks)

    def weigh(self, score: Callable[[Address], int], *, after: int, most: int) -> int | None:
        """Weigh queued addresses anew; see `Frontier.weigh`."""
        with self._database.transaction():
            return queue.weigh(self._database, score, after=after, most=most)

    def expand(
        self,
        url: str,
        found: Iterable[Address],
        validators: tuple[Validator, ...] = (),
        series: Sequence[str] = (),
    ) -> int:
        """Mark a list done and queue what it led to; see `Frontier.expand`."""
        with self._database.transaction():
            source = queue.source_of_lease(self._database, url, self._run)
            told = list(found)
            articles = [address for address in told if address.kind == "article"]
            met = self._met(articles)
            is_news = any(each.is_new for each in met)
            met += self._met((address for address in told if address.kind != "article"), again=is_news)
            new = sum(each.is_new for each in met)
            if source is not None:
                self._settle(url, self._read(source, changed=new > 0, validators=validators, listed=len(articles)))
            if source is not None and series:
                self.harvest.learn(source, series, gave=any(each.is_first for each in met))
            return new

    def _settle(self, url: str, read: Read) -> None:
        queue.settle_read(self._database, url, read)
        failures.close(self._database, url)

    def fail(self, url: str, reason: str, detail: str = "", *, wait: float = 0) -> bool:
        """Record a failure of a leased address; see `Frontier.fail`."""
        with self._database.transaction():
            source, clues = queue.clues_of(self._database, url)
            is_ours = self._fail(url, Failed(reason=reason, at=self._now, run=self._run, wait=int(wait)), detail)
            if is_ours and clues and not is_passing(reason):
                self.harvest.learn(source, clues, gave=False)
            return is_ours

    def leave(self, url: str, reason: str, detail: str = "") -> bool:
        """Leave a leased address out; see `Frontier.leave`."""
        with self._database.transaction():
            return self._fail(url, Failed(reason=reason, at=self._now, run=self._run), detail)

    def _fail(self, url: str, failed: Failed, detail: str) -> bool:
        source = queue.source_of_lease(self._database, url, self._run)
        if source is None:
            return False
        is_gone = queue.settle_failed(self._database, url, failed)
        fault = Fault(url=url, source=source, reason=failed.reason, detail=detail, run=self._run)
        failures.record(self._database, fault)
        if is_gone:  # known for good, and no failure that stands any more
            failures.close(self._database, url)
        return True

    def put_off(self, urls: Iterable[str]) -> None:
        """End these leases; see `Frontier.put_off`."""
        with self._database.transaction():
            for url in urls:
                queue.put_off(self._database, url, self._run)

    def held(self) -> list[str]:
        """Return the addresses this run has leased."""
        return queue.held(self._database, self._run)

    def give_back(self) -> None:
        """End all leases of this run."""
        self.take_back(self._run)

    def take_back(self, owner: int) -> None:
        """End all leases of a run that is dead."""
        with self._database.transaction():
            queue.give_back(self._database, owner)

    def remaining(self) -> Remaining:
        """Return what is still to do for the sources."""
        counts = {"queued": 0, "leased": 0, "failed": 0}
        marks = ", ".join("?" for _ in self._sources)
        sql = f"""SELECT state, reason, count(*) FROM urls
            WHERE (state IN ('queued', 'leased') OR state = 'failed' AND next_fetch NOTNULL) AND source IN ({marks})
            GROUP BY state, reason"""  # noqa: S608 - question marks
        for state, reason, number in self._database.query(sql, self._sources):
            if state != "failed" or is_passing(reason):
                counts[state] += number
        return Remaining(queued=counts["queued"], leased=counts["leased"], waiting=counts["failed"])

    def standing(self, source: str) -> Standing:
        """Return how a source stands; see `Frontier.standing`."""
        return queue.standing(self._database, source, self._run)

    def read_anew(self, source: str, rules: str) -> None:
        """Have lists read whole that other rules were read by; see `Frontier.read_anew`."""
        with self._database.transaction():
            queue.read_anew(self._database, source, rules)

    def hold(self, host: str, hold: Hold) -> None:
        """Remember how a host is held; see `Frontier.hold`."""
        with self._database.transaction():
            holds.put(self._database, host, hold)

    def holds(self) -> dict[str, Hold]:
        """Return the hosts that are held."""
        return holds.standing(self._database, self._now)

    def commit(self) -> None:
        """Bring to disk what waits for a commit."""
        self._database.commit()


def finish(database: Database, url: str, outcome: Outcome, read: Read) -> bool:
    """Mark a page done, where it has an address, and stage its row, in the transaction of the caller.

    Returns whether the row is new.
    """
    is_new = staging.stage(database, outcome)
    if url:
        queue.settle_read(database, url, replace(read, changed=is_new))
        failures.close(database, url)
    return is_new


def source_of(outcome: Outcome) -> str:
    """Return the source that brought a page."""
    return outcome.record.source if isinstance(outcome, Kept) else outcome.source
