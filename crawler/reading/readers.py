"""Read pages in processes beside the run, as soon as there are so many that it pays.

The first pages are read here, since a process takes as long to start as some dozens of pages, and so are all pages of a
run that asks for one now and then; whoever knows that many will come has the processes started at once. What a page becomes depends on nothing but the page, so it does not matter who reads
it. A reader that dies costs no page: those it had are read once more, one by one, and only a page whose reader dies
again is a failure. Where so many pages wait that no reader will be idle, the run reads one itself instead of waiting.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Final, Self, TypeAlias

from crawler.reading.reader import Reader, read_here
from crawler.reading.wire import Result
from pipelines.errors import DataError
from pipelines.types import RawPage

logger = logging.getLogger(__name__)

HERE: Final = 32
"""Pages that are read here at first …"""
_BURST: Final = 32.0
"""… and the seconds in which as many must come for processes to be started: a polite crawl of one site needs none."""
_BATCH: Final = 16
"""Pages that a reader takes at once, where so many wait: labels of many are found faster than one by one."""
_Asked: TypeAlias = tuple[RawPage, Future[Result]]


class Readers:
    """Up to `count` processes that read pages, and none with 0; a context manager, for one thread to ask."""

    def __init__(self, count: int, *, here: int = HERE) -> None:
        """Start nothing yet: first so many pages are read `here`."""
        self._count = count
        self._asked: SimpleQueue[_Asked | None] = SimpleQueue()
        self._readers: list[Reader] = []
        self._threads: list[threading.Thread] = []
        self._last: deque[float] = deque(maxlen=here)
        self._is_ready = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_ready(self) -> bool:
        """Whether there is a process to read pages."""
        return self._is_ready.is_set()

    @property
    def is_full(self) -> bool:
        """Whether so many pages wait that no reader will be idle, so that no more should be brought for now."""
        return self._asked.qsize() >= max(1, self._count) * _BATCH

    def read(self, page: RawPage) -> Future[Result]:
        """Return what a page becomes, or will become; where no reader is ready, or enough wait, it is read at once, here."""
        answer: Future[Result] = Future()
        if not self._threads and self._pays():
            self.start()
        if self.is_ready and not self.is_full:
            self._asked.put((page, answer))
        else:
            answer.set_result(read_here(page))
        return answer

    def _pays(self) -> bool:
        """Whether pages come so fast that processes are worth their start."""
        self._last.append(monotonic())
        return self._count > 0 and len(self._last) == self._last.maxlen and self._last[-1] - self._last[0] < _BURST

    def start(self) -> None:
        """Start the processes, since many pages will come; until one is ready, pages are read here."""
        self._readers = [Reader() for _ in range(self._count)]
        self._threads = [threading.Thread(target=self._serve, args=(each,), daemon=True) for each in self._readers]
        for thread in self._threads:
            thread.start()

    def _serve(self, reader: Reader) -> None:
        """Hand waiting pages to one process, until the run ends."""
        with reader:
            try:
                reader.start()
            except DataError as error:
                if not reader.is_over:
                    logger.warning("%s", error)
                return
            self._is_ready.set()
            while batch := self._taken():
                _answer(batch, reader)

    def _taken(self) -> list[_Asked]:
        """Wait for pages and take a fair share of them; nothing at the end of the run."""
        batch: list[_Asked] = []
        most = min(_BATCH, self._asked.qsize() // self._count + 1)
        found = self._asked.get()
        while found is not None:
            batch.append(found)
            if len(batch) >= most:
                return batch
            try:
                found = self._asked.get_nowait()
            except Empty:
                return batch
        self._asked.put(None)  # for the others, and for this one's next call
        return batch

    def close(self) -> None:
        """End the processes, at once where none is ready; pages that nobody has begun to read are read no more."""
        if not self.is_ready:
            for reader in self._readers:
                reader.kill()
        try:
            while (found := self._asked.get_nowait()) is not None:
                found[1].cancel()
        except Empty:
            pass
        self._asked.put(None)
        for thread in self._threads:
            thread.join()


def _answer(batch: Sequence[_Asked], reader: Reader) -> None:
    try:
        results = reader.read([page for page, _ in batch])
    except Exception as error:  # noqa: BLE001 - whatever it is, it is for those who wait
        for _, answer in batch:
            answer.set_exception(error)
        return
    for (_, answer), result in zip(batch, results, strict=True):
        answer.set_result(result)
