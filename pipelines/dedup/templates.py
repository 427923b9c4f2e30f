"""Texts that share half of their shingles once lenders and numbers are masked, directly or through others.

What is known of texts that are still there is taken over, and only the others are masked, signed and searched for. A
template that lost a text is searched for anew among its own, since what joined it may have gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from pipelines.dedup.forest import Forest, Labels
from pipelines.dedup.known import (
    TEXT,
    Digests,
    Finder,
    Numbers,
    Templates,
    Texts,
    digest_of,
    digests,
    find,
    least,
    numbered,
    scoped,
)
from pipelines.dedup.minhash import Signatures, sign
from pipelines.dedup.search import Search
from pipelines.dedup.shingles import BATCH, Hashes, shingle, squeeze

Mask: TypeAlias = Callable[[str], str]

SAME_TEMPLATE: Final = 0.5


def learn_templates(texts: Texts, mask: Mask, known: Templates) -> tuple[Templates, Labels]:
    """Return what is known now of these texts, and the template of each: a number."""
    found = _gather(texts, mask, known)
    # What is left of the known and the new, in the order of the texts: then the least number is that of the first.
    there, first, masked_of = numbered(found.masked_of)
    forest = Forest(least(found.labels[there]))
    signatures = _taken(found.signatures, there)
    search = Search(
        signatures,
        lambda number: cut(texts[first[number]], mask),
        SAME_TEMPLATE,
        found.is_fresh[there],
        None if texts.scopes is None else _scopes([texts.scopes[at] for at in first.tolist()]),
    )
    for _ in search.join(forest):
        pass
    labels = forest.labels()
    learnt = Templates(
        texts=texts.digests, masked_of=masked_of, masked=found.masked[there], signatures=signatures, labels=labels
    )
    return learnt, labels[masked_of]


def cut(text: str, mask: Mask) -> Hashes:
    """Return the shingles of a text once it is masked, sorted."""
    return shingle([squeeze(mask(text))]).of(0)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Known masked texts, whether still there or not, and the new ones behind them."""

    masked_of: Numbers
    """For each text the number of its masked text."""
    masked: Digests
    signatures: Signatures
    labels: Labels
    is_fresh: npt.NDArray[np.bool_]


def _gather(texts: Texts, mask: Mask, known: Templates) -> _Gathered:
    at = find(known.texts, texts.digests)
    masked_of = np.append(known.masked_of, -1)[at]
    new = _New(Finder.of(known.masked), len(known.masked))
    numbers = np.flatnonzero(at < 0)
    for first in range(0, len(numbers), BATCH):
        few = numbers[first : first + BATCH]
        squeezed = [squeeze(mask(texts[number])) for number in few.tolist()]
        names = map(digest_of, squeezed)
        if texts.scopes is not None:
            names = map(scoped, names, (texts.scopes[number] for number in few.tolist()))
        masked_of[few] = new.take(squeezed, [*names])
    masked = np.concatenate((known.masked, digests(new.numbers, TEXT)))
    labels, is_fresh = _still(known.labels, masked_of, len(masked))
    return _Gathered(masked_of, masked, np.concatenate((known.signatures, *new.signatures)), labels, is_fresh)


@dataclass(frozen=True, slots=True)
class _New:
    """Masked texts that are not known, each another."""

    where: Finder
    """Among the known."""
    known: int
    numbers: dict[bytes, int] = field(default_factory=dict)
    """By digest, behind those of the known."""
    signatures: list[Signatures] = field(default_factory=list)

    def take(self, squeezed: Sequence[str], names: Sequence[bytes]) -> list[int]:
        """Return the numbers of masked texts, known or new, and sign those that are new."""
        found: list[int] = self.where(digests(names, TEXT)).tolist()
        new: list[str] = []
        for at, name in enumerate(names):
            if found[at] < 0:
                if name not in self.numbers:
                    self.numbers[name] = self.known + len(self.numbers)
                    new.append(squeezed[at])
                found[at] = self.numbers[name]
        self.signatures.append(sign(shingle(new)))
        return found


def _scopes(names: Sequence[str]) -> Signatures:
    """A number for each scope."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], np.uint32)


def _still(labels: Labels, masked_of: Numbers, count: int) -> tuple[Labels, npt.NDArray[np.bool_]]:
    """The known templates of `count` masked texts, and who has none: new ones, and those of a template that lost one."""
    is_gone = np.ones(len(labels), np.bool_)
    is_gone[masked_of[masked_of < len(labels)]] = False
    is_fresh = np.ones(count, np.bool_)
    is_fresh[: len(labels)] = np.isin(labels, labels[is_gone])
    everyone = np.arange(count)
    everyone[: len(labels)] = np.where(is_fresh[: len(labels)], everyone[: len(labels)], labels)
    return everyone, is_fresh


def _taken(signatures: Signatures, rows: Numbers) -> Signatures:
    """Those rows of signatures; no copy of them where they are all, in order."""
    return signatures if np.array_equal(rows, np.arange(len(signatures))) else signatures[rows]
