"""One page, one row: through Scrapy, through `import` and over Arrow batches."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from crawler.practice import PracticePage, PracticeWeb
from crawler.settings import PRACTICE_SEED
from pipelines.arrow import kept_of, pages_to_batch, read_batch, rejected_of
from pipelines.store import parts
from pipelines.store.ledger import Ledger
from pipelines.types import RawPage

pytestmark = pytest.mark.slow

Rows: TypeAlias = dict[str, dict[str, Any]]

PAGES = 200
TRULY_DIFFERENT = {"fetched_at", "source", "http_status", "warc_file", "warc_offset"}
"""When, by which way, and the HTTP status and the place in the archive that only a fetch has."""
OF_THE_ADDRESS = {"id", "url", "canonical_url", "site"}
"""What a saved page that does not know its address cannot tell."""
OF_THE_COLLECTION = {
    "cluster_id", "template_id", "duplicate_of", "similarity", "split", "first_seen", "last_seen",
}  # fmt: skip
"""What the page alone does not tell: the release fills it in from all rows."""


def chosen(web: PracticeWeb) -> list[PracticePage]:
    """The pages that a line of `.jsonl` can hold byte for byte, and that are fetched where they are listed."""
    return [page for page in whole(web) if _text(page)]


def _text(page: PracticePage) -> str:
    """The page as UTF-8, empty where it is none."""
    try:
        return page.body.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def whole(web: PracticeWeb) -> list[PracticePage]:
    """Every article page that is fetched where it is listed and is all of its article, in whatever charset."""
    pages = [page for page in web.pages() if page.status == 200 and "/old/" not in page.url]
    return [page for page in pages if not (page.is_disallowed or page.parts)]


def save(pages: list[PracticePage], folder: Path) -> None:
    """Save pages as a browser does, byte for byte, every other one packed."""
    folder.mkdir()
    for number, page in enumerate(pages):
        if number % 2:
            (folder / f"{number}.html.gz").write_bytes(gzip.compress(page.body))
        else:
            (folder / f"{number}.html").write_bytes(page.body)


def by_bytes(rows: Iterable[dict[str, Any]]) -> Rows:
    """Rows by the digest of their page's bytes, without what the address tells."""
    return {row["raw_sha256"]: {name: row[name] for name in row.keys() - OF_THE_ADDRESS} for row in rows}


def run(folder: Path, program: str, *words: str) -> None:
    """Run a command of the console in `folder`."""
    command = [str(Path(sys.executable).parent / program), *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr


def read(data: Path) -> Rows:
    """The rows that a data folder holds by id, rejected ones among them, before all of them together tell more."""
    with Ledger.open(data, read_only=True) as ledger:
        table = parts.read_all(ledger)
    found = [*kept_of(table).to_pylist(), *rejected_of(table).to_pylist()]
    return {row["id"]: _comparable(row) for row in found}


def _comparable(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in TRULY_DIFFERENT | OF_THE_COLLECTION}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice web through Scrapy, and the same pages through `import`."""
    folder = tmp_path_factory.mktemp("equivalence")
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n", "utf-8")
    crawl = ("crawl", "articles", "-a", "sources=practice", "-a", "data=scrapy", "-s", f"PRACTICE_PAGES={PAGES}")
    run(folder, "scrapy", *crawl, "-O", "items.jsonl")
    lines = [json.dumps({"url": page.url, "html": _text(page)}) for page in chosen(PracticeWeb(PAGES, PRACTICE_SEED))]
    (folder / "pages.jsonl").write_text("\n".join(lines), "utf-8")
    run(folder, "lendersms", "import", "pages.jsonl", "--data", "import")
    save(whole(PracticeWeb(PAGES, PRACTICE_SEED)), folder / "pages")
    run(folder, "lendersms", "import", "pages", "--data", "saved")
    return folder


@pytest.fixture(scope="module")
def imported(folder: Path) -> Rows:
    """The rows that `import` made."""
    return read(folder / "import")


def test_import_gives_the_rows_that_scrapy_gives(folder: Path, imported: Rows) -> None:
    """Kept and rejected, field by field."""
    fetched = read(folder / "scrapy")
    assert len(imported) > PAGES / 5
    assert {row_id: fetched[row_id] for row_id in imported} == imported


def test_saved_bytes_give_the_rows_that_scrapy_gives(folder: Path) -> None:
    """Pages of every charset and declaration, as files and packed files: all fields but the address."""
    fetched = by_bytes(read(folder / "scrapy").values())
    saved = by_bytes(read(folder / "saved").values())
    assert len(saved) > PAGES / 2
    assert saved == {digest: fetched[digest] for digest in saved}


def test_arrow_batches_give_the_rows_that_import_gives(imported: Rows) -> None:
    """The same pages as one record batch, without a store."""
    raw = [
        RawPage(
            url=page.url,
            body=page.body,
            fetched_at=datetime.now(UTC),
            source="batch",
            headers=(("content-type", "text/html; charset=utf-8"),),
        )
        for page in chosen(PracticeWeb(PAGES, PRACTICE_SEED))
    ]
    batch = read_batch(pages_to_batch(raw))
    rows = {row["id"]: _comparable(row) for each in (batch.rows, batch.rejected) for row in each.to_pylist()}
    assert rows == imported


def test_scrapy_scrapes_an_item_for_every_row(folder: Path) -> None:
    """No row is lost between the item and the release, and no item has no row."""
    items = [json.loads(line) for line in (folder / "items.jsonl").read_text("utf-8").splitlines()]
    kept = [row_id for row_id, row in read(folder / "scrapy").items() if "reason" not in row]
    assert sorted(item["id"] for item in items) == sorted(kept)
