"""Ask every host for its robots.txt first, and do what RFC 9309 says about the answer, or about there being none.

| answer | what follows |
|---|---|
| 200 to 299 | its first 500 KiB are the rules |
| 400 to 499, a redirect without end | there are no rules: all is allowed |
| 500 to 599, anything else, no answer in time, no connection | nothing is allowed, and the file is asked for again after a while |

Scrapy's own middleware crawls on when a server fails, keeps an answer as long as it runs, and prints a traceback.
"""

from __future__ import annotations

from typing import Final, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured, StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.middlewares.kept_answers import Answer, KeptAnswers, Spans
from crawler.middlewares.pace import Pace
from crawler.robots_txt import ALLOW_ALL, DISALLOW_ALL, IS_ROBOTS, MOST_BYTES, read_robots

_FIRST: Final = 1000
"""Priority of these requests: pages of the host wait for them."""


class Forbidden(IgnoreRequest):
    """The robots.txt of the host forbids the page to us."""


class Unreachable(IgnoreRequest):
    """The host's robots.txt could not be read, so nothing may be asked there for now."""


class ObeyRobots:
    """Refuses what a robots.txt forbids; the refusal reaches the errback, and so the ledger."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        seconds = crawler.settings.getfloat
        spans = Spans(rules=seconds("ROBOTS_KEPT_FOR"), failures=seconds("ROBOTS_ASKED_AGAIN_AFTER"))
        self._answers = KeptAnswers(self._fetch, spans)
        crawler.signals.connect(self._stop_behind_limit, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, Scrapy's way."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass that the host's rules allow, after the delay they ask for.

        Raises:
            Forbidden: they do not.
            Unreachable: they cannot be known.
        """
        if request.meta.get(IS_ROBOTS):
            return
        parts = urlsplit(request.url)
        answer = await self.rules_of(f"{parts.scheme}://{parts.netloc}")
        if answer.why:
            raise Unreachable(f"{parts.netloc} is not crawled, its robots.txt cannot be read: {answer.why}")
        robots = answer.robots
        if not robots.allows(self._agent, request.url):
            raise Forbidden(f"{request.url}: forbidden by robots.txt")
        Pace.of(self._crawler).keep(parts.hostname or "", robots.delay(self._agent))

    async def rules_of(self, origin: str) -> Answer:
        """Return the rules of a host (its scheme, name and port); requests that wait for the same file share one fetch of it."""
        return await self._answers.of(origin)

    async def _fetch(self, origin: str) -> Answer:
        request = Request(
            f"{origin}/robots.txt",
            callback=NO_CALLBACK,
            priority=_FIRST,
            meta={IS_ROBOTS: True, "dont_retry": True},
        )
        engine = self._crawler.engine
        if engine is None:
            raise RuntimeError("a page was asked for before the engine ran")
        try:
            return meaning_of(await engine.download_async(request))
        except IgnoreRequest as error:
            is_endless = "redirections" in str(error)
            return Answer(ALLOW_ALL) if is_endless else Answer(DISALLOW_ALL, str(error))
        except Exception as error:  # noqa: BLE001 - whatever stands between us and the file, RFC 9309 asks to stay away
            return Answer(DISALLOW_ALL, str(error) or type(error).__name__)

    def _stop_behind_limit(self, data: bytes, request: Request) -> None:
        """Read no more of a robots.txt than counts."""
        if request.meta.get(IS_ROBOTS):
            read = request.meta["robots_bytes"] = request.meta.get("robots_bytes", 0) + len(data)
            if read > MOST_BYTES:
                raise StopDownload(fail=False)


def meaning_of(response: Response) -> Answer:
    """What an answer to a request for robots.txt means.

    >>> meaning_of(Response("http://x.example/robots.txt", 404)).robots == ALLOW_ALL
    True
    >>> meaning_of(Response("http://x.example/robots.txt", 503)).why
    'HTTP 503'
    """
    if 200 <= response.status < 300:
        return Answer(read_robots(response.body))
    if 300 <= response.status < 500:
        return Answer(ALLOW_ALL)
    return Answer(DISALLOW_ALL, f"HTTP {response.status}")
