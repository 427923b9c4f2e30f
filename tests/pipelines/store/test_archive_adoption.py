"""A ledger that was lost, or is an older copy, knows the archive again: every capture, byte by byte, and its page."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.errors import DataError
from pipelines.publish.releases import release
from pipelines.publish.takedown import forget, preview
from pipelines.publish.verify import verify
from pipelines.store.captures import Capture
from pipelines.store.frontier import STEPS_PER_COMMIT
from pipelines.store.layout import archives, ledger_path, uncommitted
from pipelines.store.ledger import Ledger, lock
from pipelines.store.tombstones import Target
from pipelines.types import Place, RawPage
from pipelines.warc.fields import Part
from pipelines.warc.pages import Captured, read_captures
from pipelines.warc.writing import page_members
from tests.pipelines.conftest import MakeKept
from tests.pipelines.store.test_archive import NOON, keep, page

LONG = replace(page(1), later=(page(10), page(11)))
PAGES = [LONG, page(2), page(3)]


def again(pages: Sequence[RawPage]) -> list[RawPage]:
    """The pages as they come a day later."""
    return [replace(each, fetched_at=NOON + timedelta(days=1)) for each in pages]


@pytest.fixture
def data(tmp_path: Path, kept: MakeKept) -> Path:
    """An archive of two files, of whose pages one came again and one is forgotten; all rows are in a part."""
    data = tmp_path / "data"
    keep(data, PAGES, kept, most_bytes=1_500)
    keep(data, again([page(2)]), kept)
    release(data)
    forget(data, Target.of("url", page(3).url))
    return data


def captures(data: Path) -> list[Capture]:
    """What the ledger knows of the archive; when a file was begun, or a record blanked, nobody asks."""
    with Ledger.open(data) as ledger:
        found = [each for kept in ledger.archived().values() for each in kept]
    return [each if each.url else replace(each, captured_at=NOON) for each in found]


def lose(data: Path) -> None:
    """Lose the ledger."""
    for path in ledger_path(data).parent.glob("ledger.*"):
        path.unlink()


def test_a_lost_ledger_knows_every_capture_again(data: Path) -> None:
    """Where it lies, its digests, what it is of: as if nothing had happened, so `verify` finds nothing and nothing is new."""
    before = captures(data)
    assert len([each for each in before if each.url]) == 5
    assert len(archives(data)) > 1
    lose(data)
    assert captures(data) == before
    assert verify(data) == []
    assert not release(data).is_new
    assert captures(data) == before


def test_what_is_forgotten_later_leaves_the_old_archive(data: Path, kept: MakeKept) -> None:
    """After a loss and another crawl, which goes on behind it."""
    lose(data)
    keep(data, [page(4)], kept)
    assert forget(data, Target.of("url", LONG.url)).records == 3
    found = [each for path in archives(data) for each in read_captures(path)]
    assert [each.page.url for each in found if isinstance(each, Captured)] == [page(2).url, page(2).url, page(4).url]
    assert verify(data) == []


def test_a_page_is_forgotten_though_its_row_was_lost_with_the_ledger(tmp_path: Path, kept: MakeKept) -> None:
    """Then its address alone tells which records are its own, before and after; another page's stay."""
    keep(tmp_path, [page(1), page(2)], kept)
    lose(tmp_path)
    target = Target.of("url", page(1).url)
    with Ledger.open(tmp_path):
        pass
    assert preview(tmp_path, target).records == forget(tmp_path, target).records == 1
    found = [each.page.url for path in archives(tmp_path) for each in read_captures(path) if isinstance(each, Captured)]
    assert found == [page(2).url]


def test_an_older_copy_of_the_ledger_learns_what_came_since(data: Path, kept: MakeKept) -> None:
    """The rest of its last file, and files that were begun later."""
    copy = shutil.copytree(data / "state", data.with_name("copy"))
    keep(data, again(PAGES[:2]), kept, most_bytes=4_000)
    keep(data, [page(5), page(6)], kept, most_bytes=1)
    release(data)
    before = captures(data)
    parts = shutil.copytree(data / "state" / "parts", data.with_name("parts"))
    shutil.rmtree(data / "state")
    shutil.copytree(copy, data / "state")
    shutil.copytree(parts, data / "state" / "parts", dirs_exist_ok=True)
    assert captures(data) == before


def test_a_preview_on_an_older_copy_of_the_ledger_tells_what_came_since(data: Path, kept: MakeKept) -> None:
    """The pages of parts, and the rest of the archive behind what the copy knows, as `forget` finds them; a run that writes is left alone."""
    copy = shutil.copytree(data / "state", data.with_name("copy"))
    keep(data, again(PAGES[:2]), kept, most_bytes=4_000)
    keep(data, [page(5), page(6)], kept, most_bytes=1)
    for path in copy.glob("ledger.*"):
        shutil.copy(path, data / "state")
    target = Target.of("url", page(5).url)
    held = lock(data)
    assert preview(data, target).records == 0
    held.release()
    told = preview(data, target)
    assert (told.records, told.unread) == (1, ())
    assert forget(data, target) == told


