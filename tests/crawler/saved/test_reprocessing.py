"""Changed rules over the archive, in place: what differs is a new row version, all else stays."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.practice import PracticeWeb
from crawler.practice.index import Now
from crawler.reading.readers import Readers
from crawler.saved.reprocessing import reprocess
from pipelines.annotation.decisions import Decision
from pipelines.errors import DataError, UnreadablePage
from pipelines.publish.releases import release
from pipelines.publish.tables import read_tables
from pipelines.publish.verify import verify
from pipelines.records import located, read_page
from pipelines.store import decisions, mending
from pipelines.store.archive import places_of
from pipelines.store.frontier import Brought, Room
from pipelines.store.ledger import Ledger
from pipelines.types import Kept, Outcome, RawPage, id_of
from tests.crawler.conftest import Console

pytestmark = pytest.mark.slow

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
PAGES = 24
OLD = "0.0.1"


@cache
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
    ledger.frontier(["practice"]).finish(page.url, located(outcome, places_of(captures)), Brought(captures=captures))


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
        assert Counter(reprocess(ledger, Readers(0))) == {"changed": len(old), "unchanged": PAGES - len(old)}
    assert release(data, version="2026.03.05").is_new
    after = rows(data)
    assert after.keys() == before.keys()
    assert {page for page, row in after.items() if row["title"] != before[page]["title"]} == old
    assert not [row for row in after.values() if row["pipeline_version"] == OLD]
    with Ledger.open(data) as ledger:
        assert Counter(reprocess(ledger, Readers(0))) == {"unchanged": PAGES}
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
        list(reprocess(ledger, Readers(0)))
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
        list(reprocess(ledger, Readers(0)))
        assert ledger.has_page(old)
        assert not ledger.has_page("older")
        assert ledger.captures(page=old)


def flip(path: Path, at: int = -1) -> None:
    """Change one byte of a file, by default one in its middle."""
    content = bytearray(path.read_bytes())
    content[at if at >= 0 else len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_damaged_record_is_let_go_and_its_page_asked_for_again(data: Path) -> None:
    """It costs its own page only, whose row stays, and whose address is due at once."""
    page = fetched()[3]
    [path] = (data / "raw").glob("*.warc.gz")
    with Ledger.open(data) as ledger:
        flip(path, ledger.captures(url=page.url)[0].place.offset + 40)
        fates = Counter(reprocess(ledger, Readers(0)))
        assert (fates["damaged"], fates["failed"], fates["lost"]) == (1, 0, 0)
        assert fates["changed"] + fates["unchanged"] == PAGES - 1
        assert ledger.has_page(id_of(read_page(page)))
        ledger.begin_run("collect", ["practice"])
        leased = ledger.frontier(["practice"]).lease(Room(total=9, articles=9, per_host=9, held={}))
        assert [lease.address.url for lease in leased] == [page.url]
    assert verify(data) == []


def test_an_article_that_lost_a_later_page_is_asked_for_again(tmp_path: Path) -> None:
    """Its address is the article's own; what is left of it is no fault, and its row stays."""
    web = PracticeWeb(100, 7)
    page = next(page for each in web.pages() if (page := web.fetched(each, NOON)).later)
    with Ledger.open(tmp_path, synthetic=True) as ledger:
        keep(ledger, page, read_page(page))
        last = ledger.captures(page=id_of(read_page(page)))[-1]
        flip(tmp_path / "raw" / last.place.file, last.place.offset + 40)
        assert Counter(reprocess(ledger, Readers(0))) == {"damaged": 1}
        assert (ledger.counts().kept, ledger.failures(9)) == (1, [])
        ledger.begin_run("collect", ["practice"])
        leased = ledger.frontier(["practice"]).lease(Room(total=9, articles=9, per_host=9, held={}))
        assert [lease.address.url for lease in leased] == [page.url]


def test_what_was_not_read_is_not_called_read(data: Path, console: Console) -> None:
    """Where the archive is gone no page is read again, and each is let go."""
    for path in (data / "raw").iterdir():
        path.unlink()
    told = console("reprocess", "--data", str(data))
    assert told.status == 1
    assert "0 pages read again: 0 changed, 0 unchanged, 0 failed" in told.out
    assert "cannot be read any more" not in told.err


