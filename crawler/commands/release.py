"""`lendersms release`: publish what was collected as a Parquet release."""

from __future__ import annotations

import argparse

from crawler.console.base_command import OK, add_data_option
from crawler.console.base_command import Command as Base
from crawler.console.terminal import console
from crawler.console.whole_numbers import whole_number
from pipelines.publish.releases import release
from pipelines.publish.retention import retire
from pipelines.publish.template_cap import MOST

_SEE = "`lendersms labels report` lists them"


class Command(Base):
    """Makes a release; unchanged data makes none."""

    summary = "Publish a release of the dataset: Parquet files, card and manifest"
    example = "lendersms release --data datasets/practice"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the folder and what becomes of old releases."""
        add_data_option(parser)
        parser.add_argument(
            "--keep", metavar="N", type=whole_number, help="then remove all but the newest N, and those being read"
        )
        parser.add_argument(
            "--variants",
            metavar="N",
            type=whole_number,
            default=MOST,
            help=f"rows of one template that a site may have; more go to `rejected` (default: {MOST})",
        )

    def execute(self, opts: argparse.Namespace) -> int:
        """Release and say where it lies."""
        made = release(self.data_of(opts), variants=opts.variants)
        news = "released" if made.is_new else "nothing new: the release stays"
        out = console()
        out.print(f"{news} {made.version}: {made.path}")
        if made.stale:
            out.print(f"people's decisions about {made.stale} pages are stale, as their texts changed much; {_SEE}")
        if made.ties:
            out.print(f"people are divided about {made.ties} labels, which stay with the rules; {_SEE}")
        if opts.keep is not None:
            retired = retire(self.data_of(opts), opts.keep)
            out.print(f"old releases removed: {', '.join(retired.gone) or 'none'}")
            if retired.read:
                out.print(f"being read, and so kept: {', '.join(retired.read)}")
        return OK
