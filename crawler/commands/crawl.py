"""`scrapy crawl`: Scrapy's own command, with one line instead of a traceback where a source or folder is wrong."""

from __future__ import annotations

import argparse
from inspect import signature
from typing import Final

from scrapy.commands.crawl import Command as ScrapyCrawl

from crawler.console.base_command import BAD_INPUT, complain, conclude, run_spider, told
from pipelines.errors import LenderSmsError

_JOB: Final = "_job"
"""What scrapyd calls its job in an argument for the spider, which has no use for it."""


class Command(ScrapyCrawl):
    """Ends as `collect` does: it tells what was read, and its exit status says whether anything was."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the spider; usage errors are Scrapy's to tell."""
        if len(args) != 1 or self.crawler_process is None:
            super().run(args, opts)
            return
        opts.spargs.pop(_JOB, None)
        if problem := self._problem(args[0], opts.spargs):
            complain(problem)
            self.exitcode = BAD_INPUT
            return
        try:
            crawler = run_spider(self.crawler_process, self._create_crawler(args[0]), opts.spargs)
        except LenderSmsError as error:
            self.exitcode = told(error)
        else:
            self.exitcode = conclude(crawler)

    def _problem(self, name: str, arguments: dict[str, str]) -> str | None:
        """What keeps a spider of this name from being made with these arguments."""
        if self.crawler_process is None:
            raise RuntimeError("Scrapy sets the process before it runs the command")
        loader = self.crawler_process.spider_loader
        if name not in loader.list():
            return f'unknown spider "{name}"; known: {", ".join(sorted(loader.list()))}'
        try:
            signature(loader.load(name)).bind(**arguments)
        except TypeError as error:
            return f"{name}: {error}: see the spider's description for what -a takes"
        return None
