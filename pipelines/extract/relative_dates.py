"""Dates told from now: `3天前`, `2小时前`, `昨天 21:30`, `刚刚`. They mean nothing without the time of fetching."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from pipelines.extract import date_forms as forms
from pipelines.extract.date_parts import PrintedDate, printed
from pipelines.types import Precision

_LONGEST: Final = 24
# What every date told from now has one of.
_HINT_RE: Final = re.compile("[前今昨刚剛]")
_BEFORE: Final = frozenset(("", *" \u3000([（【|｜·:：,，于於"))
_BEHIND: Final = frozenset(("", *" \u3000)]）】|｜·,，"))
_AGO: Final[dict[str, tuple[timedelta, Precision]]] = {
    "秒": (timedelta(seconds=1), "minute"),
    "分": (timedelta(minutes=1), "minute"),
    "小时": (timedelta(hours=1), "minute"),
    "天": (timedelta(days=1), "day"),
    "周": (timedelta(days=7), "day"),
    "月": (timedelta(days=30), "month"),
}


def is_relative(text: str) -> bool:
    """Whether a text is a date told from now, and nothing else.

    >>> is_relative("3天前"), is_relative("昨天 21:30"), is_relative("3天前收到短信")
    (True, True, False)
    """
    if len(text) > _LONGEST or not (text.endswith("前") or text.startswith(forms.RELATIVE_STARTS)):
        return False
    return any(pattern.fullmatch(text) is not None for pattern in (forms.AGO_RE, forms.RECENT_RE, forms.NOW_RE))


def relative_span(line: str) -> tuple[int, int] | None:
    """Where the first date told from now begins and ends that stands apart in a line: between spaces, marks, behind 于.

    >>> relative_span("林小雨 3 天前 回复"), relative_span("发表于昨天 21:30"), relative_span("3天前收到短信")
    ((4, 8), (3, 11), None)
    """
    if not _HINT_RE.search(line):
        return None
    for pattern in (forms.AGO_RE, forms.RECENT_RE, forms.NOW_RE):
        match = pattern.search(line)
        if match and _is_apart(line, *match.span()):
            return match.span()
    return None


def _is_apart(line: str, start: int, end: int) -> bool:
    return line[start - 1 : start] in _BEFORE and line[end : end + 1] in _BEHIND


def read_relative(line: str, now: datetime) -> PrintedDate | None:
    """The first date of a line that is told from an instant in China's time.

    >>> from pipelines.types import CHINA
    >>> read_relative("林小雨 2小时前", datetime(2024, 3, 5, 10, 30, tzinfo=CHINA)).at.hour
    8
    >>> read_relative("2小时", datetime(2024, 3, 5, 10, 30, tzinfo=CHINA)) is None
    True
    """
    if match := forms.AGO_RE.search(line):
        unit = match["unit"].rstrip("钟鐘").replace("時", "时").replace("週", "周").lstrip("个個").replace("日", "天")
        step, precision = _AGO[unit]
        at = now - ({"半": 0.5, "一": 1.0}.get(match["count"]) or float(match["count"])) * step
        at = at.replace(second=0, microsecond=0) if precision == "minute" else _midnight(at)
        return PrintedDate(match[0], at, precision, match.start())
    if match := forms.RECENT_RE.search(line):
        days_ago = ("今", "昨", "前").index(match["word"][0])
        return printed(match, _midnight(now - timedelta(days=days_ago)), "day")
    if match := forms.NOW_RE.search(line):
        return PrintedDate(match[0], now.replace(second=0, microsecond=0), "minute", match.start())
    return None


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
