"""Pages per second of `extract`, as a multiple of readability-lxml's, page by page in one run on one core.

    python benchmarks/extract.py --pages 200
    python benchmarks/extract.py --folder saved-pages

Each page is given to both, one after the other and once only, since `extract` remembers lines it has read; whatever else
the machine does slows both alike, and the processor's time is counted. A second table tells in which module the time goes, of
pages read anew under a profiler. Exits with 1 below the bar.
"""

from __future__ import annotations

import argparse
import cProfile
import gzip
import logging
import pstats
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

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
ROOM: Final = "pipelines"


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


def figures(pages: int, total: float) -> tuple[str, str]:
    """Pages a second, and milliseconds a page."""
    return f"{pages / total:.0f}", f"{1000 * total / pages:.2f}"


def shares(bodies: Iterable[bytes]) -> dict[str, float]:
    """The share of each of our modules in the time of `extract`, with the built-in functions it calls, largest first."""
    profile = cProfile.Profile()
    for body in bodies:
        with suppress(UnreadablePage):
            profile.runcall(extract, body)
    spent: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if ROOM in Path(file).parts:
            spent[Path(file).stem] += own
        else:
            spent.update({Path(caller).stem: part[2] for (caller, *_), part in callers.items()})
    every = spent.total()
    return {name: seconds / every for name, seconds in spent.most_common()}


def print_shares(console: Console, bodies: Iterable[bytes]) -> None:
    """Print the modules that take most of the time."""
    table = Table("module", "share of the time")
    for name, share in list(shares(bodies).items())[:12]:
        table.add_row(name, f"{share:.0%}")
    console.print(table)


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
    console = Console()
    size = sum(map(len, bodies)) / len(bodies) / 1000
    table = Table(
        "extractor", "pages/s", "ms a page", "times", "to reach", title=f"{len(bodies)} pages of {size:.0f} KB"
    )
    table.add_row("extract", *figures(len(bodies), own), f"{peer / own:.2f}", f"{arguments.bar}")
    table.add_row("readability-lxml", *figures(len(bodies), peer), "1", "")
    console.print(table)
    print_shares(console, bodies)
    return 0 if peer / own >= arguments.bar else 1


if __name__ == "__main__":
    sys.exit(main())
