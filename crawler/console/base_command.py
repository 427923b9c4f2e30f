"""What our commands share: an example under `--help`, one line for an error, an exit status that tells the truth.

It lies beside `crawler.commands` rather than in it, since Scrapy takes every command class it finds there for a
command.
"""

from __future__ import annotations

import argparse
import sys
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand, ScrapyHelpFormatter
from scrapy.crawler import Crawler, CrawlerProcessBase
from scrapy.exceptions import UsageError

from crawler import settings
from crawler.addons import ledger_run
from crawler.console.terminal import console, printable
from crawler.counted import counted
from crawler.extensions.run_report import RunReport
from crawler.runs import run_stats
from crawler.runs.alarms import message, sound
from crawler.runs.reports import tables
from pipelines.errors import DataBusy, LenderSmsError, SourceClosed

OK, FAILED, BAD_INPUT, REMAINING, BUSY, RED, STOPPED = 0, 1, 2, 3, 4, 5, 130
"""Exit statuses: all is done; nothing useful came of it, or a fault ended it; the input is wrong; pages remain for the
next run; another run is writing to the folder; the run did much worse than the source's last ones; Ctrl-C or SIGTERM
stopped it, and pages remain."""


class Command(ScrapyCommand):
    """A command of `lendersms`. Subclasses say what they take (`arguments`) and do (`execute`)."""

    requires_project = True
    requires_crawler_process = False
    summary: ClassVar[str]
    example: ClassVar[str]
    """A command line that runs, and what it does; shown under `--help`."""
    operands: ClassVar[str] = ""

    def short_desc(self) -> str:
        """What the command does, in a line."""
        return self.summary

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options: ours first, then Scrapy's."""
        self.arguments(parser)
        super().add_options(parser)
        name = type(self).__module__.rpartition(".")[2]
        parser.usage = f"lendersms {name} [options] {self.operands}".rstrip()
        parser.formatter_class = _HelpFormatter
        parser.epilog = f"example:\n  {self.example}"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse what no option or operand took, instead of dropping it."""
        if args:
            raise UsageError(f"unrecognized arguments: {' '.join(args)}", print_help=False)
        super().process_options(args, opts)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - Scrapy's signature
        """Execute the command; an error of ours becomes one line and a status."""
        try:
            self.exitcode = self.execute(opts)
        except LenderSmsError as error:
            self.exitcode = told(error)

    @abstractmethod
    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare options and operands of its own."""

    @abstractmethod
    def execute(self, opts: argparse.Namespace) -> int:
        """Do it and return the exit status."""

    def data_of(self, opts: argparse.Namespace) -> Path:
        """The data folder asked for, or that of the settings."""
        if self.settings is None:
            raise RuntimeError("Scrapy sets the settings before it runs a command")
        return Path(opts.data or self.settings["DATA"])

    def crawl(self, spider: str, **arguments: str) -> Crawler:
        """Run a spider to its end and return its crawler; raises as `run_spider` does."""
        if self.crawler_process is None:
            raise RuntimeError("set requires_crawler_process")
        return run_spider(self.crawler_process, self.crawler_process.create_crawler(spider), arguments)


def run_spider(process: CrawlerProcessBase, crawler: Crawler, arguments: Mapping[str, object]) -> Crawler:
    """Run a crawler to its end and return it.

    Raises:
        LenderSmsError: what kept it from starting; Scrapy would print a traceback and go on.
    """
    crawling: Any = process.crawl(crawler, **arguments)
    process.start()
    if crawling.done() and (error := crawling.exception()):
        raise error
    return crawler


class _HelpFormatter(ScrapyHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Scrapy's look, with the lines of the example left alone."""


def add_data_option(parser: argparse.ArgumentParser, default: str = settings.DATA) -> None:
    """Declare `--data`."""
    parser.add_argument("--data", metavar="DIR", default="", help=f"the data folder (default: {default})")


def complain(message: str) -> None:
    """Print one line on standard error, whatever the message holds."""
    print(printable(" ".join(message.split())), file=sys.stderr)  # noqa: T201 - a command speaks to a person


def complain_of(problems: Iterable[LenderSmsError]) -> None:
    """Tell of source files that are wrong, where the others are used: one that is mistyped would never be collected."""
    for problem in problems:
        complain(str(problem))


def told(error: LenderSmsError) -> int:
    """Tell of an error and return its exit status."""
    complain(str(error))
    by_kind = {DataBusy: BUSY, SourceClosed: REMAINING}
    return by_kind.get(type(error), BAD_INPUT)


def was_stopped(crawler: Crawler) -> bool:
    """Tell whether Ctrl-C or SIGTERM ended the run."""
    return bool(crawler.stats.get_value("finish_reason") == "shutdown")


def conclude(crawler: Crawler) -> int:
    """Tell what a run did and return its status: whether all is done, and if not, why not."""
    counts, run = run_stats.read(crawler.stats), ledger_run(crawler)
    console().print(run_stats.sentence(counts))
    if run.fault is not None:
        complain(str(run.fault))
        return FAILED
    is_red = _report(crawler)
    if was_stopped(crawler):
        complain("stopped before the end: run the same command again to go on from here")
        return STOPPED
    if is_red:
        return RED
    if not sum(
        counts.get(name, 0) for name in (run_stats.READ, run_stats.KNOWN, run_stats.FORGOTTEN, run_stats.PASSED_OVER)
    ):
        complain(f"nothing was read: `lendersms status --data {run.ledger.data}` tells why")
        return FAILED
    if remaining := counts.get(run_stats.REMAINING, 0):
        complain(
            f"{counted(remaining, 'page remains', 'pages remain')}: run the same command again, now or later, to go on"
        )
        return REMAINING
    return OK


def _report(crawler: Crawler) -> bool:
    """Print the report, tell of what is red, and return whether anything is."""
    extension = crawler.get_extension(RunReport)
    told = extension.reports if extension else ()
    for part in tables(told) if told else ():
        console().print(part, soft_wrap=False)
    red = [each for each in told if each.findings]
    for each in red:
        for finding in each.findings:
            complain(f"red: {each.source}: {finding}")
    for problem in sound(crawler.settings, message(red, ledger_run(crawler).number)) if red else ():
        complain(problem)
    return bool(red)
