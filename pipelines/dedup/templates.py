"""Texts that share half of their shingles once lenders and numbers are masked, directly or through others.

What is known of texts that are still there is taken over, and only the others are masked, signed and searched for. A
template that lost a text is searched for anew among its own, since what joined it may have gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from pipelines.dedup.forest import Forest, Labels
from pipelines.dedup.known import TEXT, Numbers, Templates, digest_of, digests
from pipelines.dedup.minhash import sign
from pipelines.dedup.search import Search
from pipelines.dedup.shingles import Hashes, Shingles, shingle, squeeze

Mask: TypeAlias = Callable[[str], str]

SAME_TEMPLATE: Final = 0.5
NOTHING: Final = Templates()


def templates(texts: Sequence[str], mask: Mask) -> list[int]:
    """Return for each text the number of the first one it shares a template with, its own where there is none.

    >>> when = "下班路上收到甲贷的短信,说欠款三百元,"
    >>> from pipelines.dedup.masks import Masker
    >>> templates([when, "还没借过。", when.replace("甲", "乙")], Masker(("甲贷", "乙贷")))
    [0, 1, 0]
    """
    numbers: dict[str, int] = {}
    for text in texts:
        numbers.setdefault(text, len(numbers))
    labels = learn_templates(list(numbers), mask, NOTHING)[1]
    first: dict[int, int] = {}
    return [first.setdefault(labels[numbers[text]], at) for at, text in enumerate(texts)]


def learn_templates(texts: Sequence[str], mask: Mask, known: Templates) -> tuple[Templates, list[int]]:
    """Return what is known now of these texts, each another, and the template of each: a number."""
    found = _gather(texts, mask, known)
    # What is left of the known and the new, in the order of the texts: then the least number is that of the first.
    there, first, masked_of = _numbered(found.masked_of)
    forest = Forest(_least(found.labels[there]))
    search = Search(
        found.signatures[there],
        lambda number: found.shingles_of(int(there[number]), texts[first[number]], mask),
        SAME_TEMPLATE,
        found.is_fresh[there],
    )
    for _ in search.join(forest):
        pass
    labels = forest.labels()
    learnt = Templates(
        texts=digests(found.digests, TEXT),
        masked_of=masked_of,
        masked=digests((found.masked[number] for number in there.tolist()), TEXT),
        signatures=found.signatures[there],
        labels=labels,
    )
    return learnt, labels[masked_of].tolist()


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Known masked texts, whether still there or not, and the new ones behind them."""

    digests: list[bytes]
    """Of the texts as they are."""
    masked_of: Numbers
    masked: list[bytes]
    signatures: npt.NDArray[np.uint32]
    labels: Labels
    is_fresh: npt.NDArray[np.bool_]
    new: Shingles
    """Of the new masked texts."""

    def shingles_of(self, number: int, text: str, mask: Mask) -> Hashes:
        """The shingles of a masked text, cut anew from the text where it is an old one."""
        new = number - (len(self.masked) - len(self.new.starts) + 1)
        return self.new.of(new) if new >= 0 else shingle([squeeze(mask(text))]).of(0)


def _gather(texts: Sequence[str], mask: Mask, known: Templates) -> _Gathered:
    named = [digest_of(text) for text in texts]
    numbers = dict(zip(known.texts.tolist(), known.masked_of.tolist(), strict=True))
    masked = {digest: number for number, digest in enumerate(known.masked.tolist())}
    new: list[str] = []
    for text, digest in zip(texts, named, strict=True):
        if digest not in numbers:
            squeezed = squeeze(mask(text))
            numbers[digest] = masked.setdefault(digest_of(squeezed), len(masked))
            if len(masked) > len(known.masked) + len(new):
                new.append(squeezed)
    masked_of = np.array([numbers[digest] for digest in named], np.int64)
    shingles = shingle(new)
    labels, is_fresh = _still(known.labels, masked_of, len(masked))
    signatures = np.concatenate((known.signatures, sign(shingles)))
    return _Gathered(named, masked_of, list(masked), signatures, labels, is_fresh, shingles)


def _still(labels: Labels, masked_of: Numbers, count: int) -> tuple[Labels, npt.NDArray[np.bool_]]:
    """The known templates of `count` masked texts, and who has none: new ones, and those of a template that lost one."""
    is_gone = np.ones(len(labels), np.bool_)
    is_gone[masked_of[masked_of < len(labels)]] = False
    is_fresh = np.ones(count, np.bool_)
    is_fresh[: len(labels)] = np.isin(labels, labels[is_gone])
    everyone = np.arange(count)
    everyone[: len(labels)] = np.where(is_fresh[: len(labels)], everyone[: len(labels)], labels)
    return everyone, is_fresh


def _numbered(values: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The distinct values in the order they come, where each comes first, and for each place the number of its value."""
    distinct, first, inverse = np.unique(values, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return distinct[order], first[order], place[inverse]


def _least(values: Numbers) -> Labels:
    """For each place the first with the same value."""
    _, first, inverse = np.unique(values, return_index=True, return_inverse=True)
    return first[inverse]
