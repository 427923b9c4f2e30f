"""Memory and time for each page over one long crawl of the practice web: both must stay as they are after its beginning.

    python -m benchmarks.long_crawl --pages 10000

Time is that of the crawl and its readers on their processors, so that other work on the machine does not count. The first
tenth of the pages is the beginning: what is loaded, learnt and buffered is in memory by then. Leaves with 1 where memory
grows by more than a tenth from there to the end, or a page of the last tenth takes more than 1.2 times one of the second.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.soak import collect
from pipelines.errors import DataError
from pipelines.store.ledger import Ledger

MOST_GROWTH: Final = 1.1
MOST_SLOWER: Final = 1.2
_PARTS: Final = 10
_PAUSE: Final = 1.0
_RSS_RE: Final = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sample:
    """How a crawl stands at one time."""

    pages: int
    megabytes: float
    seconds: float
    """On the processor, since its start."""


def sampled(crawl: subprocess.Popen[bytes], data: Path) -> Iterator[Sample]:
    """Look at a crawl again and again until it ends; no more once its readers have ended, whose time is theirs alone."""
    spent = 0.0
    while crawl.poll() is None:
        time.sleep(_PAUSE)
        try:
            both = zip(*map(resources, (crawl.pid, *readers_of(crawl.pid))), strict=True)
            sample = Sample(settled(data), *map(sum, both))
        except (DataError, OSError):  # no ledger yet, or no process any more
            continue
        if sample.seconds >= spent:
            spent = sample.seconds
            yield sample


def settled(data: Path) -> int:
    """How many addresses the crawl has done with."""
    with Ledger.open(data, read_only=True) as ledger:
        states = ledger.counts().urls
    return sum(number for state, number in states.items() if state not in ("queued", "leased"))


def readers_of(pid: int) -> list[int]:
    """The processes that read pages for a process."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    children = (child for task in tasks for child in (task / "children").read_text("ascii").split())
    return [int(child) for child in children if b"crawler.reading" in Path(f"/proc/{child}/cmdline").read_bytes()]


def resources(pid: int) -> tuple[float, float]:
    """The memory of a process in MB, and its time on the processor in seconds."""
    found = _RSS_RE.search(Path(f"/proc/{pid}/status").read_text("ascii"))
    if found is None:
        raise ProcessLookupError(pid)
    user, system = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[11:13]
    return int(found[1]) / 1024, (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def parts(samples: list[Sample], count: int = _PARTS) -> list[tuple[Sample, Sample]]:
    """Return the samples nearest to the bounds of so many equal parts of the pages, begin and end of each.

    >>> line = [Sample(n, 100.0, n / 50) for n in range(0, 101, 10)]
    >>> [(begin.pages, end.pages) for begin, end in parts(line, 2)]
    [(0, 50), (50, 100)]
    """
    total = samples[-1].pages
    bounds = [min(samples, key=lambda each: abs(each.pages - total * at / count)) for at in range(count + 1)]
    return list(pairwise(bounds))


def pace(part: tuple[Sample, Sample]) -> float:
    """Milliseconds for each page."""
    begin, end = part
    return 1000 * (end.seconds - begin.seconds) / max(1, end.pages - begin.pages)


def main() -> int:
    """Crawl, look on, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000, metavar="N", help="size of the practice web")
    pages = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as folder:
        crawl = collect(Path(folder) / "d", pages)
        found = parts(list(sampled(crawl, Path(folder) / "d")))
    table = Table("pages", "MB at the end", "ms/page", title=f"A crawl of {pages:,} practice pages")
    for begin, end in found:
        table.add_row(f"{begin.pages:,}-{end.pages:,}", f"{end.megabytes:.0f}", f"{pace((begin, end)):.2f}")
    grown, slower = found[-1][1].megabytes / found[0][1].megabytes, pace(found[-1]) / pace(found[1])
    asked = f"asked: memory <= {MOST_GROWTH}, time <= {MOST_SLOWER}; exit status {crawl.returncode}"
    Console().print(table, f"memory {grown:.2f} times, time of a page {slower:.2f} times; {asked}", sep="\n")
    return int(grown > MOST_GROWTH or slower > MOST_SLOWER or crawl.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
