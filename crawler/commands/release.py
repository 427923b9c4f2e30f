"""`lendersms release`: publish what was collected as a Parquet release."""

from __future__ import annotations

import argparse
from datetime import timedelta

from crawler.console.base_command import OK, add_data_option
from crawler.console.base_command import Command as Base
from crawler.console.terminal import console
from crawler.console.whole_numbers import count, hours
from crawler.counted import counted
from pipelines.publish.releases import release
from pipelines.publish.retention import GRACE, retire
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
            "--keep",
            metavar="N",
            type=count,
            help="then remove all but the newest N, those being read and those that `latest` led to of late",
        )
        parser.add_argument(
            "--grace",
            metavar="HOURS",
            type=hours,
            default=GRACE // timedelta(hours=1),
            help="with --keep: hours that a release stays after a newer one took its place (default: %(default)s)",
        )
        parser.add_argument(
            "--variants",
            metavar="N",
            type=count,
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
            out.print(
                f"people's decisions about {counted(made.stale, 'page')} are stale, as much of the text changed; {_SEE}"
            )
        if made.ties:
            out.print(f"people are divided about {counted(made.ties, 'label')}: the rules decide there; {_SEE}")
        if opts.keep is not None:
            retired = retire(self.data_of(opts), opts.keep, grace=timedelta(hours=opts.grace))
            out.print(f"old releases removed: {', '.join(retired.gone) or 'none'}")
            if retired.read:
                out.print(f"being read, and so kept: {', '.join(retired.read)}")
            if retired.recent:
                out.print(f"replaced within the last {opts.grace} hours, and so kept: {', '.join(retired.recent)}")
        return OK
