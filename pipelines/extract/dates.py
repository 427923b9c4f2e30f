"""Read printed dates: `2024-03-05 08:09:10`, `2024年3月5日 9时05分`, `二〇二四年…`, `民國113年…`, `Mar 5, 2024`, `3天前`.

Only reads; whether a date is the article's is decided by its place (`byline`). A date that cannot be (month 13, a year
outside 1990-2100) is none. A number glued to the front is no part of the year: `網82024-03-05` is a view count and a date.
Forms that could be anything else - `24-03-05`, `20240305`, `113/03/05` - are dates only behind a label that says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from pipelines.types import CHINA, Precision

# What stands between a day and its clock: white space, a mark, a weekday in brackets or not.
_CLOCK: Final = (
    r"(?:[\s,，T日号/|｜—-]{0,4}(?:[(（\[]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天][)）\]]?[\s,，]{0,2})?(?:at\s)?"
    r"(?P<half>上午|下午|中午|晚上|晚间|凌晨|早上|AM|PM)?\s?"
    r"(?P<hour>\d{1,2})(?:[:：]|\s?[时時點点]\s?)(?P<minute>\d{2})(?:(?:[:：]|\s?分\s?)(?P<second>\d{2})秒?|\s?分)?"
    r"(?:\s?(?P<noon>[AaPp][Mm])(?![A-Za-z]))?)?"
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
    r"(?:中華|中华)?民[國国]\s?(?P<year>\d{2,3})\s?[年./-]\s?(?P<month>\d{1,2})\s?[月./-]\s?(?P<day>\d{1,2})\s?[日號号]?"
    + _CLOCK
)
_NUMERAL: Final = "[〇○零一二三四五六七八九]"
_CHINESE_RE: Final = re.compile(
    rf"(?P<year>[一二]{_NUMERAL}{{3}})年(?P<month>[一二三四五六七八九十]{{1,2}})月(?:(?P<day>[一二三四五六七八九十]{{1,3}})[日号號])?"
    + _CLOCK
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = rf"(?P<month>(?:{'|'.join(name.title() for name in _MONTHS)})[a-z]{{0,6}})\.?"
_ORDINAL: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MONTH_NAMED_RE: Final = re.compile(
    rf"(?<![A-Za-z]){_MONTH}\s?{_ORDINAL}\s?,?\s?(?P<year>(?:19|20)\d\d)(?!\d)" + _CLOCK
)
_DAY_NAMED_RE: Final = re.compile(rf"(?<!\d){_ORDINAL}\s?{_MONTH},?\s?(?P<year>(?:19|20)\d\d)(?!\d)" + _CLOCK)
# Short years and glued digits, right behind the word that says that a date follows.
_SAID: Final = r"(?:[时時][间間]|日期|[发發][布佈表]|更新)[于於]?\s?[:：]?\s?"
_SHORT_YEAR_RE: Final = re.compile(
    rf"{_SAID}(?P<year>\d{{2,3}})(?P<mark>[-./]|年)(?P<month>\d{{1,2}})(?:(?P=mark)|月)(?P<day>\d{{1,2}})(?!\d)\s?日?"
    + _CLOCK
)
_GLUED_RE: Final = re.compile(rf"{_SAID}(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)" + _CLOCK)
_YEARLESS_RE: Final = re.compile(
    r"(?<![\d/.年-])(?P<month>\d{1,2})(?:\s?月\s?(?P<day>\d{1,2})\s?[日号號]|[-/](?P<on>\d{1,2})(?=\s?\d{1,2}:\d))(?!\d)"
    + _CLOCK
)
_AGO_RE: Final = re.compile(
    r"(?P<count>\d{1,3}|半|一)\s?(?P<unit>秒[钟鐘]?|分[钟鐘]?|个?小时|個?小時|天|日|周|週|个月|個月)\s?(?:以|之)?前"
)
_RECENT_RE: Final = re.compile(r"(?P<word>今天|今日|昨天|昨日|前天)(?![是我他们的])" + _CLOCK)
_NOW_RE: Final = re.compile(r"刚刚|剛剛")
_RELATIVE_STARTS: Final = ("今", "昨", "前", "刚", "剛")
"""How a date told from now begins, if it does not end in 前."""

_PATTERNS: Final = (_YEAR_FIRST_RE, _REPUBLIC_RE, _CHINESE_RE, _DAY_FIRST_RE)
_LABELLED: Final = (_SHORT_YEAR_RE, _GLUED_RE)
_NAMED: Final = (_MONTH_NAMED_RE, _DAY_NAMED_RE)
_MONTH_HINT_RE: Final = re.compile("|".join(name.title() for name in _MONTHS))
_SAID_HINT_RE: Final = re.compile("[时時][间間]|日期|[布佈表于於新]")
_WIDE: Final = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {0xFF0D: 0x2D, 0xFF0F: 0x2F, 0xFF0E: 0x2E}
_WIDE_RE: Final = re.compile("[０-９]")
_DIGITS: Final = {
    char: digit
    for digit, chars in enumerate(("〇○零", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_AGO: Final[dict[str, tuple[timedelta, Precision]]] = {
    "秒": (timedelta(seconds=1), "minute"),
    "分": (timedelta(minutes=1), "minute"),
    "小时": (timedelta(hours=1), "minute"),
    "天": (timedelta(days=1), "day"),
    "周": (timedelta(days=7), "day"),
    "月": (timedelta(days=30), "month"),
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
    >>> find_date("Mar 5, 2024 4:01 PM").at.hour, find_date("日期：24-03-05").at.year
    (16, 2024)
    >>> find_date("电话 2024-13-45"), find_date("比分 24-03-05"), find_date("3天前")
    (None, None, None)
    """
    if found := find_dates(line):
        return found[0]
    return None if fetched_at is None else _relative(line, fetched_at.astimezone(CHINA))


