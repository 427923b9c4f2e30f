"""Search for bytes that break a law, led by which branches of our code they reach.

    python -m tests.fuzz --runs 5000 clean extract

What breaks one is printed with its traceback and written into `--found`: mend what it broke, and keep it as
`tests/fixtures/fuzz/DOOR/NAME`, where the suite reads it ever after. Leaves with 1 if anything was found.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.fuzz.laws import LAWS, Law
from tests.fuzz.seeds import seeds, words

MOST_BYTES = 4_096
"""Of one try: what breaks a law seldom needs more, and more makes the search slow."""
MOST_MEMORY = 2_048
"""MiB that a try may lead to."""
_TOLD = 40
"""Lines of a finding that are shown."""


@dataclass(frozen=True, slots=True)
class Search:
    """How long to search, which way, and where to put what is found."""

    runs: int
    seed: int
    found: Path


def search(
    law: Law, bodies: Iterable[bytes], words: Iterable[bytes], asked: Search
) -> subprocess.CompletedProcess[str]:
    """Search for what breaks a law, beginning with those bodies; it ends with 0 where nothing was found.

    libFuzzer ends the process it runs in, so that each search has its own.
    """
    with tempfile.TemporaryDirectory() as scratch:
        corpus, dictionary = Path(scratch) / "corpus", Path(scratch) / "words"
        corpus.mkdir()
        for number, body in enumerate(bodies):
            (corpus / str(number)).write_bytes(body[:MOST_BYTES])
        dictionary.write_text("".join(_quoted(word) for word in words), encoding="ascii")
        bounds = (f"-max_len={MOST_BYTES}", f"-rss_limit_mb={MOST_MEMORY}", "-verbosity=0")
        options = (
            f"-runs={asked.runs}",
            f"-seed={asked.seed}",
            f"-dict={dictionary}",
            f"-artifact_prefix={asked.found}/",
            *bounds,
        )
        command = [sys.executable, "-m", "tests.fuzz.hunt", law.__module__, law.__name__, *options, str(corpus)]
        return subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")


def _quoted(word: bytes) -> str:
    """A word as libFuzzer's dictionaries hold them."""
    return '"' + "".join(rf"\x{byte:02x}" for byte in word) + '"\n'


def main() -> int:
    """Search behind every door asked for and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("doors", nargs="*", metavar="DOOR", help=f"{', '.join(LAWS)} (all)")
    parser.add_argument("--runs", type=int, default=5_000, help="tries behind each door (5000)")
    parser.add_argument("--seed", type=int, default=1, help="of its choices (1)")
    parser.add_argument(
        "--found", type=Path, default=Path("build/found"), help="folder for what breaks a law (build/found)"
    )
    asked = parser.parse_args()
    if unknown := set(asked.doors) - set(LAWS):
        parser.error(f"{', '.join(sorted(unknown))}: no door; choose from {', '.join(LAWS)}")
    if importlib.util.find_spec("atheris") is None:
        sys.stderr.write("no search was made: atheris has no wheel for this machine\n")
        return 0
    asked.found.mkdir(parents=True, exist_ok=True)
    console, table = Console(), Table("door", "tries", "broken", title="laws, and bytes that break them")
    is_whole = True
    for door in asked.doors or LAWS:
        done = search(LAWS[door], seeds(door), words(door), Search(asked.runs, asked.seed, asked.found))
        is_whole &= done.returncode == 0
        table.add_row(door, f"{asked.runs:,}", "nothing" if done.returncode == 0 else "see above")
        if done.returncode:
            console.print(f"{door}:", *done.stderr.splitlines()[-_TOLD:], sep="\n", markup=False, highlight=False)
    console.print(table)
    return 0 if is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
