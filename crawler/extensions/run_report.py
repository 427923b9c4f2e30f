"""The report a run leaves in the ledger when it ends, whatever ended it."""

from __future__ import annotations

from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.addons import ledger_run
from crawler.runs import run_stats
from crawler.runs.reports import SourceReport, is_judged_as, limits_of, report, stats_of
from crawler.spiders.base import CollectingSpider


class RunReport:
    """Ends the ledger's run with what it did and why it stopped (`finished`, `shutdown` for Ctrl-C)."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.reports: tuple[SourceReport, ...] = ()
        """What the run did, by source; empty until it ends, and for saved files."""
        crawler.signals.connect(self.spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, Scrapy's way."""
        return cls(crawler)

    def spider_closed(self, spider: CollectingSpider, reason: str) -> None:
        """Judge the run and write the report."""
        run, stats = ledger_run(self._crawler), self._crawler.stats
        with run.guarded():
            run_stats.count(stats, run_stats.REMAINING, number=run.frontier.remaining().total)
            run_stats.count(stats, run_stats.BOUNDED, number=int(spider.most_articles != float("inf")))
            for source in spider.sources:
                run_stats.count_standing(stats, source.name, run.frontier.standing(source.name))
            limits, is_whole = limits_of(self._crawler.settings), is_judged_as(reason, run_stats.read(stats))
            self.reports = tuple(
                report(run.ledger, source.name, run_stats.read(stats, source.name), limits, is_whole=is_whole)
                for source in spider.sources
            )
            run.ledger.end_run(run.number, reason=reason, stats=stats_of(run_stats.read(stats), self.reports))
