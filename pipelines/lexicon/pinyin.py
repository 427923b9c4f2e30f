"""How each GBK character may be read: `pinyin.tsv`, a syllable with its tone and all characters that read so.

Source and how to renew it: `pinyin_build.py`. Tones are kept in the table, but two syllables count as the same
reading whatever their tones: the dictionaries that glossed the pages and this one disagree on them (期 qī or qí,
質 zhì or zhí), and none of the judgements made here hangs on a tone.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

_DIAERESIS: Final = "\u0308"
_TONE_DIGITS: Final = "012345"
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


def characters_read(syllable: str) -> str:
    """Return the GBK characters with exactly this syllable and tone mark, by code point.

    >>> "內" in characters_read("nèi"), characters_read("xyz")
    (True, '')
    """
    return _table().get(unicodedata.normalize("NFC", syllable), "")


@cache
def _table() -> dict[str, str]:
    lines = (files("pipelines.lexicon") / "pinyin.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


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
