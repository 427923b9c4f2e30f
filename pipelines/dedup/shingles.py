"""The shingles of a text: every run of five characters, hashed, for a whole batch of texts at once.

Only characters, digits and mask marks count: punctuation and white space are what repairs, fonts and copyists change
first, and Latin letters are more often what is left of a gloss than words. Five characters are about three Chinese words: enough that two articles on one topic share few of them, and
few enough that a changed word costs a text only a handful.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
import numpy.typing as npt

WIDTH = 5
"""Characters of a shingle."""

BATCH = 256
"""Texts whose shingles are there at once, where there are many: 8 bytes a character."""

Hashes = npt.NDArray[np.uint64]

_BATCH = 16
"""Texts hashed at once: what fits a processor's cache is several times faster than all in one."""

# All but digits, letters of other scripts than Latin, and the private-use mark of a lender. Linear: two classes. Accepted:
# words such as App do not count.
_LEFT_OUT_RE = re.compile(r"[^\w\ue000]+|[_A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff]+")

_BASE = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio: its multiples lie far apart
_SQUARE = np.uint64(_BASE**2 % 2**64)
_FACTOR = np.uint64(0xD6E8FEB86659FD93)
_HIGH = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Shingles:
    """The shingles of many texts: those of text i are `hashes[starts[i]:starts[i + 1]]`, repeats included."""

    hashes: Hashes
    starts: npt.NDArray[np.int64]

    def of(self, number: int) -> Hashes:
        """Return the set of shingles of one text, sorted."""
        found = np.sort(self.hashes[self.starts[number] : self.starts[number + 1]])
        distinct: Hashes = found[np.diff(found, prepend=~found[:1]) != 0]  # np.unique says the same, ten times slower
        return distinct


def squeeze(text: str) -> str:
    r"""Return the characters of a text that count.

    >>> squeeze("欠款，共 500 元。\n请 还")
    '欠款共500元请还'
    >>> squeeze("App(yìng yòng)……")
    ''
    """
    return _LEFT_OUT_RE.sub("", text)


def shingle(texts: Sequence[str]) -> Shingles:
    """Return the shingles of squeezed texts; a text shorter than a shingle has none.

    >>> found = shingle(["收到一条短信", "到一条短信", "短信"])
    >>> [len(found.of(number)) for number in range(3)]
    [2, 1, 0]
    >>> bool(found.of(0)[0] == found.of(1)[0] or found.of(0)[1] == found.of(1)[0])
    True
    """
    counts = [max(len(text) - (WIDTH - 1), 0) for text in texts]
    starts = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
    hashes = np.empty(starts[-1], np.uint64)
    for first in range(0, len(texts), _BATCH):
        found = _shingled(texts[first : first + _BATCH])
        np.concatenate(found, out=hashes[starts[first] : starts[first + len(found)]])
    return Shingles(hashes, starts)


def _shingled(texts: Sequence[str]) -> list[Hashes]:
    """The shingles of each of a few texts, hashed as one: those that reach over the end of a text are left out."""
    hashes = _hashed(np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64))
    ends = accumulate(map(len, texts))
    return [
        hashes[end - len(text) : max(end - WIDTH + 1, end - len(text))] for text, end in zip(texts, ends, strict=True)
    ]


def _hashed(codes: Hashes) -> Hashes:
    """The hash of every run of `WIDTH` codes: a polynomial, by pairs and pairs of pairs, then its bits mixed."""
    pairs = codes[:-1] * np.uint64(_BASE) + codes[1:]
    fours = pairs[:-2] * _SQUARE + pairs[2:]
    hashes: Hashes = fours[:-1] * np.uint64(_BASE) + codes[WIDTH - 1 :]
    hashes ^= hashes >> _HIGH
    hashes *= _FACTOR
    hashes ^= hashes >> _HIGH
    return hashes


@dataclass(slots=True)
class Recent:
    """Sets of shingles by the number of their text, those that were asked for last kept at hand.

    >>> told: list[int] = []
    >>> recent = Recent(lambda number: told.append(number) or np.empty(1, np.uint64), most=16)
    >>> [len(recent(number)) for number in (1, 2, 1, 3, 1, 2)], told
    ([1, 1, 1, 1, 1, 1], [1, 2, 3, 2])
    """

    cut: Callable[[int], Hashes]
    most: int = 1 << 26
    """Bytes of all that are kept."""
    _kept: OrderedDict[int, Hashes] = field(default_factory=OrderedDict)
    _size: int = 0

    def __call__(self, number: int) -> Hashes:
        """Return the set of a text, cut anew where it is not kept."""
        if number in self._kept:
            self._kept.move_to_end(number)
            return self._kept[number]
        found = self._kept[number] = self.cut(number)
        self._size += found.nbytes
        while self._size > self.most and len(self._kept) > 1:
            self._size -= self._kept.popitem(last=False)[1].nbytes
        return found


def jaccard(one: Hashes, other: Hashes) -> float:
    """Return how alike two sorted sets are: common shingles over all shingles, 0 where both are empty.

    >>> jaccard(np.array([1, 2, 3], np.uint64), np.array([2, 3, 4], np.uint64))
    0.5
    >>> jaccard(np.array([], np.uint64), np.array([], np.uint64))
    0.0
    """
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / max(len(one) + len(other) - common, 1)