@lru_cache(maxsize=4096)
def find_dates(line: str) -> tuple[PrintedDate, ...]:
    """All dates of a line that tell their year, in their order, none inside another.

    >>> [date.raw for date in find_dates("更新：2024-03-06 发布：2024-03-05 08:09")]
    ['2024-03-06', '2024-03-05 08:09']
    """
    if _WIDE_RE.search(line):
        return tuple(_as_printed(date, line) for date in find_dates(line.translate(_WIDE)))
    patterns = _patterns_for(line)
    found = [date for pattern in patterns for match in pattern.finditer(line) if (date := _absolute(match))]
    found.sort(key=lambda date: (date.start, -len(date.raw)))
    apart: list[PrintedDate] = []
    for date in found:
        if not apart or date.start >= apart[-1].start + len(apart[-1].raw):
            apart.append(date)
    return tuple(apart)


def _as_printed(date: PrintedDate, line: str) -> PrintedDate:
    """A date read in half-width digits, with the raw form its line has."""
    return PrintedDate(line[date.start : date.start + len(date.raw)], date.at, date.precision, date.start)


def _patterns_for(line: str) -> tuple[re.Pattern[str], ...]:
    """The patterns that may match: most lines hold no digit, and most that do hold no year."""
    has_year = "20" in line or "19" in line
    patterns: tuple[re.Pattern[str], ...] = _PATTERNS if has_year or "年" in line else ()
    if _SAID_HINT_RE.search(line):
        patterns += _LABELLED
    return patterns + _NAMED if has_year and _MONTH_HINT_RE.search(line) else patterns


def find_yearless(line: str, days: dict[tuple[int, int], int]) -> PrintedDate | None:
    """Return the first date in `line` without a year whose day is one of `days`: month and day -> year.

    >>> find_yearless("10月20日 16:01 来源：某网", {(10, 20): 2024}).at.isoformat()
    '2024-10-20T16:01:00+08:00'
    >>> find_yearless("10月20日 16:01", {(5, 1): 2024}) is None
    True
    """
    for match in _YEARLESS_RE.finditer(line):
        month, day = int(match["month"]), int(match["day"] or match["on"])
        if (month, day) in days:
            return _with_clock(match, datetime(days[month, day], month, day, tzinfo=CHINA), "day")
    return None


