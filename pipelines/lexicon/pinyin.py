"""How each GBK character may be read: `pinyin.tsv`, a syllable with its tone and all characters that read so.

Source and how to renew it: `pinyin_build.py`. Tones are kept in the table, but two syllables count as the same
reading whatever their tones: the dictionaries that glossed the pages and this one disagree on them (期 qī or qí,
質 zhì or zhí). Only `is_first_reading` hangs on a tone: it tells a table's one reading from a reader's.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

_DIAERESIS: Final = "\u0308"
_TONE_DIGITS: Final = "012345"
_TONE_MARKS: Final = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_OTHER_LETTERS: Final = str.maketrans({"ɑ": "a", "ɡ": "g"})
"""Schoolbooks print a and g so."""
_U_OF_SOME: Final = {"lue": "lve", "nue": "nve"}
"""Behind l and n ue is always üe, and many leave the dots out."""


@lru_cache(maxsize=4096)
def toneless(syllable: str) -> str:
    """Return the syllable without its tone mark or digit; `ü` and `u:` become `v`.

    >>> toneless("nǚ"), toneless("lv4"), toneless("fā"), toneless("shuo1"), toneless("nuè"), toneless("ɡāng")
    ('nv', 'lv', 'fa', 'shuo', 'nve', 'gang')
    """
    letters = unicodedata.normalize("NFD", syllable.lower().rstrip(_TONE_DIGITS).replace("u:", "v"))
    letters = letters.replace("u" + _DIAERESIS, "v").translate(_OTHER_LETTERS)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _U_OF_SOME.get(plain, plain)


def is_reading(syllable: str, character: str) -> bool:
    """Whether `character` may be read as `syllable`, whatever the tone.

    >>> is_reading("fà", "發"), is_reading("shuì", "說"), is_reading("fu", "貸")
    (True, True, False)
    """
    return character in characters_like(syllable)


def characters_like(syllable: str) -> frozenset[str]:
    """Return the GBK characters that may be read as this syllable, whatever the tone.

    >>> "內" in characters_like("nei"), characters_like("xyz")
    (True, frozenset())
    """
    return _characters().get(toneless(syllable), frozenset())


def is_syllable(letters: str) -> bool:
    """Whether any character is read so.

    >>> is_syllable("zhuāng"), is_syllable("app"), is_syllable("sms")
    (True, False, False)
    """
    return toneless(letters) in _characters()


def has_one_reading(character: str) -> bool:
    """Whether `character` may be read in one way only, tones apart: nobody needs to be told it.

    >>> has_one_reading("網"), has_one_reading("說")
    (True, False)
    """
    return _readings().get(character) == 1


@lru_cache(maxsize=4096)
def tone_of(syllable: str) -> str:
    """Return the tone that a syllable tells by mark or digit, 1 to 4; nothing where it tells none.

    >>> tone_of("nǚ"), tone_of("fa1"), tone_of("men"), tone_of("de5")
    ('3', '1', '', '')
    """
    marks = "".join(_TONE_MARKS.get(each, "") for each in unicodedata.normalize("NFD", syllable))
    digit = syllable[-1:]
    return marks[:1] or (digit if digit in "1234" else "")


def is_first_reading(syllable: str, character: str) -> bool:
    """Whether a table of one reading a character gives this one: its most common, or its only one.

    The tone must agree where `syllable` tells one.

    >>> is_first_reading("shuō", "說"), is_first_reading("shuo", "說"), is_first_reading("shuì", "說")
    (True, True, False)
    >>> is_first_reading("hào", "好"), is_first_reading("wǎng", "網"), is_first_reading("fu", "貸")
    (False, True, False)
    """
    first = _first().get(character)
    if first is None:
        return is_reading(syllable, character)
    return toneless(syllable) == toneless(first) and tone_of(syllable) in ("", tone_of(first))


def characters_read(syllable: str) -> str:
    """Return the GBK characters with exactly this syllable and tone mark, by code point.

    >>> "內" in characters_read("nèi"), characters_read("xyz")
    (True, '')
    """
    return _table().get(unicodedata.normalize("NFC", syllable), "")


@cache
def _table() -> dict[str, str]:
    return {syllable: characters for syllable, characters, _ in _rows()}


@cache
def _first() -> dict[str, str]:
    """The first reading of each character that has several."""
    return {character: syllable for syllable, _, found in _rows() for character in found}


def _rows() -> Iterator[list[str]]:
    """Syllable, all characters that read so, and those of them that have other readings behind this one."""
    lines = (files("pipelines.lexicon") / "pinyin.tsv").read_text("utf-8").splitlines()
    return (line.split("\t") for line in lines)


@cache
def _characters() -> dict[str, frozenset[str]]:
    """Characters by toneless syllable."""
    found: dict[str, set[str]] = {}
    for syllable, characters in _table().items():
        found.setdefault(toneless(syllable), set()).update(characters)
    return {syllable: frozenset(characters) for syllable, characters in found.items()}


@cache
def _readings() -> Counter[str]:
    """In how many toneless ways each character may be read."""
    return Counter(character for characters in _characters().values() for character in characters)
