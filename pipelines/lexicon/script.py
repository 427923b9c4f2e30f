"""What each traditional character is in simplified script, from the dictionaries that ship with opencc-python-reimplemented.

Apache-2.0, https://github.com/yichen0831/opencc-python. Read from the installed package when first asked for, never
copied: whoever upgrades the package upgrades the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

LITERARY: Final = frozenset("著乾藉瞭徵夥餘鍾覆祇於甦堃喆昇剋囉嘆")
"""Traditional in most texts, but at home in simplified ones too (乾隆, 狼藉, 瞭望, 魏徵): no evidence of script."""


@cache
def dictionary(name: str) -> dict[str, str]:
    """Return a dictionary of the package, its first choice for each key.

    >>> dictionary("TSCharacters")["說"], "说" in dictionary("TSCharacters")
    ('说', False)
    """
    lines = (files("opencc") / "dictionary" / f"{name}.txt").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines)
    return {key: choices.split(" ")[0] for key, choices in pairs}


@cache
def simplified_characters() -> dict[int, str]:
    """Return the table for `str.translate` that simplifies character by character.

    >>> "隨著發展".translate(simplified_characters())
    '随著发展'
    """
    return {ord(key): value for key, value in dictionary("TSCharacters").items() if key != value}


@cache
def traditional_only() -> frozenset[str]:
    """Return the characters no simplified text has: they are converted wherever they stand, and nothing becomes one.

    >>> "說" in traditional_only(), "说" in traditional_only(), "著" in traditional_only()
    (True, False, False)
    """
    return frozenset(key for key, value in _single("TSCharacters") if key != value) - _results() - LITERARY


@cache
def simplified_only() -> frozenset[str]:
    """Return the characters no traditional text has.

    >>> "说" in simplified_only(), "後" in simplified_only(), "后" in simplified_only(), "的" in simplified_only()
    (True, False, False, False)
    """
    kept = {choice for choices in _choices("STCharacters").values() for choice in choices}
    return frozenset(_choices("STCharacters")) - kept - LITERARY - frozenset(dictionary("TSCharacters"))


def _single(name: str) -> Iterator[tuple[str, str]]:
    return ((key, value) for key, value in dictionary(name).items() if len(key) == 1)


def _results() -> frozenset[str]:
    """Every character that conversion to simplified script can write."""
    return frozenset("".join((*dictionary("TSCharacters").values(), *dictionary("TSPhrases").values())))


def _choices(name: str) -> dict[str, list[str]]:
    """The dictionary with all choices of each single character."""
    lines = (files("opencc") / "dictionary" / f"{name}.txt").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines)
    return {key: choices.split(" ") for key, choices in pairs if len(key) == 1}
