"""What the shared folder's own checks say of this project: the seeds' gold, the real pages' and robots.txt decisions.

    python -m benchmarks.acceptance --shared ../shared

The seeds are cleaned by the console command and compared with `seeds/check.py`; the pages are scored by
`pages/score.py`, as they are, without their classes and ids, and without `<title>`; as they are beside a peer in the same run, and
what is read wrong is counted by kind of failure.
Every published decision on a robots.txt must come out the same, and so must every text that is converted with the older
dictionaries (`dictionaries.py`).
Exits with 1 where a seed or decision fails or a figure of the pages is below its bar; says so and exits with 0 where no folder stands.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.confusion import confusion
from benchmarks.dictionaries import is_same
from crawler.robots_txt import read_robots

SEED_BAR = 0.9995
EXTRACTOR, PEER = "pipelines.extract:extract", "readability_lxml"
AS_THEY_ARE = {
    "F": 0.97,
    "title": 0.96,
    "day": 0.96,
    "day_invented": 0.0,
    "time": 0.95,
    "author": 0.80,
    "author_invented": 0.0,
    "errors": 0.0,
}
VARIANTS = {
    EXTRACTOR: AS_THEY_ARE,
    "benchmarks.page_variants:without_classes": {"F": 0.95},
    "benchmarks.page_variants:without_title": {"F": 0.95},
}
"""Extractors, and the least that each figure must be; what must not happen has 0 as its most."""
AT_MOST = frozenset({"day_invented", "author_invented", "errors"})
_LOST_RULE = "/x//"
"""Stands in the addresses of the cases whose long rule was lost."""
_COUNT_RE = re.compile(r" \(\d+\)")  # how many pages a figure is of stands behind it in brackets


def seeds(shared: Path) -> bool:
    """Clean the seeds by the console command and compare them with their gold; say whether all pass."""
    lendersms = Path(sys.executable).parent / "lendersms"
    pages = sorted(map(str, (shared / "seeds").glob("*.txt")))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.jsonl"
        cleaned = subprocess.run([str(lendersms), "clean", "--json", *pages], check=True, capture_output=True)
        out.write_bytes(cleaned.stdout)
        check = [sys.executable, str(shared / "seeds" / "check.py"), str(out), str(SEED_BAR)]
        return subprocess.run(check, check=False).returncode == 0


def figures(printed: str, extractor: str) -> dict[str, float]:
    r"""Read the line of an extractor off the table that the scorer prints.

    >>> figures("extractor  F  title\na:b  0.98 (74)  1.0 (70)", "a:b")
    {'F': 0.98, 'title': 1.0}
    """
    lines = [_COUNT_RE.sub("", line).split() for line in printed.splitlines()]
    names = next(words for words in lines if words[:1] == ["extractor"])
    values = next(words for words in lines if words[:1] == [extractor])
    return {name: float(value) for name, value in zip(names[1:], values[1:], strict=True)}


def score(shared: Path, extractor: str, dump: Path) -> dict[str, float]:
    """Score one extractor, whole pages beside the peer and with every field dumped; the scorer's own table is printed."""
    command = [sys.executable, str(shared / "pages" / "score.py"), "--extractor", extractor]
    command += ["--peers", PEER, "--dump", str(dump)] if VARIANTS[extractor] is AS_THEY_ARE else []
    root = str(Path(__file__).parents[1])
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": root}, cwd=root
    )
    print(done.stdout)
    return figures(done.stdout, extractor)


def pages(shared: Path) -> bool:
    """Score the real pages as they are and made harder; say whether every bar is reached."""
    table = Table("extractor", "figure", "is", "bar", "")
    short = 0
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "fields.jsonl"
        scored = {extractor: score(shared, extractor, dump) for extractor in VARIANTS}
        failures = confusion(dump, shared / "pages" / "gold.jsonl", EXTRACTOR)
    for extractor, bars in VARIANTS.items():
        found = scored[extractor]
        for name, bar in bars.items():
            holds = found[name] <= bar if name in AT_MOST else found[name] >= bar
            short += not holds
            sign = "<=" if name in AT_MOST else ">="
            table.add_row(extractor, name, f"{found[name]:.3f}", f"{sign} {bar:g}", "" if holds else "short")
    Console(width=100).print(table, failures)
    return not short


def robots(shared: Path) -> bool:
    """Decide the reference's cases; say whether all come out the same.

    Those whose rule is longer than a line may be were written down without that rule, so they say nothing: the suite has
    such cases of its own.
    """
    cases = json.loads((shared / "reference" / "robots_cases.json").read_text(encoding="utf-8"))
    told = [case for case in cases if _LOST_RULE not in case["url"]]
    wrong = [
        case
        for case in told
        if read_robots(case["robots"].encode()).allows(case["agent"], case["url"]) is not case["allowed"]
    ]
    for case in wrong:
        print(f"robots.txt: {case}")
    print(
        f"robots.txt: {len(told) - len(wrong)} of {len(told)} decisions the same, {len(cases) - len(told)} cases without rule"
    )
    return not wrong


def main() -> int:
    """Run all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    shared = parser.parse_args().shared.resolve()
    if not (shared / "seeds" / "check.py").is_file():
        print(f"{shared}: no seeds/check.py there, so nothing to compare with; give its folder with --shared")
        return 0
    passed = [seeds(shared), pages(shared), robots(shared), is_same(shared)]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
