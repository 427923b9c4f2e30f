r"""Whose hand wrote the glosses of a page: a converter's, or an author's who helps readers.

    converter   打開(kāi)應(yīng)用，說(shuō)沒(méi)還(hái)款      a table's one reading a character, mostly where the script tells
    author      不亦說(yuè)乎，有朋自遠方來，不亦樂(lè)乎          what the words ask for, where a reader may not know it

What tells is on which characters glosses stand and what they read. A converter reads a character the same way
throughout, as its table does; it glosses much of what only traditional texts have and nothing else, or everything it
meets; and needless glosses, of a common character that has one reading, in the middle of a word, are its own. An author
glosses rare characters, words, names, characters of several readings, by sense; entries of a dictionary stand each by
itself; and who glosses every character, for children, reads them by sense too, or writes verse.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log
from operator import itemgetter
from typing import Final, TypeAlias

from pipelines.lexicon.characters import HAN
from pipelines.lexicon.evidence import read_evidence
from pipelines.lexicon.particle import mend_simplified
from pipelines.text.glosses.brackets import Glosses, Reading, Traits, count_words, is_in_word

_BASE, _SAID, _TRAITS = map(itemgetter, range(3))
"""The fields of a reading."""

Tally: TypeAlias = Counter[Traits]
"""How many readings tell the same."""

_MANY: Final = 5
"""So many glosses of common characters are a converter's, if they are spread over running text …"""
_SPREAD: Final = (4, 60)
"""… with so many other characters to a gloss: fewer are a primer with pinyin, more a text with notes."""
_RUNNING: Final = 6
"""But so many that nobody needs, within words, are no primer's list: running text, glossed throughout."""
_NEEDLESS_QUARTER: Final = 0.25
"""Of a converter's glosses more are needless; in notes on characters of several readings none is."""
_BY_SENSE: Final = 0.015
"""So many readings that are no table's are an author's; other tables differ from ours in fewer."""

_AUTHOR_GLOSSES: Final = 0.12
"""The share of its traditional characters that an author glosses in a line full of notes."""
_CONVERTER_GLOSSES: Final = (0.15, 0.97)
"""The share a converter glosses at least, and at most."""
_NEEDLESS, _TABLE_READING, _SENSE_READING, _RARE = 2.0, 0.7, -0.4, -1.5
"""What a gloss on a character of traditional texts adds, as a logarithm of how many times likelier a converter wrote it."""
_NEEDLESS_OTHER, _OTHER, _WORD = 1.0, -0.5, -1.0
"""The same of glosses on other characters, and on words."""
_EACH_SENSE: Final = -5.0
"""What each character tells that is read in several ways: more than that both of its glosses are there."""
_ANY_SENSE: Final = -1.4
"""Most converters have one reading a character: what the first of another one tells."""
_LEAST_COVERAGE: Final = -3.0
"""A converter may gloss a part of the page: that most is bare tells no more than this."""

_CLAUSE_RE: Final = re.compile(f"[{HAN}]+")
_VERSE: Final = (4, 5, 7)
_FEWEST_VERSES: Final = 4
_VERSE_SHARE: Final = 0.7
"""Title and poet stand above verses of one length."""


def is_converted(text: str, glosses: Glosses) -> bool:
    """Whether a converter wrote these glosses of `text`; a gloss on a letter, of which no author thinks, is enough."""
    every = _tally(glosses.readings)
    told = Counter({traits: count for traits, count in every.items() if traits.is_reading})
    if any(traits.on_letter for traits in told):
        return True
    common = sum(count for traits, count in told.items() if traits.is_common)
    if 2 * sum(count for traits, count in told.items() if traits.is_common and traits.is_alone) > common:
        return False
    if _is_dense(text, told) and (_is_by_sense(glosses, told) or _is_verse(glosses)):
        return False
    return _has_many(text, told) or _is_by_script(text, glosses, told)


def _tally(readings: Iterable[Reading]) -> Tally:
    return Counter(map(_TRAITS, readings))


def _is_dense(text: str, told: Tally) -> bool:
    """Whether common characters are glossed throughout, also those that tell no script."""
    common = sum(count for traits, count in told.items() if traits.is_common)
    others = sum(count for traits, count in told.items() if traits.is_common and not traits.is_traditional)
    return 4 * others > common and len(text) - 5 * common < _SPREAD[0] * common


