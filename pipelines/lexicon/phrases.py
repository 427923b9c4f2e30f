"""Which phrases of some dictionaries stand in a text, found without looking at most of it.

A phrase can begin only where its first two characters stand. A bitmap over hashed pairs of neighbours says where that
may be, for the whole text in a few array operations; only there the phrases are compared. Where phrases overlap, a
matching decides:

- `leftmost`, as OpenCC does it: from left to right; the first dictionary that has a phrase here, its longest phrase.
- `longest`, as opencc-python-reimplemented does it: the first dictionary, its longest phrase anywhere, then the next.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Dictionary: TypeAlias = dict[str, str]
"""What each word or character becomes."""

Codes: TypeAlias = NDArray[np.uint32]
"""The code points of a text."""

Matching: TypeAlias = Literal["leftmost", "longest"]

_BITS: Final = 18
"""2 ** 18 flags: a few thousand pairs light one flag in a hundred."""
_MASK: Final = np.uint32((1 << _BITS) - 1)
_SPREAD: Final = np.uint32(40503)
"""Odd, near 2 ** 16 divided by the golden ratio: neighbouring code points fall far apart."""


class Match(NamedTuple):
    """A phrase at [start, end) of a text, and what it becomes."""

    start: int
    end: int
    after: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of a group of dictionaries, ready to be found."""

    starts: dict[str, tuple[tuple[int, str, str], ...]]
    """By the first two characters: (rank of its dictionary, phrase, what it becomes), in the order of precedence."""
    pairs: NDArray[np.bool_]
    lone: str
    """The characters that become longer or vanish: phrases of one character, found under it."""
    matching: Matching

    def find(self, text: str, codes: Codes, borders: Sequence[int] = ()) -> list[Match]:
        """Return the phrases that stand in `text`, in order, none across one of the sorted `borders`.

        `codes` are the code points of `text`.

        >>> phrases = compile_phrases([{"頭髮": "头发", "髮型": "发型"}])
        >>> phrases.find("頭髮型", code_points("頭髮型"))
        [Match(start=0, end=2, after='头发')]
        >>> phrases.find("頭髮", code_points("頭髮"), borders=[1])
        []
        """
        if not self.starts:
            return []
        hits = self.pairs.take(_hashed(codes)).nonzero()[0].tolist()
        lone = [at for character in self.lone for at in _places(text, character)]
        hits = sorted({*hits, *lone}) if lone else hits
        choose = _leftmost if self.matching == "leftmost" else _longest
        return choose(self._candidates(text, hits, borders))

    def _candidates(self, text: str, hits: Sequence[int], borders: Sequence[int]) -> Iterator[_Candidate]:
        for at in hits:
            for rank, phrase, after in self.starts.get(text[at : at + 2]) or self.starts.get(text[at], ()):
                if text.startswith(phrase, at) and not _crosses(at, at + len(phrase), borders):
                    yield _Candidate(rank, at, at + len(phrase), after)


class _Candidate(NamedTuple):
    rank: int
    start: int
    end: int
    after: str


def code_points(text: str) -> Codes:
    """Return the code points of `text`, lone surrogates among them.

    >>> code_points("说a").tolist()
    [35828, 97]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def compile_phrases(dictionaries: Sequence[Dictionary], matching: Matching = "leftmost") -> Phrases:
    """Return the index of all phrases; earlier dictionaries come first.

    Single characters are none, unless they become anything but one character. A phrase that single characters of an
    earlier dictionary always forestall is left out.

    >>> sorted(compile_phrases([{"埠": "岸"}, {"埠頭": "码头", "外埠": "外地"}]).starts)
    ['外埠']
    """
    starts: dict[str, list[tuple[int, str, str]]] = {}
    singles: dict[str, bool] = {}
    for rank, dictionary in enumerate(dictionaries):
        for phrase in sorted(dictionary, key=len, reverse=True):
            forestalled = phrase[0] if matching == "leftmost" else phrase
            if len(phrase) > 1 and singles.keys().isdisjoint(forestalled):
                starts.setdefault(phrase[:2], []).append((rank, phrase, dictionary[phrase]))
        for lone in [key for key in dictionary if len(key) == 1 and key not in singles]:
            singles[lone] = len(dictionary[lone]) != 1
            for start in [lone, *(pair for pair in starts if pair[0] == lone)] if singles[lone] else ():
                starts.setdefault(start, []).append((rank, lone, dictionary[lone]))
    return _index(starts, "".join(key for key, is_lone in singles.items() if is_lone), matching)


def _index(starts: dict[str, list[tuple[int, str, str]]], lone: str, matching: Matching) -> Phrases:
    pairs = np.zeros(1 << _BITS, np.bool_)
    for start in starts:
        pairs[_hashed(code_points(start))] = True
    return Phrases({start: tuple(phrases) for start, phrases in starts.items()}, pairs, lone, matching)


def _places(text: str, character: str) -> Iterator[int]:
    at = text.find(character)
    while at >= 0:
        yield at
        at = text.find(character, at + 1)


def _hashed(codes: Codes) -> Codes:
    """The flag of each pair of neighbours."""
    hashed: Codes = codes[:-1] * _SPREAD
    hashed += codes[1:]
    hashed &= _MASK
    return hashed


def _crosses(start: int, end: int, borders: Sequence[int]) -> bool:
    """Whether a border lies inside [start, end)."""
    if not borders:
        return False
    after = bisect_right(borders, start)
    return after < len(borders) and borders[after] < end


def _leftmost(candidates: Iterator[_Candidate]) -> list[Match]:
    """Candidates come by place and precedence: the first that fits is taken."""
    found: list[Match] = []
    free = 0
    for candidate in candidates:
        if candidate.start >= free:
            found.append(Match(*candidate[1:]))
            free = candidate.end
    return found


def _longest(candidates: Iterator[_Candidate]) -> list[Match]:
    """By dictionary, then by length, then by place; what overlaps one taken before is out."""
    found: list[Match] = []
    taken: set[int] = set()
    for candidate in sorted(candidates, key=lambda each: (each.rank, each.start - each.end, each.start)):
        span = range(candidate.start, candidate.end)
        if taken.isdisjoint(span):
            found.append(Match(*candidate[1:]))
            taken.update(span)
    return sorted(found)
