"""What is forgotten is nowhere: not in a release, an archive, a part, the ledger or a copy; and it does not come back."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from pipelines.annotation.decisions import Decision
from pipelines.errors import DamagedData, DataError, StaleCursor
from pipelines.publish.feed import feed
from pipelines.publish.releases import release
from pipelines.publish.retention import retire
from pipelines.publish.tables import read_tables
from pipelines.publish.takedown import forget, preview, resume
from pipelines.publish.verify import verify
from pipelines.records import located
from pipelines.store import decisions, failures, holds, parquet, validators, variants
from pipelines.store.addresses import Address
from pipelines.store.archive import places_of
from pipelines.store.failures import Fault
from pipelines.store.frontier import Brought
from pipelines.store.harvest import Harvest
from pipelines.store.ledger import Ledger
from pipelines.store.returning import comes_back, without_links
from pipelines.store.tombstones import Kind, Target
from pipelines.store.validators import Validator
from pipelines.types import Kept, RawPage
from pipelines.warc.pages import Captured, read_captures
from tests.pipelines.conftest import MakeKept
from tests.pipelines.store.faults import die_at, in_child

pytestmark = pytest.mark.slow

EVERY = int(os.environ.get("KILL_EVERY", "67"))
"""Between two kills lie so many steps: `make soak` kills before each of them."""
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
NUMBER = "13912345678"
MARK = "此人住在柳条巷七号"
"""Stands in page 3 and nowhere else."""


LINKING = {4, 8, 9, 26}
"""Pages that link to page 3, on both sites and in both crawls."""


def raw(number: int, *, more: str = "") -> RawPage:
    """A fetched page; its bytes tell its number in words, and a telephone number on page 5; some link to page 3."""
    told = {3: MARK, 5: f"电话 {NUMBER}"}.get(number, "") + more
    told += f'<a href="{url(3)}">又一篇</a>' if number in LINKING else ""
    body = f"<title>第{number}篇</title><p>收到短信，第{number}回。{told}</p>".encode("gb18030")
    return RawPage(url=url(number), status=200, body=body, fetched_at=NOON, source="farm")


def url(number: int) -> str:
    """Two sites: odd and even pages."""
    return f"http://{'odd.example.com' if number % 2 else 'even.example.org'}/{number}"


def row(number: int, kept: MakeKept) -> Kept:
    """The row of such a page; the telephone number is scrubbed, as always."""
    made = kept(number)
    text = made.record.text + {3: MARK}.get(number, "")
    site = "example.com" if number % 2 else "example.org"
    return replace(made, record=replace(made.record, text=text, url=url(number), canonical_url=url(number), site=site))


def crawl(data: Path, numbers: range, kept: MakeKept) -> int:
    """Fetch pages as a crawl does, those that were forgotten left alone; return how many were read."""
    read = 0
    with Ledger.open(data) as ledger:
        run = ledger.begin_run("collect", ["farm"])
        archive, frontier, forgotten = ledger.archive(), ledger.frontier(["farm"]), ledger.forgotten()
        frontier.enqueue(Address(url=url(number), source="farm") for number in numbers)
        for number in numbers:
            page, outcome = raw(number), row(number, kept)
            if comes_back(forgotten, page, outcome):
                frontier.let_go(page.url)
                continue
            page = without_links(forgotten, page)
            kept_at = archive.keep(page)
            frontier.finish(page.url, located(outcome, places_of(kept_at)), Brought(captures=kept_at))
            read += 1
        ledger.end_run(run, reason="finished", stats={})
    return read


@pytest.fixture(scope="module")
def _base(tmp_path_factory: pytest.TempPathFactory, kept: MakeKept) -> Path:
    data = tmp_path_factory.mktemp("takedown") / "data"
    crawl(data, range(24), kept)
    release(data, today=date(2026, 3, 4))
    with Ledger.open(data) as ledger:
        ledger.fail(url(3), "timeout", source="farm", run=None, detail=f"saw {MARK}")
    with Ledger.open(data) as ledger, ledger.writing() as database:
        decided = Decision(
            page=f"{3:016x}", annotator="ann", question="relevance", answer=("yes",), decided_at=NOON, text_sha256="ab"
        )
        decisions.record(database, [decided], {"ab": b"sign" * 128})
        decisions.save(database, data)
    crawl(data, range(24, 30), kept)
    release(data, today=date(2026, 3, 5))
    learn(data, kept)
    return data


TABLES = {
    *("captures", "decided_texts", "decisions", "failures", "forgetting", "harvest", "holds", "marks", "meta"),
    *("pages", "parts", "runs", "staged", "tombstones", "urls"),
}
"""Tables of the ledger, in each of which something of page 3 stands that can: one more is one more to search."""


def learn(data: Path, kept: MakeKept) -> None:
    """Write down page 3 wherever else a crawl, or a killed run, leaves words of it."""
    text = row(3, kept).record.text
    with Ledger.open(data) as ledger, ledger.writing() as database:
        found = {name for (name,) in database.query("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert found - {"sqlite_sequence"} == TABLES
        holds.put(database, "odd.example.com", holds.Hold(2, 4e9))
        clue = f"odd.example.com/3 {MARK} {3:016x}"
        Harvest(database).learn("farm", [clue], gave=True)
        variants.count(database, "example.com", variants.marks_of(text))
        told = validators.dumps([Validator(url(5), etag='"5"'), Validator(url(3), etag=f'"{MARK}"')])
        database.execute("UPDATE urls SET validators = ?, clues = ? WHERE url = ?", (told, clue, url(5)))
        detail = f"{url(5)} leads to {url(3)}, row {3:016x}, which says {MARK}"
        failures.record(database, Fault(url=url(5), source="farm", reason="loop", detail=detail))
    words = f"{MARK} {url(3)} {3:016x}".encode()
    for name in (
        "state/parts/.part-000009.parquet.tmp",
        "raw/.x.tmp",
        "releases/.building-2026.03.06/data/x.parquet.tmp",
    ):
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(words)
    (data / "releases" / ".retired-2026.03.01").mkdir()
    (data / "releases" / ".retired-2026.03.01" / "README.md").write_bytes(words)


@pytest.fixture
def data(_base: Path, tmp_path: Path) -> Path:
    """Two releases of an archive of thirty pages."""
    return Path(shutil.copytree(_base, tmp_path / "data", symlinks=True))


def places_of_bytes(data: Path, wanted: str) -> list[str]:
    """The files that hold a text in any of its codings, unpacked where they are packed."""
    forms = [wanted.encode(code) for code in ("utf-8", "gb18030")]
    return sorted(
        {
            path.relative_to(data).as_posix()
            for path in data.rglob("*")
            if path.is_file() and any(form in _unpacked(path) for form in forms)
        }
    )


def _unpacked(path: Path) -> bytes:
    content = path.read_bytes()
    if path.suffix == ".gz":
        return content + gzip.decompress(content)
    if path.suffix == ".parquet":
        return content + repr(parquet.read(path).to_pylist()).encode()
    return content


TARGETS: dict[Kind, tuple[str, int]] = {
    "url": (url(3), 1),
    "id": (f"{3:016x}", 1),
    "text": (MARK, 1),
    "site": ("example.com", 15),
}


@pytest.mark.parametrize("kind", TARGETS)
def test_nothing_is_left(data: Path, kept: MakeKept, kind: Kind) -> None:
    """Neither words, address nor id stand anywhere, all else is whole, and three more crawls bring nothing back."""
    told, pages = TARGETS[kind]
    traces = [MARK, url(3), f"{3:016x}", *(["odd.example.com"] if kind == "site" else [])]
    assert all(places_of_bytes(data, trace) for trace in traces), "the search finds what is there"
    done = forget(data, Target.of(kind, told), "asked")
    with Ledger.open(data) as ledger, ledger.writing() as database:
        assert not variants.alike(database, "example.com", variants.marks_of(row(3, kept).record.text))
    assert (done.pages, done.releases) == (pages, ("2026.03.04", "2026.03.05"))
    assert [places_of_bytes(data, trace) for trace in traces] == [[]] * len(traces)
    assert verify(data) == []
    for _ in range(3):
        crawl(data, range(30), kept)
    assert not release(data, today=date(2026, 3, 6)).is_new
    assert [places_of_bytes(data, trace) for trace in traces] == [[]] * len(traces)
    assert (
        sum(table.num_rows for name, table in read_tables(data / "latest").items() if name != "repairs") == 30 - pages
    )


def test_a_number_in_raw_bytes_alone_goes_too(data: Path) -> None:
    """The row never held it, since it was scrubbed; the archive did."""
    assert places_of_bytes(data, NUMBER)
    assert forget(data, Target.of("text", "139-1234-5678")).pages == 1
    assert places_of_bytes(data, NUMBER) == []


def test_other_pages_stay_where_they_were(data: Path) -> None:
    """Rows name records by their offset, and still find them."""
    before = {row["id"]: row["warc_offset"] for row in _rows(data)}
    assert forget(data, Target.of("url", url(3))).links == len(LINKING)
    after = {row["id"]: row["warc_offset"] for row in _rows(data)}
    assert after == {page: at for page, at in before.items() if page != f"{3:016x}"}
    found = [each for path in (data / "raw").glob("*.warc.gz") for each in read_captures(path)]
    assert all(isinstance(each, Captured) for each in found)
    assert len(found) == 29


def _rows(data: Path) -> list[dict[str, object]]:
    tables = read_tables(data / "latest")
    return [row for split in ("train", "validation", "test") if split in tables for row in tables[split].to_pylist()]


def test_who_stood_for_a_group_is_followed(tmp_path: Path, kept: MakeKept) -> None:
    """A copy of a page that is gone stands for the others, and no group is named after what is gone."""
    with Ledger.open(tmp_path) as ledger:
        for number in range(12):
            ledger.finish(url(number), row(number, kept), run=None)
        first = row(2, kept).record
        for number in (50, 51):
            copy = replace(first, id=f"{number:016x}", url=url(number), canonical_url=url(number))
            ledger.finish(url(number), Kept(record=copy), run=None)
    release(tmp_path)
    forget(tmp_path, Target.of("id", first.id))
    groups = {row["id"]: (row["cluster_id"], row["duplicate_of"]) for row in _rows(tmp_path)}
    assert (groups[f"{50:016x}"], groups[f"{51:016x}"]) == ((f"{50:016x}", None), (f"{50:016x}", f"{50:016x}"))
    assert not release(tmp_path).is_new


def test_a_feeds_reader_is_told_to_start_anew(data: Path) -> None:
    """It holds rows that nobody may hold."""
    cursor = feed(data).cursor
    forget(data, Target.of("url", url(3)))
    with pytest.raises(StaleCursor, match="start anew"):
        feed(data, cursor)


def test_a_changed_byte_beside_the_ledger_is_named(data: Path) -> None:
    """With another key forgotten pages would come back, with other copies other decisions: nothing is taken from them."""
    forget(data, Target.of("url", url(3)))
    with Ledger.open(data) as ledger, ledger.writing() as database:
        decided = Decision(
            page=f"{4:016x}", annotator="ann", question="relevance", answer=("yes",), decided_at=NOON, text_sha256="ab"
        )
        decisions.record(database, [decided], {"ab": b"sign" * 128})
        decisions.save(database, data)
    for name in ("forget.key", "tombstones.jsonl", "decisions.jsonl"):
        path = data / "state" / name
        whole = path.read_bytes()
        for at in (0, len(whole) // 2):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            assert [finding.path for finding in verify(data)] == [path]
            with pytest.raises(DamagedData, match=name), Ledger.open(data) as ledger:
                ledger.forgotten()
        path.write_bytes(whole)
    assert verify(data) == []


def test_a_changed_byte_of_any_file_is_named(data: Path, kept: MakeKept) -> None:
    """Of everything that lies in a data folder: releases, parts, archive, ledger, index, copies, key and seal."""
    forget(data, Target.of("url", url(3)))
    crawl(data, range(30, 31), kept)
    release(data, today=date(2026, 3, 6))
    retire(data, 1, grace=timedelta(0))
    paths = sorted(path for path in data.rglob("*") if path.is_file() and path.name != "lock")
    kinds = {".sqlite", ".sha256", ".index", ".jsonl", ".key", ".parquet", ".gz", ".json", ".md", ".svg"}
    assert {path.suffix for path in paths} == kinds
    for path in paths:
        whole = path.read_bytes()
        at = len(whole) // 2
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert [finding.path for finding in verify(data)] == [path]
        path.write_bytes(whole)
    assert verify(data) == []


def test_where_all_is_forgotten_no_release_is_left(data: Path) -> None:
    """Nor a link that leads nowhere."""
    for site in ("example.com", "example.org"):
        forget(data, Target.of("site", site))
    assert not (data / "latest").is_symlink()
    assert [*(data / "releases").iterdir()] == []


def test_a_preview_changes_nothing(data: Path) -> None:
    """It counts what would go."""
    before = {path: path.stat().st_mtime_ns for path in data.rglob("*") if path.is_file()}
    told = preview(data, Target.of("site", "example.com"))
    assert (told.pages, told.records, told.releases) == (15, 15, ("2026.03.04", "2026.03.05"))
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.parametrize("kind", TARGETS)
def test_a_preview_tells_what_will_be_done(data: Path, kept: MakeKept, kind: Kind) -> None:
    """Pages, records, links and releases, one among them that only follows another, and pages that wait for a part."""
    crawl(data, range(30, 33), kept)
    target = Target.of(kind, TARGETS[kind][0])
    told = preview(data, target)
    assert told == forget(data, target)
    assert told.links == len([number for number in LINKING if kind != "site" or number % 2 == 0])


def _forget_page(data: Path) -> None:
    forget(data, Target.of("url", url(3)))


def test_what_is_half_forgotten_is_finished_first(data: Path, kept: MakeKept) -> None:
    """Killed anywhere, the folder takes no page and makes no release until it has gone on; then all is as if never killed."""
    killed = 0
    for step in range(3, 1_000, EVERY):
        work = Path(shutil.copytree(data, data.with_name("try"), symlinks=True))
        ended = in_child(partial(die_at, step), _forget_page, data=work)
        killed += ended == -signal.SIGKILL
        with Ledger.open(work) as ledger:
            is_open = bool(ledger.forgetting())
        if is_open:
            with pytest.raises(DataError, match="--resume"):
                crawl(work, range(1), kept)
        resume(work) if is_open else _forget_page(work)
        assert [places_of_bytes(work, trace) for trace in (MARK, url(3), f"{3:016x}")] == [[], [], []]
        assert verify(work) == []
        shutil.rmtree(work)
        if ended == 0:
            break
    assert killed > 3
    assert ended == 0
