"""When APScheduler starts what: the times of a source's schedule, each a little late."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from time import sleep
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.console.base_command import BUSY
from crawler.registry import Politeness, Source
from crawler.timing.schedule import Plan, following
from crawler.timing.scheduling import Runner, SourceTrigger, keep_running, one_at_a_time
from crawler.timing.timetable import Hours
from pipelines.store.ledger import Ledger

RSS = ("https://www.example.com/rss",)
SCHEDULES = st.sampled_from(["6h", "1m", "30 4 * * mon", "0 0 1 * *"])
TIMES = st.integers(0, 10**8).map(lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))


@given(SCHEDULES, TIMES, st.integers(0, 3600))
def test_a_run_starts_up_to_so_many_seconds_late_and_never_early(schedule: str, at: datetime, jitter: int) -> None:
    """So no site is asked on the minute every day, and none before its time."""
    source = Source(name="a", feeds=RSS, schedule=schedule)
    late = SourceTrigger(source, jitter).get_next_fire_time(at, at) - following(source, at)
    assert timedelta() <= late <= timedelta(seconds=jitter)


@given(TIMES, st.integers(0, 3600))
def test_a_late_run_still_starts_within_its_hours(at: datetime, jitter: int) -> None:
    """Two minutes before a source closes there are two minutes to be late in; behind it the run would be refused."""
    source = Source(name="a", feeds=RSS, schedule="58 5 * * *", politeness=Politeness(hours="01:00-06:00"))
    found = SourceTrigger(source, jitter).get_next_fire_time(at, at)
    assert source.hours
    assert source.hours.closing(found)


@pytest.mark.parametrize("schedule", ["30 1 * * *", "0 * * * *", "*/5 * * * *"])
def test_the_scheduler_comes_past_the_hour_that_the_clock_shows_twice(schedule: str) -> None:
    """APScheduler asks for times until one lies ahead: each has to be a later instant than the last."""
    source = Source(name="a", feeds=RSS, schedule=schedule, timezone="America/New_York")
    trigger, now = SourceTrigger(source, 0), datetime(2026, 11, 1, 6, 40, tzinfo=UTC)
    at, asked = datetime(2026, 11, 1, 4, 40, tzinfo=UTC), 0
    while at <= now:
        at, asked = trigger.get_next_fire_time(at, now), asked + 1
        assert asked < 100


@given(SCHEDULES, TIMES)
def test_times_come_one_after_the_other(schedule: str, at: datetime) -> None:
    """However long the scheduler slept, what it is told next lies behind what it was told last."""
    trigger = SourceTrigger(Source(name="a", feeds=RSS, schedule=schedule), 0)
    assert at < trigger.get_next_fire_time(at, at + timedelta(days=400)) <= at + timedelta(days=32)


def test_what_was_missed_is_made_up_for_by_one_run_and_none_overlaps() -> None:
    """A machine that slept for hours starts each source once, one after the other; then the times are those of the schedule."""
    under_way, most, ended = list[str](), list[int](), SimpleQueue[str]()

    def collect(source: str) -> None:
        under_way.append(source)
        most.append(len(under_way))
        under_way.remove(source)
        ended.put(source)

    scheduler = one_at_a_time()
    slept = datetime.now(UTC) - timedelta(hours=9)
    for name in ("a", "b"):
        trigger = SourceTrigger(Source(name=name, feeds=RSS, schedule="30m"), 0)
        scheduler.add_job(collect, trigger, [name], id=name, next_run_time=slept)
    scheduler.start()
    assert {ended.get(timeout=60), ended.get(timeout=60)} == {"a", "b"}
    assert all(job.next_run_time > datetime.now(UTC) for job in scheduler.get_jobs())
    scheduler.shutdown(wait=True)
    assert (most, ended.qsize()) == ([1, 1], 0)


class Dying(Runner):
    """Leaves of its first runs what a kill leaves of them, and stops the scheduler in its third."""

    def __init__(self, data: Path) -> None:
        super().__init__([], print)
        self.data, self.started = data, 0

    def __call__(self, source: str) -> int:
        """Begin a run that never says how it ends."""
        self.started += 1
        with Ledger.open(self.data) as ledger:
            ledger.begin_run("collect", [source])
        if self.started == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        return -signal.SIGKILL


@pytest.fixture
def _ends() -> Iterator[None]:
    """What stands still for a minute fails; signals mean afterwards what they meant."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)}
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("it stands still"))
    signal.alarm(60)
    yield
    signal.alarm(0)
    for number, action in before.items():
        signal.signal(number, action)


@pytest.mark.usefixtures("_ends")
def test_a_run_that_is_killed_is_gone_on_with_soon(tmp_path: Path) -> None:
    """Not in a week, when it is due again: the scheduler that lives on asks the ledger, as one that starts anew."""
    source, run = Source(name="a", feeds=RSS, schedule="7d"), Dying(tmp_path)
    plans = [Plan(source, None, datetime.now(UTC))]
    keep_running(plans, run, tmp_path, jitter=0, resume_after=timedelta(milliseconds=50))
    assert run.started == 3


class Stopped(Runner):
    """Finds the folder busy, and is stopped then."""

    def __init__(self) -> None:
        super().__init__([], print)
        self.started, self.has_stopped = 0, Event()

    def __call__(self, source: str) -> int:
        """Return at once."""
        self._tell(source)
        self.started += 1
        os.kill(os.getpid(), signal.SIGTERM)
        return BUSY

    def stop(self) -> None:
        """Tell whoever waits for it."""
        super().stop()
        self.has_stopped.set()


@pytest.mark.usefixtures("_ends")
def test_a_stop_while_a_run_looks_when_to_come_back_is_one(tmp_path: Path) -> None:
    """The scheduler that shuts down waits for the run, which would wait for the scheduler: they stood still for good."""
    run = Stopped()

    class Late(Hours):
        """Found while the scheduler shuts down."""

        def opening(self, at: datetime) -> datetime:
            """After the run, wait for the stop and for what follows it."""
            if run.started:
                run.has_stopped.wait()
                sleep(0.3)
            return at

    class Site(Source):
        """Has such hours."""

        @property
        def hours(self) -> Hours:
            """All day."""
            return Late(time(0), time(0), ZoneInfo("UTC"))

    plans = [Plan(Site(name="a", feeds=RSS, schedule="7d"), None, datetime.now(UTC))]
    keep_running(plans, run, tmp_path, jitter=0, resume_after=timedelta(milliseconds=50))
    assert run.started == 1
