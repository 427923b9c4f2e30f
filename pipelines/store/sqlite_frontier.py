"""The frontier in the ledger's own file, so that an address and what its page became change in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from pipelines.store import captures, failures, queue, staging
from pipelines.store.addresses import Address
from pipelines.store.captures import Capture
from pipelines.store.database import Database
from pipelines.store.failures import Fault
from pipelines.store.frontier import Lease, Remaining, Room
from pipelines.store.queue import Failed
from pipelines.store.retries import is_passing
from pipelines.store.tombstones import Forgotten
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
        sources: Sequence[str],
        forgotten: Forgotten = Forgotten(),  # noqa: B008 - a frozen value
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._forgotten = forgotten
        self._run = run
        self._sources = tuple(sources)
        self._clock = clock

    @property
    def _now(self) -> int:
        return int(self._clock())

    def enqueue(self, found: Iterable[Address]) -> int:
        """Queue what is new; see `Frontier.enqueue`."""
        with self._database.transaction():
            return self._meet(found)

    def _meet(self, found: Iterable[Address]) -> int:
        now = self._now
        return sum(
            queue.meet(self._database, address, run=self._run, now=now)
            for address in found
            if not (self._forgotten and self._forgotten.holds_address(address.url))
        )

    def lease(self, room: Room) -> list[Lease]:
        """Lease what is due; see `Frontier.lease`."""
        now = self._now
        with self._database.transaction():
            queue.wake(self._database, now)
            best = queue.in_turn(queue.candidates(self._database, self._sources, room))
            return [self._lease(each.sequence, now + LEASE) for each in queue.fitting(best, room)]

    def _lease(self, sequence: int, until: int) -> Lease:
        address, host, tries = queue.lease(self._database, sequence, owner=self._run, until=until)
        return Lease(address=address, host=host, tries=tries)

    def renew(self) -> None:
        """Hold all leases for longer."""
        with self._database.transaction():
            queue.renew(self._database, owner=self._run, until=self._now + LEASE)

    def finish(self, url: str, outcome: Outcome, kept: Sequence[Capture] = ()) -> bool:
        """Mark an article done and stage its row; see `Frontier.finish`."""
        with self._database.transaction():
            captures.add(self._database, kept, id_of(outcome))
            return finish(self._database, url, outcome, run=self._run, now=self._now)

    def let_go(self, url: str) -> None:
        """End the lease of a page that was forgotten; see `Frontier.let_go`."""
        with self._database.transaction():
            queue.let_go(self._database, url, run=self._run, is_known=not self._forgotten.holds_address(url))
            failures.close(self._database, url)

    def expand(self, url: str, found: Iterable[Address]) -> int:
        """Mark a list done and queue what it led to; see `Frontier.expand`."""
        with self._database.transaction():
            source = queue.source_of_lease(self._database, url, self._run)
            if source is not None:
                queue.settle_read(self._database, url, source=source, run=self._run, now=self._now)
                failures.close(self._database, url)
            return self._meet(found)

    def fail(self, url: str, reason: str, detail: str = "", *, wait: float = 0) -> bool:
        """Record a failure of a leased address; see `Frontier.fail`."""
        with self._database.transaction():
            source = queue.source_of_lease(self._database, url, self._run)
            if source is None:
                return False
            failed = Failed(reason=reason, at=self._now, run=self._run, wait=int(wait))
            queue.settle_failed(self._database, url, failed)
            failures.record(self._database, Fault(url=url, source=source, reason=reason, detail=detail, run=self._run))
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

    def commit(self) -> None:
        """Bring to disk what waits for a commit."""
        self._database.commit()


def finish(database: Database, url: str, outcome: Outcome, *, run: int | None, now: int) -> bool:
    """Mark a page done, where it has an address, and stage its row, in the transaction of the caller.

    Returns whether the row is new.
    """
    if url:
        source = outcome.record.source if isinstance(outcome, Kept) else outcome.source
        queue.settle_read(database, url, source=source, run=run, now=now)
        failures.close(database, url)
    return staging.stage(database, outcome)
