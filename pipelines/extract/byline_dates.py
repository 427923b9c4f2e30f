"""Choose the article's date among those its byline zones print, and judge what the metadata states against them.

Place decides, then the label: a date that is labelled as publication stands before one of an update. What only the
metadata states counts where the page or its address shows the same day: no date is better than an invented one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

from pipelines.extract.date_labels import Told, told_by
from pipelines.extract.dates import PrintedDate, find_date, find_dates, find_yearless, last_years
from pipelines.extract.meta_line import has_label, is_meta_line
from pipelines.extract.names import find_names
from pipelines.extract.relative_dates import relative_span
from pipelines.extract.signatures import read_signature
from pipelines.extract.stated import read_stated
from pipelines.extract.zones import Zones
from pipelines.text.boilerplate import tells_place

_BEFORE: Final = 12
"""Characters in front of a date in which its label stands."""
# What stands before the last day of a span.
_SPAN_END_RE: Final = re.compile(r"\d\s?[日号號]?\s?(?:至|到|~|～|—{1,2}|－)\s?$")
# What follows the first day of a span: an event lasts, a publication does not.
_SPAN_RE: Final = re.compile(r"\s?(?:至|到|~|～|—{1,2}|－)\s?(?:\d|[今明次当])")
# A sentence around a date: `我在…`, `请于…前`, `自…起`.
_IN_SENTENCE_RE: Final = re.compile(r"(?:[我他她你][于在]|[请須须应應需][于在]|(?<![来來])自)\s?$")
_GOES_ON_RE: Final = re.compile(
    r"(?:之|以)?[前后後起](?!台|臺|[记記])|[收借還还]到?|[当當][天日]|那天|(?:正式)?(?:施行|[实實]施|生效|[开開]始|出版)"
)
_AHEAD: Final = timedelta(days=1)
"""How far ahead of the time of fetching a clock may go."""
# An update is not the publication, where both are told.
_UPDATE_RE: Final = re.compile(r"(?:更新|修改|修订|编辑|編輯|最后|最後|[Uu]pdated?|[Mm]odified)\S{0,6}\s?[:：]?\s?$")
# Words right in front of a date that say what it tells.
_TOLD_RE: Final = re.compile(
    r"(?:[发發][布佈表]|[时時][间間]|日期|更新|[Pp]osted|[Pp]ublished|[Dd]ate)(?:[于於在]|\s(?:on|@))?\s?[:：/]?\s?$"
)
_DAY_RE: Final = re.compile(r"((?:19|20)\d\d)\s?[-./年]\s?(\d{1,2})\s?[-./月]\s?(\d{1,2})")
# Days in an address: 20241020, 2024/1020, 202410/20.
_ADDRESS_RE: Final = re.compile(r"((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?([0-2]\d|3[01])")
_MOST_EXACT: Final = {"second": 3, "minute": 2, "day": 1, "month": 0}


def choose_date(
    zones: Zones, stated: Sequence[str], fetched_at: datetime | None, shown: str, data: Sequence[str] = ()
) -> PrintedDate | None:
    """Return the article's date, or None.

    Args:
        zones: The lines a byline may stand in.
        stated: The dates of the metadata, most trusted first.
        fetched_at: What relative dates and dates without a year are told from.
        shown: All that the page prints, and its address in the first line.
        data: The dates beside the page's title in its data: believed where the page prints none.

    >>> choose_date(Zones(head=("更新：2024-03-06 08:00 发布：2024-03-05",)), (), None, "").raw
    '2024-03-05'
    >>> choose_date(Zones(head=("今天是2024年3月5日",)), (), None, "") is None
    True
    """
    told, by_data = (
        [date for value in values if (date := read_stated(value)) and _has_come(date, fetched_at)]
        for values in (stated, data)
    )
    printed = [date for date in _printed(zones, fetched_at) if _has_come(date, fetched_at)]
    if not printed:
        printed = list(_without_year(zones.head, told, fetched_at, shown))
    if not printed and (signature := read_signature(zones.signed)) and _has_come(signature.date, fetched_at):
        printed = [signature.date]
    days = {date.at.date() for date in told}
    if printed:
        agreed = [date for date in printed if date.at.date() in days]
        return _with_clock((agreed or printed)[0], [*printed, *told, *by_data])
    seen = _days_shown(shown)
    is_relative_shown = any(relative_span(line) for line in zones.head if is_meta_line(line))
    shown_too = (date for date in told if is_relative_shown or f"{date.at:%Y%m%d}" in seen)
    return next(chain(shown_too, by_data), None)


def _printed(zones: Zones, fetched_at: datetime | None) -> Iterator[PrintedDate]:
    """The dates of the zones, most trusted first; those of a month only behind all others."""
    lines = [(line, is_meta_line(line)) for line in _without_events(zones.head)]
    head = [line for line, is_meta in lines if is_meta]
    above = [line for line in zones.above if is_meta_line(line)]
    tail = list(_signing_off(zones.tail))
    labelled = [*head, *filter(has_label, above), *filter(has_label, tail)]
    rest = [line for line in (*above, *tail) if line not in labelled]
    found = [*_of_lines(labelled, fetched_at), *_of_lines(rest, fetched_at)]
    yield from sorted(found, key=lambda date: date.precision == "month")


def _signing_off(lines: Iterable[str]) -> Iterator[str]:
    """The lines behind a text that sign it off, as far as the first that tells a day and what adjoins it."""
    is_dated = False
    for line in lines:
        if not is_meta_line(line):
            if is_dated:
                return
        elif _signs_off(line):
            yield line
            is_dated = True


def _is_of_another(line: str, date: PrintedDate) -> bool:
    """Whether the words around a date say that it tells something else than the article's day."""
    before = line[max(0, date.start - _BEFORE) : date.start]
    is_span = _SPAN_END_RE.search(before) is not None or _SPAN_RE.match(line, date.end) is not None
    is_told = _IN_SENTENCE_RE.search(before) is not None or _GOES_ON_RE.match(line, date.end) is not None
    return is_span or is_told or told_by(line, date.start) in {Told.CLOCK, Told.EVENT}


