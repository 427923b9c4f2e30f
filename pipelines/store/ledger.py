"""The memory of a data folder: which pages were met, what became of them, and which runs did it.

A page's result and the state of its URL change in one transaction, committed to disk: after a kill at any point a
page is fetched and staged, or neither. One program writes at a time; any number may read meanwhile.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from types import TracebackType
from typing import Self

import pyarrow as pa

from pipelines.annotation.decisions import Decision
from pipelines.errors import DataError
from pipelines.store import (
    adoption,
    archive_adoption,
    captures,
    decisions,
    failures,
    forgetting,
    leftovers,
    queue,
    seals,
    sqlite_frontier,
    staging,
    tombstones,
)
from pipelines.store.archive import MOST_BYTES, Archive
from pipelines.store.captures import Capture
from pipelines.store.database import Database, Lock, is_outdated
from pipelines.store.failures import Fault
from pipelines.store.files import cannot_write, make_folder
from pipelines.store.layout import archives, ledger_path, part_numbers
from pipelines.store.queue import Failed, Read
from pipelines.store.reports import Counts, Failure, Run
from pipelines.store.revisits import Revisits
from pipelines.store.sqlite_frontier import SqliteFrontier
from pipelines.store.staging import Part
from pipelines.store.tombstones import Forgotten, Target
from pipelines.store.upcoming import Upcoming, upcoming
from pipelines.types import Outcome, Place, id_of


def without_ledger(data: Path) -> DataError:
    """Return the error for a folder that has no ledger: none yet, or one that is gone."""
    if not archives(data) and not part_numbers(data):
        return DataError(f"{data}: holds no dataset yet; collect or import something first, or give --data")
    where = quote(str(data))
    words = f"import {where}/raw/*.warc.gz" if archives(data) else "release"
    return DataError(
        f"{data}: its ledger is gone; restore it from a copy, or make it anew with `lendersms {words} --data {where}`"
    )


class Ledger:
    """The ledger of one data folder; a context manager. Made by `open`."""

    def __init__(self, data: Path, database: Database, lock: Lock | None) -> None:
        self.data = data
        self._database = database
        self._lock = lock
        self._run: int | None = None
        self._archive: Archive | None = None
        self._is_behind = False

    @classmethod
    def open(cls, data: Path, *, synthetic: bool | None = None, read_only: bool = False) -> Ledger:
        """Open the ledger of `data`, which is made where it is missing, unless `read_only`.

        `synthetic` says whether the folder is for practice pages or real ones; None takes what the folder is, and
        makes a new one real. A ledger of an older version is brought up to date, also by whoever only reads.

        Raises:
            DataBusy: another run is writing there.
            NewerData: a newer version made it.
            DataError: there is nothing to read, or practice pages would meet real ones.
        """
        path = ledger_path(data)
        if read_only:
            if not path.is_file():
                raise without_ledger(data)
            if is_outdated(path):
                cls.open(data).close()
            return cls(data, Database(path, read_only=True), None)
        held = lock(data)
        try:
            database = Database(path, read_only=False)
        except BaseException:
            held.release()
            raise
        ledger = cls(data, database, held)
        try:
            ledger._set_up(synthetic)
        except BaseException:
            ledger.close()
            raise
        return ledger

    def _set_up(self, synthetic: bool | None) -> None:
        seals.break_seal(self._database.path)
        with self.writing():
            leftovers.clear(self._database, self.data)
            found = adoption.adopt(self._database, self.data)
            taken = archive_adoption.adopt(self._database, self.data, is_behind=found is not None)
            self._is_behind = found is not None or taken > 0
            if taken and found is None:
                found = archive_adoption.is_synthetic(self.data)
            decisions.adopt(self._database, self.data)
            tombstones.adopt(self._database, self.data)
            known = self._database.query("SELECT value FROM meta WHERE key = 'synthetic'")
            is_synthetic = known[0][0] == "true" if known else bool(synthetic if found is None else found)
            if synthetic is not None and synthetic != is_synthetic:
                holds = "practice pages" if is_synthetic else "real pages"
                raise DataError(f"{self.data}: holds {holds}; practice pages and real ones never share a folder")
            value = "true" if is_synthetic else "false"
            self._database.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('synthetic', ?)", (value,))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the ledger; a writer seals the file with its checksum, so that `verify` can vouch for every byte."""
        if self._lock is None:
            self._database.close()
            return
        try:
            if self._settle():
                seals.seal(self._database.path)
        finally:
            self._lock.release()

    def _settle(self) -> bool:
        """Close the file with all of it in one place; False while a reader holds that up."""
        try:
            return self._database.checkpoint()
        finally:
            self._database.close()
            if self._archive:
                self._archive.close()

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """All that is written inside is there at once, or not at all."""
        with self._database.transaction():
            yield self._database

    @property
    def is_synthetic(self) -> bool:
        """Whether the folder is for practice pages."""
        return bool(self._database.query("SELECT 1 FROM meta WHERE key = 'synthetic' AND value = 'true'"))

    def frontier(self, sources: Sequence[str] | Mapping[str, Revisits]) -> SqliteFrontier:
        """Return the addresses of these sources as the run under way sees them; `begin_run` comes first.

        The sources may come with the bounds between which their pages are asked for again.
        """
        if self._run is None:
            raise RuntimeError("a frontier belongs to a run: call begin_run first")
        return SqliteFrontier(self._database, run=self._run, sources=sources, forgotten=self.forgotten())

    def archive(self, most_bytes: int = MOST_BYTES) -> Archive:
        """Return the archive to write to, whose files grow to so many bytes; what it holds is committed with the rows."""
        if self._archive is None:
            self._archive = Archive(
                self.data,
                self._database,
                synthetic=self.is_synthetic,
                most_bytes=most_bytes,
                is_behind=self._is_behind,
            )
        return self._archive

    def captures(self, *, url: str = "", page: str = "") -> list[Capture]:
        """Return where the captures of an address, or of the page with that id, lie in the archive, oldest first."""
        return captures.of_url(self._database, url) if url else captures.of_page(self._database, page)

    def claim(self, places: Sequence[Place], page: str) -> None:
        """Record that captures which no row was known of, there and of the same addresses, are of the page with that id."""
        with self.writing() as database:
            captures.claim(database, places, page)

    def newest_captures(self) -> dict[Place, str]:
        """Return where the last capture of every page lies, and the id of its row."""
        return captures.newest(self._database)

    def captured(self) -> int:
        """Return how many pages the archive holds, those that came again among them."""
        return captures.count(self._database)

    def unarchived(self) -> int:
        """Return how many pages the archive does not hold: they came from files."""
        return self._number("SELECT count(*) FROM pages WHERE id NOT IN (SELECT page FROM captures)")

    def archived(self) -> dict[str, list[Capture]]:
        """Return what is known of each archive file, in its order."""
        return {name: captures.of_file(self._database, name) for name in captures.files(self._database)}

    def forgotten(self) -> Forgotten:
        """Return what was forgotten here, and must not come back."""
        return tombstones.read(self._database, self.data)

    def forgetting(self) -> list[tuple[Target, frozenset[str]]]:
        """Return what is being forgotten, each with the ids of its pages that are known so far."""
        return forgetting.unfinished(self._database)

    def rebuilding(self) -> set[str]:
        """Return the releases that are to be built anew without what is being forgotten."""
        return forgetting.promised_releases(self._database)

    def refuse_half_forgotten(self) -> None:
        """Let nothing be read or published while something is half forgotten.

        Raises:
            DataError: something is.
        """
        if self.forgetting() or forgetting.has_traces(self._database):
            raise DataError(f"{self.data}: something is half forgotten; run `lendersms forget --resume` first")

    def rewrite(self) -> bool:
        """Write the ledger's file anew, so that nothing is left in it of what was deleted; False while a reader holds that up."""
        return self._database.rewrite()

    def group_commits(self, steps: int) -> None:
        """Let up to so many changes share one commit; a kill undoes those that wait for it, each as a whole."""
        self._database.group_commits(steps)

    def commit(self) -> None:
        """Bring to disk what waits for a commit."""
        self._database.commit()

    def finish(self, page_url: str, outcome: Outcome, *, run: int | None) -> bool:
        """Record in one transaction that the page is done and what became of it; a file has no URL (`""`).

        Returns False where the page was known and is unchanged.
        """
        read = Read(source=sqlite_frontier.source_of(outcome), at=int(time.time()), run=run)
        with self.writing() as database:
            return sqlite_frontier.finish(database, page_url, outcome, read)

    def see_again(self, page_id: str, moment: datetime) -> bool:
        """Record that a page was there as it was at that moment; return False where no page has that id."""
        with self.writing() as database:
            return staging.see_again(database, page_id, moment)

    def restage(self, outcome: Outcome, page: str) -> bool:
        """Stage what the archived page with that id becomes today; return whether it is another row version.

        Where its id is another one today, the row of the old id goes.
        """
        with self.writing() as database:
            if id_of(outcome) != page:
                captures.rename(database, page, id_of(outcome))
                staging.withdraw(database, page)
            return staging.stage(database, outcome)

    def mend(self, path: str) -> None:
        """Record that a file that may have failed before is read well now."""
        with self.writing() as database:
            failures.close(database, path)

    def fail(self, url: str, reason: str, *, source: str, run: int | None, detail: str = "") -> None:
        """Record that an address (or a file: its path) could not be read; a page that was read before stays done."""
        with self.writing() as database:
            queue.settle_failed(database, failures.encodable(url), Failed(reason=reason, at=int(time.time()), run=run))
            failures.record(database, Fault(url=url, source=source, reason=reason, detail=detail, run=run))

    def begin_run(self, kind: str, sources: Sequence[str]) -> int:
        """Record the start of a run and return its number.

        Runs without an end were killed, and what they had leased is queued again. What failed of listings, robots files
        and the like is asked again by each `collect` of its source, and no longer counts; an `import` asks only for the
        files it is given.

        Raises:
            DataError: something is half forgotten.
        """
        self.refuse_half_forgotten()
        with self.writing() as database:
            for (dead,) in database.query("SELECT id FROM runs WHERE ended_at IS NULL"):
                queue.give_back(database, dead)
            database.execute("UPDATE runs SET ended_at = ?, reason = 'killed' WHERE ended_at IS NULL", (_now(),))
            for source in sources if kind == "collect" else ():
                failures.close_lists(database, source)
                queue.retry_lists(database, source)
            values = (kind, json.dumps(list(sources)), _now())
            cursor = database.execute(
                "INSERT INTO runs (kind, sources, started_at, stats) VALUES (?, ?, ?, '{}')", values
            )
            self._run = int(cursor.lastrowid or 0)
        return self._run

    def end_run(self, run: int, *, reason: str, stats: Mapping[str, int]) -> None:
        """Record why a run ended and what it counted."""
        with self.writing() as database:
            values = (_now(), reason, json.dumps(dict(stats), sort_keys=True), run)
            database.execute("UPDATE runs SET ended_at = ?, reason = ?, stats = ? WHERE id = ?", values)
        self._run = None

    def counts(self) -> Counts:
        """Return the state of the folder in numbers."""
        return Counts(
            urls=self._tally("SELECT state, count(*) FROM urls WHERE kind = 'article' GROUP BY state ORDER BY state"),
            queues=queue.tally(self._database),
            kept=self._number("SELECT count(*) FROM pages WHERE reason IS NULL"),
            rejected=self._tally(
                "SELECT reason, count(*) FROM pages WHERE reason NOTNULL GROUP BY reason ORDER BY reason"
            ),
            failures=self._tally("SELECT reason, count(*) FROM failures WHERE is_open GROUP BY reason ORDER BY reason"),
            staged=self._number("SELECT count(*) FROM staged"),
            unread=staging.unread(self._database),
        )

    def has_page(self, page_id: str) -> bool:
        """Tell whether a page of this id was read before, kept or rejected."""
        return bool(self._database.query("SELECT 1 FROM pages WHERE id = ?", (page_id,)))

    def runs(self, limit: int, *, source: str = "") -> list[Run]:
        """Return the last runs, newest first; given a source, those that collected it."""
        columns = "id, kind, sources, started_at, ended_at, reason, stats"
        of_source = "?2 = '' OR kind = 'collect' AND ?2 IN (SELECT value FROM json_each(sources))"
        sql = f"SELECT {columns} FROM runs WHERE {of_source} ORDER BY id DESC LIMIT ?1"  # noqa: S608 - constants
        found = self._database.query(sql, (limit, source))
        return [
            Run(
                id=number,
                kind=kind,
                sources=tuple(json.loads(sources)),
                started_at=datetime.fromisoformat(start),
                ended_at=datetime.fromisoformat(end) if end else None,
                reason=reason,
                stats=json.loads(stats),
            )
            for number, kind, sources, start, end, reason, stats in found
        ]

    def upcoming(self, source: str, most: int) -> Upcoming:
        """Return what a run of `source` would ask for now, and the first `most` addresses of that; changes nothing."""
        return upcoming(self._database, source, now=int(time.time()), most=most)

    def failures(self, limit: int) -> list[Failure]:
        """Return the last failures that stand, newest first; what was read since, or is asked again, is none."""
        return failures.newest(self._database, limit)

    def parts(self) -> list[Part]:
        """Return all parts, promised and sealed, by number."""
        return [
            Part(*found) for found in self._database.query("SELECT number, rows, sha256 FROM parts ORDER BY number")
        ]

    def newest(self, part: Part) -> pa.Table:
        """Return the pages whose newest version lies in `part`, by `id`, and when each was `last_seen`."""
        return staging.newest(self._database, part)

    def promised(self, part: Part) -> Iterator[pa.Table]:
        """Yield the rows of a part that is not on disk yet, sorted by id, piece by piece."""
        return staging.promised(self._database, part)

    def waiting(self) -> pa.Table:
        """Return the pages whose newest version no sealed part holds yet, sorted by id."""
        return staging.waiting(self._database)

    def decisions(self) -> tuple[list[Decision], dict[str, bytes]]:
        """Return all that people decided, and the signatures of the texts they read, by digest."""
        return decisions.read(self._database), decisions.signatures(self._database)

    def problems(self) -> list[str]:
        """Return what is wrong with the ledger's structure and with its staged rows; empty where they are sound."""
        return self._database.integrity() or staging.damaged(self._database)

    def _tally(self, sql: str) -> dict[str, int]:
        return dict(self._database.query(sql))

    def _number(self, sql: str) -> int:
        return int(self._database.query(sql)[0][0])


def lock(data: Path, name: str = "lock") -> Lock:
    """Take the right to write to a data folder, or another that is given to one process at a time.

    Raises:
        DataBusy: another process has it.
        DataError: the folder cannot be written to.
    """
    folder = ledger_path(data).parent
    make_folder(folder)
    try:
        return Lock(folder / name)
    except OSError as error:
        raise cannot_write(folder, error) from error


def _now() -> str:
    return datetime.now(UTC).isoformat()
