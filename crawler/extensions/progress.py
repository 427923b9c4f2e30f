"""One moving line for the person who waits; nothing at all where nobody looks."""

from __future__ import annotations

import sys
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.runs import run_stats


class Progress:
    """Counts pages asked for and read on the terminal; disabled where standard error is none."""

    def __init__(self, crawler: Crawler) -> None:
        self._stats = crawler.stats
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("pages", total=None)
        crawler.signals.connect(self._bar.start, signals.spider_opened)
        crawler.signals.connect(self._bar.stop, signals.spider_closed)
        for event in (signals.item_scraped, signals.item_dropped):
            crawler.signals.connect(self._show, event)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it for a terminal.

        Raises:
            NotConfigured: standard error is no terminal.
        """
        if not sys.stderr.isatty():
            raise NotConfigured
        return cls(crawler)

    def _show(self) -> None:
        counts = run_stats.read(self._stats)
        read = counts.get(run_stats.READ, 0)
        self._bar.update(self._task, completed=read, description=f"pages ({counts.get(run_stats.KEPT, 0)} kept)")
