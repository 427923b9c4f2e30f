"""Pinyin glosses: a converter wrote the reading of a character behind it, in brackets, all over the page.

    放款后發(fā)了短信說(shuō)沒(méi)還      放款后發了短信說沒還
    在貸款A(yù)PP里               在貸款APP里

The converter worked on GBK bytes: a gloss belongs to the character that the last two *bytes* before it form. That is
mostly the character before; behind 款 (BF EE) and `A` (41) it is 預 (EE 41). A bracket goes only if its syllable is a
reading of that character.

Brackets of any kind are met, tones as marks, digits or not at all, and spaces around. In a glossed text any marked
syllable behind a character goes, its reading being the converter's word, not ours.

Left alone: glosses of words, `玖富（jiǔ fù）`, which no converter writes, and single glosses in texts that were never
glossed, such as a dictionary's `囧(jiǒng)`. So the text decides, not the match: either all matching brackets go or none.
What tells is where they stand: an author helps with a rare character or one of several readings, a converter writes
the one reading of 網 in the middle of a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Final, NamedTuple

from pipelines.edits import cleaned, edits_at
from pipelines.lexicon.characters import HAN
from pipelines.lexicon.evidence import read_evidence
from pipelines.lexicon.particle import mend_simplified
from pipelines.lexicon.pinyin import has_one_reading, is_reading, is_syllable
from pipelines.lexicon.script import LITERARY, simplified_characters, traditional_only
from pipelines.types import Cleaned

_OPENING: Final = "(（〔[［【"
_LETTERS: Final = "a-zA-ZÀ-ǜɑɡḿ\u0300-\u030c"
# One syllable of 1 to 6 letters, their marks, a tone digit, brackets of any kind, a space or two around. All of it is
# bounded, so linear; it begins with a class, so it is found fast, and spaces before it are looked at behind that.
# Its second group says whether a word goes on behind it.
_GLOSS_RE: Final = re.compile(
    rf"[{re.escape(_OPENING)}] {{0,2}}([{_LETTERS}:]{{1,8}}[0-5]?) {{0,2}}[)）〕\]］】](?=([{HAN}0-9A-Za-z])?)"
)
_SPACES: Final = " \t\xa0\u3000"

_MARKED_SHARE: Final = 0.1
"""A converter glosses every third traditional character and more; a reader's aid is one in hundreds."""
_NEEDLESS_SHARE: Final = 1 / 60
"""If it leaves most out, so many that nobody needs still tell of it."""
_MANY: Final = 5
"""So many glosses of common characters are a converter's, if they are spread over running text …"""
_SPREAD: Final = (4, 60)
"""… with so many other characters to a gloss: fewer are a primer with pinyin, more a text with notes."""
_RUNNING: Final = 6
"""But so many that nobody needs, within words, are no primer's list: running text, glossed throughout."""
_NEEDLESS_QUARTER: Final = 0.25
"""Of a converter's glosses more are needless; in notes on characters of several readings none is."""

_HAN_RE: Final = re.compile(f"[{HAN}]")
_WORD_RE: Final = re.compile(f"[{HAN}0-9A-Za-z]")


class _Reading(NamedTuple):
    """What a syllable in brackets is, behind two characters and before a word or none."""

    on_letter: bool
    """Whether the base is none of the characters, but a byte of each: a letter is one of them."""
    is_reading: bool
    """Of the base; else it is the converter's own mistake, or a lost byte's trace, and tells nothing."""
    is_common: bool
    """Whether it reads a character that everybody can read."""
    is_traditional: bool
    """Whether that character is one that only traditional texts have."""
    is_alone: bool
    """Whether no word goes on, neither before the base nor behind the bracket."""
    is_needless: bool
    """Whether no reader needs it: it stands within a word, on a common character that has one reading."""


class _Glosses(NamedTuple):
    """Brackets with a syllable, each behind a character, by columns: a page has hundreds."""

    starts: list[int]
    ends: list[int]
    readings: list[_Reading]


def remove_glosses(text: str) -> Cleaned:
    """Remove the glosses of a glossed text.

    >>> remove_glosses("銀行發(fā)來短信").text
    '銀行發來短信'
    >>> remove_glosses("打開A(yù)PP, 貸款A(yù)PP").text
    '打開A(yù)PP, 貸款APP'
    >>> remove_glosses("“囧(jiǒng)”本义是光明，玖富（jiǔ fù）是公司名").edits
    ()
    """
    if not any(bracket in text for bracket in _OPENING):
        return Cleaned(text=text)
    glosses = _find_glosses(text)
    if not glosses.starts or not is_glossed(text, glosses):
        return Cleaned(text=text)
    return cleaned(text, edits_at("gloss.pinyin", text, (glosses.starts, glosses.ends), repeat("")))


