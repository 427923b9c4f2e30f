"""End a run when the hours of its sources are over; what is queued then waits for the next run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final, Self

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.registry import Source
from crawler.spiders.base import CollectingSpider

CLOSED: Final = "hours"
"""Why such a run ended, in the ledger."""


class ClosingTime:
    """Closes the spider at the first closing time of its sources: of several, the most careful decides."""

    def __init__(self, crawler: Crawler, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._crawler = crawler
        self._clock = clock
        self._timer: asyncio.TimerHandle | None = None
        self._closing: asyncio.Future[None] | None = None
        crawler.signals.connect(self.spider_opened, signals.spider_opened)
        crawler.signals.connect(self.spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, Scrapy's way."""
        return cls(crawler)

    def spider_opened(self, spider: CollectingSpider) -> None:
        """Set the alarm, if a source has hours."""
        seconds = seconds_left(spider.sources, self._clock())
        if seconds is not None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._close)

    def spider_closed(self) -> None:
        """Take the alarm off."""
        if self._timer:
            self._timer.cancel()

    def _close(self) -> None:
        engine = self._crawler.engine
        if engine is not None:
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason=CLOSED))


def seconds_left(sources: Iterable[Source], now: datetime) -> float | None:
    """How long the sources may be asked from `now` on; None where that is not bounded, 0 where one is closed.

    >>> from crawler.registry import Politeness
    >>> night = Source(name="a", feeds=("https://a.example/rss",), timezone="UTC", politeness=Politeness(hours="01:00-06:00"))
    >>> seconds_left([night], datetime(2026, 11, 22, 5, tzinfo=UTC)), seconds_left([], datetime.now(UTC))
    (3600.0, None)
    """
    closings = [source.hours.closing(now) or now for source in sources if source.hours]
    return (min(closings) - now).total_seconds() if closings else None
