"""Times of schedules and hours of sources, as laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.registry import Politeness, Source, open_at
from crawler.timing.schedule import due, following
from crawler.timing.timetable import DAYS, check_schedule, hours_of, interval_of, next_time
from pipelines.errors import SourceClosed
from pipelines.store.reports import Run

RSS = ("https://www.example.com/rss",)
ZONES = st.sampled_from(["Asia/Shanghai", "UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata"])
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is added
clocks = st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda at: f"{at[0]:02}:{at[1]:02}")
spans = st.tuples(clocks, clocks).filter(lambda span: span[0] != span[1]).map("-".join)


def numbers(first: int, last: int) -> st.SearchStrategy[str]:
    """A field of a cron expression: all, a value, a range, a list, steps."""
    value = st.integers(first, last)
    ranges = st.tuples(value, value).filter(lambda ends: ends[0] < ends[1]).map(lambda ends: f"{ends[0]}-{ends[1]}")
    steps = st.integers(1, max(1, (last - first) // 2)).map(lambda step: f"*/{step}")
    return st.one_of(
        st.just("*"), value.map(str), ranges, steps, st.lists(value.map(str), min_size=2, max_size=3).map(",".join)
    )


days = st.one_of(st.just("*"), st.sampled_from(DAYS), st.just("mon-fri"), st.just("sat,sun"))
by_day = st.tuples(numbers(0, 59), numbers(0, 23), numbers(1, 28), numbers(1, 12), st.just("*"))
by_weekday = st.tuples(numbers(0, 59), numbers(0, 23), st.just("*"), numbers(1, 12), days)
expressions = st.one_of(by_day, by_weekday).map(" ".join)


def has(field: str, value: int, first: int) -> bool:
    """Whether a value is in a field, as the manual of cron says; days are given as numbers."""
    for item in field.split(","):
        span, _, step = item.partition("/")
        low, _, high = span.partition("-")
        begin = first if span == "*" else int(low)
        end = 99 if span == "*" else int(high or low)
        if begin <= value <= end and (value - begin) % int(step or 1) == 0:
            return True
    return False


def fits(expression: str, at: datetime) -> bool:
    """Whether a minute is one of the expression's."""
    minute, hour, day, month, week = expression.split()
    for number, name in enumerate(DAYS):
        week = week.replace(name, str(number))
    parts = (
        (minute, at.minute, 0),
        (hour, at.hour, 0),
        (day, at.day, 1),
        (month, at.month, 1),
        (week, at.weekday(), 0),
    )
    return all(has(*part) for part in parts)


@given(expressions, st.sampled_from(["Asia/Shanghai", "UTC", "Asia/Kolkata"]), moments)
def test_the_next_time_is_the_first_that_the_expression_names(expression: str, zone: str, after: datetime) -> None:
    """It fits field by field on the clock of the zone, and no minute of the two days before it does."""
    found = next_time(check_schedule(expression), zone, after)
    assert found > after
    assert fits(expression, found.astimezone(ZoneInfo(zone)))
    minute = max(after, found - timedelta(days=2)).astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0)
    while (minute := minute + timedelta(minutes=1)) < found:
        assert not fits(expression, minute)


@pytest.mark.parametrize(("name", "weekday"), list(zip(DAYS, range(7), strict=True)))
def test_days_of_the_week_are_those_of_their_names(name: str, weekday: int) -> None:
    """Nobody's counting of Sundays comes into it."""
    assert next_time(f"0 0 * * {name}", "UTC", datetime(2026, 11, 22, tzinfo=UTC)).weekday() == weekday


