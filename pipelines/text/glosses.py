"""Pinyin glosses: a converter wrote the reading of a character behind it, in brackets, all over the page.

    放款后發(fā)了短信說(shuō)沒(méi)還      放款后發了短信說沒還
    在貸款A(yù)PP里               在貸款APP里

The converter worked on GBK bytes: a gloss belongs to the character that the last two *bytes* before it form. That is
mostly the character before; behind 款 (BF EE) and `A` (41) it is 預 (EE 41). A bracket goes only if its syllable is a
reading of that character.

Left alone: glosses of words, `玖富（jiǔ fù）`, which no converter writes, and single glosses in texts that were never
glossed, such as a dictionary's `囧(jiǒng)`. So the text decides, not the match: either all matching brackets go or none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipelines.edits import cleaned
from pipelines.lexicon.pinyin import is_reading
from pipelines.lexicon.script import simplified_characters, simplified_only, traditional_only
from pipelines.types import Cleaned, Edit

# One syllable of 1 to 6 letters, tone mark or digit, brackets of either width. Optional letters are bounded: linear.
_GLOSS_RE: Final = re.compile(r"[(（]([a-zA-Zà-ǜḿ:]{1,6}[1-5]?)[)）]")

_MARKED_SHARE: Final = 0.1
"""A converter glosses every third traditional character and more; a reader's aid is one in hundreds."""
_MANY: Final = 5
"""So many glosses of common characters are a converter's, if they are spread over running text …"""
_SPREAD: Final = (4, 60)
"""… with so many other characters to a gloss: fewer are a primer with pinyin, more a text with notes."""


class _Gloss(NamedTuple):
    """A bracket whose syllable reads the character before it."""

    start: int
    end: int
    base: str
    on_letter: bool


def remove_glosses(text: str) -> Cleaned:
    """Remove the glosses of a glossed text.

    >>> remove_glosses("銀行發(fā)來短信").text
    '銀行發來短信'
    >>> remove_glosses("打開A(yù)PP, 貸款A(yù)PP").text
    '打開A(yù)PP, 貸款APP'
    >>> remove_glosses("“囧(jiǒng)”本义是光明，玖富（jiǔ fù）是公司名").edits
    ()
    """
    if "(" not in text and "（" not in text:
        return Cleaned(text=text)
    glosses = _find_glosses(text)
    if not glosses or not is_glossed(text, glosses):
        return Cleaned(text=text)
    return cleaned(text, (Edit("gloss.pinyin", g.start, g.end, text[g.start : g.end], "") for g in glosses))


def is_glossed(text: str, glosses: Sequence[_Gloss]) -> bool:
    """Whether a converter glossed this text, by what its matching brackets stand on."""
    if any(gloss.on_letter for gloss in glosses):
        return True
    marked = sum(_is_common_traditional(gloss.base) for gloss in glosses)
    traditional = _count(text, traditional_only())
    if marked and traditional > _count(text, simplified_only()):
        return marked >= _MARKED_SHARE * traditional
    common = sum(_is_everyday(gloss.base) for gloss in glosses)
    least, most = _SPREAD
    return common >= _MANY and 2 * common > len(glosses) and least * common <= len(text) - 5 * common <= most * common


def _find_glosses(text: str) -> list[_Gloss]:
    """All brackets that read their base, as if those before them were gone already."""
    found: list[_Gloss] = []
    before, at = "", 0
    for match in _GLOSS_RE.finditer(text):
        before = (before + text[at : match.start()])[-2:]
        at = match.start()
        base = _base(before)
        if base and is_reading(match[1], base):
            at = match.end()
            found.append(_Gloss(match.start(), at, base, on_letter=base != before[-1]))
    return found


def _base(before: str) -> str:
    """The character that the last two GBK bytes of `before` form, or nothing.

    A letter's base needs a two-byte character right before it; two-byte letters such as `ā` are no base.
    """
    if not before or before[-1] in "\n (（":
        return ""
    tail = before.encode("gbk", "replace")[-2:]
    base = tail.decode("gbk", "ignore")
    return base if len(base) == 1 and not base.isascii() else ""


def _count(text: str, characters: frozenset[str]) -> int:
    """How many characters of `text` are among `characters`."""
    return sum(character in characters for character in text)


def _is_common_traditional(character: str) -> bool:
    """Whether the simplified form is of GB 2312: rare characters are what dictionaries gloss."""
    return character in traditional_only() and _is_gb2312(character.translate(simplified_characters()))


def _is_gb2312(character: str) -> bool:
    return len(character.encode("gb2312", "ignore")) == 2


def _is_everyday(character: str) -> bool:
    """Whether a character is of the first level of GB 2312, the 3,755 most common ones (B0 to D7)."""
    return b"\xb0" <= character.encode("gb2312", "ignore")[:1] <= b"\xd7"
