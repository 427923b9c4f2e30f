"""Pages per second from an archive of 99 % irrelevant pages, with the filter of bytes and without it.

    python benchmarks/prefilter.py --pages 2000

The relevant pages are practice pages of all sites. The irrelevant ones are of two kinds, each in a run of its own: texts
on other subjects in plain pages, in four charsets, as most of the web is; and the practice web's own pages off the
topic, which stand on sites about loans and speak of them all around the text: a harder case, with no bar. Both ways read
the archive, and read what it yields whole. Leaves with 1 where a page that the rules keep is lost, or the filter brings less
than asked.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from rich.console import Console
from rich.table import Table

from crawler.practice import PracticeWeb
from crawler.practice.irrelevant import write_irrelevant
from crawler.practice.lenders import lenders
from pipelines.errors import UnreadablePage
from pipelines.records import read_page
from pipelines.types import Kept, RawPage
from pipelines.warc.fields import part_of
from pipelines.warc.pages import Captured, Filter, read_captures
from pipelines.warc.prefilter import may_be_relevant
from pipelines.warc.writing import page_members

SEED = 4711
BAR = 5.0
_CHARSETS = ("utf-8", "gb18030", "big5", "utf-8")
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Way:
    """What one way through an archive took and found."""

    pages: int
    seconds: float
    kept: frozenset[str]


def plain(number: int) -> RawPage:
    """A page on another subject, with nothing around it that speaks of loans."""
    rng = random.Random(number)
    draft = write_irrelevant(rng, "off_topic", lenders()[0])
    charset = _CHARSETS[number % len(_CHARSETS)]
    links = "".join(f'<li><a href="/{rng.random()}">{draft.title}</a></li>' for _ in range(20))
    html = f"<html><meta charset={charset}><title>{draft.title}</title><body><ul>{links}</ul><h1>{draft.title}</h1>"
    html += "".join(f"<p>{line.text}</p>" for line in draft.lines)
    return _page(f"http://other.example.com/{number}", html.encode(charset, "xmlcharrefreplace"))


def _page(url: str, body: bytes) -> RawPage:
    headers = (("content-type", "text/html"),)
    return RawPage(url=url, status=200, headers=headers, body=body, fetched_at=_NOW, source="import")


def practice(relevance: str) -> Iterator[RawPage]:
    """Practice pages that are relevant, or not, without end."""
    web = PracticeWeb(1000, SEED)
    answered = (page for page in web.pages() if page.status == 200 and page.truth)
    chosen = [page for page in islice(answered, 400) if page.truth and page.truth.relevance == relevance]
    return (_page(f"{page.url}?{at}", page.body) for at, page in enumerate(cycle(chosen)))


def archive(path: Path, irrelevant: Iterator[RawPage], pages: int) -> None:
    """Write an archive as somebody else would: no head that says it is ours."""
    relevant = practice("relevant")
    with path.open("wb") as file:
        for number in range(pages):
            each = replace(next(relevant if number % 100 == 7 else irrelevant), asked_with=())
            file.write(page_members(each, part_of(each, 1, 1)))


def read(path: Path, wanted: Filter | None) -> Way:
    """Read an archive the whole way."""
    begun = time.process_time()
    found = [each.page for each in read_captures(path, wanted) if isinstance(each, Captured)]
    kept = frozenset(page.url for page in found if _is_kept(page))
    return Way(len(found), time.process_time() - begun, kept)


def _is_kept(page: RawPage) -> bool:
    try:
        return isinstance(read_page(page), Kept)
    except UnreadablePage:
        return False


def main() -> int:
    """Read both archives both ways and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000, metavar="N", help="pages in each archive")
    pages = parser.parse_args().pages
    table = Table("irrelevant pages", "way", "read whole", "pages/s", "ratio", "kept", "lost", title="99 % irrelevant")
    is_good = True
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "foreign.warc.gz"
        for name, irrelevant, bar in (
            ("other subjects", map(plain, range(10**9)), BAR),
            ("on loan sites", practice("off_topic"), 0.0),
        ):
            archive(path, irrelevant, pages)
            read_page(plain(0))
            may_be_relevant(plain(0).body)  # tables are read once
            without, filtered = read(path, None), read(path, may_be_relevant)
            ratio, lost = without.seconds / filtered.seconds, len(without.kept - filtered.kept)
            for way, what in ((without, "without"), (filtered, "with filter")):
                pace = pages / way.seconds
                shown = (f"{pace:.0f}", f"{without.seconds / way.seconds:.1f}", str(len(way.kept)))
                table.add_row(name, what, str(way.pages), *shown, str(len(without.kept - way.kept)))
            is_good = is_good and ratio >= bar and not lost
    Console().print(table, f"asked: {BAR} times on other subjects, 0 lost on both", sep="\n")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
