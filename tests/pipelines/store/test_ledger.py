"""The ledger remembers what was met and what became of it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.errors import DamagedData, DataBusy, DataError, NewerData
from pipelines.store.addresses import Address
from pipelines.store.frontier import Frontier, Room
from pipelines.store.ledger import Ledger
from pipelines.store.reports import Counts
from pipelines.types import Kept, Rejected

A = "http://farm-a.example.com/a"


def crawl(ledger: Ledger, *urls: str) -> Frontier:
    """The frontier of a run that queued these addresses and leased them all."""
    ledger.begin_run("collect", ["farm"])
    frontier = ledger.frontier(["farm"])
    frontier.enqueue(Address(url=url, source="farm") for url in urls)
    frontier.lease(Room(total=99, articles=99, per_host=99, held={}))
    return frontier


def test_a_frontier_belongs_to_a_run(tmp_path: Path) -> None:
    """Without a run nobody could say who holds what."""
    with Ledger.open(tmp_path) as ledger, pytest.raises(RuntimeError, match="begin_run"):
        ledger.frontier(["farm"])


def test_failure_counts_until_the_page_is_read(tmp_path: Path, kept: Callable[..., Kept]) -> None:
    """A page that failed twice counts once, and no more when it is read after all; its history stays."""
    with Ledger.open(tmp_path) as ledger:
        for _ in range(2):
            ledger.fail(A, "timeout", source="farm", run=None, detail="x" * 9_000)
        assert ledger.counts().failures == {"timeout": 1}
        assert len(ledger.failures(9)[0].detail) == 500
        ledger.finish(A, kept(1), run=None)
        assert ledger.counts().failures == {}
        assert ledger.failures(9) == []


def test_open_failures_do_not_hide_behind_mended_ones(tmp_path: Path, kept: Callable[..., Kept]) -> None:
    """However many pages failed later and were read after all, what still fails is told."""
    later = [f"{A}?{number}" for number in range(6)]
    with Ledger.open(tmp_path) as ledger:
        for url in (A, *later):
            ledger.fail(url, "timeout", source="farm", run=None)
        for number, url in enumerate(later):
            ledger.finish(url, kept(number), run=None)
        assert [failure.url for failure in ledger.failures(5)] == [A]


def test_failed_listings_are_asked_again_by_each_run(tmp_path: Path) -> None:
    """What is no article page is closed when its source runs again, and only then."""
    with Ledger.open(tmp_path) as ledger:
        ledger.fail("http://farm-a.example.com/list", "http_404", source="farm", run=None)
        ledger.begin_run("collect", ["other"])
        assert ledger.counts().failures == {"http_404": 1}
        ledger.begin_run("collect", ["farm"])
        assert ledger.counts().failures == {}


def test_page_read_before_stays_done_when_it_fails(tmp_path: Path, kept: Callable[..., Kept]) -> None:
    """A failure later takes nothing back."""
    with Ledger.open(tmp_path) as ledger:
        ledger.finish(A, kept(1), run=None)
        ledger.fail(A, "timeout", source="farm", run=None)
        assert ledger.counts().urls == {"done": 1}


def test_paths_without_utf8_are_recorded(tmp_path: Path) -> None:
    """A file name of undecodable bytes is spelt out, not lost."""
    with Ledger.open(tmp_path) as ledger:
        ledger.fail("caf\udce9.html", "empty", source="import", run=None)
        assert ledger.failures(1)[0].url == "caf\\udce9.html"


def test_same_version_only_moves_last_seen(tmp_path: Path, kept: Callable[..., Kept]) -> None:
    """The same page met again stages nothing, and says so."""
    with Ledger.open(tmp_path) as ledger:
        assert ledger.finish(A, kept(1), run=None)
        again = kept(1).record.fetched_at + timedelta(days=2)
        before = _times(tmp_path)
        assert not ledger.finish(A, kept(1, fetched_at=again, http_status=304), run=None)
        assert ledger.counts().staged == 1
    (first, last), (first_now, last_now) = before, _times(tmp_path)
    assert (first_now, last_now) == (first, again.isoformat())
    assert last != last_now


def test_times_span_all_versions_in_any_order(tmp_path: Path, kept: Callable[..., Kept]) -> None:
    """An older copy imported later moves `first_seen` back, never `last_seen`."""
    earlier = kept(1).record.fetched_at - timedelta(days=30)
    with Ledger.open(tmp_path) as ledger:
        ledger.finish("", kept(1), run=None)
        ledger.finish("", kept(1, fetched_at=earlier), run=None)
    assert _times(tmp_path) == (earlier.isoformat(), kept(1).record.fetched_at.isoformat())


def _times(data: Path) -> tuple[str, str]:
    with sqlite3.connect(data / "state" / "ledger.sqlite") as connection:
        first, last = connection.execute("SELECT first_seen, last_seen FROM pages").fetchone()
    connection.close()
    return first, last


def test_changed_page_takes_the_place_of_the_old(tmp_path: Path, kept: Callable[..., Kept]) -> None:
    """Another version of a staged page replaces it."""
    with Ledger.open(tmp_path) as ledger:
        ledger.finish(A, kept(1), run=None)
        ledger.finish(A, kept(1, title="改过的标题"), run=None)
        assert (ledger.counts().kept, ledger.counts().staged) == (1, 1)


def test_page_moves_between_kept_and_rejected(
    tmp_path: Path, kept: Callable[..., Kept], rejected: Callable[..., Rejected]
) -> None:
    """A page that turns from kept to rejected, and back, is one page all the time."""
    with Ledger.open(tmp_path) as ledger:
        ledger.finish(A, kept(1), run=None)
        ledger.finish(A, rejected(1), run=None)
        assert _kept_and_rejected(ledger.counts()) == (0, {"no_message": 1})
        ledger.finish(A, kept(1), run=None)
        assert _kept_and_rejected(ledger.counts()) == (1, {})


def _kept_and_rejected(counts: Counts) -> tuple[int, dict[str, int]]:
    return counts.kept, dict(counts.rejected)


def test_runs_tell_how_they_ended(tmp_path: Path) -> None:
    """A run that could not say how it ended was killed."""
    with Ledger.open(tmp_path) as ledger:
        ledger.begin_run("collect", ["farm"])
    with Ledger.open(tmp_path) as ledger:
        run = ledger.begin_run("import", ["import"])
        ledger.end_run(run, reason="finished", stats={"pages": 3})
        last, first = ledger.runs(5)
    assert (first.reason, last.reason, last.stats, last.sources) == ("killed", "finished", {"pages": 3}, ("import",))
    assert last.ended_at


def test_second_writer_is_told_so(tmp_path: Path) -> None:
    """One writes, the other gets an error that names the folder; readers may look."""
    with Ledger.open(tmp_path) as ledger:
        with pytest.raises(DataBusy, match=f"{tmp_path}: another run .process"):
            Ledger.open(tmp_path)
        crawl(ledger, A)
        with Ledger.open(tmp_path, read_only=True) as reader:
            assert reader.counts().urls == {"leased": 1}
    Ledger.open(tmp_path).close()


def test_writer_in_another_process_is_told_so(tmp_path: Path) -> None:
    """The lock holds between processes, and ends with the process that holds it."""
    code = "import sys; from pathlib import Path; from pipelines.store.ledger import Ledger; Ledger.open(Path(sys.argv[1]))"
    command = [sys.executable, "-c", code, str(tmp_path)]
    with Ledger.open(tmp_path):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "DataBusy" in done.stderr
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    Ledger.open(tmp_path).close()


def test_practice_and_real_pages_never_meet(tmp_path: Path) -> None:
    """A folder stays what it was made for; who does not care gets it as it is."""
    with Ledger.open(tmp_path, synthetic=True) as ledger:
        assert ledger.is_synthetic
    with pytest.raises(DataError, match="practice pages and real ones never share a folder"):
        Ledger.open(tmp_path, synthetic=False)
    with Ledger.open(tmp_path) as ledger:
        assert ledger.is_synthetic


def test_reading_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    """Looking makes nothing, and the error names the folder and the cure."""
    with pytest.raises(DataError, match=r"nowhere: holds no dataset yet; collect or import"):
        Ledger.open(tmp_path / "nowhere", read_only=True)
    assert not (tmp_path / "nowhere").exists()


def test_newer_folder_is_left_alone(tmp_path: Path) -> None:
    """A ledger of a later version is not touched, and can be opened again by that version."""
    Ledger.open(tmp_path).close()
    path = tmp_path / "state" / "ledger.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    content = path.read_bytes()
    for read_only in (True, False, False):
        with pytest.raises(NewerData, match="upgrade lendersms"):
            Ledger.open(tmp_path, read_only=read_only)
    assert path.read_bytes() == content


def test_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    """The error says how to get the ledger back."""
    Ledger.open(tmp_path).close()
    (tmp_path / "state" / "ledger.sqlite").write_bytes(b"not a database, but long enough to be taken for one" * 99)
    with pytest.raises(DamagedData, match="restore it from a copy, or move it away"):
        Ledger.open(tmp_path)
    (tmp_path / "state" / "ledger.sqlite").unlink()
    Ledger.open(tmp_path).close()


def test_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    """A file where the folder should be is named."""
    (tmp_path / "data").write_text("a file")
    with pytest.raises(DataError, match="cannot be written"):
        Ledger.open(tmp_path / "data")


def test_unfinished_ledger_cannot_be_read(tmp_path: Path) -> None:
    """A ledger whose making was cut short is no empty dataset."""
    (tmp_path / "state").mkdir()
    sqlite3.connect(tmp_path / "state" / "ledger.sqlite").close()
    (tmp_path / "state" / "ledger.sqlite").touch()
    with pytest.raises(DataError, match="not set up yet"):
        Ledger.open(tmp_path, read_only=True)


def test_error_inside_rolls_everything_back(tmp_path: Path, kept: Callable[..., Kept]) -> None:
    """A page whose row cannot be staged is not done either."""
    with Ledger.open(tmp_path) as ledger:
        frontier = crawl(ledger, A)
        with pytest.raises(TypeError):
            frontier.finish(A, kept(1, title={"a set"}))
        assert ledger.counts().urls == {"leased": 1}
        assert frontier.finish(A, kept(1))
