"""The figures on real pages: the five seeds against their gold, and the page extractor against real articles.

    python benchmarks/acceptance.py --shared ../shared

The shared folder holds other people's pages and is no part of this project; without it there is nothing to do.
Leaves with 1 when a seed shows any fault.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

SEED_BAR = 0.9995
"""The similarity asked of every seed: nothing but white space and width may differ."""


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


def pages(shared: Path) -> None:
    """Print the extractor's figures on the real pages, beside a peer's in the same run."""
    command = [sys.executable, str(shared / "pages" / "score.py"), "--extractor", "pipelines.extract:extract"]
    subprocess.run([*command, "--peers", "readability_lxml"], check=True)


def main() -> int:
    """Run both; the seeds decide the exit status, the pages have no bar yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    shared = parser.parse_args().shared
    if not (shared / "seeds" / "check.py").is_file():
        print(f"{shared}: no seeds/check.py there, so nothing to compare with; give its folder with --shared")
        return 0
    passed = seeds(shared)
    pages(shared)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
