"""What is forgotten where something is damaged, missing, half written or being read: all that can be, and the rest is told."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from types import FrameType

import pytest

from pipelines.errors import DamagedData, DataError
from pipelines.publish import versions
from pipelines.publish.releases import release
from pipelines.publish.tables import read_rows
from pipelines.publish.takedown import forget, preview, resume
from pipelines.publish.verify import verify
from pipelines.store import forgetting, staging
from pipelines.store.captures import Capture
from pipelines.store.doomed import Unread
from pipelines.store.layout import archives, ledger_path, releases_path
from pipelines.store.ledger import Ledger
from pipelines.store.tombstones import Target
from pipelines.types import Kept
from tests.pipelines.conftest import MakeKept
from tests.pipelines.publish.test_takedown import LINKING, MARK, crawl, places_of_bytes, row, url
from tests.pipelines.store.faults import in_child

pytestmark = pytest.mark.slow

PAGE = Target.of("url", url(3))
"""Pages 4, 8 and 9 link to it."""
HOME = Target.of("text", MARK)


@pytest.fixture(scope="module")
def _base(tmp_path_factory: pytest.TempPathFactory, kept: MakeKept) -> Path:
    data = tmp_path_factory.mktemp("faults") / "data"
    crawl(data, range(10), kept)
    return data


@pytest.fixture
def data(_base: Path, tmp_path: Path) -> Path:
    """An archive of ten pages, of which nothing was released."""
    return Path(shutil.copytree(_base, tmp_path / "data"))


def capture(data: Path, number: int) -> Capture:
    """Where a page lies in the archive."""
    with Ledger.open(data, read_only=True) as ledger:
        return ledger.captures(url=url(number))[0]


def damage(data: Path, number: int) -> bytes:
    """Change a byte of a page's record; return what its record is now."""
    [path], at = archives(data), capture(data, number)
    content = bytearray(path.read_bytes())
    content[at.place.offset + at.length // 2] ^= 1
    path.write_bytes(content)
    return record(data, at)


def record(data: Path, at: Capture) -> bytes:
    """The bytes of a record."""
    [path] = archives(data)
    return path.read_bytes()[at.place.offset : at.place.offset + at.length]


@pytest.mark.parametrize("target", [PAGE, HOME], ids=["url", "text"])
def test_a_damaged_record_of_another_page_stays_and_is_told(data: Path, target: Target) -> None:
    """Nobody can tell what stands in it, and a copy may mend it; who wants it gone says so, and then it is nowhere."""
    broken, at = damage(data, 7), capture(data, 7)
    [path] = archives(data)
    told = preview(data, target)
    assert told.unread == (Unread(path, 1),)
    assert forget(data, target) == told
    assert record(data, at) == broken
    assert [finding.path for finding in verify(data)] == [path]
    assert forget(data, target, damaged_too=True).unread == ()
    assert record(data, at) != broken
    assert verify(data) == []


def test_a_damaged_record_of_what_is_forgotten_goes(data: Path) -> None:
    """The ledger tells whose it is."""
    broken = damage(data, 3)
    done = forget(data, PAGE)
    assert (done.records, done.unread) == (1, ())
    assert broken not in archives(data)[0].read_bytes()
    assert verify(data) == []


def test_bytes_that_no_record_is_known_of_are_told(data: Path, kept: MakeKept) -> None:
    """A ledger that was made anew passes over what is damaged: there may stand anything, to the last byte of the file."""
    damage(data, 7)
    [path], at = archives(data), capture(data, 9)
    path.write_bytes(path.read_bytes()[: at.place.offset + 40])
    for name in ("ledger.sqlite", "ledger.sha256"):
        (data / "state" / name).unlink()
    Ledger.open(data).close()
    assert preview(data, PAGE).unread == (Unread(path, 2),)
    size = path.stat().st_size
    assert forget(data, PAGE, damaged_too=True).unread == ()
    assert path.stat().st_size == size
    assert {finding.is_harmless for finding in verify(data)} <= {True}
    assert not any("named by nothing" in finding.what for finding in verify(data))
    gzip.decompress(path.read_bytes()[: capture(data, 8).place.offset])
    crawl(data, range(10, 12), kept)
    assert forget(data, PAGE).unread == ()


def test_a_missing_archive_file_costs_nothing_else(data: Path, kept: MakeKept) -> None:
    """What is left is forgotten, and what went with the file is told; who has no copy lets go of it."""
    [path] = archives(data)
    path.unlink()
    crawl(data, range(20, 24), kept)
    told = preview(data, PAGE)
    assert told.unread == (Unread(path, 10, is_missing=True),)
    assert forget(data, PAGE) == told
    assert (told.pages, told.records) == (1, 1)
    assert [places_of_bytes(data, trace) for trace in (MARK, url(3), f"{3:016x}")] == [[], [], []]
    assert forget(data, PAGE, damaged_too=True).unread == ()
    assert verify(data) == []


def test_a_copy_that_is_put_back_is_named_and_goes_when_it_is_forgotten_again(data: Path, kept: MakeKept) -> None:
    """Its record of the page is no longer the one that the ledger knows."""
    [path] = archives(data)
    copy = shutil.move(path, data.with_name("copy"))
    crawl(data, range(20, 22), kept)
    forget(data, PAGE)
    shutil.copy(copy, path)
    assert [finding.path for finding in verify(data)] == [path]
    assert forget(data, PAGE, damaged_too=True).links == len(LINKING & {*range(10)})
    assert [places_of_bytes(data, trace) for trace in (MARK, url(3))] == [[], []]


def _forget_page(data: Path) -> None:
    forget(data, PAGE)


def die_at_rename(number: int, _data: Path) -> None:
    """Arrange that this process kills itself before it renames for the n-th time."""
    renames = count(1)

    def watch(_frame: FrameType, event: str, called: object) -> None:
        if event == "c_call" and called is os.replace and next(renames) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)


