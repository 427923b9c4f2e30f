"""Pages per second of the whole way, from the practice web to the ledger, beside the same spider with no pipelines.

    python benchmarks/whole_way.py --pages 300

Both crawls run one after the other, each in a process of its own, over the same practice web without any politeness
delay. The second table tells which stage takes how much of a page's time, measured without the network. Leaves with 1
where the whole way has less than 0.6 of the other's pages per second.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from rich.console import Console
from rich.table import Table
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings

from crawler.practice import PracticeWeb
from pipelines.errors import UnreadablePage
from pipelines.extract import extract
from pipelines.extract.charset import decode
from pipelines.labels import label
from pipelines.records import read_page, to_document
from pipelines.store.ledger import Ledger
from pipelines.text import trace
from pipelines.types import RawPage

SEED = 7
LEAST_SHARE = 0.6
"""Of the pages per second of the spider alone."""
_GRACE = 5
"""Seconds a crawl that has told its result may take to clean up."""
IMPOLITE = {
    "AUTOTHROTTLE_ENABLED": False,
    "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "RANDOMIZE_DOWNLOAD_DELAY": False,
    "LOG_ENABLED": False,
    "PRACTICE_SEED": SEED,
}


@dataclass(frozen=True, slots=True)
class Crawl:
    """What one crawl of the practice web took."""

    name: str
    pages: int
    seconds: float

    @property
    def pace(self) -> float:
        """Pages per second."""
        return self.pages / self.seconds


def crawl(name: str, pages: int, pipelines: dict[str, int] | None) -> Crawl:
    """Crawl the practice web in this process, which can do so only once; None keeps the project's pipelines."""
    settings = get_project_settings()
    settings.setdict({**IMPOLITE, "PRACTICE_PAGES": pages}, priority="cmdline")
    if pipelines is not None:
        settings.set("ITEM_PIPELINES", pipelines, priority="cmdline")
    with tempfile.TemporaryDirectory() as folder:
        process = AsyncCrawlerProcess(settings)
        crawler = process.create_crawler("articles")
        crawling = process.crawl(crawler, sources="practice", data=folder)
        process.start(install_signal_handlers=False)  # Ctrl-C and SIGTERM end the process, as they end any other
        crawling.result()  # raises what kept the crawl from starting
    stats = crawler.stats
    return Crawl(name, stats.get_value("response_received_count", 0), stats.get_value("elapsed_time_seconds", 0.0))


def crawls(pages: int) -> Iterator[Crawl]:
    """Both crawls, each in a fresh process: a reactor runs once."""
    for name, pipelines in (("spider alone", {}), ("whole way", None)):
        yield apart(name, pages, pipelines)


def apart(name: str, pages: int, pipelines: dict[str, int] | None) -> Crawl:
    """Crawl in a process of its own, which never outlives this one; raises SystemExit where it ended without a result."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_send_crawl, args=(theirs, name, pages, pipelines), daemon=True)
    process.start()
    theirs.close()  # so that a process that dies ends the wait
    try:
        result: Crawl = ours.recv()
    except EOFError:
        raise SystemExit(f"{name}: the crawl ended without a result") from None
    finally:
        process.join(_GRACE)
        process.kill()
    return result


def _send_crawl(theirs: Connection, name: str, pages: int, pipelines: dict[str, int] | None) -> None:
    theirs.send(crawl(name, pages, pipelines))


class Stopwatch:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Add the time of a block to its stage."""
        begun = time.perf_counter()
        yield
        self.seconds[stage] += time.perf_counter() - begun


def stages(pages: list[RawPage]) -> dict[str, float]:
    """Seconds by stage for all pages; what the named stages do not explain of the whole is `edits and rows`."""
    watch = Stopwatch()
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder), synthetic=True) as ledger:
        run = ledger.begin_run("import", ["practice"])
        for page in pages:
            measure(page, watch)
            with watch("whole"):
                outcome = read_page(page)
            with watch("store"):
                ledger.finish(page.url, outcome, run=run)
    seconds = dict(watch.seconds)
    seconds["extract"] -= seconds["decode"]
    whole = seconds.pop("whole")
    seconds["edits and rows"] = max(0.0, whole - (sum(seconds.values()) - seconds["store"]))
    return seconds


def measure(page: RawPage, watch: Stopwatch) -> None:
    """Time the stages of one page, one by one."""
    with watch("decode"):
        decode(page.body, page.header("content-type"))
    with watch("extract"):
        article = extract(page.body, page.url, content_type=page.header("content-type"), fetched_at=page.fetched_at)
    begun = time.perf_counter()
    for step in trace(article.text):
        watch.seconds[f"text: {step.stage}"] += time.perf_counter() - begun
        begun = time.perf_counter()
    document = to_document(article)
    with watch("labels"):
        label(document)


def readable(pages: int) -> list[RawPage]:
    """The practice web's articles as fetched pages, without those that hold none."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    found, web = [], PracticeWeb(pages, SEED)
    for page in (web.fetched(each, now) for each in web.pages()):
        try:
            extract(page.body, page.url)
        except UnreadablePage:
            continue
        found.append(page)
    return found


def pace_table(results: list[Crawl]) -> Table:
    """Both crawls, the spider alone as 1."""
    table = Table("crawl", "pages", "seconds", "pages/s", "ratio", title="The whole way")
    for each in results:
        ratio = each.pace / results[0].pace
        table.add_row(each.name, str(each.pages), f"{each.seconds:.1f}", f"{each.pace:.1f}", f"{ratio:.2f}")
    return table


def share_table(seconds: dict[str, float], pages: int) -> Table:
    """The stages, slowest first."""
    table = Table("stage", "ms/page", "share", title="Time of a page by stage, without the network")
    total = sum(seconds.values())
    for stage, spent in sorted(seconds.items(), key=lambda item: -item[1]):
        table.add_row(stage, f"{1000 * spent / pages:.2f}", f"{spent / total:.1%}")
    table.add_row("all", f"{1000 * total / pages:.2f}", "100.0%")
    return table


def main() -> int:
    """Run both crawls, then the stages, and print the tables; return 1 below the bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300, metavar="N", help="size of the practice web (100 or more)")
    asked = parser.parse_args()
    console = Console()
    alone, whole = crawls(asked.pages)
    console.print(pace_table([alone, whole]))
    pages = readable(asked.pages)
    stages(pages[:5])  # tables are read once
    console.print(share_table(stages(pages), len(pages)))
    return int(whole.pace < LEAST_SHARE * alone.pace)


if __name__ == "__main__":
    sys.exit(main())
