"""`lendersms import`: saved pages and archives into a dataset."""  # noqa: N999 - the name of the command

from __future__ import annotations

import argparse
import json

from crawler.console.base_command import Command as Base
from crawler.console.base_command import add_data_option, conclude
from crawler.saved.pages import read_standard_input


class Command(Base):
    """Reads files and folders; one that cannot be used is told, recorded, and costs nothing else."""

    requires_crawler_process = True
    summary = "Import saved pages and archives (.html, .htm, .txt, .jsonl, .warc, .gz of these, folders)"
    operands = "PATH ..."
    example = "lendersms import saved/page.html saved/ --data datasets/mine"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the paths and the folder."""
        parser.add_argument("paths", metavar="PATH", nargs="+", help="a file, a folder, or - for standard input")
        parser.add_argument(
            "--all", action="store_true", help="take every page of other people's archives, whatever it is about"
        )
        add_data_option(parser)

    def execute(self, opts: argparse.Namespace) -> int:
        """Import and tell what came of it."""
        if "-" in opts.paths:
            read_standard_input()  # before the crawl starts, whose Ctrl-C cannot end a read
        take_all = "yes" if opts.all else ""
        return conclude(self.crawl("files", paths=json.dumps(opts.paths), data=opts.data, take_all=take_all))
