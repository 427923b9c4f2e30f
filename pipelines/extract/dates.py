"""Read printed dates: `2024-03-05 08:09:10`, `2024年3月5日 9时05分`, `二〇二四年…`, `民國113年…`, `3天前`.

Only reads; whether a date is the article's is decided by its place (`byline`). A date that cannot be (month 13, a year
outside 1990-2100) is none. A number glued to the front is no part of the year: `網82024-03-05` is a view count and a date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from pipelines.types import CHINA, Precision

_CLOCK: Final = (
    r"(?:[\s,，T日号/|—-]{0,4}(?:(?:星期|周|週)[一二三四五六日天])?\s?(?P<half>上午|下午|中午|晚上|凌晨|早上)?\s?"
    r"(?P<hour>\d{1,2})(?:[:：]|\s?[时時點点]\s?)(?P<minute>\d{2})(?:(?:[:：]|分)(?P<second>\d{2}))?)?"
)
# A year first. The look-behind lets a glued number stand before it only where the year has its four digits.
_YEAR_FIRST_RE: Final = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s?(?:[-./]|年)\s?(?P<month>\d{1,2})\s?(?:(?:[-./]|月)\s?(?P<day>\d{1,2})(?!\d)\s?[日号號]?|月)"
    + _CLOCK
)
# Day first, as bilingual and Hong Kong pages print it; only with a four-digit year.
_DAY_FIRST_RE: Final = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})[-./](?P<month>\d{1,2})[-./](?P<year>(?:19|20)\d{2})(?!\d)" + _CLOCK
)
_REPUBLIC_RE: Final = re.compile(
    r"(?:中華|中华)?民[國国]\s?(?P<year>\d{2,3})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?[日號号]?" + _CLOCK
)
_NUMERAL: Final = "[〇○零一二三四五六七八九]"
_CHINESE_RE: Final = re.compile(
    rf"(?P<year>[一二]{_NUMERAL}{{3}})年(?P<month>[一二三四五六七八九十]{{1,2}})月(?:(?P<day>[一二三四五六七八九十]{{1,3}})[日号號])?"
)
_AGO_RE: Final = re.compile(
    r"(?P<count>\d{1,3}|半|一)\s?(?P<unit>分钟|分鐘|个?小时|個?小時|天|日|周|个月|個月)\s?(?:以)?前"
)
_RECENT_RE: Final = re.compile(r"(?P<word>今天|昨天|前天)" + _CLOCK)

_PATTERNS: Final = (_YEAR_FIRST_RE, _REPUBLIC_RE, _CHINESE_RE, _DAY_FIRST_RE)
_DIGITS: Final = {
    char: digit
    for digit, chars in enumerate(("〇○零", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_AGO: Final = {
    "分钟": timedelta(minutes=1),
    "小时": timedelta(hours=1),
    "天": timedelta(days=1),
    "周": timedelta(days=7),
    "月": timedelta(days=30),
}
_AGO_PRECISION: Final[dict[str, Precision]] = {
    "分钟": "minute",
    "小时": "minute",
    "天": "day",
    "周": "day",
    "月": "month",
}


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as printed, and the instant it names in China's time."""

    raw: str
    at: datetime
    precision: Precision
    start: int = 0
    """Where `raw` begins in the line."""


def find_date(line: str, fetched_at: datetime | None = None) -> PrintedDate | None:
    """Return the first date in `line`; relative ones (`3天前`) only against `fetched_at`.

    >>> find_date("發布:2024-03-05 08:09:10 瀏覽").at.isoformat()
    '2024-03-05T08:09:10+08:00'
    >>> find_date("網82024-03-05").raw, find_date("二〇二四年十月二十日").at.day, find_date("民國113年1月5日").at.year
    ('2024-03-05', 20, 2024)
    >>> find_date("电话 2024-13-45"), find_date("3天前")
    (None, None)
    """
    if found := _absolute_dates(line):
        return min(found, key=lambda date: (date.start, -len(date.raw)))
    return None if fetched_at is None else _relative(line, fetched_at.astimezone(CHINA))


