"""`lendersms schedule`: real processes, a real server on loopback, real signals."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest
from scrapy.crawler import Crawler

from crawler.extensions.closing_time import ClosingTime
from pipelines.errors import DataError
from pipelines.store.ledger import Ledger
from pipelines.store.reports import Run
from tests.crawler.test_politeness import PAGE, Host, serving, url_of

if TYPE_CHECKING:
    from tests.crawler.conftest import Console

OPEN = ("-s", "OPEN_NETWORKS=127.0.0.0/8")
ARTICLES = 60
HERE = ("--sources", "mine", "--data", "d")


@contextmanager
def site(folder: Path, delay: float, *lines: str) -> Iterator[Host]:
    """A host of some articles, and its source file; a delay makes a run long."""
    links = "".join(f'<a href="/page/{n}.html">{n}</a>' for n in range(ARTICLES)).encode()
    with serving(Host({"status": 404}, {"body": links + PAGE})) as host:
        (folder / "mine").mkdir()
        start = f'start_urls = ["{url_of(host, "/")}"]'
        said = ('name = "site"', start, *lines, "[politeness]", f"delay = {delay}")
        (folder / "mine" / "site.toml").write_text("\n".join(said), encoding="utf-8")
        yield host


def runs(data: Path) -> list[Run]:
    """The runs of a folder, newest first; none while it is being made."""
    try:
        with Ledger.open(data, read_only=True) as ledger:
            return ledger.runs(9)
    except (DataError, sqlite3.OperationalError):
        return []


def wait_for_pages(host: Host, pages: int) -> None:
    """Return once a host was asked for that many articles."""
    deadline = time.monotonic() + 240
    while sum(path.startswith("/page/") for path in host.paths()) < pages:
        if time.monotonic() > deadline:
            pytest.fail(f"fewer than {pages} pages in time")
        time.sleep(0.05)


def test_once_runs_what_is_due_and_then_nothing_is(console: Console, tmp_path: Path) -> None:
    """A source never collected is due; after its run the list shows when it is next, and `--once` asks nobody."""
    with site(tmp_path, 0, 'schedule = "6h"', 'timezone = "UTC"') as host:
        told = console("schedule", "--once", *HERE, *OPEN)
        assert told.status == 0, told.err
        asked = len(host.paths())
        assert asked > ARTICLES
        again = console("schedule", "--once", *HERE, *OPEN)
        assert (again.status, again.out, len(host.paths())) == (0, "", asked)
    (run,) = runs(tmp_path / "d")
    listed = console("schedule", "--list", *HERE).out.splitlines()
    row = next(line for line in listed if line.startswith("site"))
    assert f"{run.started_at + timedelta(hours=6):%Y-%m-%d %H:%M}" in row
    assert "finished" in row


@pytest.mark.parametrize(
    "words", [["schedule", "--list"], ["schedule", "--print", "crontab"], ["collect", "--dry-run"]]
)
def test_a_wrong_file_is_told_beside_what_is_planned(console: Console, tmp_path: Path, words: list[str]) -> None:
    """The good source is planned, the mistyped one is told in a line of its own, apart from what is printed."""
    (tmp_path / "mine").mkdir()
    said = 'start_urls = ["https://www.example.com/"]\nschedule = "6h"\n'
    (tmp_path / "mine" / "site.toml").write_text(f'name = "site"\n{said}', encoding="utf-8")
    (tmp_path / "mine" / "other.toml").write_text(f'nam = "other"\n{said}', encoding="utf-8")
    told = console(*words, *HERE)
    assert told.status == 0
    assert "site" in told.out
    (line,) = told.err.splitlines()
    assert 'other.toml: key "name" is missing: add it; unknown key "nam"' in line


def test_a_scheduled_run_asks_for_what_is_due_and_no_more(console: Console, tmp_path: Path) -> None:
    """Of articles that were read before those whose time has come, each once; a source that is not due asks for none."""
    with site(tmp_path, 0, 'schedule = "6h"', 'timezone = "UTC"', 'article = ["/page/"]') as host:
        assert console("schedule", "--once", *HERE, *OPEN).status == 0
        first = len(host.paths())
        with Ledger.open(tmp_path / "d") as ledger, ledger.writing() as database:
            for number in (3, 50):
                database.execute("UPDATE urls SET next_fetch = 0 WHERE url LIKE ?", (f"%/page/{number}.html",))
        assert console("schedule", "--once", *HERE, *OPEN).status == 0
        assert len(host.paths()) == first, "the schedule of the source comes first"
        with Ledger.open(tmp_path / "d") as ledger, ledger.writing() as database:
            at = datetime.now(UTC) - timedelta(hours=7)
            database.execute("UPDATE runs SET started_at = ?", (at.isoformat(),))
        assert console("schedule", "--once", *HERE, *OPEN).status == 0
    assert sorted(host.paths()[first:]) == ["/", "/page/3.html", "/page/50.html", "/robots.txt"]
    (run, _) = runs(tmp_path / "d")
    assert (run.stats["read"], run.stats["known"]) == (2, ARTICLES - 2)


def test_a_scheduler_stops_cleanly_and_the_next_goes_on(console: Console, tmp_path: Path) -> None:
    """SIGTERM ends the run under way in order, with nothing leased; what was left goes on, and no page is asked twice."""
    with site(tmp_path, 0.5, 'schedule = "6h"') as host:
        scheduler = console.start("schedule", *HERE, *OPEN)
        wait_for_pages(host, 3)
        scheduler.send_signal(signal.SIGTERM)
        out, err = scheduler.communicate(timeout=300)
        assert scheduler.returncode == 0, err
        assert "Traceback" not in err
        assert "site: ended with status 130" in out
        (run,) = runs(tmp_path / "d")
        assert run.reason == "shutdown"
        words = ("--once", *HERE, *OPEN, "-s", "SCHEDULE_RESUME_AFTER=0", "-s", "DOWNLOAD_DELAY=0")
        assert console("schedule", *words).status == 0
    assert [run.reason for run in runs(tmp_path / "d")] == ["finished", "shutdown"]
    pages = [path for path in host.paths() if path.startswith("/page/")]
    assert len(pages) == len(set(pages)) == ARTICLES


@pytest.mark.slow
def test_a_killed_scheduler_loses_nothing(console: Console, tmp_path: Path) -> None:
    """Its run lives on: another one finds the folder busy. Killed too, the run is gone on with by the next scheduler."""
    with site(tmp_path, 0.5, 'schedule = "6h"') as host:
        scheduler = console.start("schedule", *HERE, *OPEN)
        wait_for_pages(host, 2)
        child = child_of(scheduler.pid)
        scheduler.kill()
        scheduler.wait(timeout=300)
        now = ("--once", *HERE, *OPEN, "-s", "SCHEDULE_RESUME_AFTER=0", "-s", "DOWNLOAD_DELAY=0")
        assert console("schedule", *now).status == 4
        os.kill(child, signal.SIGKILL)
        scheduler.communicate(timeout=300)
        told = console("schedule", *now)
        assert told.status == 0, told.err
    assert [run.reason for run in runs(tmp_path / "d")] == ["finished", "killed"]
    with Ledger.open(tmp_path / "d", read_only=True) as ledger:
        counts = ledger.counts()
    assert counts.urls == {"done": ARTICLES}
    assert counts.kept + sum(counts.rejected.values()) == counts.staged == ARTICLES


@pytest.mark.slow
def test_a_run_whose_scheduler_was_killed_is_waited_for(console: Console, tmp_path: Path) -> None:
    """Its turn is its own: the next one comes late, finds the source collected, and asks nobody."""
    with site(tmp_path, 0.25, 'schedule = "6h"') as host:
        first = console.start("schedule", "--once", "--wait", "1", *HERE, *OPEN)
        wait_for_pages(host, 2)
        first.kill()
        first.wait(timeout=300)
        told = console("schedule", "--once", "--wait", "10", *HERE, *OPEN, "-s", "SCHEDULE_RESUME_AFTER=0")
    assert told.status == 0, told.err
    assert [run.reason for run in runs(tmp_path / "d")] == ["finished"]
    assert sum(path.startswith("/page/") for path in host.paths()) == ARTICLES


@pytest.mark.slow
def test_a_turn_that_did_not_come_is_told(console: Console, tmp_path: Path) -> None:
    """Behind a run of the same source that hangs, a printed line ends with the status of a busy folder and names who is in the way."""
    with site(tmp_path, 0.1, 'schedule = "30 4 * * mon"') as host:
        *_, line = console("schedule", "--print", "crontab", *HERE, *OPEN).out.splitlines()
        command = ["sh", "-c", line.split(" ", 5)[5].replace("--wait 720", "--wait 1 -s SCHEDULE_RESUME_AFTER=0")]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as first:
            wait_for_pages(host, 2)
            hanging = int((tmp_path / "d" / "state" / "lock").read_text())
            os.kill(hanging, signal.SIGSTOP)
            try:
                told = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
            finally:
                os.kill(hanging, signal.SIGCONT)
    assert (told.returncode, first.returncode) == (4, 0)
    assert f"site: no turn within 0:01:00: {tmp_path}/d: another run (process {hanging}) is writing here" in told.stdout


def test_a_line_of_crontab_waits_for_a_writer(console: Console, tmp_path: Path) -> None:
    """And a second one of the same source does not wait as well; nothing runs before the folder is free."""
    with site(tmp_path, 0, 'schedule = "30 4 * * mon"') as host:
        *_, line = console("schedule", "--print", "crontab", *HERE, *OPEN).out.splitlines()
        command = ["sh", "-c", line.split(" ", 5)[5].replace("\\%", "%")]
        with Ledger.open(tmp_path / "d"):
            runs_ = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)]
            turn, deadline = tmp_path / "d" / "state" / "turn.lock", time.monotonic() + 240
            while [run.poll() for run in runs_].count(0) == 0 or not turn.exists():
                assert time.monotonic() < deadline
                time.sleep(0.05)
            assert (host.paths(), [run.poll() for run in runs_].count(None)) == ([], 1)
        assert [run.wait(240) for run in runs_] == [0, 0]
    assert sum(path.startswith("/page/") for path in host.paths()) == ARTICLES


def child_of(pid: int) -> int:
    """The process that another one started."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return int(next(found for task in tasks for found in (task / "children").read_text().split()))


