"""Read many saved pages at once, one process for each core, and hand them on in their order.

Reading takes nearly all the time of an import, and depends on nothing but the page. The first pages are read here:
starting processes takes as long. Each process has one batch at a time and a pipe of its own, so that nobody ever waits
for somebody who waits, and ends when its pipe does, however this process ended.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain, islice
from multiprocessing.connection import Connection
from typing import Final, Self, TypeAlias

from crawler.saved.pages import Found, SavedPage
from pipelines.errors import UnreadablePage
from pipelines.records import read_pages
from pipelines.types import Outcome, RawPage

_HERE: Final = 32
"""Pages that are read before any process is started."""
_BATCH: Final = 16
_MOST_ENTRIES: Final = 512
"""What a batch holds at most, pages or not: where most records are passed over, pages wait no longer than for these."""

Result: TypeAlias = Outcome | tuple[str, str]
"""What a page became, or reason and message where it cannot be read."""


def read_all(found: Iterable[Found], processes: int | None = None) -> Iterator[Found]:
    """Yield what was found, the pages with what they became; as many `processes` as there are cores, if left out."""
    entries = iter(found)
    pages = 0
    while pages < _HERE and (entry := next(entries, None)) is not None:
        pages += isinstance(entry, SavedPage)
        yield _with_result(entry, read(entry.page)) if isinstance(entry, SavedPage) else entry
    first = list(islice(entries, 1))
    if first:
        count = len(os.sched_getaffinity(0)) if processes is None else processes
        with ExitStack() as stack:
            readers = [stack.enter_context(_Reader()) for _ in range(count)]
            yield from _spread(_batches(chain(first, entries)), readers)


def read(page: RawPage) -> Result:
    """Return what a page became, or why it cannot be read, in a form that passes between processes."""
    [found] = read_pages((page,))
    return _result(found)


def _result(found: Outcome | UnreadablePage) -> Result:
    return (found.reason, str(found)) if isinstance(found, UnreadablePage) else found


def _with_result(saved: SavedPage, result: Result) -> SavedPage:
    return replace(saved, fault=result) if isinstance(result, tuple) else replace(saved, outcome=result)


def _batches(entries: Iterable[Found]) -> Iterator[list[Found]]:
    batch: list[Found] = []
    pages = 0
    for entry in entries:
        batch.append(entry)
        pages += isinstance(entry, SavedPage)
        if pages == _BATCH or len(batch) == _MOST_ENTRIES:
            yield batch
            batch, pages = [], 0
    if batch:
        yield batch


def _spread(batches: Iterable[list[Found]], readers: Sequence[_Reader]) -> Iterator[Found]:
    """Give each reader a batch in turn, and take them back in the same order."""
    waiting = deque(readers)
    busy: deque[_Reader] = deque()
    for batch in batches:
        if not waiting:
            first = busy.popleft()
            done = first.done()
            first.give(batch)
            busy.append(first)
            yield from done
        else:
            first = waiting.popleft()
            first.give(batch)
            busy.append(first)
    for reader in busy:
        yield from reader.done()


class _Reader:
    """A process that reads one batch at a time."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy the reactor and the ledger's connection
        self._ours, self._theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(self._theirs,), daemon=True)
        self._batch: list[Found] = []

    def __enter__(self) -> Self:
        self._process.start()
        self._theirs.close()
        return self

    def __exit__(self, *_: object) -> None:
        self._ours.close()
        self._process.kill()
        self._process.join()

    def give(self, batch: list[Found]) -> None:
        """Let it read a batch."""
        self._batch = batch
        self._ours.send([entry.page for entry in batch if isinstance(entry, SavedPage)])

    def done(self) -> list[Found]:
        """Wait for the batch, and return it read."""
        results: Iterator[Result] = iter(self._ours.recv())
        return [_with_result(entry, next(results)) if isinstance(entry, SavedPage) else entry for entry in self._batch]


def _serve(theirs: Connection) -> None:
    """Read batches until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which ends its readers
    while True:
        try:
            pages: list[RawPage] = theirs.recv()
        except EOFError:
            return
        theirs.send([_result(found) for found in read_pages(pages)])
