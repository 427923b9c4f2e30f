"""When APScheduler starts what: the times of a source's schedule, each a little late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from queue import SimpleQueue

from hypothesis import given
from hypothesis import strategies as st

from crawler.registry import Source
from crawler.timing.schedule import following
from crawler.timing.scheduling import SourceTrigger, one_at_a_time

RSS = ("https://www.example.com/rss",)
SCHEDULES = st.sampled_from(["6h", "1m", "30 4 * * mon", "0 0 1 * *"])
TIMES = st.integers(0, 10**8).map(lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))


@given(SCHEDULES, TIMES, st.integers(0, 3600))
def test_a_run_starts_up_to_so_many_seconds_late_and_never_early(schedule: str, at: datetime, jitter: int) -> None:
    """So no site is asked on the minute every day, and none before its time."""
    source = Source(name="a", feeds=RSS, schedule=schedule)
    late = SourceTrigger(source, jitter).get_next_fire_time(at, at) - following(source, at)
    assert timedelta() <= late <= timedelta(seconds=jitter)


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