def test_no_source_is_asked_outside_its_hours(console: Console, tmp_path: Path) -> None:
    """Neither `collect` nor `schedule --once` asks; the first says from when on, the second waits for it."""
    opens = datetime.now(UTC) + timedelta(hours=11)
    hours = f'hours = "{opens:%H:%M}-{opens + timedelta(hours=1):%H:%M}"'
    with site(tmp_path, 0, 'schedule = "6h"', 'timezone = "UTC"') as host:
        file = tmp_path / "mine" / "site.toml"
        file.write_text(f"{file.read_text('utf-8')}\n{hours}\n", encoding="utf-8")
        told = console("collect", "site", *HERE, *OPEN)
        assert (told.status, told.out) == (3, "")
        assert f"from {opens:%Y-%m-%d %H:%M} UTC on" in told.err
        assert console("schedule", "--once", *HERE, *OPEN).status == 0
        assert f"{opens:%Y-%m-%d %H:%M}" in console("schedule", "--list", *HERE).out
    assert host.paths() == []
    assert not (tmp_path / "d").exists()


class SoonClosed(ClosingTime):
    """The real one, with a clock that stands seconds before the closing time."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it with that clock."""
        return cls(crawler, lambda: closing() - timedelta(seconds=4))


def closing() -> datetime:
    """When the source below closes: two hours from now, on the hour."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)


def test_a_run_ends_when_its_hours_are_over(console: Console, tmp_path: Path) -> None:
    """What is queued then stays so for the next run, which the status and the list say."""
    closes = closing()
    hours = f'hours = "{closes - timedelta(hours=4):%H:%M}-{closes:%H:%M}"'
    extensions = {f"{__name__}.{SoonClosed.__name__}": 1, "crawler.extensions.run_report.RunReport": 2}
    with site(tmp_path, 1, 'schedule = "6h"', 'timezone = "UTC"'):
        file = tmp_path / "mine" / "site.toml"
        file.write_text(f"{file.read_text('utf-8')}\n{hours}\n", encoding="utf-8")
        told = console("collect", "site", *HERE, *OPEN, "-s", f"EXTENSIONS={json.dumps(extensions)}")
        assert told.status == 3, told.err
        assert "pages remain: run the same command again" in told.err
    (run,) = runs(tmp_path / "d")
    assert run.reason == "hours"
    assert run.stats.get("read", 0) < ARTICLES
    listed = console("schedule", "--list", *HERE).out
    assert f"{closes + timedelta(hours=20):%Y-%m-%d %H:%M}" in listed


def test_what_ships_is_never_scheduled(console: Console) -> None:
    """Neither the practice web nor a disabled source is part of a bare schedule; one without a schedule is told."""
    bare = console("schedule", "--once")
    assert (bare.status, bare.out) == (2, "")
    assert "no source is enabled" in bare.err
    named = console("schedule", "practice", "--list")
    assert (named.status, named.err.startswith("practice: no schedule: give its file one")) == (2, True)


def test_the_schedule_is_printed_for_others(console: Console, tmp_path: Path) -> None:
    """Lines with whole paths, so that they hold in whatever folder they are run."""
    with site(tmp_path, 0, 'schedule = "30 4 * * mon"'):
        lines = console("schedule", "--print", "crontab", *HERE).out.splitlines()
        units = console("schedule", "--print", "systemd", *HERE).out
    assert all(line.startswith("# ") for line in lines[:2])
    assert lines[2] == "CRON_TZ=Asia/Shanghai"
    assert lines[3].startswith("30 4 * * mon /")
    assert lines[3].endswith(f"schedule --once --sources {tmp_path}/mine --data {tmp_path}/d --wait 720 site")
    assert "OnCalendar=Mon *-*-* 4:30:00 Asia/Shanghai" in units
