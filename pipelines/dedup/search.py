"""Pairs of texts that share most of their shingles, found without comparing every text with every other.

Texts whose signatures agree in three given numbers meet in a bucket. Of many such bands a pair of similarity J misses
all with a chance of (1 - J**3)**bands. Pairs that met are sieved by the estimate of their signatures, and what is left is
verified by the exact Jaccard similarity, so that no hash decides what is alike.

Rows that are in one group already are not compared again: a thousand copies of one text cost their square once, not once
a band, and what is found does not depend on the order of rows or bands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from pipelines.dedup.forest import Forest
from pipelines.dedup.minhash import SIZE, Signatures, estimate, is_signed
from pipelines.dedup.shingles import Hashes, jaccard

_SLACK = 0.18
"""How far an estimate may lie below the threshold: four standard deviations at J = 0.5."""

_BANDS = np.array(
    [[(3 * at + offset) % SIZE for offset in offsets] for offsets in ((0, 1, 2), (0, 5, 34)) for at in range(SIZE // 3)]
)
"""The three numbers that each of 84 bands takes from a signature, no two bands the same pair of them: a pair of J = 0.5
misses them all once in 8,000 times, one of J = 0.6 less than once in a million."""

_BATCH = 1 << 16
"""Pairs looked at at once: a kilobyte of signatures each."""

Numbers: TypeAlias = npt.NDArray[np.int64]
Pairs: TypeAlias = npt.NDArray[np.int64]
"""Two columns of rows."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two rows, the lesser first, and the exact similarity of their shingles."""

    one: int
    other: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Search:
    """Texts to be searched for pairs of at least `threshold`, an exact similarity.

    Signatures may come from a store: the shingles of a text are only asked for where its signature met another's.
    """

    signatures: Signatures
    shingles_of: Callable[[int], Hashes]
    """The set of shingles of a row, sorted."""
    threshold: float
    _sets: dict[int, Hashes] = field(default_factory=dict, repr=False, compare=False)

    def join(self, forest: Forest) -> Iterator[Link]:
        """Join all pairs that are alike and not yet in one group of `forest`, and yield them."""
        rows = np.flatnonzero(is_signed(self.signatures))
        refuted: set[tuple[int, int]] = set()
        for band in _BANDS if len(rows) else ():
            for met in _met(rows, self.signatures[rows][:, band], forest):
                for pair in self._sieved(met):
                    if pair in refuted or forest.root(pair[0]) == forest.root(pair[1]):
                        continue
                    link = Link(*pair, jaccard(self._set(pair[0]), self._set(pair[1])))
                    if link.similarity < self.threshold:
                        refuted.add(pair)
                    else:
                        forest.join(*pair)
                        yield link

    def _sieved(self, pairs: Pairs) -> list[tuple[int, int]]:
        found = estimate(self.signatures[pairs[:, 0]], self.signatures[pairs[:, 1]])
        return [(one, other) for one, other in np.sort(pairs[found >= self.threshold - _SLACK]).tolist()]

    def _set(self, row: int) -> Hashes:
        if row not in self._sets:
            self._sets[row] = self.shingles_of(row)
        return self._sets[row]


def _met(rows: Numbers, numbers: Signatures, forest: Forest) -> Iterator[Pairs]:
    """Pairs of rows of different groups that meet in a band: first neighbours, then, of what is still apart, all."""
    order = np.lexsort(numbers.T)
    rows, numbers = rows[order], numbers[order]
    buckets = np.cumsum((numbers != np.roll(numbers, 1, axis=0)).any(axis=1))
    near = np.flatnonzero(buckets[1:] == buckets[:-1])
    yield np.column_stack((rows[near], rows[near + 1]))
    labels = forest.labels()[rows]
    order = np.lexsort((labels, buckets))
    rows, labels, buckets = rows[order], labels[order], buckets[order]
    group_ends, bucket_ends = _ends(buckets, labels), _ends(buckets)
    counts = bucket_ends - group_ends
    batches = np.cumsum(counts) // _BATCH
    for first, last in pairwise((0, *(np.flatnonzero(np.diff(batches)) + 1), len(rows))):
        here = counts[first:last]
        left = np.repeat(np.arange(first, last), here)
        within = np.arange(len(left)) - np.repeat(np.cumsum(here) - here, here)
        yield np.column_stack((rows[left], rows[group_ends[left] + within]))


def _ends(*keys: Numbers) -> Numbers:
    """For each place of sorted keys, where the run of its keys ends."""
    changes = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    ends = np.append(np.flatnonzero(changes) + 1, len(keys[0]))
    return np.repeat(ends, np.diff(ends, prepend=0))
