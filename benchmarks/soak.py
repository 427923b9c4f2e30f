"""Kill -9 a crawl of the practice web at random points, resume it until it is done, again and again.

    python benchmarks/soak.py --kills 40 --pages 300 --seed 7

Whenever a crawl has come to its end its release is compared with that of a crawl nobody disturbed: a page that is
missing is lost, an id that stands twice is a duplicate. Leaves with 1 if there is one of either.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyarrow.dataset as ds
from rich.console import Console
from rich.progress import Progress

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

    @property
    def is_clean(self) -> bool:
        """Whether nothing at all differs."""
        return not (self.lost or self.twice or self.strange)


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


def soak(kills: int, pages: int, rng: random.Random) -> list[Loss]:
    """Kill `kills` times; return what every crawl that came to its end had lost."""
    losses: list[Loss] = []
    with tempfile.TemporaryDirectory() as folder, Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("kill -9", total=kills)
        started = time.monotonic()
        collect(Path(folder) / "undisturbed", pages).wait()
        duration = time.monotonic() - started
        wanted = released(Path(folder) / "undisturbed")
        killed = 0
        while killed < kills:
            data = Path(folder) / f"disturbed-{len(losses)}"
            while killed < kills and is_killed(collect(data, pages), rng.uniform(0.1, duration)):
                killed += 1
                progress.advance(task)
            collect(data, pages).wait()
            losses.append(compare(wanted, released(data)))
    return losses


def is_killed(crawl: subprocess.Popen[bytes], after: float) -> bool:
    """Kill a crawl after some seconds; False if it came to its end before."""
    try:
        crawl.wait(timeout=after)
    except subprocess.TimeoutExpired:
        crawl.kill()
        crawl.wait()
        return True
    return False


def main() -> int:
    """Soak and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    losses = soak(options.kills, options.pages, random.Random(options.seed))
    total = Loss(*(sum(getattr(loss, name) for loss in losses) for name in ("lost", "twice", "strange")))
    print(
        f"{options.kills} kill -9 over {len(losses)} crawls of {options.pages} practice pages: "
        f"{total.lost} pages lost, {total.twice} duplicate rows, {total.strange} rows no undisturbed crawl has"
    )
    return 0 if total.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