def is_glossed(text: str, glosses: _Glosses) -> bool:
    """Whether a converter glossed this text, by what its matching brackets stand on.

    A dictionary's brackets stand behind a character by itself, `“發(fā)”`.
    """
    counts = Counter({reading: count for reading, count in Counter(glosses.readings).items() if reading.is_reading})
    if any(reading.on_letter for reading in counts):
        return True
    common = Counter({reading: count for reading, count in counts.items() if reading.is_common})
    if 2 * sum(count for reading, count in common.items() if reading.is_alone) > common.total():
        return False
    return _has_glossed_traditional(text, glosses) or _has_many(text, counts)


def _has_glossed_traditional(text: str, glosses: _Glosses) -> bool:
    """Whether the traditional characters of a text, or of its lines with glosses, are glossed."""
    literary = _literary(text, glosses)
    traditional = (at for at, reading in zip(glosses.starts, glosses.readings, strict=True) if reading.is_traditional)
    marked = sorted([*traditional, *literary])
    lines = read_evidence("".join(_lines(text, marked)))
    telling = lines.traditional + len(literary)
    if telling <= lines.simplified:
        return False
    needless = sum(reading.is_traditional and reading.is_needless for reading in glosses.readings)
    return len(marked) >= _MARKED_SHARE * telling or (
        needless > 0 and needless >= _NEEDLESS_SHARE * read_evidence(text).traditional
    )


def _literary(text: str, glosses: _Glosses) -> list[int]:
    """Where glosses stand on characters of both scripts, 於 or 乾, that simplified text writes otherwise there."""
    columns = zip(glosses.starts, glosses.ends, glosses.readings, strict=True)
    return [
        start
        for start, end, reading in columns
        if text[start - 1] in LITERARY
        and reading.is_common
        and _is_out_of_place(text[start - 2 : start], text[end : end + 2])
    ]


def _is_out_of_place(before: str, behind: str) -> bool:
    """Whether the last character before a gloss is another in simplified text, within a word."""
    near = before + behind
    return all(map(_WORD_RE.match, (before[:1], behind[:1]))) and mend_simplified(near) != near


def _lines(text: str, places: Sequence[int]) -> Iterator[str]:
    """The lines in which the sorted places lie."""
    end = -1
    for at in places:
        if at > end:
            start = text.rfind("\n", max(end, 0), at) + 1
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            yield text[start:end]


def _has_many(text: str, read: Counter[_Reading]) -> bool:
    """Whether common characters are glossed all over a running text."""
    common = sum(count for reading, count in read.items() if reading.is_common)
    needless = sum(count for reading, count in read.items() if reading.is_needless)
    if common < _MANY or 2 * common <= read.total() or needless < _NEEDLESS_QUARTER * common:
        return False
    least, most = (share * common for share in _SPREAD)
    plain = len(text) - 5 * common
    return plain <= most and (plain >= least or needless >= _RUNNING)


def _find_glosses(text: str) -> _Glosses:
    """All brackets that read their base, or are marked and could, as if those before them were gone already."""
    found = _Glosses([], [], [])
    before, at = "", 0
    for match in _GLOSS_RE.finditer(text):
        start, end = match.span()
        if start > at and text[start - 1] in _SPACES:
            start -= 2 if start - 1 > at and text[start - 2] in _SPACES else 1
        before = (before + text[max(at, start - 2) : start])[-2:]
        at = start
        reading = _read(before, match[1], match[2] is not None)
        if reading is not None:
            at = end
            found.starts.append(start)
            found.ends.append(end)
            found.readings.append(reading)
    return found


@lru_cache(maxsize=1 << 14)
def _read(before: str, syllable: str, goes_on: bool) -> _Reading | None:
    """What a syllable is behind two characters; a text has few different ones, so most are remembered."""
    base = _base(before)
    if not base or not is_syllable(syllable):
        return None
    on_letter, reads = base != before[-1], is_reading(syllable, base)
    if not reads and (on_letter or syllable.isascii() or not _HAN_RE.match(base)):
        return None
    is_common = reads and _is_everyday(base.translate(simplified_characters()))
    neighbours = (_WORD_RE.match(before[:-1]) is not None) + goes_on
    return _Reading(
        on_letter=reads and on_letter,
        is_reading=reads,
        is_common=is_common,
        is_traditional=is_common and base in traditional_only(),
        is_alone=neighbours == 0,
        is_needless=is_common and neighbours == 2 and has_one_reading(base),
    )


def _base(before: str) -> str:
    """The character that the last two GBK bytes of `before` form, or nothing.

    A letter's base needs a two-byte character right before it; two-byte letters such as `ā` are no base.
    """
    if not before or before[-1] in "\n (（〔[［【":
        return ""
    tail = before.encode("gbk", "replace")[-2:]
    base = tail.decode("gbk", "ignore")
    return base if len(base) == 1 and not base.isascii() else ""


def _is_everyday(character: str) -> bool:
    """Whether a character is of the first level of GB 2312, the 3,755 most common ones (B0 to D7)."""
    return b"\xb0" <= character.encode("gb2312", "ignore")[:1] <= b"\xd7"
