"""Pairs of texts that share most of their shingles, found without comparing every text with every other.

Texts whose signatures agree in three given numbers meet in a bucket. Of many such bands a pair of similarity J misses
all with a chance of (1 - J**3)**bands. Pairs that met are sieved by the estimate of their signatures, and what is left is
verified by the exact Jaccard similarity, so that no hash decides what is alike.

Rows that are in one group already are not compared again: a thousand copies of one text cost their square once, not once
a band, and what is found does not depend on the order of rows or bands. Where most rows were searched before, only the
others are compared with all: of the rest a band takes nothing but the buckets that one of them falls into.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from pipelines.dedup.forest import Forest
from pipelines.dedup.minhash import SIZE, Signatures, estimate, is_signed
from pipelines.dedup.shingles import Hashes, Recent, jaccard

_SLACK = 0.18
"""How far an estimate may lie below the threshold: four standard deviations at J = 0.5."""

_BANDS = np.array(
    [[(3 * at + offset) % SIZE for offset in offsets] for offsets in ((0, 1, 2), (0, 5, 34)) for at in range(SIZE // 3)]
)
"""The three numbers that each of 84 bands takes from a signature, no two bands the same pair of them: a pair of J = 0.5
misses them all once in 8,000 times, one of J = 0.6 less than once in a million."""

_MIX, _TO_KEY = np.uint32(0x9E3779B1), np.uint32(16)
"""An odd factor that spreads numbers over the high bits, of which a key is made."""

_BATCH = 1 << 16
"""Pairs looked at at once: a kilobyte of signatures each."""

_BLOCK = 512
"""Rows turned at once: what fits a processor's cache is three times faster than all in one."""

Numbers: TypeAlias = npt.NDArray[np.int64]
Pairs: TypeAlias = npt.NDArray[np.int64]
"""Two columns of rows."""
Chosen: TypeAlias = npt.NDArray[np.bool_]
"""Which of all rows."""


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
    is_fresh: Chosen | None = None
    """Which rows were not searched yet; None for all. Of the others all pairs are known: `join` is given their groups."""
    scopes: npt.NDArray[np.uint32] | None = None
    """The scope of each row, in which alone it meets others; None where all meet."""

    def join(self, forest: Forest) -> Iterator[Link]:
        """Join all pairs that are alike and not yet in one group of `forest`, and yield them."""
        refuted: set[tuple[int, int]] = set()
        cut = Recent(self.shingles_of)
        for meeting in self._meetings(forest):
            for met in meeting:
                for pair in self._sieved(met):
                    if pair in refuted or forest.root(pair[0]) == forest.root(pair[1]):
                        continue
                    link = Link(*pair, jaccard(cut(pair[0]), cut(pair[1])))
                    if link.similarity < self.threshold:
                        refuted.add(pair)
                    else:
                        forest.join(*pair)
                        yield link

    def _meetings(self, forest: Forest) -> Iterator[Iterator[Pairs]]:
        """What meets in each band."""
        rows = np.flatnonzero(is_signed(self.signatures))
        is_fresh = np.ones(len(rows), np.bool_) if self.is_fresh is None else self.is_fresh[rows]
        if not is_fresh.any():
            return
        columns = _columns(self.signatures, rows)
        scopes = () if self.scopes is None else (self.scopes[rows],)
        for band in _BANDS.tolist():
            numbers = np.vstack((*(columns[at] for at in band), *scopes))
            if is_fresh.all():
                yield _met(rows, numbers.T, forest)
            else:
                near = _beside(numbers, is_fresh)
                yield _met_fresh(rows[near], numbers[:, near].T, is_fresh[near], forest)

    def _sieved(self, pairs: Pairs) -> list[tuple[int, int]]:
        found = estimate(self.signatures[pairs[:, 0]], self.signatures[pairs[:, 1]])
        return [(one, other) for one, other in np.sort(pairs[found >= self.threshold - _SLACK]).tolist()]


def _columns(signatures: Signatures, rows: Numbers) -> Signatures:
    """The signatures of those rows, turned: a column for each, and one number of all in one piece."""
    found = np.empty((SIZE, len(rows)), np.uint32)
    for first in range(0, len(rows), _BLOCK):
        found[:, first : first + _BLOCK] = signatures[rows[first : first + _BLOCK]].T
    return found


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


def _beside(numbers: Signatures, is_fresh: Chosen) -> Numbers:
    """The places whose numbers some fresh place has as well, and a few others: equal keys are not always equal numbers."""
    keys = reduce(lambda key, more: key * _MIX ^ more, numbers)
    keys = (keys * _MIX) >> _TO_KEY
    is_met = np.zeros(1 << 16, np.bool_)
    is_met[keys[is_fresh]] = True
    return np.flatnonzero(is_met[keys])


def _met_fresh(rows: Numbers, numbers: Signatures, is_fresh: Chosen, forest: Forest) -> Iterator[Pairs]:
    """Pairs with a fresh row: each with one of every group in its bucket, then, where it is still apart, with all."""
    labels = forest.labels_of(rows)
    order = np.lexsort((labels, *numbers.T))
    rows, numbers, is_fresh = rows[order], numbers[order], is_fresh[order]
    buckets = np.cumsum(np.append(False, (numbers[1:] != numbers[:-1]).any(axis=1)))
    heads = _starts(buckets, labels[order])
    yield from _paired(rows, buckets, np.flatnonzero(is_fresh), heads, forest)
    yield from _paired(rows, buckets, np.flatnonzero(is_fresh), np.arange(len(rows)), forest)


def _paired(rows: Numbers, buckets: Numbers, fresh: Numbers, others: Numbers, forest: Forest) -> Iterator[Pairs]:
    """Each fresh place with those of the others in its bucket, unless both are of one group: their rows, batch by batch."""
    starts = _starts(buckets)
    labels = forest.labels_of(rows)
    is_mixed = np.maximum.reduceat(labels, starts) != np.minimum.reduceat(labels, starts)
    fresh = fresh[is_mixed[buckets[fresh]]]
    begin, end = (np.searchsorted(buckets[others], buckets[fresh], side) for side in ("left", "right"))
    counts = end - begin
    batches = np.cumsum(counts) // _BATCH
    for first, last in pairwise((0, *(np.flatnonzero(np.diff(batches)) + 1), len(fresh))):
        here = counts[first:last]
        left = np.repeat(fresh[first:last], here)
        within = np.arange(len(left)) - np.repeat(np.cumsum(here) - here, here)
        right = others[np.repeat(begin[first:last], here) + within]
        is_apart = forest.labels_of(rows[left]) != forest.labels_of(rows[right])
        yield np.column_stack((rows[left[is_apart]], rows[right[is_apart]]))


def _starts(*keys: Numbers) -> Numbers:
    """Where the runs of sorted keys begin."""
    changes = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return np.concatenate(([0], np.flatnonzero(changes) + 1))


def _ends(*keys: Numbers) -> Numbers:
    """For each place of sorted keys, where the run of its keys ends."""
    changes = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    ends = np.append(np.flatnonzero(changes) + 1, len(keys[0]))
    return np.repeat(ends, np.diff(ends, prepend=0))
