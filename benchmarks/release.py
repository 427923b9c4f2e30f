"""From staged rows to the files of a release: rows per second, peak memory, and size on disk.

    python -m benchmarks.release --rows 20000

Rows are those of practice pages, each varied many times: sentences in another order, other numbers, another address.
Labels are there already, and the searches for near-duplicates (of all rows, of the pages of each site for its profile, and
the one that proves the splits) are timed apart and taken off. The dataset is released again a day later with one new row in a
hundred, and once more with one row in a hundred of the first ones changed: what each took in all is told as a share of the first
time. A second table tells what each step took, each time, and the
peak of the process meanwhile. Each release runs in a process of its own, whose peak memory is told. Its peers are the same rows as JSON
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
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from importlib import import_module
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from rich.console import Console
from rich.table import Table

from crawler.practice import PracticeWeb
from crawler.practice.sample import FETCHED_AT
from pipelines.errors import UnreadablePage
from pipelines.publish import leakage, places, releases, row_versions, site_lines
from pipelines.publish.collected import Collected
from pipelines.publish.filing import Filing
from pipelines.publish.growing import Standing
from pipelines.publish.tables import read_tables
from pipelines.records import read_page
from pipelines.store import duplicates, parts
from pipelines.store.ledger import Ledger
from pipelines.store.shelves import Shelves
from pipelines.store.spool import Spool
from pipelines.types import Kept, Outcome

SEED: Final = 11
LEAST_ROWS_A_SECOND: Final = 10_000
MOST_MEMORY: Final = 1 << 30
CORES: Final = 2
FIRST, SECOND, THIRD = VERSIONS = ("2026.11.21", "2026.11.22", "2026.11.23")
MORE: Final = 100
"""One row in so many comes new for the second release; for the third so many of the first say something else."""
_DAY: Final = timedelta(days=1)
PAGES: Final = 1_000
"""Of the practice web whose articles are varied."""

_NUMBER_RE = re.compile(r"\d+")
_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
"""Where Linux tells a process its peak, and where it lets it begin anew."""

SEARCHES: Final = ("search: all rows", "search: pages of a site", "search: between splits")
STEPS: Final[tuple[tuple[object, str, str], ...]] = (
    (parts, "seal", "staged rows to parts"),
    (releases, "collect", "parts read and merged"),
    (Spool, "add", "rows spooled"),
    (site_lines, "learned_more", "site profiles learned"),
    (import_module("pipelines.profiles.learn"), "distinct", SEARCHES[1]),
    (site_lines, "profiled", "site profiles applied"),
    (Collected, "kept", "texts read to be placed"),
    (places, "placed", "rows placed"),
    (places, "learn", SEARCHES[0]),
    (row_versions, "survey", "rows looked at again"),
    (row_versions, "row_digests", "digests of rows"),
    (row_versions, "_made", "row versions"),
    (Filing, "add", "rows filed"),
    (Shelves, "add", "rows shelved"),
    (Standing, "of", "files of before checked"),
    (releases, "write_tables", "data files"),
    (releases, "_changes", "changes"),
    (releases, "prove_splits", "texts read for the proof"),
    (leakage, "prove", SEARCHES[2]),
    (releases, "_write_card", "card and charts"),
    (releases, "measure", "figures counted"),
    (releases, "_manifest", "manifest"),
    (duplicates, "save", "index of near-duplicates"),
)
"""Where a step is done, and what it is called; one that is part of another is not counted twice."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one release took."""

    wall: float
    """Seconds, with the searches."""
    processor: float
    """Seconds of all threads, with the searches."""
    memory: int
    """Peak of the process, in bytes."""
    steps: dict[str, float]
    """Seconds of processor time by step."""
    peaks: dict[str, int]
    """Most bytes of the process by step."""

    @property
    def searches(self) -> float:
        """Seconds of processor time that the searches took."""
        return sum(self.steps[name] for name in SEARCHES)


def outcomes(numbers: range, fetched_at: datetime) -> Iterator[Outcome]:
    """Yield the outcomes of those numbers, of pages that were fetched then."""
    random_ = random.Random(SEED + numbers.start)
    bases = list(practice_outcomes(fetched_at))
    for number in numbers:
        yield varied(bases[number % len(bases)], number, random_, f"farm-{number // len(bases)}.example")


def practice_outcomes(fetched_at: datetime = FETCHED_AT) -> Iterator[Outcome]:
    """Yield the outcomes of the practice articles that are varied."""
    web = PracticeWeb(pages=PAGES, seed=SEED)
    for page in web.pages():
        if page.truth and page.truth.is_article and not page.is_disallowed:
            with suppress(UnreadablePage):
                yield read_page(web.fetched(page, fetched_at))


