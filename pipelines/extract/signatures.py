"""Read the signature at a text's end: who wrote it, and the day below the name or behind it.

    林小满                林小满 2009年3月4日                林小满
    2009年3月4日                                            二〇〇九年三月四日于杭州

A signature tells a day and no clock: a name, a day and a clock are a reader's. Offices sign too; they are no author.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pipelines.extract.dates import PrintedDate, find_date
from pipelines.extract.name_tables import MARKED
from pipelines.extract.names import Name, is_person

_LONGEST: Final = 40
# When and where it was written, around the day.
_BEFORE_RE: Final = re.compile(r"(?:[写寫作记記稿草完定]{0,3}[于於])?$")
_BEHIND_RE: Final = re.compile(r"(?:凌晨|深夜|[晨早午晚夜])?(?:[写寫作记記稿草完定]{0,3}[于於在][^\s，。]{1,10})?")
_DASHES: Final = " \u3000—-－–()（）"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed a text, where it is a person, and when."""

    date: PrintedDate
    name: Name | None = None


def read_signature(lines: Sequence[str]) -> Signature | None:
    """Return the signature among the last lines of a text, or None.

    >>> read_signature(("我还在等他们的答复。", "林小满", "2009年3月4日于杭州")).name.name
    '林小满'
    >>> read_signature(("江南市人民政府", "2009年3月4日")).name is None
    True
    >>> read_signature(("林小满", "2009年3月4日 10:20")) is None, read_signature(("2009年3月4日，我收到短信。",)) is None
    (True, True)
    """
    for above, line in reversed([*pairwise(("", *lines))]):
        date = find_date(line) if len(line) <= _LONGEST else None
        if date is None or date.precision != "day" or not _BEHIND_RE.fullmatch(line[date.end :].strip(_DASHES)):
            continue
        before = _BEFORE_RE.sub("", line[: date.start].strip(_DASHES)).strip(_DASHES)
        if before == "" or is_person(before):
            return Signature(date, _signer(before or above.strip(_DASHES)))
    return None


def _signer(text: str) -> Name | None:
    return Name(text, text, MARKED) if is_person(text) else None
