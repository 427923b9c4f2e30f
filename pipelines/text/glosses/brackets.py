"""Brackets with a syllable behind a character: where they stand, and what each of them tells by itself."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from pipelines.lexicon.characters import HAN
from pipelines.lexicon.pinyin import has_one_reading, is_first_reading, is_reading, is_syllable, tone_of, toneless
from pipelines.lexicon.script import simplified_characters, traditional_only

OPENING: Final = "(（〔[［【"
_LETTERS: Final = "a-zA-ZÀ-ǜɑɡḿ\u0300-\u030c"
# One syllable of 1 to 6 letters, their marks, a tone digit, brackets of any kind, a space or two around. All of it is
# bounded, so linear; it begins with a class, so it is found fast, and spaces before it are looked at behind that.
# Its second group says whether a word goes on behind it.
_GLOSS_RE: Final = re.compile(
    rf"[{re.escape(OPENING)}] {{0,2}}([{_LETTERS}:]{{1,8}}[0-5]?) {{0,2}}[)）〕\]］】](?=([{HAN}0-9A-Za-z])?)"
)
# The reading of a word: two to four syllables, each of letters behind the last mark or space. Bounded, so linear.
_WORD_GLOSS_RE: Final = re.compile(rf"[(（][{_LETTERS}]{{1,7}}(?:[ '’·][{_LETTERS}]{{1,7}}){{1,3}}[)）]")
_SPACES: Final = " \t\xa0\u3000"
_HAN_RE: Final = re.compile(f"[{HAN}]")
_WORD_RE: Final = re.compile(f"[{HAN}0-9A-Za-z]")


class Reading(NamedTuple):
    """What a syllable in brackets is, behind two characters and before a word or none."""

    base: str
    sound: str
    """Its letters, and the tone where it tells one."""
    on_letter: bool
    """Whether the base is none of the characters, but a byte of each: a letter is one of them."""
    is_reading: bool
    """Of the base; else it is the converter's own mistake, or a lost byte's trace, and tells nothing."""
    is_first: bool
    """Whether a table of one reading a character gives this one; another is an author's, who knows the word."""
    is_other: bool
    """Whether it reads its base otherwise than such a table in more than the tone, of which dictionaries disagree."""
    is_common: bool
    """Whether it reads a character that everybody can read."""
    is_traditional: bool
    """Whether the base is a character that only traditional texts have."""
    is_alone: bool
    """Whether no word goes on, neither before the base nor behind the bracket."""
    is_needless: bool
    """Whether no reader needs it: it stands within a word, on a common character that has one reading."""


class Glosses(NamedTuple):
    """Brackets with a syllable, each behind a character, by columns: a page has hundreds."""

    starts: list[int]
    ends: list[int]
    readings: list[Reading]


def find_glosses(text: str) -> Glosses:
    """Return all brackets that read their base, or are marked and could, as if those before them were gone already.

    A marked syllable within a word of letters is a gloss whose base was lost.

    >>> [reading.base for reading in find_glosses("說(shuō)(shuō)貸款A(yù)PP的應用(app)，打開A(yù)PP").readings]
    ['說', '說', '預', '']
    """
    found = Glosses([], [], [])
    before, at = "", 0
    for match in _GLOSS_RE.finditer(text):
        start, end = match.span()
        if start > at and text[start - 1] in _SPACES:
            start -= 2 if start - 1 > at and text[start - 2] in _SPACES else 1
        before = (before + text[max(at, start - 2) : start])[-2:]
        at = start
        reading = _read(before, match[1], match[2] or "")
        if reading is not None:
            at = end
            found.starts.append(start)
            found.ends.append(end)
            found.readings.append(reading)
    return found


def count_words(text: str) -> int:
    """Return how many words are read out in brackets, which no converter does.

    >>> count_words("玖富（jiǔ fù）和饕餮(tāo'tiè)，囧(jiǒng)")
    2
    """
    return sum(any(map(tone_of, match[0][1:-1].split())) for match in _WORD_GLOSS_RE.finditer(text))


def is_in_word(before: str, behind: str) -> bool:
    """Whether a word stands on both sides.

    >>> is_in_word("信", "用"), is_in_word("，", "用")
    (True, False)
    """
    return all(map(_WORD_RE.match, (before, behind)))


@lru_cache(maxsize=1 << 14)
def _read(before: str, syllable: str, behind: str) -> Reading | None:
    """What a syllable is behind two characters; a text has few different ones, so most are remembered."""
    base = _base(before)
    on_letter, reads = base != before[-1:], bool(base) and is_reading(syllable, base)
    if not is_syllable(syllable) or not (reads or _is_lost(before[-1:], syllable, behind)):
        return None
    is_common = reads and _is_everyday(base.translate(simplified_characters()))
    is_first = reads and is_first_reading(syllable, base)
    neighbours = (_WORD_RE.match(before[:-1]) is not None) + bool(behind)
    return Reading(
        base=base if reads or not on_letter else "",
        sound=toneless(syllable) + tone_of(syllable),
        on_letter=reads and on_letter,
        is_reading=reads,
        is_first=is_first,
        is_other=reads and not is_first_reading(toneless(syllable), base),
        is_common=is_common,
        is_traditional=reads and base in traditional_only(),
        is_alone=neighbours == 0,
        is_needless=is_common and is_first and neighbours == 2 and has_one_reading(base),
    )


def _is_lost(last: str, syllable: str, behind: str) -> bool:
    """Whether a marked syllable stands where only a converter writes: on a character it does not read, or in a word."""
    return not syllable.isascii() and bool(_HAN_RE.match(last) or (_is_letter(last) and _is_letter(behind)))


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


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