def test_rows_of_a_damaged_part_are_read_again(data: Path) -> None:
    """The same rows come back, first seen when they were; until then nothing is released."""
    before = rows(data)
    with Ledger.open(data) as ledger:
        list(reprocess(ledger, Readers(0)))
    release(data, version="2026.03.05")
    after = rows(data)
    for path in (data / "state" / "parts").iterdir():
        flip(path)
    with Ledger.open(data) as ledger:
        mending.give_up_parts(ledger)
    [finding] = verify(data)
    assert (finding.path, finding.command) == (data, f"lendersms reprocess --data {data}")
    assert f"{PAGES} of them, are not read again yet" in finding.what
    with pytest.raises(DataError, match="run `lendersms reprocess` first"):
        release(data)
    with Ledger.open(data) as ledger:
        assert Counter(reprocess(ledger, Readers(0))) == {"changed": PAGES}
    assert verify(data) == []
    assert not release(data).is_new
    assert rows(data) == after
    assert rows(data).keys() == before.keys()


def test_rows_that_stand_in_a_damaged_part_alone_are_told(data: Path) -> None:
    """A page that came from a file is in no archive: its row is gone, and the next release says so."""
    with Ledger.open(data) as ledger:
        ledger.finish("", replace(a_row(), record=replace(a_row().record, id="f" * 16)), run=None)
    release(data, version="2026.03.05")
    for path in (data / "state" / "parts").iterdir():
        flip(path)
    with Ledger.open(data) as ledger:
        assert Counter(reprocess(ledger, Readers(0)))["lost"] == 1
    release(data, version="2026.03.06")
    assert "f" * 16 not in rows(data)


@cache
def a_row() -> Kept:
    """A row of the pages."""
    return next(outcome for outcome in map(read_page, fetched()) if isinstance(outcome, Kept))


SECOND = "2026.03.05"
DAMAGED = {
    "most": (
        "state/parts/part-000001.parquet",
        "state/duplicates.index",
        "state/decisions.jsonl",
        "releases/2026.03.04/data/repairs-00000-of-00001.parquet",
        "releases/2026.03.04/README.md",
        f"releases/{SECOND}/manifest.json",
    ),
    "archive": ("raw/*",),
    "ledger": ("state/ledger.sqlite",),
}
"""Files in each of which a byte changes: those that stand in for one another apart."""


def mended(data: Path, console: Console) -> None:
    """Run what `verify` says until it says nothing more."""
    for _ in range(3):
        commands = dict.fromkeys(finding.command for finding in verify(data) if not finding.is_harmless)
        for command in commands:
            assert command
            for step in command.split(" && "):
                words = shlex.split(step)
                if words[0] == "lendersms":
                    console(*words[1:])
                else:
                    subprocess.run(["sh", "-c", step], check=True)


@pytest.mark.parametrize("names", DAMAGED.values(), ids=DAMAGED)
def test_what_verify_says_mends_it(data: Path, console: Console, names: tuple[str, ...]) -> None:
    """A changed byte in each kind of file: its command makes `verify` vouch for all again, and no row is another."""
    decided = Decision(
        page="0" * 16, annotator="ann", question="relevance", answer=("yes",), decided_at=NOON, text_sha256="ab"
    )
    with Ledger.open(data) as ledger, ledger.writing() as database:
        decisions.record(database, [decided], {"ab": b"sign" * 128})
        decisions.save(database, data)
    with Ledger.open(data) as ledger:
        ledger.finish("", replace(a_row(), record=replace(a_row().record, title="又改了")), run=None)
    release(data, version=SECOND)
    before = rows(data)
    paths = [path for name in names for path in data.glob(name)]
    for path in paths:
        flip(path)
    assert {finding.path for finding in verify(data)} >= {*paths}
    mended(data, console)
    assert [finding for finding in verify(data) if not finding.is_harmless] == []
    assert {page: row["text"] for page, row in rows(data).items()} == {
        page: row["text"] for page, row in before.items()
    }
    with Ledger.open(data) as ledger:
        assert ledger.decisions()[0] == [decided]


@pytest.mark.parametrize(
    ("lost", "named"),
    [
        ("releases/{newest}/manifest.json", "releases/{newest}/manifest.json"),
        ("releases/2026.03.04/manifest.json", "releases/2026.03.04/manifest.json"),
        ("releases/*", "latest"),
    ],
)
def test_a_release_that_lost_its_manifest_or_all_is_named_and_mended(
    data: Path, console: Console, lost: str, named: str
) -> None:
    """Of the newest, an older one, or all of them: the command makes `verify` vouch for what `latest` leads to."""
    with Ledger.open(data) as ledger:
        ledger.finish("", replace(a_row(), record=replace(a_row().record, title="又改了")), run=None)
    newest, before = release(data).version, rows(data)
    for path in data.glob(lost.format(newest=newest)):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert [finding.path for finding in verify(data)] == [data / named.format(newest=newest)]
    mended(data, console)
    assert verify(data) == []
    assert rows(data).keys() == before.keys()
    assert not [path for path in (data / "releases").iterdir() if path.name.startswith(".")]
