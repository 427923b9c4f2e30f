"""The shape of a line: what it says with dates, counts, names behind labels and lenders masked.

    责任编辑：王小明 2024-05-01       责任编辑：李雷 2023-11-30       ->  责任编辑：某 0

Lines of one shape are one line of a template, printed anew on every page. Amounts, shares and terms keep their figures
(`2000元`, `24%`, `30天`): they are what an article says, and two lines that differ in them say two things.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind

from pipelines.lexicon import furniture
from pipelines.lexicon.lenders import names

LENDER: Final = "\ue000"
"""What stands for a lender; a private-use character, which no page prints for a word."""

# A number with its separators, or a whole date in words, unless it is an amount, a share or a term. Possessive, so that
# no shorter number is tried where a unit follows: linear.
_NUMBER_RE: Final = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?|\d++(?:[.,:/-]\d++)*+(?!\s?[元块万亿%％期天个分折])"
)
_LABELS: Final = "|".join(sorted(furniture.AUTHOR_LABELS, key=lambda word: (-len(word), word)))
# A name behind its label, up to the next mark or space.
_NAME_RE: Final = re.compile(rf"((?:{_LABELS})[:：/])\s?[\w·]{{2,12}}")
_SPACE_RE: Final = re.compile(r"\s+")
# Halves of characters, which the search for names cannot read.
_SURROGATE_RE: Final = re.compile("[\ud800-\udfff]")


@cache
def _lenders() -> AhoCorasick:
    return AhoCorasick([name.lower() for name in names()], matchkind=MatchKind.LeftmostLongest)


def line_shape(line: str) -> str:
    """Return the shape of `line`; empty for a line without any character.

    >>> line_shape("阅读 1,024 次 责任编辑：王小明") == line_shape("阅读 7 次 责任编辑：李雷")
    True
    >>> line_shape("拍拍贷来电") == line_shape("借呗来电"), line_shape("欠款2000元") == line_shape("欠款300元")
    (True, False)
    """
    masked = _searchable(line)
    for _, start, end in reversed(_lenders().find_matches_as_indexes(masked)):
        masked = f"{masked[:start]}{LENDER}{masked[end:]}"
    masked = _NUMBER_RE.sub("0", _NAME_RE.sub(r"\1某", masked))
    return _SPACE_RE.sub("", masked)


def lenders_in(line: str) -> tuple[str, ...]:
    """Return the names that the shape of `line` masks, in order.

    >>> lenders_in("拍拍贷和借呗都打来电话")
    ('拍拍贷', '借呗')
    """
    lowered = _searchable(line)
    return tuple(lowered[start:end] for _, start, end in _lenders().find_matches_as_indexes(lowered))


def _searchable(line: str) -> str:
    return _SURROGATE_RE.sub("\ufffd", line.lower())