def _marked(text: str, glosses: Glosses) -> list[int]:
    """The numbers of the glosses on characters that tell the script, by themselves or where they stand."""
    return [
        at
        for at, (_, _, traits) in enumerate(glosses.readings)
        if traits.is_traditional
        or (traits.is_literary and _is_out_of_place(text, glosses.starts[at], glosses.ends[at]))
    ]


def _is_out_of_place(text: str, start: int, end: int) -> bool:
    """Whether the last character before a gloss is another in simplified text, within a word."""
    before, behind = text[start - 2 : start], text[end : end + 2]
    near = before + behind
    return is_in_word(before[:1], behind[:1]) and mend_simplified(near) != near


def _is_by_script(text: str, glosses: Glosses, told: Tally) -> bool:
    """Whether the glosses on characters of traditional texts are a converter's, all evidence added up."""
    places = _marked(text, glosses)
    readings = [glosses.readings[at] for at in places]
    marked = _tally(readings)
    if all(traits.is_other for traits in marked):
        return False
    literary = sum(count for traits, count in marked.items() if not traits.is_traditional)
    lines = read_evidence("".join(_lines(text, [glosses.starts[at] for at in places])))
    if lines.traditional + literary <= lines.simplified:
        return False
    weight = sum(_weight(traits) * count for traits, count in marked.items())
    weight += sum(_other_weight(traits) * count for traits, count in (told - marked).items())
    if any(traits.is_other for traits in told):
        weight += _ANY_SENSE
    weight += _EACH_SENSE * _read_in_several_ways(readings) + _WORD * count_words(glosses.bare)
    return _coverage(len(places), read_evidence(glosses.bare).traditional + literary) + weight > 0


def _weight(traits: Traits) -> float:
    if not traits.is_common:
        return _RARE
    if traits.is_needless:
        return _NEEDLESS
    if traits.is_other:
        return _SENSE_READING
    return _TABLE_READING if traits.is_first else 0


def _other_weight(traits: Traits) -> float:
    """What a gloss tells that stands on no character of traditional texts."""
    if not traits.is_common:
        return _RARE
    if traits.is_needless:
        return _NEEDLESS_OTHER
    return _OTHER if traits.is_first else _RARE


def _coverage(glossed: int, of: int) -> float:
    """How much likelier it is, as a logarithm, that a converter glossed so many of its characters than an author."""
    least, most = _CONVERTER_GLOSSES
    share = min(max(glossed / of, least), most)
    told = glossed * log(share / _AUTHOR_GLOSSES) + (of - glossed) * log((1 - share) / (1 - _AUTHOR_GLOSSES))
    return max(told, _LEAST_COVERAGE)


def _lines(text: str, places: Sequence[int]) -> Iterator[str]:
    """The lines in which the sorted places lie."""
    at = 0
    while at < len(places):
        start = text.rfind("\n", 0, places[at]) + 1
        end = text.find("\n", places[at])
        end = len(text) if end < 0 else end
        yield text[start:end]
        at = bisect_right(places, end, at)


def _is_by_sense(glosses: Glosses, told: Tally) -> bool:
    """Whether characters are read now so, now so, or many not as a table has them."""
    read = [reading for reading in glosses.readings if reading.traits.is_reading]
    others = sum(count for traits, count in told.items() if not traits.is_first)
    return _read_in_several_ways(read) > 0 or others > _BY_SENSE * len(read)


def _read_in_several_ways(read: Sequence[Reading]) -> int:
    """How many readings there are of characters that already have one."""
    return len(set(map(_SAID, read))) - len(set(map(_BASE, read)))


def _is_verse(glosses: Glosses) -> bool:
    """Whether a glossed text is a poem: clauses of one length."""
    lengths = Counter(map(len, _CLAUSE_RE.findall(glosses.bare)))
    verses = max(lengths[length] for length in _VERSE)
    return verses >= max(_FEWEST_VERSES, _VERSE_SHARE * lengths.total())


def _has_many(text: str, told: Tally) -> bool:
    """Whether common characters are glossed all over a running text."""
    common = sum(count for traits, count in told.items() if traits.is_common)
    needless = sum(count for traits, count in told.items() if traits.is_needless)
    others = sum(count for traits, count in told.items() if not traits.is_first)
    if common < _MANY or 2 * common <= told.total() or needless < max(others, _NEEDLESS_QUARTER * common):
        return False
    least, most = (share * common for share in _SPREAD)
    plain = len(text) - 5 * common
    return plain <= most and (plain >= least or needless >= _RUNNING)