def test_pages_without_a_row_are_told_until_they_are_read(tmp_path: Path, kept: MakeKept) -> None:
    """Their rows were lost with the ledger: `verify` names the command that reads them, and whoever does claims them."""
    rows = keep(tmp_path, [LONG, page(2)], kept)
    before = captures(tmp_path)
    [path] = archives(tmp_path)
    lose(tmp_path)
    assert {each.page for each in captures(tmp_path)} == {""}
    [finding] = verify(tmp_path)
    assert (finding.path, finding.is_harmless) == (path, True)
    assert finding.command == f"lendersms import {path} --data {tmp_path}"
    with Ledger.open(tmp_path) as ledger:
        for row in rows:
            ledger.finish(row.record.url or "", row, run=None)
            places = zip(row.record.warc_file, row.record.warc_offset, strict=True)
            ledger.claim([Place(*each) for each in places], row.record.id)
    assert captures(tmp_path) == before
    assert verify(tmp_path) == []


def test_who_only_reads_is_told_the_cure(data: Path, tmp_path: Path) -> None:
    """Without a ledger but with an archive or parts; a folder with nothing of it is no dataset yet."""
    lose(data)
    with pytest.raises(DataError, match=r"ledger is gone.*lendersms import \S+/raw/\*\.warc\.gz --data"):
        verify(data)
    shutil.rmtree(data / "raw")
    with pytest.raises(DataError, match=r"ledger is gone.*lendersms release --data"):
        verify(data)
    with pytest.raises(DataError, match="holds no dataset yet"):
        verify(tmp_path / "nowhere")


def test_a_torn_page_is_not_taken_over(data: Path) -> None:
    """All others are; what is left over is named."""
    before, path = captures(data), archives(data)[-1]
    lose(data)
    path.write_bytes(path.read_bytes()[: before[-1].place.offset + 100])
    assert captures(data) == before[:-1]
    assert [finding.is_harmless for finding in verify(data)] == [True]


@pytest.mark.parametrize("cut", [1, 100, 200])
def test_a_page_stays_whose_request_alone_is_torn(data: Path, cut: int) -> None:
    """What came is whole, and that is taken over."""
    before, path = captures(data), archives(data)[-1]
    lose(data)
    path.write_bytes(path.read_bytes()[:-cut])
    after = captures(data)
    assert after[:-1] == before[:-1]
    assert (after[-1].url, after[-1].length < before[-1].length) == (before[-1].url, True)


def test_files_of_others_are_left_alone(data: Path) -> None:
    """An empty one, and one that holds no record."""
    lose(data)
    for number, content in ((7, b""), (8, b"no archive")):
        (data / "raw" / f"lendersms-{number:06d}-20260101000000.warc.gz").write_bytes(content)
    assert {each.place.file for each in captures(data)} == {path.name for path in archives(data)[:-2]}
    assert [finding.what for finding in verify(data)] == ["is not known to the ledger"] * 2


def end_runs(data: Path) -> None:
    """Let the last run have come to its end, as it does where nobody kills it."""
    with Ledger.open(data) as ledger, ledger.writing() as database:
        database.execute(
            "UPDATE runs SET ended_at = ?, reason = 'finished' WHERE ended_at IS NULL", (NOON.isoformat(),)
        )


def test_an_older_copy_of_the_ledger_learns_what_came_since_without_a_release(tmp_path: Path, kept: MakeKept) -> None:
    """No part tells that it is behind: that its last run ended does, and nothing of the archive is set aside."""
    data = tmp_path / "data"
    keep(data, PAGES[:2], kept)
    end_runs(data)
    copy = shutil.copytree(data / "state", tmp_path / "copy")
    keep(data, [page(3), *again(PAGES[:1])], kept)
    before, content = captures(data), archives(data)[0].read_bytes()
    shutil.rmtree(data / "state")
    shutil.copytree(copy, data / "state")
    after = captures(data)
    assert [replace(each, page="") for each in after] == [replace(each, page="") for each in before]
    assert archives(data)[0].read_bytes() == content
    assert uncommitted(data) == []
    assert forget(data, Target.of("url", page(3).url)).records == 1


def test_a_copy_made_while_a_run_went_on_learns_what_no_kill_leaves(tmp_path: Path, kept: MakeKept) -> None:
    """More articles than share a commit; so many or fewer a killed run may leave, and their pages are fetched again."""
    data = tmp_path / "data"
    keep(data, [page(1)], kept)
    copy = shutil.copytree(data / "state", tmp_path / "copy")
    for number, taken in ((STEPS_PER_COMMIT, 0), (STEPS_PER_COMMIT + 1, STEPS_PER_COMMIT + 1)):
        keep(data, [page(each) for each in range(100, 100 + number)], kept)
        shutil.rmtree(data / "state")
        shutil.copytree(copy, data / "state")
        assert len([each for each in captures(data) if each.url]) == 1 + taken
        assert bool(uncommitted(data)) == (not taken)
        for path in uncommitted(data):
            path.unlink()


def test_what_a_killed_run_left_is_forgotten_with_the_rest(tmp_path: Path, kept: MakeKept) -> None:
    """Nobody committed it, and it stands behind the last record: the page's bytes are nowhere after."""
    keep(tmp_path, [page(1)], kept)
    [path] = archives(tmp_path)
    content = path.read_bytes()
    member = page_members(page(1, b"told 13800138000"), Part("farm", page(1).url, "", 1, 1))
    path.write_bytes(content + member)
    forget(tmp_path, Target.of("url", page(1).url))
    assert path.stat().st_size == len(content)
    assert not [each for each in tmp_path.rglob("*") if each.is_file() and member in each.read_bytes()]
