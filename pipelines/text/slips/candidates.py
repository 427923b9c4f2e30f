"""Which characters a gap in the bytes may have held, the likeliest first.

Costs are steps of `pipelines.lexicon.bigrams`. On top comes what makes a character odd on this page: simplified ones on
a traditional page and the other way round, rare variants, full-width letters. Without it, a lost byte in `書?` would be
filled with 麫, which counts as 面.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipelines.lexicon.bigrams import UNKNOWN, bigrams
from pipelines.lexicon.dictionaries import dictionary
from pipelines.lexicon.gbk import LEADS, characters, code_of
from pipelines.lexicon.pinyin import characters_like
from pipelines.lexicon.script import simplified_only, traditional_only
from pipelines.lexicon.trigrams import Trigrams, trigrams
from pipelines.text.slips.symbols import ORPHANS, holes, is_character
from pipelines.types import Script

NAT: Final = 16
"""Steps to a nat."""
_ODD: Final = 6 * NAT
_USUAL: Final = "STCharacters TWVariants HKVariants"

_MOST_FOLLOWS: Final = 1 << 17
"""Costs kept at hand."""

_MOST_BEHIND: Final = 1 << 13
"""Rows of costs kept at hand."""

_RANK_BITS: Final = 6
_RANKS: Final = (1 << _RANK_BITS) - 1
"""Rows that are compared at once, of which a beam has half."""

Codes = NDArray[np.int64]
Costs = NDArray[np.int32]
Rows = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The character model, for the pages of one script."""

    model: Trigrams
    odd: Mapping[str, int]
    """What a character costs on top."""
    costs: NDArray[np.uint16]
    """The same by code, for what is guessed; there full-width digits and the marks that are folded are odd too."""
    _found: dict[tuple[str, int, int], tuple[tuple[int, str], ...]] = field(default_factory=dict)
    _usual: dict[int, Codes] = field(default_factory=dict)
    _follows: dict[str, int] = field(default_factory=dict)
    _behind: dict[tuple[str, int], Costs] = field(default_factory=dict)
    _columns: dict[int, NDArray[np.uint8]] = field(default_factory=dict)

    def follow(self, last: str, character: str) -> int:
        """What it costs, in steps, that a character follows the last two as the page prints it."""
        three = last + character
        cost = self._follows.get(three)
        if cost is None:
            if len(self._follows) >= _MOST_FOLLOWS:
                self._follows.clear()
            cost = self._follows[three] = self.model.step(*map(self.model.pairs.number, three))
        return cost

    def pair(self, one: str, two: str) -> int:
        """What it costs, in steps, that a character follows one other: cheaper to ask."""
        pairs = self.model.pairs
        return pairs.row(pairs.number(one))[pairs.number(two)]

    def rows(self, lasts: Iterable[str]) -> Rows:
        """By each two of these characters and by symbol: what it costs that it follows them."""
        number = self.model.pairs.number
        rows = b"".join([self.model.row(number(last[0]), number(last[1])) for last in lasts])
        return np.frombuffer(rows, np.uint8).reshape(-1, len(self.model.pairs.symbols))

    def guessed(self, rows: Rows, codes: Codes) -> Costs:
        """What it costs that each of these codes is guessed where the rows are what symbols cost."""
        return rows.take(numbers()[codes], 1).astype(np.int32) + self.costs[codes]

    def cheapest_before(self, rows: Rows, codes: Codes, so_far: Costs, columns: Codes) -> tuple[Codes, Costs]:
        """Return behind which row each of these codes is cheapest, the first of equal ones, and what it costs there.

        What comes before counts: by row, and by the column that each code goes with. Cost and row are compared as one number,
        and what a code costs behind any row is added at the end: both spare walks over all of them.
        """
        ranks = np.arange(len(so_far), dtype=np.int32)[:, None]
        judged = ((so_far << _RANK_BITS) + ranks).take(columns, 1)
        judged += np.left_shift(rows.take(numbers()[codes], 1), _RANK_BITS, dtype=np.int32)
        best = judged.min(0)
        return best & _RANKS, (best >> _RANK_BITS) + self.costs[codes]

    def usual(self, codes: Codes) -> Codes:
        """Return those of the codes that are not odd on this page."""
        if id(codes) not in self._usual:
            self._usual[id(codes)] = codes[self.costs[codes] < _ODD]
        return self._usual[id(codes)]

    def cheapest(self, last: str, codes: Codes, most: int) -> tuple[tuple[int, str], ...]:
        """Return the cheapest of these codes behind two characters: cost and character."""
        key = (last, id(codes), most)
        if key not in self._found:
            (costs,) = self.guessed(self.rows([last]), codes)
            order = np.argsort(costs, kind="stable")[:most].tolist()
            self._found[key] = tuple((int(costs[i]), characters()[codes[i]]) for i in order)
        return self._found[key]

    def between(self, last: str, codes: Codes, following: str, most: int) -> tuple[tuple[int, str], ...]:
        """Return the cheapest of these codes between two characters and the next one; their cost is without it."""
        key = (last, id(codes))
        costs = self._behind.get(key)
        if costs is None:
            if len(self._behind) >= _MOST_BEHIND:
                self._behind.clear()
            costs = self._behind[key] = self.guessed(self.rows([last]), codes)[0]
        judged = costs + self._before(codes)[self.model.pairs.number(following)]
        if most == 1:
            place = int(judged.argmin())
            return ((int(costs[place]), characters()[codes[place]]),)
        order = np.argsort(judged, kind="stable")[:most].tolist()
        return tuple((int(costs[i]), characters()[codes[i]]) for i in order)

    def _before(self, codes: Codes) -> NDArray[np.uint8]:
        """By symbol: what it costs behind each of these codes."""
        if id(codes) not in self._columns:
            rows = b"".join([self.model.pairs.row(number) for number in numbers()[codes].tolist()])
            laid = np.frombuffer(rows, np.uint8).reshape(len(codes), -1)
            self._columns[id(codes)] = np.ascontiguousarray(laid.T)
        return self._columns[id(codes)]


