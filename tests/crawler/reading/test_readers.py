"""Pages read in processes of their own: the same rows, none lost with a reader, and no reader left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.long_crawl import readers_of
from crawler.practice import PracticeWeb
from crawler.reading.reader import KILLED, read_here
from crawler.reading.readers import Readers
from pipelines.types import RawPage

NOW = datetime(2026, 1, 1, tzinfo=UTC)
EMPTY = RawPage(url="http://farm-a.example.com/1", body=b"", fetched_at=NOW, source="practice")
DEADLY = RawPage(url="http://farm-a.example.com/2", body=b"deadly", fetched_at=NOW, source="practice")
PATIENCE = 60

_DIES_OF_ONE_PAGE = """
import os, signal
from pipelines import records
read_pages = records.read_pages
def read(pages):
    pages = tuple(pages)
    if any(page.body == b"deadly" for page in pages):
        os.kill(os.getpid(), signal.SIGKILL)
    return read_pages(pages)
records.read_pages = read
"""
"""A reader whom one page kills, as one does for which there is not memory enough; done before its first line."""

_KILLED = """
import os, signal, time
from datetime import UTC, datetime
from crawler.reading.readers import Readers
from pipelines.types import RawPage
readers = Readers(1, here=1)
page = RawPage(url="", body=b"x", fetched_at=datetime(2026, 1, 1, tzinfo=UTC), source="practice")
while not readers.is_ready:
    readers.read(page)
    time.sleep(0.2)
print(os.getpid(), flush=True)
time.sleep(60)
"""


def eventually(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Readers]:
    """One process that is ready, and dies of one page."""
    folder = tmp_path_factory.mktemp("deadly")
    (folder / "sitecustomize.py").write_text(_DIES_OF_ONE_PAGE, "utf-8")
    with pytest.MonkeyPatch.context() as patch, Readers(1, here=1) as made:
        patch.syspath_prepend(folder)
        made.read(EMPTY)
        eventually(lambda: made.is_ready)
        yield made


@pytest.fixture(scope="module")
def pages() -> list[RawPage]:
    """Articles of the practice web."""
    web = PracticeWeb(100, 7)
    return [web.fetched(page, NOW) for page in web.pages() if page.truth and page.truth.is_article][:6]


def test_where_a_page_is_read_makes_no_difference(readers: Readers, pages: list[RawPage]) -> None:
    """The same rows as in this process; what cannot be read says why."""
    asked = [readers.read(page) for page in (*pages, EMPTY)]
    assert [each.result(PATIENCE) for each in asked] == [*map(read_here, (*pages, EMPTY))]


def test_only_the_page_that_kills_is_a_failure(readers: Readers, pages: list[RawPage]) -> None:
    """Those that were read with it, and are read once more, and those that come after it are rows."""
    asked = [readers.read(page) for page in (pages[0], DEADLY, pages[1])]
    first, deadly, last = [each.result(PATIENCE) for each in asked]
    assert [first, last] == [*map(read_here, pages[:2])]
    assert isinstance(deadly, tuple)
    assert deadly[0] == KILLED


def test_only_so_many_pages_wait(readers: Readers) -> None:
    """Whoever brings them is told when to stop, long before memory is full, and what comes all the same is read here."""
    [reader] = readers_of(os.getpid())
    os.kill(reader, signal.SIGSTOP)
    try:
        asked = []
        while not readers.is_full:
            asked.append(readers.read(EMPTY))
        assert len(asked) <= 40
        assert readers.read(EMPTY).done()
    finally:  # whoever ends the readers waits for it
        os.kill(reader, signal.SIGCONT)
    assert {each.result(PATIENCE) for each in asked} == {read_here(EMPTY)}
    assert not readers.is_full


def test_a_run_that_asks_for_few_pages_starts_no_process(pages: list[RawPage]) -> None:
    """Nor does one that wants none: its pages are read at once."""
    before = set(readers_of(os.getpid()))
    with Readers(2) as few, Readers(0, here=1) as none:
        assert few.read(pages[0]).done()
        assert none.read(EMPTY).done()
        assert set(readers_of(os.getpid())) == before


def test_a_run_that_ends_waits_for_no_process_that_only_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is ended with the run, which is no reason to warn of anything."""
    (tmp_path / "sitecustomize.py").write_text("import time; time.sleep(600)", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    before = set(readers_of(os.getpid()))
    with Readers(1, here=1) as made:
        made.read(EMPTY)
        eventually(lambda: set(readers_of(os.getpid())) - before)
    assert set(readers_of(os.getpid())) == before
    assert caplog.text == ""


def test_where_no_process_starts_pages_are_read_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And the log says so, with the cure."""
    (tmp_path / "sitecustomize.py").write_text("import os; os._exit(1)", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with Readers(1, here=1) as made:
        made.read(EMPTY)
        eventually(lambda: "READERS=0" in caplog.text)
        assert made.read(EMPTY).result(0) == read_here(EMPTY)


def test_readers_end_with_a_run_that_is_killed() -> None:
    """A kill gives nobody the time to clean up: the readers see for themselves that they are alone."""
    with subprocess.Popen([sys.executable, "-c", _KILLED], stdout=subprocess.PIPE) as run:
        assert run.stdout
        run.stdout.readline()
        [reader] = readers_of(run.pid)
        run.kill()
    eventually(lambda: not Path(f"/proc/{reader}").exists())
