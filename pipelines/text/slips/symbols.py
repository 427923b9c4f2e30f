"""What stands in damaged text: glosses, tails of glosses, lost bytes, and forms that were folded on the way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from pipelines.lexicon.gbk import LEADS, TRAILS, characters, code_of, is_private_use
from pipelines.lexicon.pinyin import characters_like

LOST: Final = frozenset("?\ufffd")
"""What a byte without its partner becomes: in text copies, in HTML."""
MARKS: Final[Mapping[str, int]] = {"!": 0xA1, "?": 0xBF}
"""The second byte of each full-width mark that becomes ASCII; the first is FIRST_OF_MARKS."""
FIRST_OF_MARKS: Final = 0xA3

ORPHANS: Final = range(0x80, 0xFF)
"""Bytes that can lose their partner: no ASCII."""

SYLLABLE: Final = "[a-zà-ǜḿ]{1,6}"
# One reading in brackets; the letters are bounded, so matching is linear.
GLOSS_RE: Final = re.compile(rf"\(({SYLLABLE})\)")
# A reading whose opening bracket was swallowed by the byte before it.
TAIL_RE: Final = re.compile(rf"\(?({SYLLABLE})\)")
# What is left of a tag whose `<` was swallowed: `/p>`, `br>`, `/div>`.
TAG_RE: Final = re.compile(r"/?[a-z][a-z0-9]{0,9} ?/?>")

_LONGEST_FOLD: Final = 4
_SMALL_FORMS: Final = frozenset(map(chr, range(0xFE50, 0xFE70)))
"""`﹖` and its like: a `?` is a lost byte far more often."""


def trails(lead: int, syllable: str) -> tuple[int, ...]:
    """Return the second bytes that form, behind `lead`, a character read so; lost bytes are never ASCII.

    >>> [hex(trail) for trail in trails(0x83, "nèi")]
    ['0xc8']
    """
    return _trails_by_lead(syllable).get(lead, ())


@cache
def _trails_by_lead(syllable: str) -> Mapping[int, tuple[int, ...]]:
    """The second bytes that can be lost, by the first, of the characters a gloss reads."""
    found: dict[int, tuple[int, ...]] = {}
    for code in sorted(filter(None, map(code_of, characters_like(syllable)))):
        if code & 0xFF in ORPHANS and is_character(code):
            found[code >> 8] = (*found.get(code >> 8, ()), code & 0xFF)
    return found


def is_character(code: int) -> bool:
    """Whether two bytes are a character, and no private one.

    >>> is_character(0x83C8), is_character(0xAAA1), is_character(0x4142)
    (True, False, False)
    """
    return bool(_readable()[code])


def character_at(code: int) -> str:
    """Return what two bytes are, or nothing where they are no character.

    >>> character_at(0x83C8), character_at(0xAAA1)
    ('內', '')
    """
    return _readable()[code]


@cache
def _readable() -> tuple[str, ...]:
    """By code what it reads as, private characters apart."""
    return tuple("" if read and is_private_use(read) else read for read in characters())


@cache
def holes() -> dict[int, tuple[int, ...]]:
    """Return by first byte the second bytes of the pairs without a character, which converters lose.

    Kept are the second bytes that can be the first byte of the next character.

    >>> 0xBB in holes()[0xFA], 0xB0 in holes()
    (True, False)
    """
    found = {lead: tuple(t for t in TRAILS if t in LEADS and not is_character(lead << 8 | t)) for lead in LEADS}
    return {lead: each for lead, each in found.items() if each}


@cache
def unfolded() -> dict[str, tuple[int, ...]]:
    """Return by what NFKC makes of it the codes of each GBK character that it changes, small forms apart.

    >>> [characters()[code] for code in unfolded()["I"]]
    ['Ⅰ', 'Ｉ']
    >>> [characters()[code] for code in unfolded()["..."]]
    ['…']
    """
    found: dict[str, list[int]] = {}
    for code, character in enumerate(characters()):
        if character in _SMALL_FORMS:
            continue
        folded = unicodedata.normalize("NFKC", character)
        if folded != character and is_character(code) and len(folded) <= _LONGEST_FOLD:
            found.setdefault(folded, []).append(code)
    return {folded: tuple(codes) for folded, codes in found.items()}


def unfold(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield each folded form that begins at a place: where it ends, and the code it may have been.

    >>> [(end, characters()[code]) for end, code in unfold("粘I钪", 1)]
    [(2, 'Ⅰ'), (2, 'Ｉ')]
    """
    for end in range(at + 1, min(at + _LONGEST_FOLD, len(text)) + 1):
        for code in unfolded().get(text[at:end], ()):
            yield end, code