def _has_come(date: PrintedDate, fetched_at: datetime | None) -> bool:
    """Whether a day was there when the page was fetched: what lies ahead was not published then."""
    return fetched_at is None or date.at <= fetched_at + _AHEAD


def _without_events(lines: Sequence[str]) -> Iterator[str]:
    """The lines but those that tell when something takes place: the next tells where."""
    for at, line in enumerate(lines):
        if not tells_place(lines[at + 1] if at + 1 < len(lines) else ""):
            yield line


def _of_lines(lines: Iterable[str], fetched_at: datetime | None) -> list[PrintedDate]:
    """The dates of lines in their order, those of updates behind the others."""
    first: list[PrintedDate] = []
    later: list[PrintedDate] = []
    for line in lines:
        relative = find_date(line, fetched_at) if fetched_at and not find_dates(line) else None
        for date in [relative] if relative else _published_first(line):
            before = line[max(0, date.start - _BEFORE) : date.start]
            if not _is_of_another(line, date):
                (later if _UPDATE_RE.search(before) else first).append(date)
    return first + later


def _published_first(line: str) -> list[PrintedDate]:
    """The dates of a line, those that it labels as publication before all others: `成文日期：… 发布日期：…`."""
    return sorted(find_dates(line), key=lambda date: told_by(line, date.start) is not Told.PUBLISHED)


def _signs_off(line: str) -> bool:
    """Whether a line behind the body tells when it was posted: with a label or a name, or by nothing but the date.

    A title with a date behind it is another article's.
    """
    date = find_date(line)
    if date is None:
        return False
    is_bare = len(date.raw) * 4 > len(line) * 3
    is_told = _TOLD_RE.search(line[max(0, date.start - _BEFORE) : date.start]) is not None
    return is_bare or is_told or has_label(line) or any(find_names(line))


def _with_clock(best: PrintedDate, others: Sequence[PrintedDate]) -> PrintedDate:
    """The date with the clock of another of the same day, if it has none itself."""
    if _MOST_EXACT[best.precision] >= _MOST_EXACT["minute"]:
        return best
    same = [date for date in others if date.at.date() == best.at.date() and _MOST_EXACT[date.precision] >= 2]
    return replace(best, at=same[0].at, precision=same[0].precision) if same else best


def _without_year(
    head: Iterable[str], told: Sequence[PrintedDate], fetched_at: datetime | None, shown: str
) -> Iterator[PrintedDate]:
    """Dates printed without their year, where metadata, the address or the time of fetching tells it."""
    days = {(date.at.month, date.at.day): date.at.year for date in told}
    address = shown.partition("\n")[0]
    days |= {(int(month), int(day)): int(year) for year, month, day in _ADDRESS_RE.findall(address)}
    for line in head:
        date = find_yearless(line, days or last_years(fetched_at))
        if date and not _is_of_another(line, date) and is_meta_line(line.replace(date.raw, f"{date.at:%Y-%m-%d}")):
            yield date


def _days_shown(shown: str) -> set[str]:
    """The days printed in a text, and those of its address, as eight digits."""
    days = set(re.findall(r"(?:19|20)\d{6}", shown))
    days |= {"".join(day) for day in _ADDRESS_RE.findall(shown.partition("\n")[0])}
    return days | {f"{match[1]}{int(match[2]):02d}{int(match[3]):02d}" for match in _DAY_RE.finditer(shown)}