@lru_cache(maxsize=4096)
def _absolute_dates(line: str) -> tuple[PrintedDate, ...]:
    """All dates of a line that tell their year; every such date has a year's first digits or 年."""
    if not ("20" in line or "19" in line or "年" in line):
        return ()
    found = (_absolute(match) for pattern in _PATTERNS for match in pattern.finditer(line))
    return tuple(date for date in found if date is not None)


def is_relative(text: str) -> bool:
    """Whether a text is a date told from now, and nothing else.

    >>> is_relative("3天前"), is_relative("昨天 21:30"), is_relative("3天前收到短信")
    (True, True, False)
    """
    return len(text) <= 24 and any(pattern.fullmatch(text) is not None for pattern in (_AGO_RE, _RECENT_RE))


def read_stated(value: str) -> PrintedDate | None:
    """Read a date from metadata: ISO 8601, whose offset is believed, or any printed form.

    >>> read_stated("2024-05-20T06:05:02.000Z").at.isoformat(), read_stated("2024-05-20 06:05").at.hour
    ('2024-05-20T14:05:02+08:00', 6)
    >>> read_stated("yesterday") is None
    True
    """
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return find_date(value)
    if at.tzinfo is None or not 1990 <= at.year <= 2100:
        return find_date(value)
    return PrintedDate(value, at.astimezone(CHINA).replace(microsecond=0), "second")


def _absolute(match: re.Match[str]) -> PrintedDate | None:
    """The date of a match, or None where the calendar has no such day."""
    groups = match.groupdict()
    year = _number(groups["year"]) + (1911 if match.re is _REPUBLIC_RE else 0)
    day = groups["day"]
    if day is None and match.re is _YEAR_FIRST_RE and "月" not in match[0]:
        return None
    try:
        at = datetime(year, _number(groups["month"]), _number(day or "1"), tzinfo=CHINA)
    except ValueError:
        return None
    if not 1990 <= year <= 2100:
        return None
    return _with_clock(match, at, "day" if day else "month")


def _with_clock(match: re.Match[str], at: datetime, precision: Precision) -> PrintedDate:
    """Add the clock of the match to a day; an impossible clock is left out."""
    groups = match.groupdict()
    hour, minute, second = (int(groups.get(name) or 0) for name in ("hour", "minute", "second"))
    raw = match[0].strip()
    if groups.get("hour") is None or precision == "month" or hour > 23 or minute > 59 or second > 59:
        return PrintedDate(raw, at, precision, match.start())
    if groups["half"] in {"下午", "晚上"} and hour < 12:
        hour += 12
    at = at.replace(hour=hour, minute=minute, second=second)
    return PrintedDate(raw, at, "second" if groups["second"] else "minute", match.start())


def _relative(line: str, now: datetime) -> PrintedDate | None:
    """A date told from the time of fetching."""
    if match := _AGO_RE.search(line):
        unit = match["unit"].replace("鐘", "钟").replace("時", "时").lstrip("个個").replace("日", "天")
        count = {"半": 0.5, "一": 1.0}.get(match["count"]) or float(match["count"])
        precision = _AGO_PRECISION[unit]
        at = now - count * _AGO[unit]
        at = at.replace(second=0, microsecond=0) if precision == "minute" else _midnight(at)
        return PrintedDate(match[0], at, precision, match.start())
    if match := _RECENT_RE.search(line):
        day = _midnight(now - timedelta(days=("今天", "昨天", "前天").index(match["word"])))
        return _with_clock(match, day, "day")
    return None


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _number(text: str) -> int:
    """The value of Arabic digits, of Chinese digits written one by one, or of a Chinese number below a hundred.

    >>> _number("12"), _number("二〇二四"), _number("二十一"), _number("十")
    (12, 2024, 21, 10)
    """
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if ten:
        return (_DIGITS.get(tens, 1) if len(tens) <= 1 else 99) * 10 + _DIGITS.get(ones, 0)
    return int("".join(str(_DIGITS[char]) for char in text))
