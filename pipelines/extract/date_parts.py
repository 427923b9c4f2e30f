"""What every reader of dates makes of a match: the value of its numerals, its clock, the date as printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipelines.extract import date_forms as forms
from pipelines.types import Precision

_DIGITS: Final = {
    char: digit
    for digit, chars in enumerate(("〇○零0", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as printed, and the instant it names in China's time."""

    raw: str
    at: datetime
    precision: Precision
    start: int = 0
    """Where `raw` begins in the line."""

    @property
    def end(self) -> int:
        """Where `raw` ends in the line."""
        return self.start + len(self.raw)

    @property
    def has_clock(self) -> bool:
        """Whether the hour is told."""
        return self.precision in {"minute", "second"}


def printed(match: re.Match[str], at: datetime, precision: Precision) -> PrintedDate:
    """The date of a match that names this day, with the match's clock; an impossible clock is left out."""
    start = match.start("year") if match.re in forms.LABELLED else match.start()
    raw = match.string[start : match.end()].strip()
    clock = None if precision == "month" else clock_of(match)
    if clock is None:
        return PrintedDate(raw, at, precision, start)
    hour, minute, second = clock
    at = at.replace(hour=hour, minute=minute, second=second or 0)
    return PrintedDate(raw, at, "minute" if second is None else "second", start)


def clock_of(match: re.Match[str]) -> tuple[int, int, int | None] | None:
    """Hour, minute and second of a match, of the whole day; None where it has none or one that cannot be."""
    groups = match.groupdict()
    if groups["hour"] is None:
        return None
    half = (groups.get("half") or groups.get("noon") or "").upper()
    hour, minute = _of_day(int(groups["hour"]), half), int(groups["minute"])
    second = int(groups["second"]) if groups["second"] else None
    return None if hour > 23 or minute > 59 or (second or 0) > 59 else (hour, minute, second)


def _of_day(hour: int, half: str) -> int:
    """The hour of the day of an hour of its half."""
    if (half in forms.AFTER_NOON and hour < 12) or (half == forms.NOON and hour < 3):
        return hour + 12
    return 0 if half in forms.BEFORE_NOON and hour == 12 else hour


def number(text: str) -> int:
    """The value of Arabic digits, of Chinese digits written one by one, or of a Chinese number below a hundred.

    >>> number("12"), number("二〇二四"), number("二十一"), number("十")
    (12, 2024, 21, 10)
    """
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if ten:
        return (_DIGITS.get(tens, 1) if len(tens) <= 1 else 99) * 10 + _DIGITS.get(ones, 0)
    return int("".join(str(_DIGITS[char]) for char in text))