def test_killed_beside_a_damaged_record_it_goes_on(data: Path) -> None:
    """A file that was written anew takes its name, though another record in it is damaged before and after."""
    damage(data, 7)
    killed_in: list[str] = []
    for number in count(1):
        work = Path(shutil.copytree(data, data.with_name("try")))
        if in_child(partial(die_at_rename, number), _forget_page, data=work) == 0:
            break
        killed_in += [path.name for path in (work / "raw").glob("*.kept")]
        assert forget(work, PAGE).unread == (Unread(archives(work)[0], 1),)
        forget(work, PAGE, damaged_too=True)
        assert [places_of_bytes(work, trace) for trace in (MARK, url(3), f"{3:016x}")] == [[], [], []]
        shutil.rmtree(work)
    assert len(killed_in) > 1, "for the page, and for links to it"


def test_words_of_a_page_in_a_capture_without_a_row_are_found(data: Path) -> None:
    """The rows were lost with the ledger, and the bytes are in GBK: the page goes with all its addresses and links to it."""
    for path in (data / "state").glob("ledger.*"):
        path.unlink()
    Ledger.open(data).close()
    told = preview(data, HOME)
    assert forget(data, HOME) == told
    assert (told.pages, told.records, told.links) == (0, 1, len(LINKING & {*range(10)}))
    assert [places_of_bytes(data, trace) for trace in (MARK, url(3))] == [[], []]


