"""Collecting the practice web, in processes of its own, over real HTTP."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.long_crawl import readers_of
from crawler.practice import PracticeWeb
from crawler.registry import SOURCES, read
from crawler.settings import PRACTICE_SEED
from pipelines.errors import DataError
from pipelines.store import parts
from pipelines.store.ledger import Ledger
from pipelines.store.reports import Counts
from tests.crawler.reading.test_readers import eventually
from tests.crawler.watched import ForbidUnpickling, forbid_pandas, listening

if TYPE_CHECKING:
    from tests.crawler.conftest import Console, Told
    from tests.crawler.forked import Started

PRACTICE = "datasets/practice"


def counts_of(data: Path) -> Counts:
    """The ledger's counts."""
    with Ledger.open(data, read_only=True) as ledger:
        return ledger.counts()


def test_the_source_file_names_every_door_of_the_practice_web() -> None:
    """The registry and the practice web know the same listings, sitemaps and feeds."""
    source = read(SOURCES / "practice.toml")
    doors = {*source.start_urls, *source.sitemaps, *source.feeds}
    assert doors == set(PracticeWeb(100, PRACTICE_SEED).start_urls)


def test_every_listed_page_is_a_row_or_a_named_failure(collected: tuple[Console, Told]) -> None:
    """Of a hundred pages none vanishes, and each that brought nothing says why."""
    counts = counts_of(collected[0].folder / PRACTICE)
    web = PracticeWeb(100, PRACTICE_SEED)
    assert sum(counts.urls.values()) == len({web.url(number) for number in range(100)})
    assert counts.urls["done"] == counts.kept + sum(counts.rejected.values())
    assert counts.urls["failed"] == sum(counts.failures.values())
    assert {"robots", "redirects", "http_404", "http_410", "empty", "not_text"} <= set(counts.failures)
    assert "queued" not in counts.urls


def test_what_it_says_is_what_the_ledger_holds(collected: tuple[Console, Told]) -> None:
    """The closing line and the run report agree with the rows."""
    console, told = collected
    counts = counts_of(console.folder / PRACTICE)
    with Ledger.open(console.folder / PRACTICE, read_only=True) as ledger:
        run = ledger.runs(1)[0]
    assert told.out.startswith(f"{counts.urls['done']} articles read: {counts.kept} kept, ")
    assert (run.kind, run.sources, run.reason) == ("collect", ("practice",), "finished")
    assert run.stats["kept"] == counts.kept
    assert run.stats["failed"] == sum(counts.failures.values())
    assert told.err == ""


def test_a_second_run_fetches_nothing_again(collected: tuple[Console, Told]) -> None:
    """What is here is not asked for once more, and the run says so."""
    console, _ = collected
    before = counts_of(console.folder / PRACTICE)
    told = console("collect", "practice", "--practice-pages", "100")
    assert told.status == 0
    assert told.out.startswith("0 articles read: 0 kept, 0 rejected")
    assert f"{before.urls['done']} were here already and not fetched again" in told.out
    assert counts_of(console.folder / PRACTICE) == before


def rows_of(data: Path) -> dict[str, dict[str, object]]:
    """The rows of a folder by id, without when and where their pages came."""
    with Ledger.open(data, read_only=True) as ledger:
        rows = parts.read_all(ledger).to_pylist()
    moved = {"fetched_at", "first_seen", "last_seen", "warc_file", "warc_offset"}
    return {row["id"]: {name: row[name] for name in row.keys() - moved} for row in rows}


def has_said_something(pid: int) -> bool:
    """Whether a process has written anything: a reader does once it is ready."""
    return b"wchar: 0\n" not in Path(f"/proc/{pid}/io").read_bytes()


@contextmanager
def ended(crawl: Started) -> Iterator[None]:
    """Leave neither the crawl nor a reader behind, whatever fails: a stopped one never ends, and who started it waits for it."""
    try:
        yield
    finally:
        left = [] if crawl.returncode is not None else [*readers_of(crawl.pid), crawl.pid]
        for pid in left:
            os.kill(pid, signal.SIGKILL)


def test_a_reader_that_is_killed_costs_no_page(collected: tuple[Console, Told], tmp_path: Path) -> None:
    """Killed with pages in its hand: they are read all the same, and the rows are those of any other crawl.

    On the way: neither the crawl nor a reader unpickles anything, and no reader listens at a port.
    """
    console, _ = collected
    words = ("collect", "practice", "--practice-pages", "100", "--data", "killed", "-s", "READERS=1")
    forbidden = ForbidUnpickling(tmp_path)
    crawl = console.start(*words, before=forbidden)
    with ended(crawl):
        eventually(lambda: readers_of(crawl.pid))
        crawl.send_signal(signal.SIGSTOP)  # so that it has pages left when its reader is ready
        [reader] = readers_of(crawl.pid)
        eventually(lambda: has_said_something(reader))
        os.kill(reader, signal.SIGSTOP)  # so that none of them is read before the kill
        doors = listening(reader)
        crawl.send_signal(signal.SIGCONT)
        time.sleep(1)
        os.kill(reader, signal.SIGKILL)
        _, err = crawl.communicate(300)
    assert (crawl.returncode, err, doors) == (0, "", [])
    assert rows_of(console.folder / "killed") == rows_of(console.folder / PRACTICE)
    assert not Path(f"/proc/{reader}").exists()
    assert {reader} < forbidden.watched, "the one that was killed and the one that took its place"


