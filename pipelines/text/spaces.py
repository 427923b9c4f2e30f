"""Spaces inside a line: between Chinese characters, around full-width marks, in runs, in the holes of lost words.

    短 信 通 知        接到了平台的 ,但没有申请        三、 背后的原因

Spaces are out wherever Chinese stands on both sides, or a full-width mark on one; other runs become one space. A space
before a stop, or behind 的, is the hole of a deleted word: collapsed, and counted in `Signals.dropped_words`; nothing
is put in its place.

Left alone: the single space between Chinese and letters or digits (`1. 短信`, `使用 APP`), which the author set or not.
"""

from __future__ import annotations

import re
from typing import Final

from pipelines.edits import cleaned, in_turn, substitutions
from pipelines.lexicon.characters import CLOSING, HAN, OPENING, STOPS
from pipelines.types import Cleaned, Edit, Signals

_MARKS: Final = f"{OPENING}{CLOSING}{STOPS}"
_CHINESE: Final = f"{HAN}{_MARKS}"
_SPACE: Final = "[ \t\xa0\u2000-\u200a\u202f\u205f\u3000]"

_SPACE_RE: Final = re.compile(_SPACE)

# Spaces with Chinese on both sides, or next to a full-width mark on either: the mark has its own space.
_BETWEEN_RE: Final = re.compile(
    f"(?<=[{_CHINESE}]){_SPACE}+(?=[{_CHINESE}])|(?<=[{_MARKS}]){_SPACE}+|(?<!{_SPACE}){_SPACE}+(?=[{_MARKS}])"
)
_RUN_RE: Final = re.compile(f"{_SPACE}{{2,}}|[\t\xa0\u2000-\u200a\u202f\u205f\u3000]")

# A hole: a Chinese character, spaces, a stop; or 的 and spaces before another Chinese character.
_HOLE_RE: Final = re.compile(f"(?<=[{HAN}]){_SPACE}+(?=[，。；、,])|(?<=[{HAN}{CLOSING}]的){_SPACE}+(?=[{HAN}，。,])")


def collapse_spaces(text: str) -> Cleaned:
    r"""Collapse white space, and count the holes in it.

    >>> cleaned = collapse_spaces("接到平台的 ，但没 有申请\n三、 原因")
    >>> cleaned.text, cleaned.signals.dropped_words
    ('接到平台的，但没有申请\n三、原因', 1)
    >>> collapse_spaces("1. 使用 APP 还款\n1.1 时间 16:01").edits
    ()
    """
    if not _SPACE_RE.search(text):
        return Cleaned(text=text)
    holes = sum(1 for _ in _HOLE_RE.finditer(text))
    return cleaned(text, in_turn(text, (_between, _runs)), Signals(dropped_words=holes))


def _between(text: str) -> list[Edit]:
    return substitutions(text, _BETWEEN_RE, "space.between")


def _runs(text: str) -> list[Edit]:
    return substitutions(text, _RUN_RE, "space.run", " ")