def test_traces_in_the_ledger_wait_for_a_reader(data: Path) -> None:
    """Its pages stay on disk as long as somebody reads them: that is told, and until then nothing is collected."""
    with closing(sqlite3.connect(ledger_path(data))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM captures").fetchone()
        with pytest.raises(DataError, match=r"is being read.*forget --resume"):
            forget(data, PAGE)
        with Ledger.open(data) as ledger, pytest.raises(DataError, match="forget --resume"):
            ledger.refuse_half_forgotten()
    resume(data)
    assert [places_of_bytes(data, trace) for trace in (MARK, url(3), f"{3:016x}")] == [[], [], []]
    with Ledger.open(data) as ledger:
        ledger.refuse_half_forgotten()


def test_killed_before_the_ledger_is_written_anew_it_goes_on(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All is gone but bytes in free pages of the file: `--resume` knows."""
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "rewrite", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            forget(data, PAGE)
    with Ledger.open(data) as ledger:
        assert not ledger.forgetting()
    resume(data)
    assert [places_of_bytes(data, trace) for trace in (MARK, url(3), f"{3:016x}")] == [[], [], []]


def _interrupted(*_told: object) -> bool:
    raise KeyboardInterrupt


def changed(number: int, kept: MakeKept) -> Kept:
    """The row of a page with another title."""
    made = row(number, kept)
    return replace(made, record=replace(made.record, title="另一个标题"))


def test_a_release_that_only_tells_of_a_page_is_built_anew(data: Path, kept: MakeKept) -> None:
    """It left with the one before: what changed since names its id, also where that release is built anew and then a kill comes."""
    first = release(data, today=date(2026, 3, 4)).version
    with Ledger.open(data) as ledger:
        ledger.restage(changed(5, kept), f"{5:016x}")
        with ledger.writing() as database:
            staging.withdraw(database, f"{3:016x}")
    second = release(data, today=date(2026, 3, 5)).version
    assert places_of_bytes(data, f"{3:016x}")
    work = Path(shutil.copytree(data, data.with_name("kept"), symlinks=True))
    shutil.rmtree(releases_path(work) / first)
    assert forget(work, PAGE).releases == (second,)
    assert forget(data, PAGE).releases == (first, second)
    for each in (data, work):
        assert places_of_bytes(each, f"{3:016x}") == []


def test_releases_that_a_kill_left_for_later_are_built_anew(data: Path, kept: MakeKept) -> None:
    """The first is already; the second holds nothing of the page, and follows it."""
    versions = [release(data, today=date(2026, 3, 4)).version]
    crawl(data, range(10, 12), kept)
    versions.append(release(data, today=date(2026, 3, 5)).version)
    before = (releases_path(data) / versions[1] / "manifest.json").stat().st_mtime_ns
    with Ledger.open(data) as ledger, ledger.writing() as database:
        forgetting.begin(database, Target.of("url", "http://nowhere.example/"), [])
        forgetting.promise_releases(database, versions[1:])
    assert resume(data).releases == (versions[1],)
    assert (releases_path(data) / versions[1] / "manifest.json").stat().st_mtime_ns > before
    assert verify(data) == []


def test_a_release_without_manifest_is_named_with_the_way_on(data: Path, kept: MakeKept) -> None:
    """Nothing is forgotten of what cannot be read; once it is out of the folder, what was begun ends and the folder is as any other."""
    lost = releases_path(data) / release(data, today=date(2026, 3, 4)).version
    (lost / "manifest.json").unlink()
    with pytest.raises(DamagedData, match=r"manifest\.json: is missing; .* move this release's folder away") as told:
        forget(data, PAGE)
    assert str(lost) in str(told.value)
    shutil.move(lost, data.with_name("aside"))
    assert resume(data).pages == 1
    crawl(data, range(10, 12), kept)
    release(data, today=date(2026, 3, 5))
    assert places_of_bytes(data, f"{3:016x}") == []
    assert verify(data) == []


def test_what_an_earlier_version_began_to_forget_is_found(data: Path) -> None:
    """It wrote down an address with its port and what only tells visits apart, which no address is compared with any more."""
    with Ledger.open(data) as ledger, ledger.writing() as database:
        forgetting.begin(database, Target("url", url(3).replace("/3", ":80/3?utm_source=x")), [f"{3:016x}"])
    assert resume(data).records == 1
    assert [places_of_bytes(data, trace) for trace in (MARK, url(3))] == [[], []]


def test_that_a_page_failed_stays_on_record_without_words_of_another(data: Path) -> None:
    """A message may quote what is forgotten by chance: a text is looked for in all of its words."""
    detail = f"{url(5)} leads to {url(3)}, which says {MARK}"
    with Ledger.open(data) as ledger:
        for at, told in ((url(5), detail), (url(7), "leads to itself")):
            ledger.fail(at, "loop", source="farm", run=None, detail=told)
    forget(data, HOME)
    with Ledger.open(data) as ledger:
        left = {each.url: (each.reason, each.detail) for each in ledger.failures(10)}
    assert left == {url(5): ("loop", ""), url(7): ("loop", "leads to itself")}


TITLE = "网贷逾期短信怎么回"
"""What page 3 is called, and what page 5 calls its link to it."""


@pytest.fixture
def linked(data: Path, kept: MakeKept) -> Path:
    """A release without page 3, in which its title stands among the links of page 5."""
    linking = replace(changed(5, kept).record, related=(TITLE, "退订"))
    with Ledger.open(data) as ledger:
        ledger.restage(Kept(record=linking, edits=()), f"{5:016x}")
        with ledger.writing() as database:
            staging.withdraw(database, f"{3:016x}")
    release(data, today=date(2026, 3, 4))
    with Ledger.open(data) as ledger:
        ledger.restage(replace(row(3, kept), record=replace(row(3, kept).record, title=TITLE)), f"{3:016x}")
    return data


def related(data: Path) -> list[str]:
    """What the links of page 5 are called, in the one release."""
    [version] = versions.all_versions(data)
    tables = read_rows(releases_path(data) / version, {f"{5:016x}"}).values()
    return [
        title
        for table in tables
        if "related" in table.column_names
        for each in table["related"]
        for title in each.as_py()
    ]


@pytest.mark.parametrize("target", [PAGE, HOME], ids=["url", "text"])
def test_a_title_leaves_the_links_of_a_release_that_never_held_the_page(linked: Path, target: Target) -> None:
    """The ledger's row tells how the page is called; what only looks alike stays, and a preview says which release it is."""
    assert related(linked) == [TITLE, "退订"]
    assert len(preview(linked, target).releases) == 1
    assert forget(linked, target).releases == tuple(versions.all_versions(linked))
    assert related(linked) == ["退订"]
    assert places_of_bytes(linked, TITLE) == []
    assert verify(linked) == []


def test_a_title_that_another_page_has_stays(linked: Path, kept: MakeKept) -> None:
    """Nobody can tell whose the link was."""
    with Ledger.open(linked) as ledger:
        ledger.restage(replace(row(7, kept), record=replace(row(7, kept).record, title=TITLE)), f"{7:016x}")
    assert forget(linked, PAGE).releases == ()
    assert related(linked) == [TITLE, "退订"]


def test_killed_when_its_row_is_gone_the_title_is_known(linked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was written down before, and leaves the ledger with the rest."""
    with monkeypatch.context() as patch:
        patch.setattr(forgetting, "promise_releases", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            forget(linked, PAGE)
    assert related(linked) == [TITLE, "退订"]
    resume(linked)
    assert related(linked) == ["退订"]
    assert places_of_bytes(linked, TITLE) == []
