"""Transactions that share a commit are each whole, and a kill undoes those that wait."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.store.database import Database

_KILLED = """
import os, signal, sys
from pathlib import Path
from pipelines.store.database import Database
database = Database(Path(sys.argv[1]), read_only=False)
database.group_commits(2)
for key in "abcde":
    with database.transaction():
        database.execute("INSERT INTO meta (key, value) VALUES (?, '')", (key,))
        database.execute("INSERT INTO meta (key, value) VALUES (? || 2, '')", (key,))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A fresh database."""
    database = Database(tmp_path / "ledger.sqlite", read_only=False)
    yield database
    database.close()


def add(database: Database, *keys: str) -> None:
    """One step."""
    with database.transaction():
        for key in keys:
            database.execute("INSERT INTO meta (key, value) VALUES (?, '')", (key,))


def on_disk(database: Database) -> list[str]:
    """What others see."""
    with closing(sqlite3.connect(database.path)) as other:
        return [key for (key,) in other.execute("SELECT key FROM meta ORDER BY key")]


def test_each_step_is_committed_by_itself_unless_asked_otherwise(database: Database) -> None:
    """What a command does is on disk when it says so."""
    add(database, "a")
    assert on_disk(database) == ["a"]


def test_steps_wait_for_their_group(database: Database) -> None:
    """Two wait, the third commits all; `commit` does so before its time."""
    database.group_commits(3)
    for key, seen in (("a", []), ("b", []), ("c", ["a", "b", "c"]), ("d", ["a", "b", "c"])):
        add(database, key)
        assert on_disk(database) == seen
    database.commit()
    database.commit()
    assert on_disk(database) == ["a", "b", "c", "d"]


def test_a_step_that_fails_takes_only_itself_back(database: Database) -> None:
    """Those that wait in the same group stay."""
    database.group_commits(9)
    add(database, "a")
    with pytest.raises(sqlite3.IntegrityError):
        add(database, "b", "a")
    add(database, "c")
    database.commit()
    assert on_disk(database) == ["a", "c"]


def test_a_first_step_that_fails_leaves_nothing_open(database: Database) -> None:
    """Nobody waits, so the transaction ends with it."""
    database.group_commits(9)
    with pytest.raises(sqlite3.IntegrityError):
        add(database, "a", "a")
    with closing(sqlite3.connect(database.path, timeout=0)) as other, other:
        other.execute("INSERT INTO meta (key, value) VALUES ('other', '')")
    assert on_disk(database) == ["other"]


def test_a_kill_undoes_what_waits_and_nothing_else(tmp_path: Path) -> None:
    """Committed steps outlive kill -9; those that wait do so in none of their parts."""
    assert (
        subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path / "ledger.sqlite")], check=False).returncode
        == -signal.SIGKILL
    )
    database = Database(tmp_path / "ledger.sqlite", read_only=False)
    assert on_disk(database) == ["a", "a2", "b", "b2", "c", "c2", "d", "d2"]
    database.close()
