"""Texts that are copies of one another: those of one template and subject that share `NEAR_IDENTICAL` of their shingles.

Nothing is masked here. Texts that were compared before are not compared again: as long as all of them are there it is
known which are linked. Where one is gone, what it linked may come apart, and all that are left are compared anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from pipelines.dedup.forest import Forest, Labels
from pipelines.dedup.known import Copies, Digests, Numbers, Similarities, Texts, beside, find, least, numbered, told_of
from pipelines.dedup.minhash import LEAST
from pipelines.dedup.shingles import Hashes, Recent, jaccard, shingle, squeeze

NEAR_IDENTICAL: Final = 0.55

Part: TypeAlias = tuple[int, list[int]]
"""Who compared its members, and members that are linked: two parts that one compared are not linked."""


@dataclass(frozen=True, slots=True)
class Tellings:
    """Texts with the subjects that they are told about: no two are the same text about the same subject."""

    texts: Numbers
    subject_of: Numbers
    subjects: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Cut:
    """Shingles of a few of the texts, nothing masked."""

    of: Callable[[int], Hashes]

    @classmethod
    def among(cls, texts: Texts) -> _Cut:
        return cls(Recent(lambda text: shingle([squeeze(texts[text])]).of(0)))

    def are_copies(self, one: int, other: int) -> bool:
        """Whether two texts of one template and subject tell the same."""
        is_long = min(len(self.of(one)), len(self.of(other))) >= LEAST
        return is_long and self.similarity(one, other) >= NEAR_IDENTICAL

    def similarity(self, one: int, other: int) -> float:
        """The share of their shingles that two texts have in common."""
        return jaccard(self.of(one), self.of(other))


def learn_copies(texts: Texts, tellings: Tellings, template_of: Labels, known: Copies) -> tuple[Copies, Labels]:
    """Return what is known now of the tellings, and for each text the first one of its cluster."""
    told = told_of(texts.digests[tellings.texts], tellings.subjects, tellings.subject_of)
    subjects = max(len(tellings.subjects), 1)
    compared = numbered(template_of[tellings.texts] * subjects + tellings.subject_of)[2]
    linked = _Memory.of(known, told).linked(compared, _Compared(texts, tellings.texts))
    forest = Forest(np.arange(len(texts)))
    forest.join_all(tellings.texts[linked], tellings.texts)
    return Copies(told=told, compared=compared, linked=linked), forest.labels()


@dataclass(frozen=True, slots=True)
class _Compared:
    """Compares tellings by their texts."""

    texts: Texts
    text_of: Numbers
    """The text of each telling."""

    def groups(self, parts: Sequence[Part]) -> list[list[int]]:
        """The members of all parts in groups of those that are linked."""
        cut = _Cut.among(self.texts)
        return connected(parts, lambda one, other: cut.are_copies(int(self.text_of[one]), int(self.text_of[other])))


@dataclass(frozen=True, slots=True)
class _Memory:
    """What is known of tellings by their numbers of today."""

    at: Numbers
    """For each telling its number in what is known; -1 for a new one."""
    known: Copies
    sizes: Numbers
    """How many were compared, for each number in `compared`; none, at the end, of what is new."""

    @classmethod
    def of(cls, known: Copies, told: Digests) -> _Memory:
        return cls(find(known.told, told), known, np.append(np.bincount(known.compared), 0))

    def linked(self, compared: Numbers, comparison: _Compared) -> Numbers:
        """For each telling the first one it is linked to: as it was where all that were compared, and no other, still are."""
        linked = np.arange(len(compared))
        is_same = self._is_same(compared)
        same = np.flatnonzero(is_same)
        linked[same] = same[least(self.known.linked[self.at[same]])]
        for members in _together(np.flatnonzero(~is_same), compared):
            for group in comparison.groups(self._parts(members)):
                linked[group] = group[0]
        return linked

    def _is_same(self, compared: Numbers) -> npt.NDArray[np.bool_]:
        """Of each telling whether those that are compared with it are those that were."""
        is_known = self.at >= 0
        origins = np.full(len(compared), -1)
        origins[is_known] = self.known.compared[self.at[is_known]]
        first = origins[least(compared)]
        is_odd = ~is_known | (origins != first)
        odd = np.bincount(compared[is_odd], minlength=len(compared))
        sizes = np.bincount(compared)[compared]
        is_same: npt.NDArray[np.bool_] = (odd[compared] == 0) & (self.sizes[origins] == sizes)
        return is_same

    def _parts(self, members: Sequence[int]) -> list[Part]:
        """Members in parts: of each that lost none what it linked, and everybody else alone."""
        origins: defaultdict[int, list[int]] = defaultdict(list)
        for member in members:
            at = self.at[member]
            origins[int(self.known.compared[at]) if at >= 0 else ~member].append(member)
        return [part for origin, them in origins.items() for part in self._split(origin, them)]

    def _split(self, origin: int, members: list[int]) -> Iterator[Part]:
        if origin < 0 or len(members) < self.sizes[origin]:
            yield from ((~member, [member]) for member in members)
            return
        linked: defaultdict[int, list[int]] = defaultdict(list)
        for member in members:
            linked[int(self.known.linked[self.at[member]])].append(member)
        yield from ((origin, them) for them in linked.values())


def connected(parts: Iterable[Part], is_linked: Callable[[int, int], bool]) -> list[list[int]]:
    """Return the members in groups of those that are linked, directly or through others, each group in order.

    >>> connected([(-at, [at]) for at in (1, 2, 5, 6, 9)], lambda one, other: abs(one - other) == 1)
    [[1, 2], [5, 6], [9]]
    >>> connected([(0, [1, 5]), (0, [2]), (1, [6])], lambda one, other: abs(one - other) == 1)
    [[1, 5, 6], [2]]
    """
    apart, groups = list(parts), []
    while apart:
        group, apart = [apart[0]], apart[1:]
        for part in group:
            is_near = [_are_linked(part, other, is_linked) for other in apart]
            group += [other for other, near in zip(apart, is_near, strict=True) if near]
            apart = [other for other, near in zip(apart, is_near, strict=True) if not near]
        groups.append(sorted(chain.from_iterable(members for _, members in group)))
    return groups


def _are_linked(one: Part, other: Part, is_linked: Callable[[int, int], bool]) -> bool:
    return one[0] != other[0] and any(is_linked(first, second) for first in one[1] for second in other[1])


def _together(members: Numbers, groups: Numbers) -> Iterator[list[int]]:
    """The members of each group, where it has more than one.

    >>> [*_together(np.array([0, 1, 3]), np.array([5, 7, 5, 5]))]
    [[0, 3]]
    """
    ordered = members[np.argsort(groups[members], kind="stable")]
    starts = np.flatnonzero(np.diff(groups[ordered], prepend=-1))
    ends = np.append(starts[1:], len(ordered))
    is_pair = ends - starts > 1
    for start, end in zip(starts[is_pair].tolist(), ends[is_pair].tolist(), strict=True):
        yield ordered[start:end].tolist()


def learn_similarities(
    texts: Texts, heads: Labels, known: Similarities
) -> tuple[Similarities, npt.NDArray[np.float64]]:
    """Return what is known now of the texts and the first ones of their clusters, and how alike each is to that one."""
    alike = np.ones(len(heads))
    others = np.flatnonzero(heads != np.arange(len(heads)))
    pairs = beside(texts.digests[others], texts.digests[heads[others]])
    at = find(known.pairs, pairs)
    is_known = at >= 0
    alike[others[is_known]] = known.values[at[is_known]]
    new = others[~is_known]
    for head, members in groupby(new[np.argsort(heads[new], kind="stable")].tolist(), lambda text: int(heads[text])):
        cut = _Cut.among(texts)
        for text in members:
            alike[text] = cut.similarity(text, head)
    return Similarities(pairs=pairs, values=alike[others]), alike