def test_a_crawl_that_is_stopped_is_ended_with_its_test(console: Console) -> None:
    """Though nobody may let it go on any more: its reader is gone too."""
    crawl = console.start("collect", "practice", "--practice-pages", "100", "-s", "READERS=1")
    with ended(crawl):
        eventually(lambda: readers_of(crawl.pid))
        [reader] = readers_of(crawl.pid)
        for pid in (crawl.pid, reader):
            os.kill(pid, signal.SIGSTOP)
    assert crawl.wait(60) == -signal.SIGKILL
    eventually(lambda: not Path(f"/proc/{reader}").exists())


def test_a_crawl_loads_no_pandas(console: Console) -> None:
    """Which the libraries it uses would, to ask whether a plain list is a table of that."""
    words = ("collect", "practice", "--practice-pages", "100", "--max-pages", "8", "-s", "READERS=0")
    told = console(*words, before=forbid_pandas)
    assert told.out.startswith("8 articles read: "), told


def test_scrapy_does_the_same_its_own_way(tmp_path: Path, console: Console) -> None:
    """`scrapy crawl` in the project folder collects, starts the practice web too, and exports one item a row."""
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n", encoding="utf-8")
    arguments = ["-a", "sources=practice", "-a", f"data={tmp_path}/data", "-s", "PRACTICE_PAGES=100"]
    command = ["crawl", "articles", *arguments, "-O", f"{tmp_path}/items.jsonl"]
    told = console.cold("scrapy", *command)
    assert told.status == 0, told.err
    items = [json.loads(line) for line in (tmp_path / "items.jsonl").read_text("utf-8").splitlines()]
    assert len(items) == counts_of(tmp_path / "data").kept > 0
    assert all(item["id"] and item["text"] for item in items)
    texts = {item["url"]: item["text"] for item in items}
    long = [page for page in PracticeWeb(100, PRACTICE_SEED).pages() if page.parts and page.url in texts]
    assert long
    for page in long:
        assert page.truth
        assert texts[page.url].count(page.truth.body.split("\n")[-1]) == 1, (
            "the last page's last line stands in it once"
        )
        assert not set(page.parts) & set(texts)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["articles", "-a", "sources=nosuch"], 2, 'unknown source "nosuch"; known: '),
        (["articles", "-a", "sources=practice", "-a", "max_pages=0"], 2, "max_pages: '0' is no whole number above 0"),
        ([], 2, "scrapy crawl [options] <spider>"),
    ],
)
def test_scrapy_tells_of_wrong_arguments(arguments: list[str], status: int, words: str, console: Console) -> None:
    """`scrapy crawl` prints no traceback for what a person mistyped."""
    (console.folder / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n", encoding="utf-8")
    told = console("crawl", *arguments)
    assert told.status == status
    assert words in told.err + told.out
    assert "Traceback" not in told.err


def test_a_dry_run_shows_what_a_run_would_ask_for_and_asks_nobody(console: Console, tmp_path: Path) -> None:
    """Doors first; after a bounded run what is queued and done; the ledger is not made, nor changed."""
    words = ["collect", "practice", "--practice-pages", "100"]
    before = console(*words, "--dry-run")
    assert (before.status, before.err) == (0, "")
    assert "http://farm-a.example.com/info/list_1.html" in before.out
    assert "articles" not in before.out
    assert not (tmp_path / "datasets").exists()
    assert console(*words, "--max-pages", "10").status == 3
    counts = counts_of(tmp_path / PRACTICE)
    after = console(*words, "--dry-run")
    rows = dict(line.rsplit(None, 1) for line in after.out.splitlines() if line.startswith("articles "))
    assert rows["articles due"] == str(counts.urls["queued"])
    assert sum(map(int, rows.values())) == sum(counts.urls.values())
    assert "then article" in after.out
    assert counts_of(tmp_path / PRACTICE) == counts


def test_a_dry_run_of_a_real_host_tells_its_note(console: Console) -> None:
    """Who asks for a disabled source is told what is not known of it, before anybody is asked."""
    told = console("collect", "guanxian", "--dry-run")
    assert told.status == 0
    assert "not enabled: collected by its name only" in told.out
    assert "https://www.guanxian.org/consult/" in told.out
    assert "robots.txt and terms" in told.out


def test_a_bounded_run_leaves_the_rest_queued_for_the_next(console: Console, tmp_path: Path) -> None:
    """`--max-pages` asks for that many articles and says that more remain; the next run goes on where it stopped."""
    told = console("collect", "practice", "--practice-pages", "100", "--max-pages", "10")
    first = counts_of(tmp_path / PRACTICE)
    assert (told.status, told.err) == (3, "90 pages remain: run the same command again, now or later, to go on\n")
    assert first.urls["queued"] == sum(first.urls.values()) - 10
    assert console("collect", "practice", "--practice-pages", "100").status == 0
    assert "queued" not in counts_of(tmp_path / PRACTICE).urls


def test_ctrl_c_stops_cleanly_and_the_next_run_goes_on(console: Console, tmp_path: Path) -> None:
    """Interrupted in the middle: status 130, no page lost, none twice."""
    words = ["collect", "practice", "--practice-pages", "150"]
    started = console.start(*words)
    _wait_for_pages(tmp_path / PRACTICE, 20)
    started.send_signal(signal.SIGINT)
    _, err = started.communicate(timeout=300)
    stopped = counts_of(tmp_path / PRACTICE)
    assert started.returncode == 130, err
    assert "run the same command again" in err
    assert "Traceback" not in err
    assert stopped.urls["queued"] > 0
    told = console(*words)
    finished = counts_of(tmp_path / PRACTICE)
    assert told.status == 0, told.err
    assert int(told.out.split()[0]) == finished.urls["done"] - stopped.urls["done"]
    assert finished.urls["done"] == finished.kept + sum(finished.rejected.values())
    assert sum(finished.urls.values()) == 150
    with Ledger.open(tmp_path / PRACTICE, read_only=True) as ledger:
        assert [run.reason for run in ledger.runs(2)] == ["finished", "shutdown"]


@pytest.mark.slow
def test_a_killed_crawl_goes_on_where_it_was(console: Console, tmp_path: Path) -> None:
    """After kill -9 the next run takes back at once what the dead one had leased."""
    words = ["collect", "practice", "--practice-pages", "150"]
    started = console.start(*words)
    _wait_for_pages(tmp_path / PRACTICE, 20)
    started.kill()
    started.communicate(timeout=300)
    killed = counts_of(tmp_path / PRACTICE)
    assert killed.urls["done"] == killed.staged
    assert killed.urls["leased"] > 0
    told = console(*words)
    finished = counts_of(tmp_path / PRACTICE)
    assert told.status == 0, told.err
    assert int(told.out.split()[0]) == finished.urls["done"] - killed.urls["done"]
    assert sum(finished.urls.values()) == 150
    assert not {"queued", "leased"} & set(finished.urls)
    with Ledger.open(tmp_path / PRACTICE, read_only=True) as ledger:
        assert [run.reason for run in ledger.runs(2)] == ["finished", "killed"]


def test_practice_pages_and_real_ones_never_meet(console: Console, tmp_path: Path) -> None:
    """A folder of real pages takes no practice pages, and the other way round."""
    (tmp_path / "page.txt").write_text("我收到一条催收短信。", encoding="utf-8")
    assert console("import", "page.txt", "--data", "real").status == 0
    practice = console("collect", "practice", "--practice-pages", "100", "--data", "real")
    assert (practice.status, practice.out) == (2, "")
    assert "never share a folder" in practice.err
    with Ledger.open(tmp_path / PRACTICE, synthetic=True):
        pass
    real = console("import", "page.txt", "--data", PRACTICE)
    assert (real.status, real.out) == (2, "")
    assert "never share a folder" in real.err


def test_two_runs_on_one_folder_say_so(console: Console, tmp_path: Path) -> None:
    """The second program that would write is told who is there instead of waiting or mixing."""
    with Ledger.open(tmp_path / PRACTICE, synthetic=True):
        told = console("collect", "practice", "--practice-pages", "100")
    assert told.status == 4
    assert PRACTICE in told.err
    assert told.err.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize("runs", [2, 8])
def test_crawls_at_once_on_one_folder_lose_nothing(runs: int, console: Console, tmp_path: Path) -> None:
    """One runs, the others say so with a status of their own; nothing is lost and nothing is there twice."""
    started = [console.start("collect", "practice", "--practice-pages", "100", "--data", "d") for _ in range(runs)]
    told = [(*each.communicate(timeout=300), each.wait(0)) for each in started]
    assert sorted(status for *_, status in told) == [0, *[4] * (runs - 1)]
    assert all("another run (process " in err for _, err, status in told if status == 4)
    counts = counts_of(tmp_path / "d")
    assert sum(counts.urls.values()) == 100
    assert counts.urls["done"] == counts.kept + sum(counts.rejected.values()) == counts.staged
    assert not {"queued", "leased"} & set(counts.urls)


def test_a_practice_web_of_an_impossible_size_is_refused(console: Console) -> None:
    """The bounds are told in one line."""
    told = console("collect", "practice", "--practice-pages", "5")
    assert (told.status, told.err.count("\n")) == (2, 1)
    assert "PRACTICE_PAGES" in told.err


def _wait_for_pages(data: Path, pages: int) -> None:
    """Return once the ledger holds that many pages; it is read while the other process writes."""
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        try:
            if counts_of(data).urls.get("done", 0) >= pages:
                return
        except (DataError, sqlite3.OperationalError):  # not made yet, or only half of it
            pass
        time.sleep(0.05)
    pytest.fail(f"fewer than {pages} pages in time")
