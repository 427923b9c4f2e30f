"""Which script a character tells, from today's dictionaries of OpenCC."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from pipelines.lexicon.conversion import Engine, compile_engine
from pipelines.lexicon.dictionaries import choices, dictionary

LITERARY: Final = frozenset("著乾藉瞭徵夥餘鍾覆祇於甦堃喆昇剋囉嘆拚")
"""Traditional in most texts, but at home in simplified ones too (乾隆, 狼藉, 瞭望, 魏徵): no evidence of script."""

SLIPS: Final = frozenset({"不可貲計"})
"""Phrases whose conversion OpenCC leaves half traditional (不可赀計): they are no evidence of what simplified text has."""


@cache
def characters() -> dict[str, str]:
    """Return what each character of traditional texts is in simplified script. It is shared: do not change it.

    >>> characters()["說"], "说" in characters()
    ('说', False)
    """
    every = dictionary("TSCharacters") | dictionary("TSCharactersExt")
    return {key: value for key, value in every.items() if key != value}


@cache
def simplified_characters() -> dict[int, str]:
    """Return the table for `str.translate` that simplifies character by character.

    >>> "隨著發展".translate(simplified_characters())
    '随著发展'
    """
    return {ord(key): value for key, value in characters().items()}


@lru_cache(maxsize=1)
def matching_key(text: str) -> str:
    """Return `text` simplified character by character, for comparing: as long as it, and safe for automata.

    Lone surrogates, which no automaton takes, become U+FFFD. The last key is remembered: words of a region and names are
    both looked for in it.

    >>> matching_key("玖富叮噹")
    '玖富叮当'
    """
    return _key_engine().convert(text)


@cache
def _key_engine() -> Engine:
    return compile_engine([[characters() | {chr(code): "\ufffd" for code in range(0xD800, 0xE000)}]])


@cache
def traditional_only() -> frozenset[str]:
    """Return the characters no simplified text has: they are converted wherever they stand, and nothing becomes one.

    >>> "說" in traditional_only(), "说" in traditional_only(), "著" in traditional_only()
    (True, False, False)
    """
    return frozenset(characters()) - frozenset("".join(_results())) - LITERARY


@cache
def simplified_only() -> frozenset[str]:
    """Return the characters no traditional text has.

    >>> "说" in simplified_only(), "後" in simplified_only(), "后" in simplified_only(), "的" in simplified_only()
    (True, False, False, False)
    """
    single = {key: values for key, values in choices("STCharacters").items() if len(key) == 1}
    kept = {choice for values in single.values() for choice in values}
    return frozenset(single) - kept - LITERARY - frozenset(characters())


def _results() -> Iterator[str]:
    """Everything that conversion to simplified script can write."""
    yield from characters().values()
    yield from (value for key, value in dictionary("TSPhrases").items() if key not in SLIPS)