def test_the_clock_is_that_of_the_source_and_not_of_the_machine() -> None:
    """Half past four in Shanghai, whatever the time zone of the server."""
    found = next_time("30 4 * * *", "Asia/Shanghai", datetime(2026, 11, 22, tzinfo=UTC))
    assert found.astimezone(UTC) == datetime(2026, 11, 22, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ("0 0 31 2 *", "never comes"),
        ("0 0 1 * mon", "one, since programs disagree"),
        ("0 0 * * fri-mon", "is no cron expression"),
        ("9-3 * * * *", "is no cron expression"),
        ("0x * * * *", "neither an interval"),
        ("1 2 3 4 5", "neither an interval"),
        ("0d", "neither an interval"),
        ("-6h", "neither an interval"),
        ("6 h", "neither an interval"),
    ],
)
def test_a_schedule_that_would_never_run_as_meant_is_refused(schedule: str, words: str) -> None:
    """What programs read differently, or nobody at all, is told when the file is read."""
    with pytest.raises(ValueError, match=words):
        check_schedule(schedule)


@given(st.text(alphabet="0123456789*/,-hdm monwedfri", max_size=16))
def test_a_schedule_is_refused_or_has_a_next_time(text: str) -> None:
    """There is nothing between."""
    try:
        check_schedule(text)
    except ValueError:
        return
    assert next_time(text, "UTC", datetime(2026, 11, 22, tzinfo=UTC)) > datetime(2026, 11, 22, tzinfo=UTC)


@given(st.integers(1, 500), st.sampled_from("mhdw"), ZONES, moments)
def test_an_interval_counts_real_time(number: int, unit: str, zone: str, after: datetime) -> None:
    """A change to summer time makes no interval an hour shorter; seconds of the start do not count."""
    interval = interval_of(f"{number}{unit}")
    assert interval
    found = next_time(f"{number}{unit}", zone, after).astimezone(UTC)
    assert after < found == after.replace(second=0, microsecond=0) + interval


CHANGING = st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca"])
DAYS_OF_CHANGE = ("2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01")
"""Days on which summer time begins or ends somewhere."""
around_changes = st.tuples(st.sampled_from(DAYS_OF_CHANGE), st.integers(-43_200, 129_600)).map(
    lambda at: datetime.fromisoformat(at[0]).replace(tzinfo=UTC) + timedelta(seconds=at[1])
)


@given(expressions, CHANGING, around_changes | moments)
def test_times_go_on_where_the_clock_is_put_back(expression: str, zone: str, after: datetime) -> None:
    """Each next time is a later instant, and one of the expression's wherever the clock shows each time once."""
    found = next_time(expression, zone, after).astimezone(UTC)
    assert found > after
    shown = found.astimezone(ZoneInfo(zone))
    skipped = (found - timedelta(hours=2)).astimezone(ZoneInfo(zone)).utcoffset() != shown.utcoffset()
    assert fits(expression, shown) or skipped


@pytest.mark.parametrize(
    ("expression", "after", "times"),
    [
        ("30 1 * * *", "2026-11-01T05:00+00:00", ["2026-11-01T05:30", "2026-11-02T06:30"]),
        ("30 1 * * *", "2026-11-01T06:00+00:00", ["2026-11-02T06:30"]),
        ("0 * * * *", "2026-11-01T04:30+00:00", ["2026-11-01T05:00", "2026-11-01T07:00"]),
        ("30 2 * * *", "2026-03-07T12:00+00:00", ["2026-03-08T07:30", "2026-03-09T06:30"]),
    ],
)
def test_a_time_shown_twice_comes_once_and_one_that_is_skipped_comes_later(
    expression: str, after: str, times: list[str]
) -> None:
    """The nights in which New York changes its clocks."""
    at = datetime.fromisoformat(after)
    for each in times:
        at = next_time(expression, "America/New_York", at).astimezone(UTC)
        assert at.isoformat(timespec="minutes").startswith(each)


skipped_spans = st.sampled_from(
    ["02:00-03:00", "02:30-03:00", "02:30-02:45", "02:00-02:30", "01:00-02:30", "02:59-01:00"]
)
"""Hours of which a night in spring has none, or less."""


