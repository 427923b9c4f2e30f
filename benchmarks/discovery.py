"""Pages until nine of ten relevant articles are fetched, where nine pages of ten are about something else: ours by breadth-first.

    python -m benchmarks.discovery --articles 900 --seeds 101,102,103

Each web is crawled twice over loopback, one request at a time for each host, by the project's spider and by the same spider
asking in the order in which addresses were found; the web's own record says after how many requests each had what it came for,
lists included. Beside both stands who knows all beforehand. Four layouts differ in what tells where the subject is: sections,
titles in one stream, links between articles, tags. Leaves with 1 where a web takes more than a third.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from rich.console import Console
from rich.table import Table
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings

from crawler.discovery.finder import Finder
from crawler.practice.wide import HOSTS
from crawler.practice.wide.layouts import LAYOUTS
from crawler.practice.wide.serving import serving
from crawler.practice.wide.web import WideWeb
from crawler.registry import Source
from crawler.spiders.articles import ArticlesSpider
from pipelines.store.addresses import Address

BAR = 1 / 3
SHARE = 0.9
"""How many of the relevant articles a crawl has to reach."""
_GRACE = 600


class InOrder(Finder):
    """Every address is as good as any other, so that the one found first is asked for first."""

    def score(self, address: Address) -> int:  # noqa: ARG002 - it does not matter which
        """Return the same for all."""
        return 0


class BreadthFirst(ArticlesSpider):
    """The project's spider, without its sense of where the subject is."""

    def finder(self, source: Source) -> Finder:
        """Return what asks in order."""
        return InOrder(source, self._run.frontier.harvest)


@dataclass(frozen=True, slots=True)
class Found:
    """How many pages both crawls of one web needed; None where one never had enough."""

    layout: str
    seed: int
    ours: int | None
    breadth_first: int | None
    known: int
    """How many who knows all beforehand needs at most."""

    @property
    def ratio(self) -> float:
        """Our pages by those of breadth-first."""
        return self.ours / self.breadth_first if self.ours and self.breadth_first else float("inf")


def needed(asked: Sequence[str], relevant: frozenset[str]) -> int | None:
    """Return after how many requests nine of ten relevant articles had been asked for.

    >>> needed(["/", "a", "x", "b"], frozenset("ab")), needed(["/", "a"], frozenset("ab"))
    (4, None)
    """
    missing = set(relevant)
    for number, url in enumerate(asked, 1):
        missing.discard(url)
        if len(missing) <= (1 - SHARE) * len(relevant):
            return number
    return None


def compare(layout: str, seed: int, articles: int) -> Found:
    """Crawl one web both ways."""
    web = WideWeb(seed=seed, layout=layout, size=articles)
    ours, theirs = (needed(asked(web, spider), web.relevant) for spider in (ArticlesSpider, BreadthFirst))
    return Found(layout, seed, ours, theirs, knowing(web))


def knowing(web: WideWeb) -> int:
    """Return how many pages a crawl needs that knows where everything is, and goes to the nearest relevant article each time.

    >>> knowing(WideWeb(seed=7, layout="stream", size=60))
    9
    """
    graph = web.graph
    links = {
        page: tuple(urljoin(page, to) for to, _ in links)
        for page, links in (*graph.lists.items(), *graph.onward.items())
    }
    read: dict[str, None] = {}
    missing = set(web.relevant)
    while len(missing) > (1 - SHARE) * len(web.relevant):
        way = nearest(links, read, missing)
        read |= dict.fromkeys(way)
        missing -= set(way)
    return len(read)


def nearest(links: Mapping[str, Sequence[str]], read: Collection[str], wanted: Collection[str]) -> tuple[str, ...]:
    """Return the shortest way over pages that were not read to one that is wanted, from the doors or from what was read.

    >>> nearest({"http://wide-a.example.com/": ["a", "b"], "a": ["c"]}, ["http://wide-a.example.com/"], ["c"])
    ('a', 'c')
    """
    doors = [f"http://{host}/" for host in HOSTS]
    starts = dict.fromkeys([*doors, *(to for page in read for to in links.get(page, ()))])
    ways: deque[tuple[str, ...]] = deque((page,) for page in starts if page not in read)
    seen = {*read, *starts}
    while ways[0][-1] not in wanted:
        way = ways.popleft()
        onward = [to for to in links.get(way[-1], ()) if to not in seen]
        seen.update(onward)
        ways.extend((*way, to) for to in onward)
    return ways[0]


def asked(web: WideWeb, spider: type[ArticlesSpider]) -> list[str]:
    """Crawl a web to its end in a process of its own, since a reactor runs once; return what it was asked, in order."""
    with tempfile.TemporaryDirectory() as folder, serving(web.page) as served:
        (Path(folder) / "wide.toml").write_text(web.source, "utf-8")
        process = multiprocessing.get_context("spawn").Process(target=crawl, args=(spider, served.port, folder))
        process.start()
        process.join(_GRACE)
        process.kill()
        process.join()
        if process.exitcode:
            raise SystemExit(f"{spider.__name__}: the crawl ended with {process.exitcode}")
        return list(served.asked)


def crawl(spider: type[ArticlesSpider], port: int, folder: str) -> None:
    """Crawl the web behind `port` in this process."""
    settings = get_project_settings()
    wanted = {
        "SOURCES_DIR": folder,
        "TWISTED_DNS_RESOLVER": "crawler.practice.resolver.PracticeResolver",
        "PRACTICE_PORT": port,
        "LOG_ENABLED": False,
    }
    settings.setdict(wanted, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawling = process.crawl(spider, sources="wide", data=f"{folder}/data")
    process.start(install_signal_handlers=False)  # Ctrl-C and SIGTERM end the process, as they end any other
    crawling.result()  # raises what kept the crawl from starting


def every(seeds: Sequence[int], articles: int) -> Iterator[Found]:
    """Compare both ways on every layout with every seed."""
    for layout in LAYOUTS:
        yield from (compare(layout, seed, articles) for seed in seeds)


def main() -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=900, metavar="N", help="articles of each web")
    parser.add_argument("--seeds", default="101,102,103", metavar="N,N", help="webs of each layout")
    options = parser.parse_args()
    seeds = [int(seed) for seed in options.seeds.split(",")]
    heads = ("layout", "seed", "ours", "breadth-first", "who knows all", "ratio", "")
    table = Table(*heads, title="Pages until 90 % of what is relevant")
    results = []
    for each in every(seeds, options.articles):
        short = "" if each.ratio <= BAR else "short"
        row = (each.layout, each.seed, each.ours, each.breadth_first, each.known, f"{each.ratio:.2f}", short)
        table.add_row(*map(str, row))
        results.append(each)
    Console().print(table, f"asked: at most {BAR:.2f} on every web of {options.articles} articles", sep="\n")
    return 0 if all(each.ratio <= BAR for each in results) else 1


if __name__ == "__main__":
    sys.exit(main())
