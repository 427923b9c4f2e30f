"""`scrapy crawl`: Scrapy's own command, with one line instead of a traceback where a source or folder is wrong."""

from __future__ import annotations

import argparse

from scrapy.commands.crawl import Command as ScrapyCrawl

from crawler.base_command import BAD_INPUT, OK, STOPPED, complain, run_spider, was_stopped
from pipelines.errors import LenderSmsError


class Command(ScrapyCrawl):
    """Differs in nothing else but the exit status, which tells of Ctrl-C."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the spider; usage errors are Scrapy's to tell."""
        if len(args) != 1 or self.crawler_process is None:
            super().run(args, opts)
            return
        try:
            crawler = run_spider(self.crawler_process, self._create_crawler(args[0]), opts.spargs)
        except LenderSmsError as error:
            complain(str(error))
            self.exitcode = BAD_INPUT
        else:
            self.exitcode = STOPPED if was_stopped(crawler) else OK
