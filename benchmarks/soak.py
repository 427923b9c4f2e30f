"""Kill -9 a crawl of the practice web at random points, resume it until it is done, again and again.

    python benchmarks/soak.py --kills 200 --pages 1000 --seed 7

Whenever a crawl has come to its end its release is compared with that of a crawl nobody disturbed: a page that is
missing is lost, an id that stands twice is a duplicate. After every crawl, killed or not, its exit status is compared
with what its frontier still holds: 0 means that nothing remains, and only that. Leaves with 1 if anything is wrong.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.dataset as ds
from rich.console import Console
from rich.progress import Progress

from pipelines.errors import DataError
from pipelines.store.ledger import Ledger

LENDERSMS = str(Path(sys.executable).parent / "lendersms")

Row = tuple[str, str]
"""(id, sha256 of the text, or the reason of the rejection)."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What a disturbed crawl came out with, beside an undisturbed one."""

    lost: int
    twice: int
    strange: int
    """Rows that the undisturbed crawl does not have."""

    def __add__(self, other: Loss) -> Loss:
        """Both together."""
        return Loss(self.lost + other.lost, self.twice + other.twice, self.strange + other.strange)

    @property
    def is_clean(self) -> bool:
        """Whether nothing at all differs."""
        return not (self.lost or self.twice or self.strange)


@dataclass(slots=True)
class Soaking:
    """What came of it so far."""

    kills: int = 0
    crawls: int = 0
    wrong_statuses: int = 0
    loss: Loss = Loss(0, 0, 0)


def compare(wanted: Counter[Row], found: Counter[Row]) -> Loss:
    """Return what differs between two multisets of rows.

    >>> compare(Counter([("a", "1"), ("b", "2")]), Counter([("a", "1"), ("a", "1")]))
    Loss(lost=1, twice=1, strange=0)
    """
    return Loss(
        lost=len(wanted.keys() - found.keys()),
        twice=sum(count - 1 for count in found.values()),
        strange=len(found.keys() - wanted.keys()),
    )


def collect(data: Path, pages: int) -> subprocess.Popen[bytes]:
    """Start a crawl of the practice web into `data`."""
    command = [LENDERSMS, "collect", "practice", "--practice-pages", str(pages), "--data", str(data)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def released(data: Path) -> Counter[Row]:
    """Release what is in `data` and return all its rows, kept and rejected."""
    subprocess.run([LENDERSMS, "release", "--data", str(data)], check=True, stdout=subprocess.DEVNULL)
    rows: Counter[Row] = Counter()
    for path in sorted((data / "latest" / "data").glob("*.parquet")):
        kind = path.name.split("-")[0]
        if kind == "repairs":
            continue
        second = "reason" if kind == "rejected" else "text_sha256"
        table = ds.dataset(path).to_table(columns=["id", second])
        rows.update(zip(table["id"].to_pylist(), table[second].to_pylist(), strict=True))
    return rows


def remaining(data: Path) -> int:
    """How many addresses of the practice web a crawl has still to ask for; at least one where none was ever met."""
    try:
        with Ledger.open(data, read_only=True) as ledger:
            states = ledger.counts().queues.get("practice", {"queued": 1})
    except DataError:  # killed before the ledger was made
        return 1
    return states.get("queued", 0) + states.get("leased", 0)


def is_right(status: int, data: Path) -> bool:
    """Whether an exit status tells the truth about what remains; a kill leaves none of its own."""
    return (status == 0) == (remaining(data) == 0) if status >= 0 else status == -signal.SIGKILL


def soak(kills: int, pages: int, rng: random.Random, folder: Path) -> Iterator[Soaking]:
    """Kill `kills` times; tell after each what came of it, and after each crawl that came to its end."""
    started = time.monotonic()
    collect(folder / "undisturbed", pages).wait()
    duration = time.monotonic() - started
    wanted = released(folder / "undisturbed")
    so_far = Soaking()
    while so_far.kills < kills:
        data = folder / f"disturbed-{so_far.crawls}"
        status = -1
        while status < 0:
            limit = rng.uniform(0.1, duration) if so_far.kills < kills else None
            status = ended(collect(data, pages), limit)
            so_far.kills += status == -signal.SIGKILL
            so_far.wrong_statuses += not is_right(status, data)
            yield so_far
        so_far.crawls += 1
        so_far.loss += compare(wanted, released(data))
        shutil.rmtree(data)
        yield so_far


def ended(crawl: subprocess.Popen[bytes], limit: float | None) -> int:
    """Kill a crawl that takes longer than some seconds; return how it ended."""
    try:
        return crawl.wait(timeout=limit)
    except subprocess.TimeoutExpired:
        crawl.kill()
        return crawl.wait()


def main() -> int:
    """Soak and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    so_far = Soaking()
    with tempfile.TemporaryDirectory() as folder, Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("kill -9", total=options.kills)
        for so_far in soak(options.kills, options.pages, random.Random(options.seed), Path(folder)):
            progress.update(task, completed=so_far.kills, description=f"kill -9 ({so_far.crawls} crawls done)")
    print(
        f"{so_far.kills} kill -9 over {so_far.crawls} crawls of {options.pages} practice pages: "
        f"{so_far.loss.lost} pages lost, {so_far.loss.twice} duplicate rows, {so_far.loss.strange} rows no undisturbed "
        f"crawl has, {so_far.wrong_statuses} wrong exit statuses"
    )
    return 0 if so_far.loss.is_clean and not so_far.wrong_statuses else 1


if __name__ == "__main__":
    sys.exit(main())