def last_two(before: str, text: str) -> str:
    """Return the last two characters of a text behind what stood before it.

    >>> last_two("我們", "日"), last_two("我們", ""), last_two("我們", "日常生活")
    ('們日', '我們', '生活')
    """
    return (before + text)[-2:]


@cache
def candidates(script: Script) -> Candidates:
    """Return the candidates for pages of a script; the model is loaded here."""
    odd = _oddities(script)
    guessed = odd | dict.fromkeys("０１２３４５６７８９", _ODD // 2) | dict.fromkeys("！？\u3000", _ODD)
    return Candidates(trigrams(), odd, np.array([guessed.get(each, 0) for each in characters()], np.uint16))


@cache
def numbers() -> NDArray[np.uint16]:
    """Return the model's number by code."""
    model = bigrams()
    return np.array([model.number(each) if each else model.numbers[UNKNOWN] for each in characters()], np.uint16)


def _oddities(script: Script) -> dict[str, int]:
    """What each character that hardly stands on such a page costs on top."""
    usual = {each for name in _USUAL.split() for choice in dictionary(name).values() for each in choice}
    usual |= _choices()
    odd = {each for each in dictionary("TSCharacters") if each not in usual}
    odd |= {chr(code) for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    odd_costs = dict.fromkeys(_second_choices(), _ODD // 3)
    if script == "traditional":
        odd |= simplified_only()
    if script == "simplified":
        odd |= traditional_only()
    return odd_costs | dict.fromkeys(odd, _ODD)


def _second_choices() -> set[str]:
    """Traditional characters that are not the first choice for any simplified one."""
    return set(dictionary("TSCharacters")) - set(dictionary("STCharacters").values())


@cache
def _choices() -> frozenset[str]:
    """What any simplified character may become, and simplified characters."""
    return frozenset(dictionary("STCharacters")) | frozenset("".join(dictionary("STPhrases").values()))


def _codes(leads: Iterable[int], trails: Iterable[int]) -> Codes:
    seconds = tuple(trails)
    return np.array([a << 8 | b for a in leads for b in seconds if is_character(a << 8 | b)], np.int64)


@cache
def led_by(lead: int, following: int = 0) -> Codes:
    """Characters with this first byte whose second byte can be lost: it forms no character with the byte that follows."""
    return _codes((lead,), (orphan for orphan in ORPHANS if not is_character(orphan << 8 | following)))


@cache
def trailed_by(trail: int) -> Codes:
    """Characters with this second byte."""
    return _codes(LEADS, (trail,))


@cache
def before_hole(lead: int) -> Codes:
    """Characters with this first byte whose second byte begins a pair that converters lose."""
    return _codes((lead,), holes())


@cache
def between_holes() -> Codes:
    """Characters that one lost pair ends in and the next begins in: the second byte of one, the first of the other."""
    return _codes(LEADS, holes())


@cache
def orphaned(following: int = 0) -> Codes:
    """Characters whose second byte can be lost before the byte that follows."""
    return _codes(LEADS, (orphan for orphan in ORPHANS if not is_character(orphan << 8 | following)))


@cache
def read_like(syllable: str) -> Codes:
    """Characters that a gloss reads, whose second byte can be lost."""
    codes = (code_of(each) for each in characters_like(syllable))
    return np.array(sorted(code for code in codes if code & 0xFF in ORPHANS and is_character(code)), np.int64)


@cache
def parted() -> NDArray[np.bool_]:
    """Whether a pair of bytes, first by row, is one that converters lose."""
    found = np.zeros((256, 256), np.bool_)
    for first, seconds in holes().items():
        found[first, list(seconds)] = True
    return found
