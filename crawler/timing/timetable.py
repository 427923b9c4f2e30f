"""When a source may be asked, and when it is collected: its hours of the day, cron expressions and intervals.

All of it is arithmetic on times that carry their zone. A run is due when the first time of its schedule after the last run's
start has come; however many times were missed, one run makes up for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

_INTERVAL_RE: Final = re.compile(r"([1-9][0-9]{0,4})([mhdw])")  # a whole number and a unit
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CRON_VALUES: Final = (
    *(frozenset(map(str, numbers)) for numbers in (range(60), range(24), range(1, 32), range(1, 13))),
    frozenset(DAYS),
)
"""What the five fields may hold; days have names, since programs disagree on the number of Sunday."""
_CRON_ITEM_RE: Final = re.compile(r"(?:\*|(\w+)(?:-(\w+))?)(?:/[1-9][0-9]?)?")  # all, a value or a range, and a step
_HOURS_RE: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")
_INSTANT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of every day, on the clock of a zone; it may span midnight."""

    opens: time
    closes: time
    zone: ZoneInfo

    def closing(self, at: datetime) -> datetime | None:
        """When it closes, if it is open at `at`; None if it is closed.

        >>> night = hours_of("22:00-06:00", "Asia/Shanghai")
        >>> night.closing(datetime(2026, 11, 21, 15, tzinfo=UTC)).isoformat()
        '2026-11-22T06:00:00+08:00'
        >>> night.closing(datetime(2026, 11, 21, 22, tzinfo=UTC)) is None
        True
        """
        here = at.astimezone(self.zone)
        for days in (-1, 0):
            opens = datetime.combine(here.date() + timedelta(days), self.opens, self.zone)
            closes = datetime.combine(opens.date() + timedelta(self.closes <= self.opens), self.closes, self.zone)
            if opens.astimezone(UTC) <= at < closes.astimezone(UTC):
                return closes
        return None

    def opening(self, at: datetime) -> datetime:
        """The first time from `at` on at which it is open; a day on which summer time skips all of it is passed over.

        >>> night = hours_of("01:00-06:00", "Asia/Shanghai")
        >>> night.opening(datetime(2026, 11, 21, 15, tzinfo=UTC)).isoformat()
        '2026-11-22T01:00:00+08:00'
        """
        if self.closing(at):
            return at
        today = at.astimezone(self.zone).date()
        openings = (
            datetime.combine(today + timedelta(days), self.opens, self.zone).astimezone(UTC) for days in range(3)
        )
        return next(opening for opening in openings if opening >= at and self.closing(opening)).astimezone(self.zone)


def hours_of(text: str, zone: str) -> Hours:
    """Read `01:00-06:00`.

    Raises:
        ValueError: it is none, or spans no time.
    """
    found = _HOURS_RE.fullmatch(text)
    if not found or found.group(1, 2) == found.group(3, 4):
        raise ValueError(f"{text!r} are no hours of the day: write them like 01:00-06:00")
    opens, closes = (time.fromisoformat(part) for part in text.split("-"))
    return Hours(opens, closes, ZoneInfo(zone))


def interval_of(schedule: str) -> timedelta | None:
    """The time between two runs, where the schedule is an interval.

    >>> interval_of("90m"), interval_of("30 4 * * mon") is None
    (datetime.timedelta(seconds=5400), True)
    """
    found = _INTERVAL_RE.fullmatch(schedule)
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None


def check_schedule(schedule: str) -> str:
    """Return a schedule that is one.

    Raises:
        ValueError: it is none; the message says what one looks like.

    >>> check_schedule("30 4 * * mon")
    '30 4 * * mon'
    """
    if interval_of(schedule):
        return schedule
    fields = schedule.split()
    if len(fields) != len(_CRON_VALUES) or not all(map(_is_cron_field, fields, _CRON_VALUES)):
        raise ValueError(
            f"{schedule!r} is neither an interval such as 6h nor minute, hour, day, month, weekday such as 30 4 * * mon"
        )
    if "*" not in (fields[2][0], fields[4][0]):
        raise ValueError(f"{schedule!r} gives days of both month and week: give one, since programs disagree on both")
    try:
        is_ever = _cron(schedule).get_next_fire_time(None, datetime.now(UTC)) is not None
    except ValueError as error:
        raise ValueError(f"{schedule!r} is no cron expression: {error}") from error
    if not is_ever:
        raise ValueError(f"{schedule!r} never comes: no month has that day")
    return schedule


def next_time(schedule: str, zone: str, after: datetime) -> datetime:
    """The first time of a schedule after a run that started at `after`, a later instant always.

    An interval counts from the minute of the start: what asks every minute or hour finds it due at its time, not a turn
    later. A cron expression names times on the clock of the zone. One that summer time skips comes as much later; one that
    the clock shows twice comes once, the first time.

    >>> monday = next_time("30 4 * * mon", "Asia/Shanghai", datetime(2026, 11, 22, 12, tzinfo=UTC))
    >>> monday.isoformat(), monday.strftime("%A")
    ('2026-11-23T04:30:00+08:00', 'Monday')
    >>> next_time("6h", "Asia/Shanghai", datetime(2026, 11, 22, 12, 0, 7, tzinfo=UTC)).isoformat()
    '2026-11-23T02:00:00+08:00'
    >>> next_time("30 1 * * *", "America/New_York", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)).isoformat()
    '2026-11-02T01:30:00-05:00'
    """
    here = ZoneInfo(zone)
    if interval := interval_of(schedule):
        start = after.astimezone(UTC).replace(second=0, microsecond=0)
        return (start + interval).astimezone(here)
    times = (shown.replace(tzinfo=here).astimezone(UTC) for shown in _shown(schedule, after.astimezone(here)))
    return next(at for at in times if at > after).astimezone(here)


def _shown(schedule: str, here: datetime) -> Iterator[datetime]:
    """The times of a cron expression as a clock shows them, which knows no zone: APScheduler stands still where one changes."""
    clock = here.replace(tzinfo=UTC, fold=0)
    while found := _cron(schedule).get_next_fire_time(None, clock + _INSTANT):
        yield (clock := found)


def _cron(schedule: str) -> CronTrigger:
    """The trigger of a cron expression; `from_crontab` alone would take the machine's zone."""
    return CronTrigger.from_crontab(schedule, timezone=UTC)


def _is_cron_field(field: str, values: frozenset[str]) -> bool:
    items = [_CRON_ITEM_RE.fullmatch(item) for item in field.split(",")]
    return all(item is not None and values.issuperset(filter(None, item.groups())) for item in items)
