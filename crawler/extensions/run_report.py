"""The report a run leaves in the ledger when it ends, whatever ended it."""

from __future__ import annotations

from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

from crawler import run_stats
from crawler.addons import ledger_run


class RunReport:
    """Ends the ledger's run with what it did and why it stopped (`finished`, `shutdown` for Ctrl-C)."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self.spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, Scrapy's way."""
        return cls(crawler)

    def spider_closed(self, reason: str) -> None:
        """Write the report."""
        run, stats = ledger_run(self._crawler), self._crawler.stats
        with run.guarded():
            run_stats.count(stats, run_stats.REMAINING, number=run.frontier.remaining().total)
            run.ledger.end_run(run.number, reason=reason, stats=run_stats.read(stats))
