"""How truly `extract` reads the practice web, family by family, against what is known of every page.

    python benchmarks/extract_truth.py --pages 2000 --seed 7
    python benchmarks/extract_truth.py --show 20

The body is compared as printed, by four-character shingles; titles, authors, comments and related links through
`clean_line`, since the truth has them undamaged. What recurs on a site, lines and title endings, is learned from all pages
first and cut, as a release does it. Exits with 1 where a figure is below its bar.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from rich.console import Console
from rich.table import Table

from crawler.practice import PracticePage, PracticeWeb
from crawler.practice.hosts import site_of
from crawler.practice.truth import Truth
from pipelines.extract import extract
from pipelines.extract.pagination import join
from pipelines.extract.site_names import cut_known
from pipelines.profiles import Page, learn_sites
from pipelines.text import SiteProfile, clean_line
from pipelines.text.fold import fold
from pipelines.text.site_lines import DropSiteLines
from pipelines.types import Article

BARS = {"F": 0.99, "title": 0.99, "time": 0.99, "author": 0.99, "comments": 0.98, "related": 0.98}


@dataclass(frozen=True, slots=True)
class Reading:
    """One page: its family, its figures, and what was wrong for a person to read."""

    family: str
    url: str
    figures: dict[str, float]
    wrong: tuple[str, ...]


def key(text: str | None) -> str:
    """What counts of a text: its letters, undamaged and simplified."""
    return "".join(filter(str.isalnum, fold(clean_line(text or ""))))


def shingles(text: str) -> Counter[str]:
    """The runs of four characters of a text without its white space."""
    flat = "".join(text.split())
    return Counter(flat[at : at + 4] for at in range(max(1, len(flat) - 3)))


def overlap(true: str, read: str) -> float:
    """F1 of the shingles of two texts."""
    wanted, got = shingles(true), shingles(read)
    both = sum((wanted & got).values())
    return 2 * both / (sum(wanted.values()) + sum(got.values()))


def alike(true: Sequence[str], read: Sequence[str]) -> float:
    """F1 of two lists of lines; two lines are the same where most of their pairs of characters are."""
    if not (true or read):
        return 1.0
    left, found = list(read), 0
    for line in true:
        match = next((other for other in left if _are_same(line, other)), None)
        if match is not None:
            left.remove(match)
            found += 1
    return 2 * found / (len(true) + len(read))


def _are_same(one: str, other: str) -> bool:
    pairs = [Counter(text[at : at + 2] for at in range(max(1, len(text) - 1))) for text in (key(one), key(other))]
    return 2 * sum((pairs[0] & pairs[1]).values()) >= 0.7 * sum(map(Counter.total, pairs))


def figures(truth: Truth, article: Article) -> dict[str, float]:
    """How well each part was read; author and time that are not there must not be invented."""
    said = [f"{one.author} {one.role} {one.posted_on} {one.text}" for one in truth.comments]
    return {
        "F": overlap(truth.printed, article.text),
        "title": float(key(truth.printed_title) == key(article.title)),
        "time": float(truth.published_at == article.published_at),
        "author": float(key(truth.author) == key(article.author)),
        "comments": alike(said, [f"{one.author} {one.role} {one.posted_on} {one.text}" for one in article.comments]),
        "related": alike(truth.related, article.related),
    }


def faults(truth: Truth, article: Article, read: dict[str, float]) -> Iterator[str]:
    """What a person needs to see why a figure is low."""
    if read["F"] < 0.99:
        lines = article.text.split("\n"), truth.printed.split("\n")
        yield f"F {read['F']:.2f} more {[line for line in lines[0] if line not in lines[1]]} less {[line for line in lines[1] if line not in lines[0]]}"
    pairs = {
        "title": (truth.printed_title, article.title),
        "time": (truth.published_at, article.published_at),
        "author": (truth.author, article.author),
        "comments": (truth.comments, article.comments),
        "related": (truth.related, article.related),
    }
    yield from (f"{name}: {true} but read {got}" for name, (true, got) in pairs.items() if read[name] < 1)


def readings(web: PracticeWeb) -> Iterator[Reading]:
    """All whole articles of the web, read."""
    pages = [(page, page.truth) for page in web.pages() if page.truth and page.truth.is_article and page.truth.is_whole]
    articles = [read(web, page) for page, _ in pages]
    sites = learn_sites(
        Page(id=article.url, site=host(article.url), text=article.text, title=clean_line(article.title or ""))
        for article in articles
    )
    for (page, truth), article in zip(pages, articles, strict=True):
        site = site_of(host(page.url))
        cut = _without_site(article, sites[host(page.url)].profile)
        found = figures(truth, cut)
        yield Reading(site.family if site else "none", page.url, found, tuple(faults(truth, cut, found)))


def _without_site(article: Article, profile: SiteProfile) -> Article:
    """The article as a release has it: what recurs on its site is out."""
    title = cut_known(article.title or "", profile.titles) or None
    return replace(article, title=title, text=DropSiteLines(profile)(article.text).text)


def read(web: PracticeWeb, page: PracticePage) -> Article:
    """The article of a page, with those on which it goes on."""
    parts = [page, *filter(None, map(web.page, page.parts))]
    first, *rest = [extract(one.body, one.url, content_type=one.headers.get("content-type")) for one in parts]
    return join(first, rest)


def host(url: str) -> str:
    """The host of an address."""
    return url.split("/")[2]


def averages(found: Iterable[Reading]) -> dict[str, dict[str, float]]:
    """Mean figures by family, and of all."""
    by_family: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in found:
        by_family[reading.family].append(reading)
        by_family["all"].append(reading)
    return {
        family: {name: fmean(reading.figures[name] for reading in group) for name in BARS}
        for family, group in sorted(by_family.items(), key=lambda item: (item[0] == "all", item[0]))
    }


def main() -> int:
    """Measure, print, and compare with the bars."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", type=int, default=0, help="print the faults of this many pages")
    arguments = parser.parse_args()
    found = list(readings(PracticeWeb(pages=arguments.pages, seed=arguments.seed)))
    for reading in [one for one in found if one.wrong][: arguments.show]:
        print(reading.family, reading.url, *reading.wrong, sep="\n    ")
    means = averages(found)
    table = Table("family", *BARS, title=f"{len(found)} pages")
    for family, row in means.items():
        table.add_row(family, *(f"{row[name]:.3f}" for name in BARS))
    Console().print(table)
    return 0 if all(means["all"][name] >= bar for name, bar in BARS.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
