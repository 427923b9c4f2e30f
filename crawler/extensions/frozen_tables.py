"""Spare the collector of garbage the tables: it would go through all of them again and again, a tenth of a crawl's time."""

from __future__ import annotations

import gc
from typing import Final, Self

from scrapy import signals
from scrapy.crawler import Crawler

SETTLED: Final = 16
"""By so many pages all tables are loaded that the run will need."""


class FrozenTables:
    """Takes what a run has loaded out of the collector's sight, when it begins and when its first pages were read.

    What stands in circles by then is never freed: little, and no more of it however long the run.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._pages = 0
        crawler.signals.connect(self._begin, signals.spider_opened)
        crawler.signals.connect(self._count, signals.item_scraped)
        crawler.signals.connect(self._count, signals.item_dropped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, Scrapy's way."""
        return cls(crawler)

    def _begin(self) -> None:
        gc.freeze()

    def _count(self) -> None:
        self._pages += 1
        if self._pages == SETTLED:
            gc.freeze()
