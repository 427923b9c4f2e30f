"""Pages per second of `extract`, as a multiple of readability-lxml's, page by page in one run on one core.

    python benchmarks/extract.py --pages 200
    python benchmarks/extract.py --folder saved-pages

Each page is given to both, one after the other and once only, since `extract` remembers lines it has read; whatever else
the machine does slows both alike, and the processor's time is counted. Exits with 1 below the bar.
"""

from __future__ import annotations

import argparse
import gzip
import logging
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from readability import Document
from rich.console import Console
from rich.table import Table

from crawler.practice import PracticeWeb
from pipelines.errors import UnreadablePage
from pipelines.extract import extract
from pipelines.extract.charset import decode

SEED = 7
BAR = 8.0
"""How many times as fast as readability-lxml extraction has to be."""


def practice_pages(count: int) -> Iterator[bytes]:
    """The bodies of the practice web's whole articles."""
    for page in PracticeWeb(pages=count, seed=SEED).pages():
        if page.truth and page.truth.is_article and page.truth.is_whole:
            yield page.body


def saved_pages(folder: Path) -> Iterator[bytes]:
    """The files of a folder, unpacked where they are packed."""
    for path in sorted(folder.iterdir()):
        if path.is_file():
            body = path.read_bytes()
            yield gzip.decompress(body) if path.suffix == ".gz" else body


def readability(body: bytes) -> object:
    """What readability-lxml gives for a page: its body and title. It is told the charset for nothing."""
    document = Document(decode(body).text)
    return document.summary(), document.short_title()


def seconds(read: Callable[[bytes], object], body: bytes) -> float:
    """How long one reading keeps the processor; a page without text is read too."""
    begun = time.process_time()
    with suppress(UnreadablePage):
        read(body)
    return time.process_time() - begun


def times(bodies: Iterable[bytes]) -> tuple[float, float]:
    """Seconds of both over all pages, page by page."""
    pairs = [(seconds(extract, body), seconds(readability, body)) for body in bodies]
    return sum(own for own, _ in pairs), sum(peer for _, peer in pairs)


def main() -> int:
    """Measure, print, and compare with the bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200, help="pages of the practice web (default 200)")
    parser.add_argument("--folder", type=Path, help="saved pages to measure instead, packed by gzip or not")
    parser.add_argument("--bar", type=float, default=BAR)
    arguments = parser.parse_args()
    logging.getLogger("readability").setLevel(logging.ERROR)
    bodies = list(saved_pages(arguments.folder) if arguments.folder else practice_pages(arguments.pages))
    own, peer = times(bodies)
    table = Table("extractor", "pages/s", "ms a page", title=f"{len(bodies)} pages, page by page")
    for name, total in (("extract", own), ("readability-lxml", peer)):
        table.add_row(name, f"{len(bodies) / total:.0f}", f"{1000 * total / len(bodies):.2f}")
    Console().print(table)
    Console().print(f"ratio {peer / own:.2f}, to reach {arguments.bar}")
    return 0 if peer / own >= arguments.bar else 1


if __name__ == "__main__":
    sys.exit(main())
