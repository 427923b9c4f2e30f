"""The size of a release whose texts are those of the shared folder's real pages, beside the same rows as JSON lines.

    python -m benchmarks.shared_size --shared ../shared

A page's row has its own text, cleaned, title and site, on top of the columns that a practice article fills, since few of
those pages are about lenders. They are weighed once as they are, and once varied as `benchmarks.release` varies its rows:
sentences in another order, other numbers. Each release is made as any other, in a folder that goes with the run.

Neither is quite what a release is: of so few rows what each file tells of its columns is half; and where each text comes
again twenty-five times, one stream of lines finds it again more often than the pages of several files do. Leaves with 1
where the tables of either are larger than the peer under zstd at level 9.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from itertools import cycle
from pathlib import Path
from typing import Any, Final

from benchmarks.release import FIRST, SEED, practice_outcomes, sizes, varied
from pipelines.errors import UnreadablePage
from pipelines.extract import extract
from pipelines.publish.releases import release
from pipelines.store.ledger import Ledger
from pipelines.text import clean
from pipelines.types import Kept, Outcome

VARIED: Final = 2_000
"""Rows of the second release."""


def rows(shared: Path) -> Iterator[Kept]:
    """Yield a row for each page that can be read."""
    bases = cycle([base for base in practice_outcomes() if isinstance(base, Kept)])
    told = {
        page["id"]: page for page in map(json.loads, (shared / "pages" / "gold.jsonl").read_text("utf-8").splitlines())
    }
    for path, base in zip(sorted((shared / "pages" / "html").glob("*.html.gz")), bases, strict=False):
        with suppress(UnreadablePage):
            yield row(base, gzip.decompress(path.read_bytes()), told[path.name.removesuffix(".html.gz")]["site"])


def row(base: Kept, body: bytes, site: str) -> Kept:
    """Return the row of an article with the text of a page."""
    article = extract(body)
    text = clean(article.text).text
    digest = sha256(body).hexdigest()
    url = f"https://{site}/{digest[:16]}"
    own: dict[str, Any] = {"id": digest[:16], "url": url, "canonical_url": url, "site": site, "raw_sha256": digest}
    own |= {
        "title": article.title,
        "text": text,
        "text_sha256": sha256(text.encode()).hexdigest(),
        "n_chars": len(text),
    }
    return replace(base, record=replace(base.record, **own))


def weighed(outcomes: Iterable[Outcome]) -> tuple[int, int, int]:
    """Return the bytes of a release of those rows, and of its peers."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with Ledger.open(data, synthetic=True) as ledger:
            ledger.group_commits(1_000)
            for outcome in outcomes:
                ledger.finish("", outcome, run=None)
        return sizes(release(data, version=FIRST).path)


def is_small(shared: Path, count: int = VARIED) -> bool:
    """Print what releases of the pages' texts weigh; whether none is larger than the peer under zstd."""
    pages, dice = list(rows(shared)), random.Random(SEED)
    many = (varied(pages[at % len(pages)], at, dice, f"farm-{at // len(pages)}.example") for at in range(count))
    ratios = []
    for told in (pages, many):
        parquet, zstd, zipped = weighed(told)
        ratios.append(parquet / zstd)
        print(
            f"size of a release, {len(pages) if told is pages else count} rows of the shared pages' texts: "
            f"{parquet / zstd:.3f} of JSON lines under zstd 9, {parquet / zipped:.3f} of gzipped ones"
        )
    return max(ratios) <= 1


def main() -> int:
    """Print the figure; return 1 above the bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--rows", type=int, default=VARIED, help=f"rows that the pages are varied to ({VARIED})")
    asked = parser.parse_args()
    if not (asked.shared / "pages" / "gold.jsonl").is_file():
        print(f"{asked.shared}: no pages/gold.jsonl there, so nothing to weigh; give its folder with --shared")
        return 0
    return 0 if is_small(asked.shared.resolve(), asked.rows) else 1


if __name__ == "__main__":
    sys.exit(main())
