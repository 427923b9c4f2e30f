"""Read printed dates: `2024-03-05 08:09:10`, `2024年3月5日 9时05分`, `10:20 2024-03-05`, `二〇二四年…`, `民國113年…`, `Mar 5, 2024`.

Only reads; whether a date is the article's is decided by its place (`byline`). A date that cannot be (month 13, a year
outside 1990-2100) is none. A number glued to the front is no part of the year: `網82024-03-05` is a view count and a date.
Forms that could be anything else - `24-03-05`, `20240305`, `113/03/05` - are dates only behind a label that says so, or
with a clock behind them (`24-03-05 10:20`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from pipelines.extract import date_forms as forms
from pipelines.extract.date_parts import PrintedDate, clock_of, number, printed
from pipelines.extract.relative_dates import read_relative
from pipelines.types import CHINA

__all__ = ["PrintedDate", "find_date", "find_dates", "find_yearless", "last_years", "yearless_span"]

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WIDE: Final = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {0xFF0D: 0x2D, 0xFF0F: 0x2F, 0xFF0E: 0x2E}
# What every date that tells its year has one of.
_HINT_RE: Final = re.compile("[0-9０-９年]")
_WIDE_RE: Final = re.compile("[０-９．－／]")
_LAST_SHORT: Final = 40
"""The last year of the century that two digits tell; those from 90 on are of the century before."""


def find_date(line: str, fetched_at: datetime | None = None) -> PrintedDate | None:
    """Return the first date in `line`; relative ones (`3天前`) only against `fetched_at`.

    >>> find_date("發布:2024-03-05 08:09:10 瀏覽").at.isoformat()
    '2024-03-05T08:09:10+08:00'
    >>> find_date("網82024-03-05").raw, find_date("二〇二四年十月二十日").at.day, find_date("民國113年1月5日").at.year
    ('2024-03-05', 20, 2024)
    >>> find_date("Mar 5, 2024 4:01 PM").at.hour, find_date("日期：24-03-05").at.year, find_date("10:20 2024-03-05").raw
    (16, 2024, '10:20 2024-03-05')
    >>> find_date("电话 2024-13-45"), find_date("比分 24-03-05"), find_date("3天前")
    (None, None, None)
    """
    if found := find_dates(line):
        return found[0]
    return None if fetched_at is None else read_relative(line, fetched_at.astimezone(CHINA))


@lru_cache(maxsize=4096)
def find_dates(line: str) -> tuple[PrintedDate, ...]:
    """All dates of a line that tell their year, in their order, none inside another.

    >>> [date.raw for date in find_dates("更新：2024-03-06 发布：2024-03-05 08:09")]
    ['2024-03-06', '2024-03-05 08:09']
    """
    if not _HINT_RE.search(line):
        return ()
    if _WIDE_RE.search(line):
        return tuple(_as_printed(date, line) for date in find_dates(line.translate(_WIDE)))
    patterns = _patterns_for(line)
    found = [date for pattern in patterns for match in pattern.finditer(line) if (date := _absolute(match))]
    found.sort(key=lambda date: (date.start, -len(date.raw)))
    return tuple(_with_clocks_before(found, line))


def _with_clocks_before(found: Sequence[PrintedDate], line: str) -> Iterator[PrintedDate]:
    """The dates that lie in no other one, each with the clock in front of it where none is behind."""
    end = 0
    for date in found:
        if date.start >= end:
            end = date.end
            yield date if date.has_clock or date.precision == "month" else _clocked(date, line)


def _clocked(date: PrintedDate, line: str) -> PrintedDate:
    """A day with the clock right in front of it, if there is one."""
    start = max(0, date.start - forms.LONGEST_CLOCK)
    match = forms.CLOCK_BEFORE_RE.search(line, start, date.start)
    clock = clock_of(match) if match else None
    if match is None or clock is None:
        return date
    hour, minute, second = clock
    at = date.at.replace(hour=hour, minute=minute, second=second or 0)
    return PrintedDate(line[match.start() : date.end], at, "minute" if second is None else "second", match.start())


def _as_printed(date: PrintedDate, line: str) -> PrintedDate:
    """A date read in half-width digits, with the raw form its line has."""
    return replace(date, raw=line[date.start : date.end])


def _patterns_for(line: str) -> tuple[re.Pattern[str], ...]:
    """The patterns that may match: most lines hold no digit, and most that do hold no year."""
    has_year = "20" in line or "19" in line
    patterns: tuple[re.Pattern[str], ...] = forms.ALWAYS if has_year or "年" in line else ()
    if forms.SAID_HINT_RE.search(line):
        patterns += forms.LABELLED
    if "年" in line:
        patterns += (forms.SHORT_CHARACTERS_RE,)
    elif ":" in line or "：" in line:
        patterns += (forms.SHORT_CLOCKED_RE, forms.SPACED_RE)
    return patterns + forms.NAMED if has_year and forms.MONTH_HINT_RE.search(line) else patterns


def find_yearless(line: str, days: dict[tuple[int, int], int]) -> PrintedDate | None:
    """Return the first date in `line` without a year whose day is one of `days`: month and day -> year.

    >>> find_yearless("10月20日 16:01 来源：某网", {(10, 20): 2024}).at.isoformat()
    '2024-10-20T16:01:00+08:00'
    >>> find_yearless("10月20日 16:01", {(5, 1): 2024}) is None
    True
    """
    for match in forms.YEARLESS_RE.finditer(line):
        month, day = int(match["month"]), int(match["day"] or match["on"])
        if (month, day) in days:
            return printed(match, datetime(days[month, day], month, day, tzinfo=CHINA), "day")
    return None


def yearless_span(line: str) -> tuple[int, int] | None:
    """Where a day without its year, but with its clock, begins and ends in a line.

    >>> yearless_span("阿木 3月4日 12:30"), yearless_span("3月4日收到短信")
    ((3, 13), None)
    """
    match = forms.YEARLESS_RE.search(line) if ":" in line or "：" in line else None
    return match.span() if match and match["hour"] else None


def last_years(fetched_at: datetime | None) -> dict[tuple[int, int], int]:
    """The year in which each day of the calendar was last, seen from the time of fetching; {} without it.

    >>> years = last_years(datetime(2024, 3, 5, tzinfo=CHINA))
    >>> years[3, 5], years[3, 6]
    (2024, 2023)
    """
    if fetched_at is None:
        return {}
    today = fetched_at.astimezone(CHINA).date()
    past = (today - timedelta(days=ago) for ago in range(365, -1, -1))
    return {(day.month, day.day): day.year for day in past}


def _absolute(match: re.Match[str]) -> PrintedDate | None:
    """The date of a match, or None where the calendar has no such day."""
    groups = match.groupdict()
    day = groups["day"]
    if day is None and match.re is forms.YEAR_FIRST_RE and "月" not in match[0]:
        return None
    year, month, day_number = _year(match), _month(groups["month"]), number(day or "1")
    if match.re is forms.DAY_FIRST_RE and month > 12:
        month, day_number = day_number, month
    if not 1990 <= year <= 2100:
        return None
    try:
        at = datetime(year, month, day_number, tzinfo=CHINA)
    except ValueError:
        return None
    return printed(match, at, "day" if day else "month")


def _year(match: re.Match[str]) -> int:
    """The year of a match: of the republic, of two digits (0 for one that tells no century), or as it stands."""
    year = number(match["year"])
    if match.re is forms.REPUBLIC_RE or (match.re is forms.SHORT_YEAR_RE and year > 99):
        return year + 1911
    if match.re in forms.SHORT:
        return year + 1900 if year >= 90 else year + 2000 if year <= _LAST_SHORT else 0
    return year


def _month(text: str) -> int:
    name = text[:3].lower()
    return _MONTHS.index(name) + 1 if name in _MONTHS else number(text)
