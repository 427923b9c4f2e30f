"""What a crawl asks of a site that it knows: nothing of it changed, then a twentieth did, then what vanished is looked for again.

    python -m benchmarks.second_run --pages 1000

Five runs over the practice web, each in a process of its own: the first reads all; the second comes straight after it, when
no page is due; before each of the others a month passes in the ledger, so that every page is due. Of the fourth run on some
pages are revised, change their bytes only, or vanish. Leaves with 1 where less than 95 % of the pages of an unchanged site are
answered by 304 or skipped by schedule, where any of them gets a new row version, or where not exactly those do that were revised.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from crawler.practice import PracticeWeb
from crawler.practice.index import Now
from crawler.runs import run_stats
from crawler.settings import PRACTICE_SEED
from pipelines.store import parts
from pipelines.store.ledger import Ledger
from pipelines.store.revisits import DAY
from pipelines.store.rows import row_version

BAR = 0.95
MONTH = 30
RUNS = (
    ("first", 0, 0),
    ("at once", 0, 0),
    ("a month later", MONTH, 0),
    ("changed", MONTH, 1),
    ("changed, a month later", MONTH, 1),
)
"""Name, days that pass before it, and the generation of the practice web."""
LENDERSMS = [sys.executable, "-c", "from crawler.commands import main; main()"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of a run."""

    name: str
    counts: Mapping[str, int]
    changed: frozenset[str]
    """Addresses whose row got another version, or its first."""
    gone: int

    @property
    def spared(self) -> float:
        """The share of the pages known before that were answered by 304 or not asked for."""
        known = self.counts.get(run_stats.KNOWN, 0)
        spared = known + self.counts.get(f"{run_stats.UNCHANGED}.{run_stats.NOT_MODIFIED}", 0)
        return spared / max(1, known + self.counts.get(run_stats.READ, 0))


def let_days_pass(data: Path, days: int) -> None:
    """Make everything in a ledger so many days older."""
    with Ledger.open(data) as ledger, ledger.writing() as database:
        for column in ("fetched_at", "next_fetch", "due"):
            database.execute(f"UPDATE urls SET {column} = {column} - ?", (days * DAY,))  # noqa: S608 - names from above


def versions(data: Path) -> dict[str, str]:
    """Return the version of the row of every address."""
    with Ledger.open(data, read_only=True) as ledger:
        return {row["url"]: row_version(row) for row in parts.read_all(ledger).to_pylist()}


def revised(pages: int, generation: int, seed: int = PRACTICE_SEED) -> frozenset[str]:
    """Return where pages lie whose text is another one in a generation of the practice web than it was at first."""
    first, later = (PracticeWeb(pages, seed, Now(each)).pages() for each in (0, generation))
    both = zip(first, later, strict=True)
    return frozenset(a.url for a, b in both if a.truth and b.truth and a.truth.body != b.truth.body)


def collect(data: Path, pages: int, name: str, generation: int) -> Came:
    """Collect the practice web of a generation and return what came of it."""
    before = versions(data) if data.exists() else {}
    words = ["collect", "practice", "--practice-pages", str(pages), "--data", str(data)]
    subprocess.run([*LENDERSMS, *words, "-s", f"PRACTICE_GENERATION={generation}"], check=False, capture_output=True)
    after = versions(data)
    with Ledger.open(data, read_only=True) as ledger:
        counts, gone = ledger.runs(1)[0].stats, ledger.counts().urls.get("gone", 0)
    changed = frozenset(url for url, version in after.items() if before.get(url) != version)
    return Came(name=name, counts=counts, changed=changed, gone=gone)


def main() -> int:
    """Run all five and print what came of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000, metavar="N", help="size of the practice web (100 or more)")
    pages = parser.parse_args().pages
    came: list[Came] = []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        for name, days, generation in RUNS:
            if days:
                let_days_pass(data, days)
            came.append(collect(data, pages, name, generation))
    _print(came, pages)
    wanted = [frozenset(), frozenset(), revised(pages, 1), frozenset()]
    is_spared = all(each.spared >= BAR for each in came[1:3])
    return 0 if is_spared and [each.changed for each in came[1:]] == wanted else 1


def _print(came: list[Came], pages: int) -> None:
    names = (run_stats.READ, f"{run_stats.UNCHANGED}.{run_stats.NOT_MODIFIED}", run_stats.UNCHANGED, run_stats.KNOWN)
    table = Table("run", *names, "spared", "new versions", "gone", title=f"{pages} practice pages")
    for each in came:
        counts = [str(each.counts.get(name, 0)) for name in names]
        table.add_row(each.name, *counts, f"{each.spared:.1%}", str(len(each.changed)), str(each.gone))
    asked = f"asked: {BAR:.0%} of an unchanged site spared, 0 new versions; then the {len(revised(pages, 1))} revised pages' only"
    Console(width=110).print(table, asked, sep="\n")


if __name__ == "__main__":
    sys.exit(main())