def varied(base: Outcome, number: int, random_: random.Random, site: str) -> Outcome:
    """Return another page with much the same words: offsets of labels stay those of the base; no site has all of a template."""
    row_id = sha256(f"{number}".encode()).hexdigest()[:16]
    given: dict[str, Any] = {"id": row_id, "url": f"https://farm-{number % 50}.example.com/{row_id}", "site": site}
    text = base.record.text if isinstance(base, Kept) else base.text
    sentences = text.split("。")
    random_.shuffle(sentences)
    given["text"] = _NUMBER_RE.sub(lambda _: str(random_.randrange(9_999)), "。".join(sentences))
    given["text_sha256"] = sha256(given["text"].encode()).hexdigest()
    given["raw_sha256"] = sha256(row_id.encode()).hexdigest()
    if isinstance(base, Kept):
        return replace(base, record=replace(base.record, **given))
    return replace(base, **given)


@dataclass(slots=True)
class Steps:
    """What steps take while they run; what a step does within another counts for itself alone."""

    spent: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Seconds of processor time."""
    peaks: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Most bytes of the process meanwhile."""
    _running: list[str] = field(default_factory=lambda: ["all else"])
    _since: float = field(default_factory=time.process_time)

    def watch(self, module: object, name: str, label: str) -> None:
        """Have a function of a module or class count as that step."""
        true: Callable[..., Any] = getattr(module, name)

        def watched(*given: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
            self.note()
            self._running.append(label)
            try:
                return true(*given)
            finally:
                self.note()
                self._running.pop()

        setattr(module, name, watched)

    def note(self) -> None:
        """Count what was taken since the last time for the step that runs."""
        now, label = time.process_time(), self._running[-1]
        self.spent[label] += now - self._since
        self.peaks[label] = max(self.peaks[label], _peak())
        self._since = now


def _peak() -> int:
    """The most bytes that the process held since it was last asked, where the system tells (Linux); else since it began."""
    if not _STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    told = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    _RESET.write_text("5")
    return int(told.split()[1]) * 1024


def measure(data: Path, version: str) -> Cost:
    """Release what a folder holds, in this process, and return what it took."""
    steps = Steps()
    for step in STEPS:
        steps.watch(*step)
    began = time.process_time(), time.perf_counter()
    releases.release(data, version=version)
    steps.note()
    processor, wall = time.process_time() - began[0], time.perf_counter() - began[1]
    return Cost(wall, processor, max(steps.peaks.values()), dict(steps.spent), dict(steps.peaks))


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


def run(rows: int) -> tuple[list[Cost], tuple[int, int, int]]:
    """Release the rows, then with some more, then with some changed, each in a process of its own; weigh what came out first."""
    pages = (range(rows), range(rows, rows + rows // MORE), range(1, rows, MORE))
    with tempfile.TemporaryDirectory() as folder:
        data, costs = Path(folder), list[Cost]()
        for day, (version, numbers) in enumerate(zip(VERSIONS, pages, strict=True)):
            with Ledger.open(data, synthetic=True) as ledger:
                ledger.group_commits(1_000)
                for outcome in outcomes(numbers, FETCHED_AT + day * _DAY):
                    ledger.finish("", outcome, run=None)
            command = [sys.executable, "-m", "benchmarks.release", "--measure", folder, "--version", version]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            costs.append(Cost(**json.loads(done.stdout)))
        return costs, sizes(data / "releases" / FIRST)


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
    (cost, again, changed), (parquet, zstd, zipped) = run(asked.rows)
    pace = cost.processor - cost.searches
    speed = asked.rows / (pace / CORES)
    table = Table("figure", "asked", "seen", title=f"a release of {asked.rows} rows")
    table.add_row("rows a second, two cores", f">= {LEAST_ROWS_A_SECOND}", f"{speed:.0f}")
    table.add_row("peak memory, MiB", f"< {MOST_MEMORY >> 20}", f"{cost.memory >> 20}")
    table.add_row("of JSON lines under zstd 9", "<= 1", f"{parquet / zstd:.3f}")
    table.add_row("of gzipped JSON lines", "<= .333", f"{parquet / zipped:.3f}")
    table.add_row("of its time, again after 1 % new", "a small part", f"{again.processor / cost.processor:.3f}")
    table.add_row("of its time, after 1 % changed", "", f"{changed.processor / cost.processor:.3f}")
    told = f"wall {cost.wall:.1f} s, processor {cost.processor:.1f} s, of it searches {cost.searches:.1f} s"
    Console().print(table, told, steps(asked.rows, cost, again, changed))
    held = (speed >= LEAST_ROWS_A_SECOND, cost.memory < MOST_MEMORY, parquet <= zstd, parquet * 3 <= zipped)
    return int(not all(held))


def steps(rows: int, cost: Cost, again: Cost, changed: Cost) -> Table:
    """Return what each step took of a release, and of those after it."""
    columns = ("step", "microseconds a row", "share", "again", "changed", "peak, MiB", "again")
    table = Table(*columns, title="processor time, memory")
    for name, seconds in sorted(cost.steps.items(), key=itemgetter(1), reverse=True):
        share = f"{seconds / cost.processor:.3f}"
        later = (f"{each.steps.get(name, 0.0) / rows * 1e6:.1f}" for each in (again, changed))
        peaks = (str(each.peaks.get(name, 0) >> 20) for each in (cost, again))
        table.add_row(name, f"{seconds / rows * 1e6:.1f}", share, *later, *peaks)
    return table


if __name__ == "__main__":
    sys.exit(main())
