"""A web that is a function of the address, served over loopback in a thread of this process, with a record of what was asked."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from crawler.practice.protocol import Answers, HttpProtocol, Request
from crawler.practice.truth import PracticePage

_SECONDS_TO_START = 30


@dataclass(slots=True)
class Recorded(Answers):
    """Answers for any host, and keeps what was asked in its order."""

    asked: list[str] = field(default_factory=list)
    """Addresses, robots.txt left out."""
    port: int = 0

    def answer(self, request: Request) -> PracticePage:
        """Return the page, or 404."""
        url = f"http://{request.host}{request.target}"
        if request.target != "/robots.txt":
            self.asked.append(url)
        missing = PracticePage(url=url, status=404, headers={"content-type": "text/html"}, body=b"<h1>404</h1>")
        return self.page(url) or missing


@contextmanager
def serving(page: Callable[[str], PracticePage | None]) -> Iterator[Recorded]:
    """Serve on a free port until the context ends."""
    answers, loop, ready = Recorded(page), asyncio.new_event_loop(), threading.Event()

    over = asyncio.Event()

    async def serve() -> None:
        server = await loop.create_server(lambda: HttpProtocol(answers), "127.0.0.1", 0)
        answers.port = server.sockets[0].getsockname()[1]
        ready.set()
        await over.wait()
        server.close()

    def run() -> None:
        loop.run_until_complete(serve())
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        if not ready.wait(_SECONDS_TO_START):
            message = "the web did not start"
            raise RuntimeError(message)
        yield answers
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(_SECONDS_TO_START)
