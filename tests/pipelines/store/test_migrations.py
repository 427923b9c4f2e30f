"""A ledger of an older version opens, keeps all it held and goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.store.addresses import host_of
from pipelines.store.frontier import Remaining, Room
from pipelines.store.ledger import Ledger
from pipelines.store.ledger_schema import FUNCTIONS, LEDGER_VERSION, MIGRATIONS
from pipelines.types import Kept

ROWS = (
    ("http://Farm.example.com/a", "done", 1),
    ("http://farm.example.com/b", "queued", None),
    ("http://farm.example.com/c?x=1&b=2", "failed", 1),
    ("http://farm.example.com/c?b=2&x=1", "done", 1),
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder whose ledger the first version made: two spellings of one address are two rows there."""
    (tmp_path / "state").mkdir()
    with closing(sqlite3.connect(tmp_path / "state" / "ledger.sqlite")) as connection, connection:
        for statement in MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute(
            "INSERT INTO runs (kind, sources, started_at, stats) VALUES ('collect', '[]', '2026-11-01T00:00:00+00:00', '{}')"
        )
        for row in ROWS:
            connection.execute("INSERT INTO urls (url, source, state, run) VALUES (?, 'farm', ?, ?)", row)
        connection.execute("PRAGMA user_version = 1")
    return tmp_path


def test_an_old_ledger_goes_on(old: Path, kept: Callable[..., Kept]) -> None:
    """What was queued or failed is leased at once, what was done when it is a week old, and no address is lost."""
    with Ledger.open(old) as ledger:
        ledger.begin_run("collect", ["farm"])
        frontier = ledger.frontier(["farm"])
        lease, *revisits = frontier.lease(Room(total=9, articles=9, per_host=9, held={}))
        assert [each.is_revisit for each in (lease, *revisits)] == [False, True, True]
        frontier.put_off(each.address.url for each in revisits)
        assert (lease.address.url, lease.host) == ("http://farm.example.com/b", "farm.example.com")
        assert ledger.counts().urls == {"queued": 2, "leased": 1}
        assert frontier.finish(lease.address.url, kept(1))
        assert frontier.remaining() == Remaining(queued=2)


def test_failed_addresses_of_an_old_ledger_come_due(old: Path) -> None:
    """They were asked again by the next run, and still are."""
    with closing(sqlite3.connect(old / "state" / "ledger.sqlite")) as connection, connection:
        connection.execute("UPDATE urls SET state = 'failed' WHERE state = 'queued'")
    with Ledger.open(old) as ledger:
        ledger.begin_run("collect", ["farm"])
        leases = ledger.frontier(["farm"]).lease(Room(total=9, articles=9, per_host=9, held={}))
        assert [lease.address.url for lease in leases if not lease.is_revisit] == ["http://farm.example.com/b"]


def test_whoever_only_looks_brings_it_up_to_date(old: Path) -> None:
    """`status` on an old folder needs no crawl first."""
    with Ledger.open(old, read_only=True) as ledger:
        assert ledger.counts().queues == {"farm": {"done": 2, "queued": 1}}


def test_steps_are_taken_once(old: Path) -> None:
    """The version in the file is that of the last step."""
    for _ in range(2):
        Ledger.open(old).close()
    with closing(sqlite3.connect(old / "state" / "ledger.sqlite")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (LEDGER_VERSION,)


def test_spellings_that_only_tell_visits_apart_are_one_address(tmp_path: Path) -> None:
    """Keys of before are made anew; of rows that are one address now, one stays: another would be leased and never settled."""
    (tmp_path / "state").mkdir()
    found = ["http://farm.example.com:80/a?utm_source=x", "http://farm.example.com/b", "http://farm.example.com:80/b"]
    with closing(sqlite3.connect(tmp_path / "state" / "ledger.sqlite")) as connection, connection:
        for function in FUNCTIONS:
            connection.create_function(function.__name__, -1, function, deterministic=True)
        for statement in (statement for step in MIGRATIONS[:8] for statement in step):
            connection.execute(statement)
        for url in found:
            values = (url, url, host_of(url))
            connection.execute(
                "INSERT INTO urls (key, url, source, host, kind, state, first_seen, last_seen) "
                "VALUES (?, ?, 'farm', ?, 'article', 'queued', 1, 1)",
                values,
            )
        connection.execute("PRAGMA user_version = 8")
    Ledger.open(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "state" / "ledger.sqlite")) as connection:
        keys = [key for (key,) in connection.execute("SELECT key FROM urls ORDER BY sequence")]
    assert keys == ["http://farm.example.com/a", "http://farm.example.com/b"]
