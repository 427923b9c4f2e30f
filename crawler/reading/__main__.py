"""`python -m crawler.reading`: read the pages that come on standard input, until it ends.

It ends with the run that started it, however that ends: by the end of its input, or with the first word that nobody hears.
"""

from __future__ import annotations

import gc
import signal
import sys
from datetime import UTC, datetime
from typing import IO, Final

from crawler.reading.wire import pack_results, receive, result_of, send, unpack_pages
from pipelines.records import read_pages
from pipelines.types import RawPage

_ANY_PAGE: Final = RawPage(
    url="", body="我收到一条催收短信。".encode(), fetched_at=datetime(2026, 1, 1, tzinfo=UTC), source="import"
)


def serve(asked: IO[bytes], told: IO[bytes]) -> None:
    """Say that all is ready, then read batch after batch."""
    _load()
    send(told, b"")
    while True:
        try:
            message = receive(asked)
        except EOFError:
            return
        send(told, pack_results([*map(result_of, read_pages(unpack_pages(message)))]))


def _load() -> None:
    """Load all tables, and spare the collector of garbage from going through them again and again."""
    list(read_pages((_ANY_PAGE,)))
    gc.freeze()


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    serve(sys.stdin.buffer, sys.stdout.buffer)
