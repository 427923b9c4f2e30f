"""Brackets with a syllable behind a character: where they stand, and what each of them tells by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from operator import add, getitem
from typing import Final, NamedTuple
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from pipelines.lexicon.characters import HAN
from pipelines.lexicon.phrases import code_points
from pipelines.lexicon.pinyin import has_one_reading, is_first_reading, is_reading, is_syllable, tone_of, toneless
from pipelines.lexicon.script import LITERARY, simplified_characters, traditional_only

OPENING: Final = "(（〔[［【〈/"
CLOSING: Final = ")）〕]］】〉/"
_LETTERS: Final = "a-zA-ZÀ-ǜɑɡḿ\u0300-\u030cａ-ｚＡ-Ｚ"
_MARKS: Final = "À-ǜ\u0300-\u030c"
MARKED: Final = rf"[{_LETTERS}]{{0,5}}[{_MARKS}][{_LETTERS}]{{0,5}}"
# One syllable of 1 to 6 letters, their marks, a tone digit, brackets of any kind, a space or two inside. All of it is
# bounded, so linear; it begins with one class, so it is found fast, and what that met is told behind it. Between strokes,
# which paths have too, or with its opening bracket lost behind a Chinese character, only a marked syllable is one.
_GLOSS_RE: Final = re.compile(
    rf"([{re.escape(OPENING)}{_LETTERS}](?:"
    rf"(?<=[{re.escape(OPENING[:-1])}]) {{0,2}}[{_LETTERS}:]{{1,8}}[0-5]? {{0,2}}[{re.escape(CLOSING[:-1])}]"
    rf"|(?<=/){MARKED}/"
    rf"|(?<=[{HAN}][{_LETTERS}])(?:(?<=[{_MARKS}])[{_LETTERS}]{{0,5}}|[{_LETTERS}]{{0,4}}[{_MARKS}][{_LETTERS}]{{0,5}})[)）]"
    rf"))"
)
# The reading of a word: two to four syllables, each of letters behind the last mark or space. Bounded, so linear.
_WORD_GLOSS_RE: Final = re.compile(rf"[(（][{_LETTERS}]{{1,7}}(?:[ '’·][{_LETTERS}]{{1,7}}){{1,3}}[)）]")
_SPACES: Final = " \t\xa0\u3000"
_AROUND: Final = f"{OPENING}{CLOSING}{_SPACES}"
_MOST_SPACES: Final = 2
_NOTHING: Final = "\n"
"""Stands where a text has no character."""
_LAST_ASCII: Final = 0x7F
_LAST_HAN: Final = ord(HAN[-1])
_BOTH: Final = 2
"""Words stand on none, one or both sides."""
_MOST_KNOWN: Final = 1 << 14
_WORD_RE: Final = re.compile(f"[{HAN}0-9A-Za-z]")


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """What a syllable in brackets tells of its writer: of the hundreds on a page only a few differ in these."""

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
    is_literary: bool
    """Whether it is a common one that simplified texts have too, but mostly where they should not."""
    is_alone: bool
    """Whether no word goes on, neither before the base nor behind the bracket."""
    is_needless: bool
    """Whether no reader needs it: it stands within a word, on a common character that has one reading."""


_traits: Final = cache(Traits)
"""The same object for the same traits: tallies then need not compare them."""


class Reading(NamedTuple):
    """What a syllable in brackets is, behind two characters and before a word or none."""

    base: str
    said: str
    """The base, the letters, and the tone where they tell one."""
    traits: Traits


_NO_READING: Final = _traits(*[False] * 9)
"""What a bracket tells that does not read its base."""


class Glosses(NamedTuple):
    """Brackets with a syllable, each behind a character, by columns: a page has hundreds."""

    starts: list[int]
    ends: list[int]
    brackets: list[str]
    """As printed, spaces around them included."""
    readings: list[Reading]
    bare: str
    """The text without them."""


def has_brackets(text: str) -> bool:
    """Whether letters stand in brackets, as readings do: told faster than how they read.

    >>> has_brackets("應用(app)"), has_brackets("平台（以下简称本站）")
    (True, False)
    """
    return any(map(text.__contains__, OPENING)) and _GLOSS_RE.search(text) is not None


def find_glosses(text: str) -> Glosses:
    """Return all brackets that read their base, or are marked and could, as if those before them were gone already.

    A marked syllable within a word of letters, behind a mark or at a line's beginning is a gloss whose base was lost.

    >>> glosses = find_glosses("說(shuō)(shuō)貸款A(yù)PP的應用(app)，打開A(yù)PP")
    >>> [reading.base for reading in glosses.readings], glosses.bare
    (['說', '說', '預', ''], '說貸款APP的應用(app)，打開APP')
    """
    pieces = _GLOSS_RE.split(text)
    readings = _readings(pieces)
    if None in readings:
        pieces = _with_spaces(pieces)
        readings = _readings(pieces)
        while None in readings:
            pieces = _rejoined(pieces, readings)
            readings = _readings(pieces)
    edges = list(accumulate(map(len, pieces)))
    return Glosses(edges[:-1:2], edges[1::2], pieces[1::2], list(filter(None, readings)), "".join(pieces[::2]))


def _readings(pieces: Sequence[str]) -> list[Reading | None]:
    """What the brackets are that stand between the texts, each behind the last two characters of all texts before it.

    By columns, since a page has hundreds.
    """
    texts, brackets = pieces[::2], pieces[1::2]
    if not brackets:
        return []
    bare = _NOTHING * 2 + "".join(texts)
    places = np.fromiter(accumulate(map(len, texts[:-1])), np.intp, len(brackets))
    codes = code_points(bare)
    keys = list(map(add, map(bare.__getitem__, (places + 1).tolist()), brackets))
    for one in np.flatnonzero(codes.take(places + 1) <= _LAST_ASCII).tolist():
        at = places[one]
        keys[one] = f"{_NOTHING}{bare[at : at + 2]}{texts[one + 1][:1] or _NOTHING}{brackets[one]}"
    return list(map(getitem, map(_known.__getitem__, keys), _words(codes, places, texts[1:])))


def _with_spaces(pieces: Sequence[str]) -> list[str]:
    """The pieces, with the last spaces of each text taken by the bracket behind it: no reading stands behind a space."""
    found: list[str] = []
    for text, bracket in zip(pieces[::2], pieces[1::2], strict=False):
        end = max(len(text.rstrip(_SPACES)), len(text) - _MOST_SPACES)
        found += (text[:end], text[end:] + bracket)
    return [*found, pieces[-1]]


def _rejoined(pieces: Sequence[str], readings: Sequence[Reading | None]) -> list[str]:
    """The pieces, with the brackets that read nothing as text."""
    found: list[str] = []
    text = [pieces[0]]
    for bracket, behind, reading in zip(pieces[1::2], pieces[2::2], readings, strict=True):
        if reading is None:
            text += (bracket, behind)
        else:
            found += ("".join(text), bracket)
            text = [behind]
    return [*found, "".join(text)]


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


def _words(codes: NDArray[np.uint32], places: NDArray[np.intp], behind: Sequence[str]) -> bytes:
    """On how many sides of the characters behind the places a word stands; where no text is behind, on one at most."""
    is_word = _is_word()
    is_text = np.fromiter(map(bool, behind), np.uint8, len(behind))
    before, next_ones = codes.take(places), codes.take(places + 2, mode="clip")
    return (is_word.take(before, mode="clip") + is_word.take(next_ones, mode="clip") * is_text).tobytes()


@cache
def _is_word() -> NDArray[np.uint8]:
    """By code point, up to the last of a word; the last flag is 0 and serves all others."""
    words = code_points("".join(_WORD_RE.findall("".join(map(chr, range(_LAST_HAN + 1))))))
    flags = np.zeros(_LAST_HAN + 2, np.uint8)
    flags[words] = 1
    return flags


class _Known(dict[str, "tuple[Reading | None, ...]"]):
    """What a bracket is, by whether no word, one or two stand around: texts have few different ones.

    A key is the character before the bracket, and the bracket. A letter is one byte and says nothing by itself: there
    the key is a line feed, two characters before the bracket, one behind it, and the bracket.
    """

    def __missing__(self, key: str) -> tuple[Reading | None, ...]:
        """Read a bracket that was not met yet."""
        if len(self) >= _MOST_KNOWN:
            self.clear()
        before, behind, bracket = (key[1:3], key[3], key[4:]) if key[0] == _NOTHING else (key[0], "", key[1:])
        found = self[key] = _read(before, behind, bracket.strip(_SPACES))
        return found


_known: Final = _Known()


def _read(before: str, behind: str, bracket: str) -> tuple[Reading | None, ...]:
    """What a bracket is behind one or two characters and before one or none, by how many words stand around."""
    syllable, base = normalize("NFKC", bracket.strip(_AROUND)), _base(before)
    reads = bool(base) and is_reading(syllable, base)
    if not (reads or (is_syllable(syllable) and _is_lost(before[-1], syllable, behind))):
        return (None,) * (_BOTH + 1)
    on_letter = base != before[-1]
    shown = base if reads or not on_letter else ""
    said = shown + toneless(syllable) + tone_of(syllable)
    told = _told(base, syllable, on_letter=on_letter) if reads else (_NO_READING,) * (_BOTH + 1)
    return tuple(Reading(shown, said, traits) for traits in told)


def _told(base: str, syllable: str, *, on_letter: bool) -> tuple[Traits, ...]:
    """What a reading of its base tells, by how many words stand around."""
    is_common = _is_everyday(base.translate(simplified_characters()))
    is_first = is_first_reading(syllable, base)
    return tuple(
        _traits(
            on_letter=on_letter,
            is_reading=True,
            is_first=is_first,
            is_other=not is_first_reading(toneless(syllable), base),
            is_common=is_common,
            is_traditional=base in traditional_only(),
            is_literary=is_common and base in LITERARY,
            is_alone=words == 0,
            is_needless=is_common and is_first and words == _BOTH and has_one_reading(base),
        )
        for words in range(_BOTH + 1)
    )


def _is_lost(last: str, syllable: str, behind: str) -> bool:
    """Whether a marked syllable stands where only a converter writes: on what it does not read, or on nothing.

    Behind a space it may yet read what stands before that.
    """
    return not syllable.isascii() and last not in _SPACES and (not _is_letter(last) or _is_letter(behind))


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _base(before: str) -> str:
    """The character that the last two GBK bytes of `before` form, or nothing.

    A letter's base needs a two-byte character right before it; two-byte letters such as `ā` are no base.
    """
    if not before or before[-1] in f"\n {OPENING}":
        return ""
    tail = before.encode("gbk", "replace")[-2:]
    base = tail.decode("gbk", "ignore")
    return base if len(base) == 1 and not base.isascii() else ""


def _is_everyday(character: str) -> bool:
    """Whether a character is of the first level of GB 2312, the 3,755 most common ones (B0 to D7)."""
    return b"\xb0" <= character.encode("gb2312", "ignore")[:1] <= b"\xd7"
