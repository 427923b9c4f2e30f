"""A SQLite file that survives a kill at any point, and the lock that lets one program write to it."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipelines.errors import DamagedData, DataBusy, DataError, NewerData
from pipelines.store.ledger_schema import FUNCTIONS, LEDGER_VERSION, MIGRATIONS

_BUSY = 5.0
"""Seconds to wait for a lock. There is one writer; only a reader that closes the file can hold it up, for a moment."""


class Lock:
    """The right to write to a data folder: held by one process, freed by the kernel when that ends, however it ends.

    A child that is given the `descriptor` holds it as well.
    """

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self.descriptor, 20).decode().strip()
            os.close(self.descriptor)
            message = (
                f"{path.parent.parent}: another run (process {holder}) is writing here; let it end, then run again"
            )
            raise DataBusy(message) from error
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let the next one write."""
        os.close(self.descriptor)


def is_outdated(path: Path) -> bool:
    """Tell whether an older version made the ledger at `path`; one that is not set up yet is not outdated.

    Raises:
        DataError: it cannot be read.
    """
    with _translating(path), closing(_connect(path, read_only=True)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return 0 < version < LEDGER_VERSION


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    uri = f"file:{quote(str(path.absolute()))}?mode={'ro' if read_only else 'rwc'}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_BUSY)


class Database:
    """A connection in WAL mode that commits to disk, with faults as errors of ours.

    Readers see the last commit and hold nobody up. A commit is on disk before it returns (`synchronous = FULL`), since
    a part may be written and renamed on the strength of it; that costs milliseconds, which a crawl shares among many
    pages by letting transactions wait for each other (`group_commits`).
    """

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self.path = path
        self._group = 1
        self._waiting = 0
        self._before_commit: Callable[[], None] | None = None
        with _translating(self.path):
            self._connection = _connect(path, read_only=read_only)
        try:
            self._prepare(read_only=read_only)
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self, *, read_only: bool) -> None:
        version = int(self.query("PRAGMA user_version")[0][0])
        if version > LEDGER_VERSION:
            raise NewerData(
                f"{self.path}: made by a newer version (ledger {version}, this one knows {LEDGER_VERSION}); "
                "upgrade lendersms, or choose another folder"
            )
        if read_only:
            if version < LEDGER_VERSION:
                raise DataError(f"{self.path}: not set up yet (ledger {version}); collect or import something first")
            return
        for function in FUNCTIONS:
            self._connection.create_function(function.__name__, -1, function, deterministic=True)
        self.execute("PRAGMA journal_mode = WAL")
        self.execute("PRAGMA synchronous = FULL")
        self.execute("PRAGMA secure_delete = OFF")  # what must leave no trace is written anew without it (`rewrite`)
        for step in range(version, LEDGER_VERSION):
            with self.transaction():
                for statement in MIGRATIONS[step]:
                    self.execute(statement)
                self.execute(f"PRAGMA user_version = {step + 1}")

    def execute(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> sqlite3.Cursor:
        """Run one statement."""
        with _translating(self.path):
            return self._connection.execute(sql, values)

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a SELECT."""
        with _translating(self.path):
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done inside happens, or nothing of it: on disk when it ends, or with its group."""
        if not self._connection.in_transaction:
            self.execute("BEGIN IMMEDIATE")
        try:
            self.execute("SAVEPOINT step")
            yield
            self.execute("RELEASE step")
            self._waiting += 1
        except BaseException:
            self._undo_step()
            raise
        if self._waiting >= self._group:
            self.commit()

    def _undo_step(self) -> None:
        """Take back the step under way, and with it the transaction where no other step waits in it."""
        if not self._connection.in_transaction:  # SQLite itself took all of it back: the disk is full or failing
            self._waiting = 0
        elif self._waiting:
            self.execute("ROLLBACK TO step")
            self.execute("RELEASE step")
        else:
            self.execute("ROLLBACK")

    def group_commits(self, steps: int) -> None:
        """From now on let up to so many transactions wait for one commit.

        Each is still whole or not at all, and all are seen by this connection at once; a kill undoes those that wait.
        """
        self._group = steps

    def before_commit(self, call: Callable[[], None]) -> None:
        """Let this be done before each commit, for what the commit relies on; where it fails, the group is undone."""
        self._before_commit = call

    def commit(self) -> None:
        """Bring to disk what waits for its group."""
        if not self._connection.in_transaction:
            return
        self._waiting = 0
        try:
            if self._before_commit:
                self._before_commit()
            self.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def checkpoint(self) -> bool:
        """Commit, and move everything into the main file; False while a reader holds that up."""
        self.commit()
        return int(self.query("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]) == 0

    def rewrite(self) -> bool:
        """Write the file anew without what was deleted, whose bytes lie until then in pages that wait to be used again.

        Returns False while a reader holds that up.
        """
        self.commit()
        self.execute("VACUUM")
        return self.checkpoint()

    def integrity(self) -> list[str]:
        """Return what SQLite finds wrong with the file; empty where it is sound."""
        try:
            found = [str(row[0]) for row in self.query("PRAGMA integrity_check")]
        except DataError as error:
            return [str(error)]
        return [] if found == ["ok"] else found

    def close(self) -> None:
        """Close the file; what is committed is on disk already."""
        self._connection.close()


@contextmanager
def _translating(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise DataError(f"{path}: {error}; make room or set the rights right, then run again") from error
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # a mistake of the program, no fault of the file
    except sqlite3.DatabaseError as error:
        raise DamagedData(
            f"{path}: {error}; restore it from a copy, or move it away: "
            "the next run makes a new one from state/parts and fetches again what was not released"
        ) from error
