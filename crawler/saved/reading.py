"""Read many saved pages at once, and hand them on in their order.

Order counts: of two captures of a page the later one is what the page says now.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from typing import Final

from crawler.reading.readers import Readers
from crawler.reading.wire import Result
from crawler.saved.pages import Found, SavedPage

_MOST_WAITING: Final = 512
"""What waits for a page before it at most, pages or not: most records of other people's archives are none."""


def read_all(found: Iterable[Found], readers: Readers) -> Iterator[Found]:
    """Yield what was found, the pages with what they became."""
    waiting: deque[tuple[Found, Future[Result] | None]] = deque()
    for entry in found:
        waiting.append((entry, readers.read(entry.page) if isinstance(entry, SavedPage) else None))
        while waiting and (_is_read(waiting[0][1]) or len(waiting) == _MOST_WAITING):
            yield _with_result(*waiting.popleft())
    while waiting:
        yield _with_result(*waiting.popleft())


def _is_read(reading: Future[Result] | None) -> bool:
    return reading is None or reading.done()


def _with_result(entry: Found, reading: Future[Result] | None) -> Found:
    return replace(entry, result=reading.result()) if isinstance(entry, SavedPage) and reading else entry
