"""Texts that are copies of one another: those of one template and subject that share `NEAR_IDENTICAL` of their shingles.

Nothing is masked here. Texts that were compared before are not compared again: as long as all of them are there it is
known which are linked. Where one is gone, what it linked may come apart, and all that are left are compared anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from pipelines.dedup.forest import Forest, Labels
from pipelines.dedup.known import TEXT, TOLD, Copies, Numbers, Similarities, Texts, digests, least, numbered, told_of
from pipelines.dedup.minhash import LEAST
from pipelines.dedup.shingles import Hashes, jaccard, shingle, squeeze

NEAR_IDENTICAL: Final = 0.55

Telling: TypeAlias = tuple[int, str]
"""The number of a text, and a subject that it is told about."""
Part: TypeAlias = tuple[int, list[int]]
"""Who compared its members, and members that are linked: two parts that one compared are not linked."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """Shingles of a few of the texts, each cut once."""

    texts: Sequence[str]
    _shingles: dict[int, Hashes] = field(default_factory=dict)

    def are_copies(self, one: int, other: int) -> bool:
        """Whether two texts of one template and subject tell the same."""
        is_long = min(len(self._of(one)), len(self._of(other))) >= LEAST
        return is_long and self.similarity(one, other) >= NEAR_IDENTICAL

    def similarity(self, one: int, other: int) -> float:
        """The share of their shingles that two texts have in common."""
        return jaccard(self._of(one), self._of(other))

    def _of(self, text: int) -> Hashes:
        if text not in self._shingles:
            self._shingles[text] = shingle([squeeze(self.texts[text])]).of(0)
        return self._shingles[text]


def learn_copies(
    texts: Texts, tellings: Sequence[Telling], template_of: Sequence[int], known: Copies
) -> tuple[Copies, Labels]:
    """Return what is known now of the tellings, each another, and for each text the first one of its cluster."""
    told = told_of((texts.digests[text] for text, _ in tellings), [subject for _, subject in tellings])
    compared = _alike(tellings, template_of)
    linked = _Memory.of(known, told).linked(compared, _Compared(texts.texts, tellings))
    forest = Forest(np.arange(len(texts.texts)))
    for at in np.flatnonzero(linked != np.arange(len(linked))).tolist():
        forest.join(tellings[linked[at]][0], tellings[at][0])
    return Copies(told=digests(told, TOLD), compared=compared, linked=linked), forest.labels()


def _alike(tellings: Sequence[Telling], template_of: Sequence[int]) -> Numbers:
    """The same number for tellings of one template about one subject: those that are compared."""
    subjects: dict[str, int] = {}
    of_subject = np.array([subjects.setdefault(subject, len(subjects)) for _, subject in tellings], np.int64)
    of_template = np.array([template_of[text] for text, _ in tellings], np.int64)
    return numbered(of_template * max(len(subjects), 1) + of_subject)[2]


@dataclass(frozen=True, slots=True)
class _Compared:
    """Compares tellings by their texts."""

    texts: Sequence[str]
    tellings: Sequence[Telling]

    def groups(self, parts: Sequence[Part]) -> list[list[int]]:
        """The members of all parts in groups of those that are linked."""
        cut = _Cut(self.texts)
        return connected(parts, lambda one, other: cut.are_copies(self.tellings[one][0], self.tellings[other][0]))


@dataclass(frozen=True, slots=True)
class _Memory:
    """What is known of tellings by their numbers of today."""

    at: Numbers
    """For each telling its number in what is known; -1 for a new one."""
    known: Copies
    sizes: Numbers
    """How many were compared, for each number in `compared`; none, at the end, of what is new."""

    @classmethod
    def of(cls, known: Copies, told: Sequence[bytes]) -> _Memory:
        where = {digest: number for number, digest in enumerate(known.told.tolist())}
        at = np.array([where.get(digest, -1) for digest in told], np.int64)
        return cls(at, known, np.append(np.bincount(known.compared), 0))

    def linked(self, compared: Numbers, comparison: _Compared) -> Numbers:
        """For each telling the first one it is linked to: as it was where all that were compared, and no other, still are."""
        linked = np.arange(len(compared))
        is_same = self._is_same(compared)
        same = np.flatnonzero(is_same)
        linked[same] = same[least(self.known.linked[self.at[same]])]
        others: defaultdict[int, list[int]] = defaultdict(list)
        for member in np.flatnonzero(~is_same).tolist():
            others[int(compared[member])].append(member)
        for members in (members for members in others.values() if len(members) > 1):
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


def learn_similarities(texts: Texts, heads: Labels, known: Similarities) -> tuple[Similarities, list[float]]:
    """Return what is known now of the texts and the first ones of their clusters, and how alike each is to that one."""
    remembered = dict(zip(known.pairs.tolist(), known.values.tolist(), strict=True))
    clusters: defaultdict[int, list[int]] = defaultdict(list)
    for text in np.flatnonzero(heads != np.arange(len(heads))).tolist():
        clusters[int(heads[text])].append(text)
    found: dict[bytes, float] = {}
    alike = [1.0] * len(heads)
    for head, others in clusters.items():
        cut = _Cut(texts.texts)
        for text in others:
            pair = texts.digests[text] + texts.digests[head]
            alike[text] = remembered[pair] if pair in remembered else cut.similarity(text, head)
            found[pair] = alike[text]
    learnt = Similarities(pairs=digests(found, 2 * TEXT), values=np.array([*found.values()], np.float64))
    return learnt, alike