@example("02:00-03:00", "America/New_York", datetime(2026, 3, 8, 1, tzinfo=UTC))
@example("02:30-03:00", "Europe/Berlin", datetime(2026, 3, 28, 12, tzinfo=UTC))
@given(spans | skipped_spans, ZONES | CHANGING, moments | around_changes)
def test_hours_are_open_until_they_close_and_closed_until_they_open(span: str, zone: str, at: datetime) -> None:
    """From any moment the next opening is open, at most two days away, and just before it is not."""
    hours = hours_of(span, zone)
    opening = hours.opening(at)
    assert at <= opening.astimezone(UTC) <= at + timedelta(days=2)
    closing = hours.closing(opening.astimezone(UTC))
    assert closing
    assert closing.astimezone(UTC) > at
    if opening != at:
        assert hours.closing(at) is None
        assert hours.closing(opening.astimezone(UTC) - timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    ("span", "zone", "opening"),
    [
        ("02:00-03:00", "America/New_York", "2026-03-09T02:00:00-04:00"),
        ("02:30-02:45", "America/New_York", "2026-03-08T03:30:00-04:00"),
        ("02:30-03:00", "America/New_York", "2026-03-09T02:30:00-04:00"),
        ("02:00-06:00", "America/New_York", "2026-03-08T03:00:00-04:00"),
    ],
)
def test_hours_that_summer_time_skips_begin_the_day_after(span: str, zone: str, opening: str) -> None:
    """From the evening before the clock is put on by an hour; hours that lie wholly in it come an hour later."""
    evening = datetime(2026, 3, 8, 1, tzinfo=UTC)
    assert hours_of(span, zone).opening(evening).isoformat() == opening


@pytest.mark.parametrize("text", ["", "1-6", "01:00", "01:00-01:00", "25:00-06:00", "01:60-06:00", "01:00 - 06:00"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    """The message shows how they are written."""
    with pytest.raises(ValueError, match="write them like 01:00-06:00"):
        hours_of(text, "UTC")


def source(schedule: str, hours: str | None = None) -> Source:
    """A source on the clock of UTC."""
    return Source(name="a", feeds=RSS, schedule=schedule, timezone="UTC", politeness=Politeness(hours=hours))


def run_of(started: datetime, reason: str | None = "finished") -> Run:
    """A run in the ledger."""
    return Run(id=1, kind="collect", sources=("a",), started_at=started, ended_at=None, reason=reason, stats={})


@given(expressions, spans, moments, st.integers(0, 10**6), st.sampled_from(["finished", "killed", "shutdown", "hours"]))
def test_what_is_due_is_never_in_the_past_and_within_hours(
    schedule: str, span: str, started: datetime, seconds: int, reason: str
) -> None:
    """However long ago the last run was, there is one next one."""
    now = started + timedelta(seconds=seconds)
    each = source(schedule, span)
    found = due(each, run_of(started, reason), now, timedelta(minutes=10))
    assert found >= now
    assert each.hours
    assert each.hours.closing(found)


def test_missed_times_are_made_up_for_once() -> None:
    """After days of standing still a source is due now; and after that run at its next regular time."""
    started = datetime(2026, 11, 1, 4, 30, tzinfo=UTC)
    now = started + timedelta(days=9, hours=1)
    each = source("30 4 * * *")
    assert due(each, run_of(started), now, timedelta()) == now
    assert due(each, run_of(now), now, timedelta()) == started + timedelta(days=10)
    assert following(each, now) == started + timedelta(days=10)


@pytest.mark.parametrize(
    ("reason", "minutes"), [("finished", 360), ("hours", 360), ("fault", 360), ("killed", 10), (None, 10)]
)
def test_what_was_cut_short_goes_on_soon(reason: str | None, minutes: int) -> None:
    """A run that was killed or stopped is gone on with before its regular time; one that ended is not."""
    started = datetime(2026, 11, 22, 12, tzinfo=UTC)
    found = due(source("6h"), run_of(started, reason), started, timedelta(minutes=10))
    assert found - started == timedelta(minutes=minutes)


def test_a_closed_source_is_left_out_and_alone_refused() -> None:
    """The others are collected; where none is left, the message says from when on."""
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    night, always = source("6h", "01:00-06:00"), source("6h")
    assert open_at([night, always], noon) == (always,)
    assert open_at([night], noon + timedelta(hours=14)) == (night,)
    with pytest.raises(SourceClosed, match=r"a: .* from 2026-11-23 01:00 UTC on"):
        open_at([night], noon)
