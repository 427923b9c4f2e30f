"""The frontier while ever more waits in it: `benchmarks.frontier` queues a million, here are a few thousand, counted exactly."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pipelines.store.frontier import Room
from pipelines.store.ledger import Ledger
from tests.pipelines.store.conftest import Run

HOSTS = 20
FEW, MANY = 1_000, 10_000
ROOM = Room(total=64, articles=64, per_host=4, held={})
KILOBYTES = 64
"""What one measurement may differ from another by: the pages of a list, a cache of the interpreter."""


def queue(run: Run, first: int, last: int) -> None:
    """Queue the addresses of these numbers, at different priorities, as many lists would."""
    for begin in range(first, last, 500):
        urls = [f"http://h{number % HOSTS}.example.com/{number}.html" for number in range(begin, begin + 500)]
        run.find(*urls, priority=begin % 3)


def lease(run: Run) -> int:
    """Lease as much as a crawl holds and put it off again; return how much it was."""
    urls = [each.address.url for each in run.frontier.lease(ROOM)]
    run.frontier.put_off(urls)
    return len(urls)


@contextmanager
def counted(ledger: Ledger) -> Iterator[list[int]]:
    """Count the steps of SQLite's machine, in hundreds: the work of a query, whatever else the computer does."""
    steps: list[int] = []
    with ledger.writing() as database:
        connection = database._connection  # nothing else tells the work of a query
    connection.set_progress_handler(lambda: steps.append(100), 100)
    try:
        yield steps
    finally:
        connection.set_progress_handler(None, 100)


def steps_of_a_lease(ledger: Ledger, run: Run) -> int:
    """The work of a lease."""
    lease(run)
    with counted(ledger) as steps:
        assert lease(run) == ROOM.total
    return sum(steps)


def peak(run: Run, first: int) -> int:
    """The most bytes that a step of a crawl takes: some hundred addresses come in, and a lease is asked for."""
    tracemalloc.start()
    try:
        queue(run, first, first + 500)
        lease(run)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture
def measured(ledger: Ledger, run: Run) -> list[tuple[int, int]]:
    """The work of a lease and the memory of a step, with few and with ten times as many in the queue."""
    found = []
    queue(run, 0, FEW)
    for first, last in ((FEW, MANY), (MANY, MANY)):
        found.append((steps_of_a_lease(ledger, run), peak(run, first)))
        queue(run, first + 500, last)
    assert run.frontier.remaining().queued == MANY + 500
    return found


def test_neither_work_nor_memory_grows_with_what_waits(measured: list[tuple[int, int]]) -> None:
    """Ten times as many addresses: a lease looks at as many rows as before, and nothing of the others is in memory."""
    (few_steps, few_bytes), (many_steps, many_bytes) = measured
    assert few_steps > 1_000, "the work was counted"
    assert many_steps <= 1.2 * few_steps
    assert many_bytes <= few_bytes + KILOBYTES * 1024
