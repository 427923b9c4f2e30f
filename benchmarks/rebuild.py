"""Seconds from the archive to the rows, beside the crawl of the same pages with all delays off; and whether they are the same.

    python benchmarks/rebuild.py --pages 1000

Both run one after the other, each in a process of its own, and both folders are released: the data files must be the
same to the last byte. Leaves with 1 where they are not, or where the archive is not twice as fast.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.whole_way import IMPOLITE

LENDERSMS = [sys.executable, "-c", "from crawler.commands import main; main()"]
BAR = 2.0


def run(*words: str) -> float:
    """Run a command of ours and return how many seconds it took."""
    begun = time.perf_counter()
    done = subprocess.run([*LENDERSMS, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words[:2])}: {done.stderr}")
    return time.perf_counter() - begun


def data_files(data: Path) -> dict[str, str]:
    """The digest of every data file of the newest release."""
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted((data / "latest/data").iterdir())}


def main() -> int:
    """Crawl, rebuild, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000, metavar="N", help="size of the practice web (100 or more)")
    pages = parser.parse_args().pages
    settings = [f"--set={name}={json.dumps(value)}" for name, value in IMPOLITE.items() if name != "LOG_ENABLED"]
    with tempfile.TemporaryDirectory() as folder:
        crawled, rebuilt = Path(folder) / "crawled", Path(folder) / "rebuilt"
        crawl = run("collect", "practice", "--practice-pages", str(pages), "--data", str(crawled), *settings)
        archives = sorted(map(str, (crawled / "raw").glob("*.warc.gz")))
        rebuild = run("import", *archives, "--data", str(rebuilt))
        for data in (crawled, rebuilt):
            run("release", "--data", str(data))
        same = data_files(crawled) == data_files(rebuilt)
    table = Table("way", "seconds", "ratio", title=f"{pages} practice pages")
    table.add_row("crawl, all delays off", f"{crawl:.1f}", "1.00")
    table.add_row("import of its archive", f"{rebuild:.1f}", f"{crawl / rebuild:.2f}")
    Console().print(
        table,
        f"data files {'are the same to the last byte' if same else 'DIFFER'}; asked: {BAR} times faster",
        sep="\n",
    )
    return 0 if same and crawl / rebuild >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
