"""The committed sample release: a small practice web, read and released without a network.

    python -m crawler.practice.sample datasets/practice/sample

Pages are read by the function every other entrance uses; only the clock stands still, so that the same code gives the
same bytes, and a test can hold the committed folder against what the code makes now.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from crawler.practice import PracticeWeb
from pipelines.errors import UnreadablePage
from pipelines.publish.releases import release
from pipelines.records import read_page
from pipelines.store.ledger import Ledger
from pipelines.types import RawPage

SIZE, SEED = 100, 20261121
FETCHED_AT = datetime(2026, 11, 21, tzinfo=UTC)
VERSION = "2026.11.21"


def make_sample(folder: Path) -> Path:
    """Make the sample release anew in `folder`, which is replaced, and return it."""
    with tempfile.TemporaryDirectory() as work:
        made = _release(Path(work))
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(made, folder)
    return folder


def _release(data: Path) -> Path:
    """Read every article of a small practice web into `data` and release it."""
    with Ledger.open(data, synthetic=True) as ledger:
        web = PracticeWeb(SIZE, SEED)
        for page in web.pages():
            if page.truth and page.truth.is_article and not page.is_disallowed:
                _read(ledger, web.fetched(page, FETCHED_AT))
    return release(data, version=VERSION).path


def _read(ledger: Ledger, page: RawPage) -> None:
    try:
        ledger.finish(page.url, read_page(page), run=None)
    except UnreadablePage as error:
        ledger.fail(page.url, error.reason, source=page.source, run=None, detail=str(error))


if __name__ == "__main__":
    print(make_sample(Path(sys.argv[1])))  # noqa: T201 - a script tells what it made
