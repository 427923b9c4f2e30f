"""Dates that a page states in its metadata: ISO 8601 whole or glued, RFC 2822, epoch seconds, or any printed form.

A stated offset is believed and turned to China's; without one the time is China's, as the sites' clocks are.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

from pipelines.extract.dates import PrintedDate, find_date
from pipelines.lexicon.characters import SPACES
from pipelines.types import CHINA

_GLUED_RE: Final = re.compile(r"(?:19|20)\d{6}(?:\d{4}|\d{6})")
_GLUED_DAY_RE: Final = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
# Seconds or milliseconds since 1970, of 2001 to 2033: ten digits that begin with 1.
_EPOCH_RE: Final = re.compile(r"(1\d{9})(?:\d{3})?")
# `+0800` behind a space, which ISO 8601 glues; a fraction of a second of any length.
_LOOSE_RE: Final = re.compile(rf"(?:\.\d+)?{SPACES}(?=[+-]\d\d:?\d\d$|Z$)")


def read_stated(value: str) -> PrintedDate | None:
    """Read a date from metadata.

    >>> read_stated("2024-05-20T06:05:02.000Z").at.isoformat(), read_stated("2024-05-20 06:05").at.hour
    ('2024-05-20T14:05:02+08:00', 6)
    >>> read_stated("Mon, 20 May 2024 06:05:02 GMT").at.hour, read_stated("1716185102").at.day
    (14, 20)
    >>> read_stated("yesterday") is None
    True
    """
    if day := _GLUED_DAY_RE.fullmatch(value):
        return find_date("-".join(day.groups()))
    at = _instant(value.strip())
    if at is None:
        return find_date(value)
    return (
        PrintedDate(value, at.astimezone(CHINA).replace(microsecond=0), "second") if 1990 <= at.year <= 2100 else None
    )


def _instant(value: str) -> datetime | None:
    """The instant of a value that tells one to the second with its offset, or by form has China's; None for others."""
    if epoch := _EPOCH_RE.fullmatch(value):
        return datetime.fromtimestamp(int(epoch[1]), CHINA)
    if _GLUED_RE.fullmatch(value):
        return _glued(value)
    for parse, text in ((datetime.fromisoformat, _LOOSE_RE.sub("", value)), (parsedate_to_datetime, value)):
        try:
            at = parse(text)
        except (ValueError, IndexError, TypeError):
            continue
        return at if at.tzinfo is not None else None
    return None


def _glued(value: str) -> datetime | None:
    """The instant of digits without marks: `20240520060502`."""
    try:
        return datetime.strptime(value, "%Y%m%d%H%M%S" if len(value) == 14 else "%Y%m%d%H%M").replace(tzinfo=CHINA)
    except ValueError:
        return None
