"""The archive: whole records only, whatever happens to its writer."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from pipelines.errors import DataError
from pipelines.publish.verify import verify
from pipelines.records import located
from pipelines.store.archive import places_of
from pipelines.store.frontier import Brought
from pipelines.store.layout import archive_number, archives, uncommitted
from pipelines.store.ledger import Ledger
from pipelines.types import Kept, RawPage
from pipelines.warc.pages import Captured, read_captures
from tests.pipelines.conftest import MakeKept

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SOURCES = ["farm"]


def page(number: int, body: bytes = b"") -> RawPage:
    """A fetched page."""
    url = f"http://farm-a.example.com/{number}"
    return RawPage(url=url, status=200, body=body or b"<p>%d</p>" % number, fetched_at=NOON, source="farm")


def keep(data: Path, pages: list[RawPage], kept: MakeKept, most_bytes: int = 2**20) -> list[Kept]:
    """Archive and stage pages, each committed by itself."""
    rows = []
    with Ledger.open(data) as ledger:
        ledger.begin_run("collect", SOURCES)
        archive, frontier = ledger.archive(most_bytes), ledger.frontier(SOURCES)
        for each in pages:
            captures = archive.keep(each)
            row = located(kept(int(each.url.rpartition("/")[2])), places_of(captures))
            assert isinstance(row, Kept)
            frontier.finish(each.url, row, Brought(captures=captures))
            rows.append(row)
    return rows


def read(data: Path) -> list[RawPage]:
    """All pages of the archive, in order."""
    found = [each for path in archives(data) for each in read_captures(path)]
    assert all(isinstance(each, Captured) for each in found), found
    return [each.page for each in found if isinstance(each, Captured)]


def test_a_row_leads_to_the_bytes_of_its_page(tmp_path: Path, kept: MakeKept) -> None:
    """By the columns of the row, by its id and by its address."""
    long = replace(page(1), later=(page(10), page(11)))
    rows = keep(tmp_path, [long, page(2)], kept)
    assert read(tmp_path) == [long, page(2)]
    [path] = archives(tmp_path)
    assert rows[0].record.warc_file == (path.name,) * 3
    for row, bodies in zip(rows, ([b"<p>1</p>", b"<p>10</p>", b"<p>11</p>"], [b"<p>2</p>"]), strict=True):
        places = {each.places: each.page for each in read_captures(path) if isinstance(each, Captured)}
        wanted = list(zip(row.record.warc_file, row.record.warc_offset, strict=True))
        found = next(page for at, page in places.items() if [(each.file, each.offset) for each in at] == wanted)
        assert [each.body for each in (found, *found.later)] == bodies
    with Ledger.open(tmp_path, read_only=True) as ledger:
        assert [each.place for each in ledger.captures(url=page(2).url)] == [
            each.place for each in ledger.captures(page=rows[1].record.id)
        ]
        assert len(ledger.captures(page=rows[0].record.id)) == 3


def test_files_are_rotated_by_size_and_none_splits_an_article(tmp_path: Path, kept: MakeKept) -> None:
    """Each file begins anew once it has grown enough; all its pages can be read without the others."""
    keep(tmp_path, [replace(page(n), later=(page(100 + n),)) for n in range(4)], kept, most_bytes=1000)
    paths = archives(tmp_path)
    assert [path.name.split("-")[1] for path in paths] == ["000001", "000002", "000003", "000004"]
    assert [len(each.later) for each in read(tmp_path)] == [1, 1, 1, 1]
    keep(tmp_path, [page(9)], kept)
    assert archives(tmp_path) == paths  # the next run goes on in the last one, which has room by its own measure


def test_an_unchanged_page_is_kept_as_a_revisit(tmp_path: Path, kept: MakeKept) -> None:
    """Only the bytes of the last capture count: what came back after a change is kept whole again."""
    body, other = os.urandom(4000), os.urandom(4000)
    times = [
        replace(page(1, each), fetched_at=NOON + timedelta(days=n))
        for n, each in enumerate((body, body, body, other, body))
    ]
    sizes = []
    for each in times:
        keep(tmp_path, [each], kept)
        sizes.append(archives(tmp_path)[0].stat().st_size)
    grown = [after - before for before, after in pairwise(sizes)]
    assert [each < 2000 for each in grown] == [True, True, False, False]
    assert read(tmp_path) == times
    with Ledger.open(tmp_path, read_only=True) as ledger:
        assert [each.is_revisit for each in ledger.captures(url=page(1).url)] == [False, True, True, False, False]


def test_a_torn_tail_is_set_aside(tmp_path: Path, kept: MakeKept) -> None:
    """What no commit names is told as harmless, and the next run goes on behind the last good record."""
    keep(tmp_path, [page(1)], kept)
    [path] = archives(tmp_path)
    good = path.read_bytes()
    path.write_bytes(good + good[300:340])
    [finding] = verify(tmp_path)
    assert finding.is_harmless
    assert f"40 bytes at {len(good)}" in finding.what
    keep(tmp_path, [page(2)], kept)
    assert read(tmp_path) == [page(1), page(2)]
    assert [each.read_bytes() for each in uncommitted(tmp_path)] == [good[300:340]]
    assert [each.is_harmless for each in verify(tmp_path)] == [True]


def _write_until_killed(data: Path, kept: MakeKept, after: int) -> None:
    """Archive pages, eight to a commit, and die in the middle of the n-th record."""
    with Ledger.open(data) as ledger:
        ledger.begin_run("collect", SOURCES)
        ledger.group_commits(8)
        archive, frontier = ledger.archive(3000), ledger.frontier(SOURCES)
        for number in range(200):
            each = page(number, b"%d" % number * 200)
            captures = archive.keep(each)
            if number == after:
                os.truncate(archives(data)[-1], archives(data)[-1].stat().st_size - 30)
                os.kill(os.getpid(), signal.SIGKILL)
            frontier.finish(each.url, kept(number), Brought(captures=captures))


@pytest.mark.parametrize("after", [0, 1, 7, 8, 9, 30, 63])
def test_a_kill_leaves_no_torn_record_that_the_ledger_names(tmp_path: Path, kept: MakeKept, after: int) -> None:
    """Killed with SIGKILL in a process of its own: each row has its page whole, and the next run goes on."""
    child = os.fork()
    if child == 0:
        _write_until_killed(tmp_path, kept, after)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert all(finding.is_harmless for finding in verify(tmp_path))
    keep(tmp_path, [page(500)], kept)
    with Ledger.open(tmp_path, read_only=True) as ledger:
        rows = ledger.counts().kept
        named = [each.url for captures in ledger.archived().values() for each in captures if each.url]
    assert len(named) == rows
    assert [each.url for each in read(tmp_path)] == named
    assert all(finding.is_harmless for finding in verify(tmp_path))


def test_a_changed_byte_is_named_with_the_row_it_touches(tmp_path: Path, kept: MakeKept) -> None:
    """Any byte of the file, those that gzip has no checksum of as well."""
    rows = keep(tmp_path, [page(n) for n in range(3)], kept)
    [path] = archives(tmp_path)
    good = path.read_bytes()
    at = rows[1].record.warc_offset[0]
    for place in (at + 4, at + 40, rows[2].record.warc_offset[0] - 1):
        changed = bytearray(good)
        changed[place] ^= 1
        path.write_bytes(changed)
        [finding] = verify(tmp_path)
        assert finding.path == path
        assert not finding.is_harmless
        assert f"record at {at} is damaged" in finding.what
        assert rows[1].record.id in finding.what
        assert page(1).url in finding.what
    changed = bytearray(good)
    changed[5] ^= 1
    path.write_bytes(changed)
    assert "no row lies there" in verify(tmp_path)[0].what


def test_a_missing_file_is_named_with_its_rows(tmp_path: Path, kept: MakeKept) -> None:
    """And a file that nobody wrote is told without harm."""
    keep(tmp_path, [page(1)], kept)
    [path] = archives(tmp_path)
    path.rename(path.with_name("lendersms-000007-20260101000000.warc.gz"))
    missing, unknown = verify(tmp_path)
    assert (missing.path, missing.is_harmless) == (path, False)
    assert page(1).url in missing.what
    assert unknown.is_harmless


def test_a_new_file_never_takes_the_name_of_a_lost_one(tmp_path: Path, kept: MakeKept) -> None:
    """Even within the second that is in the names; a copy that is put back stays the elder."""
    keep(tmp_path, [page(1)], kept)
    [lost] = archives(tmp_path)
    lost.unlink()
    keep(tmp_path, [page(2)], kept)
    [new] = archives(tmp_path)
    assert (archive_number(lost), archive_number(new)) == (1, 2)


def test_a_commit_that_cannot_bring_the_archive_to_disk_holds_nothing(tmp_path: Path, kept: MakeKept) -> None:
    """Where the file is gone under the writer's hands, the rows of that commit are undone with it."""
    with Ledger.open(tmp_path) as ledger:
        ledger.begin_run("collect", SOURCES)
        ledger.group_commits(8)
        archive, frontier = ledger.archive(), ledger.frontier(SOURCES)
        frontier.finish(page(1).url, kept(1), Brought(captures=archive.keep(page(1))))
        archive._file.close()  # type: ignore[union-attr]
        with pytest.raises(DataError, match="cannot be written"):
            ledger.commit()
        assert ledger.counts().kept == 0
        archive._file = None
