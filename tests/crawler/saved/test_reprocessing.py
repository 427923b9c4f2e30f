"""Changed rules over the archive, in place: what differs is a new row version, all else stays."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.practice import PracticeWeb
from crawler.practice.index import Now
from crawler.saved.reprocessing import reprocess
from pipelines.errors import UnreadablePage
from pipelines.publish.releases import release
from pipelines.publish.tables import read_tables
from pipelines.records import located, read_page
from pipelines.store.archive import places_of
from pipelines.store.ledger import Ledger
from pipelines.types import Kept, Outcome, RawPage, id_of

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
PAGES = 24
OLD = "0.0.1"


def fetched() -> list[RawPage]:
    """Readable articles of the practice web, as fetched."""
    web = PracticeWeb(100, 7)
    found: list[RawPage] = []
    for each in web.pages():
        if each.truth and each.truth.is_article and len(found) < PAGES:
            page = web.fetched(each, NOON)
            try:
                read_page(page)
            except UnreadablePage:
                continue
            found.append(page)
    return found


def keep(ledger: Ledger, page: RawPage, outcome: Outcome) -> None:
    """Archive and stage a page as a crawl does."""
    ledger.begin_run("collect", ["practice"])
    captures = ledger.archive().keep(page)
    ledger.frontier(["practice"]).finish(page.url, located(outcome, places_of(captures)), captures)


def by_old_rules(outcome: Outcome) -> Outcome:
    """A row as an earlier version of the rules made it."""
    if isinstance(outcome, Kept):
        return replace(outcome, record=replace(outcome.record, title="旧", pipeline_version=OLD))
    return outcome


@pytest.fixture(scope="module")
def _base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("reprocess") / "data"
    with Ledger.open(data, synthetic=True) as ledger:
        for number, page in enumerate(fetched()):
            outcome = read_page(page)
            keep(ledger, page, by_old_rules(outcome) if number % 2 else outcome)
    release(data, version="2026.03.04")
    return data


@pytest.fixture
def data(_base: Path, tmp_path: Path) -> Path:
    """An archive of which every second row was made by older rules, released."""
    return Path(shutil.copytree(_base, tmp_path / "data", symlinks=True))


def rows(data: Path) -> dict[str, dict[str, Any]]:
    """The rows of the newest release."""
    tables = read_tables(data / "latest")
    return {
        row["id"]: row
        for split in ("train", "validation", "test")
        if split in tables
        for row in tables[split].to_pylist()
    }


def test_old_rows_become_new_versions(data: Path) -> None:
    """Same ids, and what today's rules make of the same bytes; the second time nothing is left to do."""
    before = rows(data)
    old = {page for page, row in before.items() if row["pipeline_version"] == OLD}
    assert old
    with Ledger.open(data) as ledger:
        assert Counter(reprocess(ledger)) == {"changed": len(old), "unchanged": PAGES - len(old)}
    assert release(data, version="2026.03.05").is_new
    after = rows(data)
    assert after.keys() == before.keys()
    assert {page for page, row in after.items() if row["title"] != before[page]["title"]} == old
    assert not [row for row in after.values() if row["pipeline_version"] == OLD]
    with Ledger.open(data) as ledger:
        assert Counter(reprocess(ledger)) == {"unchanged": PAGES}
    assert not release(data).is_new


def revised() -> tuple[RawPage, RawPage]:
    """A page as it was fetched, and a day later, when its article had another line."""
    first, web = PracticeWeb(100, 7), PracticeWeb(100, 7, Now(5))
    for page in fetched():
        was, answer = first.page(page.url), web.page(page.url)
        if was and answer and was.truth and answer.truth and len(answer.truth.body) > len(was.truth.body):
            return page, web.fetched(answer, NOON + timedelta(days=1))
    raise LookupError("no page of the web was revised")


def test_of_several_captures_the_last_counts(data: Path) -> None:
    """An older capture does not bring older words back."""
    page, later = revised()
    with Ledger.open(data) as ledger:
        keep(ledger, later, read_page(later))
        list(reprocess(ledger))
        [row] = [row for row in ledger.waiting().to_pylist() if row["id"] == id_of(read_page(page))]
    assert row["fetched_at"] == later.fetched_at
    assert row["first_seen"] == NOON


def test_an_id_that_rules_change_is_no_second_row(data: Path) -> None:
    """A page whose id was another one by older rules is one row still."""
    page = fetched()[0]
    outcome = read_page(page)
    with Ledger.open(data) as ledger:
        old = id_of(outcome)
        with ledger.writing() as database:
            for table, column in (("captures", "page"), ("pages", "id")):
                database.execute(f"UPDATE {table} SET {column} = 'older' WHERE {column} = ?", (old,))  # noqa: S608 - constants
        list(reprocess(ledger))
        assert ledger.has_page(old)
        assert not ledger.has_page("older")
        assert ledger.captures(page=old)


def test_what_cannot_be_read_any_more_is_told(data: Path) -> None:
    """A broken record costs its own page only, and its row stays."""
    [path] = (data / "raw").glob("*.warc.gz")
    with Ledger.open(data) as ledger:
        place = ledger.captures(url=fetched()[3].url)[0].place
        with path.open("r+b") as file:
            file.seek(place.offset + 40)
            file.write(b"broken")
        fates = Counter(reprocess(ledger))
        assert fates["failed"] >= 1
        assert fates["changed"] + fates["unchanged"] >= PAGES - 2
        assert ledger.failures(5)