def is_relative(text: str) -> bool:
    """Whether a text is a date told from now, and nothing else.

    >>> is_relative("3天前"), is_relative("昨天 21:30"), is_relative("3天前收到短信")
    (True, True, False)
    """
    if len(text) > 24 or not (text.endswith("前") or text.startswith(_RELATIVE_STARTS)):
        return False
    return any(pattern.fullmatch(text) is not None for pattern in (_AGO_RE, _RECENT_RE, _NOW_RE))


def _absolute(match: re.Match[str]) -> PrintedDate | None:
    """The date of a match, or None where the calendar has no such day."""
    groups = match.groupdict()
    day = groups["day"]
    if day is None and match.re is _YEAR_FIRST_RE and "月" not in match[0]:
        return None
    year, month = _year(match), _month(groups["month"])
    day_number = _number(day or "1")
    if match.re is _DAY_FIRST_RE and month > 12:
        month, day_number = day_number, month
    if not 1990 <= year <= 2100:
        return None
    try:
        at = datetime(year, month, day_number, tzinfo=CHINA)
    except ValueError:
        return None
    return _with_clock(match, at, "day" if day else "month")


def _year(match: re.Match[str]) -> int:
    """The year of a match: of the republic, of two digits, or as it stands."""
    year = _number(match["year"])
    if match.re is _REPUBLIC_RE or (match.re is _SHORT_YEAR_RE and year > 99):
        return year + 1911
    if match.re is _SHORT_YEAR_RE:
        return year + (1900 if year >= 90 else 2000)
    return year


def _month(text: str) -> int:
    name = text[:3].lower()
    return _MONTHS.index(name) + 1 if name in _MONTHS else _number(text)


def _with_clock(match: re.Match[str], at: datetime, precision: Precision) -> PrintedDate:
    """Add the clock of the match to a day; an impossible clock is left out."""
    groups = match.groupdict()
    hour, minute, second = (int(groups.get(name) or 0) for name in ("hour", "minute", "second"))
    start = match.start("year") if match.re in _LABELLED else match.start()
    raw = match.string[start : match.end()].strip()
    if groups.get("hour") is None or precision == "month" or hour > 23 or minute > 59 or second > 59:
        return PrintedDate(raw, at, precision, start)
    half = groups.get("half") or (groups.get("noon") or "").upper()
    if half in {"下午", "晚上", "晚间", "PM"} and hour < 12:
        hour += 12
    elif half in {"AM", "凌晨"} and hour == 12:
        hour = 0
    at = at.replace(hour=hour, minute=minute, second=second)
    return PrintedDate(raw, at, "second" if groups["second"] else "minute", start)


def _relative(line: str, now: datetime) -> PrintedDate | None:
    """A date told from the time of fetching."""
    if match := _AGO_RE.search(line):
        unit = match["unit"].rstrip("钟鐘").replace("時", "时").replace("週", "周").lstrip("个個").replace("日", "天")
        step, precision = _AGO[unit]
        at = now - ({"半": 0.5, "一": 1.0}.get(match["count"]) or float(match["count"])) * step
        at = at.replace(second=0, microsecond=0) if precision == "minute" else _midnight(at)
        return PrintedDate(match[0], at, precision, match.start())
    if match := _RECENT_RE.search(line):
        days_ago = ("今", "昨", "前").index(match["word"][0])
        return _with_clock(match, _midnight(now - timedelta(days=days_ago)), "day")
    if match := _NOW_RE.search(line):
        return PrintedDate(match[0], now.replace(second=0, microsecond=0), "minute", match.start())
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
