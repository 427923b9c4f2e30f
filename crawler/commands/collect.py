"""`lendersms collect`: crawl sources of the registry."""

from __future__ import annotations

import argparse
from pathlib import Path

from crawler import settings
from crawler.addons import folder_of
from crawler.console.base_command import OK, add_data_option, complain_of, conclude
from crawler.console.base_command import Command as Base
from crawler.console.terminal import console
from crawler.console.whole_numbers import count
from crawler.probing.dry_run import planned
from crawler.registry import SOURCES, choose, load


class Command(Base):
    """Crawls sources; what is here already is not fetched again, and what was left over goes on."""

    requires_crawler_process = True
    summary = "Collect articles from sources of the registry"
    operands = "[SOURCE ...]"
    example = "lendersms collect practice --practice-pages 100 --data datasets/practice"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare sources, bounds and folders."""
        parser.add_argument("sources", metavar="SOURCE", nargs="*", help="names of sources (default: all enabled)")
        parser.add_argument("--max-pages", metavar="N", default="", help="ask for at most N articles in this run")
        parser.add_argument("--dry-run", action="store_true", help="show what would be fetched, and ask nobody")
        parser.add_argument("--sources", metavar="DIR", dest="folder", help="read source files from DIR instead")
        parser.add_argument("--practice-pages", metavar="N", type=count, help="how many pages the practice web has")
        add_data_option(parser, f"{settings.DATA}, for practice {settings.PRACTICE_DATA}")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Hand the folders and sizes to the run's settings."""
        super().process_options(args, opts)
        wanted = {"SOURCES_DIR": opts.folder, "PRACTICE_PAGES": opts.practice_pages}
        if self.settings is not None:
            self.settings.setdict({key: value for key, value in wanted.items() if value}, priority="cmdline")

    def execute(self, opts: argparse.Namespace) -> int:
        """Collect and tell what came of it; or tell what would be collected."""
        if opts.dry_run:
            return self._plan(opts)
        names = ",".join(opts.sources)
        return conclude(self.crawl("articles", sources=names, max_pages=opts.max_pages, data=opts.data))

    def _plan(self, opts: argparse.Namespace) -> int:
        """Print what a run would fetch."""
        if self.settings is None:
            raise RuntimeError("Scrapy sets the settings before it runs a command")
        known = load(Path(self.settings["SOURCES_DIR"] or SOURCES))
        sources = choose(known, opts.sources)
        complain_of(known.problems.values())
        data = folder_of(opts.data, self.settings, synthetic=any(source.synthetic for source in sources))
        out = console()
        for part in planned(sources, data):
            out.print(part, soft_wrap=False)
        return OK
