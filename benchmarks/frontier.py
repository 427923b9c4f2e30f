"""Memory and time of the frontier while ever more addresses wait in it: neither may grow with their number.

    python -m benchmarks.frontier --addresses 1000000

The addresses are made here, not fetched: on fifty hosts, every other one of a template of its own. The bounds of their source
are asked about each, as they are before it is fetched. After each tenth some are leased and put off again. Time is that of
the processor. Leaves with 1 where the peak of memory grows by more than a tenth from the second tenth to the last, or a
lease of the last tenth takes more than twice one of the second.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Final

from rich.console import Console
from rich.table import Table

from crawler.discovery.bounds import Bounds
from crawler.discovery.clues import template_of
from crawler.frontier import MOST_HELD, MOST_OF_ONE_HOST
from crawler.registry import Source
from pipelines.store.addresses import Address
from pipelines.store.frontier import Room
from pipelines.store.ledger import Ledger
from pipelines.store.sqlite_frontier import SqliteFrontier

MOST_GROWTH: Final = 1.1
MOST_SLOWER: Final = 2.0
_ROOM: Final = Room(total=MOST_HELD, articles=MOST_HELD, per_host=MOST_OF_ONE_HOST, held={})
_HOSTS: Final = 50
_PARTS: Final = 10
_LEASES: Final = 20
_AT_ONCE: Final = 1_000
_LETTERS: Final = str.maketrans("0123456789", "abcdefghij")


@dataclass(frozen=True, slots=True)
class Sample:
    """How a frontier stands at one time."""

    queued: int
    megabytes: float
    """The most that the process ever held."""
    lease: float
    """Milliseconds for one lease of as much as a crawl holds."""


def address(number: int) -> Address:
    """The address of this number: even ones share a template, odd ones have a folder of letters each.

    >>> address(7).url, address(8).url
    ('http://h7.example.com/h/8.html', 'http://h8.example.com/info/8.html')
    """
    folder = str(number).translate(_LETTERS) if number % 2 else "info"
    url = f"http://h{number % _HOSTS}.example.com/{folder}/{number + number % 2}.html"
    clues = ("all", f"u:{template_of(url)}")
    return Address(url=url, source="made", priority=number % 7, depth=1, clues=clues)


def samples(frontier: SqliteFrontier, bounds: Bounds, total: int) -> Iterator[Sample]:
    """Queue so many addresses, and look at the frontier after each tenth of them."""
    for part in range(_PARTS):
        first, last = (total * at // _PARTS for at in (part, part + 1))
        for begin in range(first, last, _AT_ONCE):
            found = [address(number) for number in range(begin, min(begin + _AT_ONCE, last))]
            frontier.enqueue(found)
            for each in found:
                bounds.cut(each)
        taken = milliseconds_of_a_lease(frontier)
        yield Sample(last, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, taken)


def milliseconds_of_a_lease(frontier: SqliteFrontier) -> float:
    """The time of the quickest of a few leases, each of which is put off again."""
    times = []
    for _ in range(_LEASES):
        begun = process_time()
        leases = frontier.lease(_ROOM)
        times.append(process_time() - begun)
        frontier.put_off(lease.address.url for lease in leases)
    return 1000 * min(times)


def main() -> int:
    """Queue, look on, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--addresses", type=int, default=1_000_000, metavar="N", help="how many are queued")
    total = parser.parse_args().addresses
    source = Source(name="made", feeds=("http://h0.example.com/rss",), allowed_domains=("example.com",))
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder)) as ledger:
        ledger.begin_run("collect", [source.name])
        frontier = ledger.frontier([source.name])
        bounds = Bounds(source, lambda clue: frontier.harvest.of(source.name, clue))
        found = list(samples(frontier, bounds, total))
    table = Table("queued", "MB at most", "ms/lease", title=f"A frontier of {total:,} addresses on {_HOSTS} hosts")
    for each in found:
        table.add_row(f"{each.queued:,}", f"{each.megabytes:.0f}", f"{each.lease:.1f}")
    grown, slower = found[-1].megabytes / found[1].megabytes, found[-1].lease / found[1].lease
    asked = f"asked: memory <= {MOST_GROWTH}, time <= {MOST_SLOWER}"
    Console().print(table, f"memory {grown:.2f} times, time of a lease {slower:.2f} times; {asked}", sep="\n")
    return int(grown > MOST_GROWTH or slower > MOST_SLOWER)


if __name__ == "__main__":
    sys.exit(main())
