"""`lendersms source`: look at a source file before it is crawled."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from rich.table import Table

from crawler.console.base_command import FAILED, OK, complain, run_spider
from crawler.console.base_command import Command as Base
from crawler.console.terminal import console, plain, printable
from crawler.probing.asking import Findings, ProbeSpider, Step
from crawler.probing.source_files import filled, to_toml
from crawler.registry import SOURCES, read


class Command(Base):
    """Checks a source file, asks its site politely for what it leaves out, and prints the file as it could be."""

    requires_crawler_process = True
    summary = "Check a source file, ask its site a little, and propose what the file leaves out"
    operands = "check FILE"
    example = "lendersms source check practice --practice-pages 100"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare what is done, and to which file."""
        parser.add_argument("action", choices=["check"], help="what to do")
        parser.add_argument("file", metavar="FILE", help="a source file, or the name of one that is bundled")
        parser.add_argument("--practice-pages", metavar="N", help="how many pages the practice web has")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Hand the size to the settings."""
        super().process_options(args, opts)
        if self.settings is not None and opts.practice_pages:
            self.settings.set("PRACTICE_PAGES", opts.practice_pages, priority="cmdline")

    def execute(self, opts: argparse.Namespace) -> int:
        """Ask, print what was answered, then the file as it could be."""
        source = read(Path(opts.file) if opts.file.endswith(".toml") else SOURCES / f"{opts.file}.toml")
        if self.crawler_process is None:
            raise RuntimeError("set requires_crawler_process")
        crawler = self.crawler_process.create_crawler(ProbeSpider)
        run_spider(self.crawler_process, crawler, {"source": source})
        if not isinstance(crawler.spider, ProbeSpider):
            raise TypeError("the crawler was made for a ProbeSpider")
        found = crawler.spider.findings
        out = console()
        out.print(shown(found.steps), soft_wrap=False)
        better = filled(source, *learned(found))
        if better == source:
            out.print("\nThe file leaves nothing out that the site tells.")
        else:
            out.print(
                f"\n# Proposed for {printable(opts.file)}: check it, then save it.\n{printable(to_toml(better))}",
                end="",
            )
        if any(step.what == "article" and " read; " in step.answer for step in found.steps):
            return OK
        complain(f"{opts.file}: no article was read there: see the answers above")
        return FAILED


def learned(found: Findings) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return what a source file could say: its own keys, then those of its listing.

    >>> learned(Findings(article="/[0-9]+$", links="ul a"))[0]["article"]
    ('/[0-9]+$',)
    """
    return (
        {"sitemaps": found.sitemaps, "feeds": found.feeds, "article": _one(found.article)},
        {"links": _one(found.links), "next": _one(found.next)},
    )


def shown(steps: Iterable[Step]) -> Table:
    """Return the answers as a table."""
    table = Table(title="Asked", title_justify="left", box=None, pad_edge=False)
    for column in ("what", "address", "answer"):
        table.add_column(column, overflow="fold")
    for step in steps:
        table.add_row(*map(plain, (step.what, step.url, step.answer)))
    return table


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()
