"""Spaces inside a line: between Chinese characters, around full-width marks, in runs, in the holes of lost words.

    短 信 通 知        接到了平台的 ,但没有申请        三、 背后的原因

Spaces are out wherever Chinese stands on both sides, or a full-width mark on one; other runs become one space. A space
before a stop, or behind 的, is the hole of a deleted word: collapsed, and counted in `Signals.dropped_words`; nothing
is put in its place.

Left alone: the single space between Chinese and letters or digits (`1. 短信`, `使用 APP`), which the author set or not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pipelines.edits import cleaned
from pipelines.lexicon.characters import CLOSING, HAN, OPENING, STOPS, is_printable
from pipelines.types import Cleaned, Edit, Signals

_SPACE: Final = "[ \t\xa0\u2000-\u200a\u202f\u205f\u3000]"
# A run of spaces; what stands on either side decides on it. It begins with one class alone, by which it is found fast.
_SPACES_RE: Final = re.compile(f"{_SPACE}{_SPACE}*")
# The same for a text with plain ones only: it begins with a character, which is found ten times faster.
_PLAIN_RE: Final = re.compile("  *")
_MARK_RE: Final = re.compile(f"[{OPENING}{CLOSING}{STOPS}]")
_CHINESE_RE: Final = re.compile(f"[{HAN}]")
# Before a hole: a Chinese character, or 的 that belongs to something. Behind it: a stop, for 的 also a character.
_BEFORE_HOLE_RE: Final = re.compile(rf"[{HAN}]\Z")
_OF_RE: Final = re.compile(rf"[{HAN}{CLOSING}]的\Z")
_BEHIND_OF_RE: Final = re.compile(f"[{HAN}，。,]")

# A few spaces before a Chinese character; more are collapsed with the rest. Bounded, so linear.
_PARTING_RE: Final = re.compile(f"{_SPACE}{_SPACE}{{0,7}}(?=[{HAN}])")
_PLAIN_PARTING_RE: Final = re.compile(f"  {{0,7}}(?=[{HAN}])")


def join_characters(text: str) -> Cleaned:
    r"""Join Chinese characters that only spaces part: a word in two pieces is in no table of words.

    What may be the hole of a lost word stays for `collapse_spaces`, which counts it.

    >>> join_characters("銀 行 發 短 信，頭 髮").text
    '銀行發短信，頭髮'
    >>> join_characters("接到平台的 短信\n使用 APP 还款").edits
    ()
    """
    edits: list[Edit] = []
    for match in (_PLAIN_PARTING_RE if is_printable(text) else _PARTING_RE).finditer(text):
        start, end = match.span()
        before = text[max(0, start - 2) : start]
        if _CHINESE_RE.match(before[-1:]) and not is_hole(before, text[end]):
            edits.append(Edit("space.between", start, end, match[0], ""))
    return cleaned(text, edits)


def collapse_spaces(text: str) -> Cleaned:
    r"""Collapse white space, and count the holes in it.

    >>> cleaned = collapse_spaces("接到平台的 ，但没 有申请\n三、 原因")
    >>> cleaned.text, cleaned.signals.dropped_words
    ('接到平台的，但没有申请\n三、原因', 1)
    >>> collapse_spaces("1. 使用 APP 还款\n1.1 时间 16:01").edits
    ()
    """
    edits: list[Edit] = []
    holes = 0
    for match in (_PLAIN_RE if is_printable(text) else _SPACES_RE).finditer(text):
        start, end = match.span()
        before, behind = text[max(0, start - 2) : start], text[end : end + 1]
        is_hole_here, goes = _judged(before, behind)
        holes += is_hole_here
        if goes:
            edits.append(Edit("space.between", start, end, match[0], ""))
        elif match[0] != " ":
            edits.append(Edit("space.run", start, end, match[0], " "))
    return cleaned(text, edits, Signals(dropped_words=holes) if holes else None)


@lru_cache(maxsize=1 << 12)
def _judged(before: str, behind: str) -> tuple[bool, bool]:
    """Whether spaces are a hole, and whether they go; a text has few different neighbours of spaces."""
    return is_hole(before, behind), _is_between(before[-1:], behind)


def is_hole(before: str, behind: str) -> bool:
    """Whether a word is missing where spaces part two characters `before` them from one `behind`.

    >>> is_hole("收到", "，"), is_hole("平台的", "短"), is_hole("收到", "短"), is_hole("APP", "，")
    (True, True, False, False)
    """
    if _BEFORE_HOLE_RE.search(before) and behind and behind in "，。；、,":
        return True
    return bool(_OF_RE.search(before) and _BEHIND_OF_RE.match(behind))


def _is_between(before: str, behind: str) -> bool:
    """Whether Chinese characters stand on both sides, or a full-width mark, which has its own space, on either."""
    if _MARK_RE.match(before) or _MARK_RE.match(behind):
        return True
    return bool(_CHINESE_RE.match(before) and _CHINESE_RE.match(behind))
