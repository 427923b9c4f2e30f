"""From staged rows to the files of a release: rows per second, peak memory, and size on disk.

    python -m benchmarks.release --rows 20000

Rows are those of practice pages, each varied many times: sentences in another order, other numbers, another address.
Labels are there already, and the search for near-duplicates, with the one that proves the splits, is timed apart and
taken off. The dataset is released again with one new row in a hundred, and what that took in all is told as a share of
the first time. Each release runs in a process of its own, whose peak memory is told. Its peers are the same rows as JSON
lines, under zstd at level 9 and gzipped. Leaves with 1 below 10,000 rows a second of processor time on each of two
cores, from 1 GiB of memory, or where the files are larger than the peer under zstd or a third of the gzipped one.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pyarrow as pa
from rich.console import Console
from rich.table import Table

from crawler.practice import PracticeWeb
from crawler.practice.sample import FETCHED_AT
from pipelines.errors import UnreadablePage
from pipelines.publish import leakage, places
from pipelines.publish.releases import release
from pipelines.publish.tables import read_tables
from pipelines.records import read_page
from pipelines.store.ledger import Ledger
from pipelines.types import Kept, Outcome

SEED: Final = 11
LEAST_ROWS_A_SECOND: Final = 10_000
MOST_MEMORY: Final = 1 << 30
CORES: Final = 2
FIRST: Final = "2026.11.21"
SECOND: Final = "2026.11.22"
MORE: Final = 100
"""One row in so many comes new for the second release."""
PAGES: Final = 1_000
"""Of the practice web whose articles are varied."""

_NUMBER_RE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one release took."""

    wall: float
    """Seconds, without the searches."""
    processor: float
    """Seconds of all threads, without the searches."""
    searches: float
    """Seconds of processor time that both searches took."""
    memory: int
    """Peak of the process, in bytes."""


def outcomes(first: int, last: int) -> Iterator[Outcome]:
    """Yield the outcomes of those numbers."""
    random_ = random.Random(SEED + first)
    bases = list(_bases())
    for number in range(first, last):
        yield _varied(bases[number % len(bases)], number, random_)


def _bases() -> Iterator[Outcome]:
    web = PracticeWeb(pages=PAGES, seed=SEED)
    for page in web.pages():
        if page.truth and page.truth.is_article and not page.is_disallowed:
            with suppress(UnreadablePage):
                yield read_page(web.fetched(page, FETCHED_AT))


def _varied(base: Outcome, number: int, random_: random.Random) -> Outcome:
    """Another page with much the same words: offsets of labels stay those of the base."""
    row_id = sha256(f"{number}".encode()).hexdigest()[:16]
    given: dict[str, Any] = {"id": row_id, "url": f"https://farm-{number % 50}.example.com/{row_id}"}
    text = base.record.text if isinstance(base, Kept) else base.text
    sentences = text.split("。")
    random_.shuffle(sentences)
    given["text"] = _NUMBER_RE.sub(lambda _: str(random_.randrange(9_999)), "。".join(sentences))
    given["text_sha256"] = sha256(given["text"].encode()).hexdigest()
    given["raw_sha256"] = sha256(row_id.encode()).hexdigest()
    if isinstance(base, Kept):
        return replace(base, record=replace(base.record, **given))
    return replace(base, **given)


def timed(module: ModuleType, name: str, spent: list[float]) -> None:
    """Have a function of a module add its processor time to `spent`."""
    true: Callable[..., Any] = getattr(module, name)

    def measured(*given: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
        began = time.process_time(), time.perf_counter()
        try:
            return true(*given)
        finally:
            spent.append(time.process_time() - began[0])
            spent.append(time.perf_counter() - began[1])

    setattr(module, name, measured)


def measure(data: Path, version: str) -> Cost:
    """Release what a folder holds, in this process, and return what it took."""
    spent: list[float] = []
    timed(places, "learn", spent)
    timed(leakage, "prove", spent)
    began = time.process_time(), time.perf_counter()
    release(data, version=version)
    processor, wall = time.process_time() - began[0], time.perf_counter() - began[1]
    searches = sum(spent[::2])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Cost(wall - sum(spent[1::2]), processor - searches, searches, memory)


def sizes(folder: Path) -> tuple[int, int, int]:
    """Bytes of a release's tables, and of the same rows as JSON lines under zstd 9 and gzip."""
    parquet = sum(path.stat().st_size for path in (folder / "data").glob("*.parquet"))
    lines = "".join(
        f"{json.dumps(row, ensure_ascii=False, default=str)}\n"
        for table in read_tables(folder).values()
        for batch in table.to_batches(max_chunksize=1_000)
        for row in batch.to_pylist()
    ).encode()
    return parquet, len(pa.Codec("zstd", 9).compress(lines)), len(gzip.compress(lines))


def run(rows: int) -> tuple[Cost, Cost, tuple[int, int, int]]:
    """Release the rows, then with some more, each in a process of its own, and weigh what came out first."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        costs = []
        for version, first, last in ((FIRST, 0, rows), (SECOND, rows, rows + rows // MORE)):
            with Ledger.open(data, synthetic=True) as ledger:
                for outcome in outcomes(first, last):
                    ledger.finish("", outcome, run=None)
            command = [sys.executable, "-m", "benchmarks.release", "--measure", folder, "--version", version]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            costs.append(Cost(**json.loads(done.stdout)))
        return costs[0], costs[1], sizes(data / "releases" / FIRST)


def main() -> int:
    """Print the table; return 1 below the bar."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=20_000, help="rows to release (20000)")
    parser.add_argument("--measure", type=Path, help="release this folder here and print what it took, as JSON")
    parser.add_argument("--version", default=FIRST, help="the version of that release")
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(asdict(measure(asked.measure, asked.version))))
        return 0
    cost, again, (parquet, zstd, zipped) = run(asked.rows)
    share = (again.processor + again.searches) / (cost.processor + cost.searches)
    speed = asked.rows / (cost.processor / CORES)
    table = Table("figure", "asked", "seen", title=f"a release of {asked.rows} rows")
    table.add_row("rows a second, two cores", f">= {LEAST_ROWS_A_SECOND}", f"{speed:.0f}")
    table.add_row("peak memory, MiB", f"< {MOST_MEMORY >> 20}", f"{cost.memory >> 20}")
    table.add_row("of JSON lines under zstd 9", "<= 1", f"{parquet / zstd:.3f}")
    table.add_row("of gzipped JSON lines", "<= .333", f"{parquet / zipped:.3f}")
    table.add_row("of its time, again after 1 % new", "a small part", f"{share:.3f}")
    console = Console()
    console.print(table, f"wall {cost.wall:.1f} s, processor {cost.processor:.1f} s, searches {cost.searches:.1f} s")
    held = (speed >= LEAST_ROWS_A_SECOND, cost.memory < MOST_MEMORY, parquet <= zstd, parquet * 3 <= zipped)
    return int(not all(held))


if __name__ == "__main__":
    sys.exit(main())
