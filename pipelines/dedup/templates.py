"""Texts that share half of their shingles once lenders and numbers are masked, directly or through others.

What is known of texts that are still there is taken over, and only the others are masked, signed and searched for. A
template that lost a text is searched for anew among its own, since what joined it may have gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from pipelines.dedup.forest import Forest, Labels
from pipelines.dedup.known import TEXT, Digests, Numbers, Templates, Texts, digest_of, digests, least, numbered, scoped
from pipelines.dedup.minhash import Signatures, sign
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
    labels = learn_templates(Texts([*numbers], [*map(digest_of, numbers)]), mask, NOTHING)[1]
    first: dict[int, int] = {}
    return [first.setdefault(labels[numbers[text]], at) for at, text in enumerate(texts)]


def learn_templates(texts: Texts, mask: Mask, known: Templates) -> tuple[Templates, list[int]]:
    """Return what is known now of these texts, and the template of each: a number."""
    found = _gather(texts, mask, known)
    # What is left of the known and the new, in the order of the texts: then the least number is that of the first.
    there, first, masked_of = numbered(found.masked_of)
    forest = Forest(least(found.labels[there]))
    search = Search(
        found.signatures[there],
        lambda number: found.shingles_of(int(there[number]), texts.texts[first[number]], mask),
        SAME_TEMPLATE,
        found.is_fresh[there],
        None if texts.scopes is None else _scopes([texts.scopes[at] for at in first.tolist()]),
    )
    for _ in search.join(forest):
        pass
    labels = forest.labels()
    learnt = Templates(
        texts=digests(texts.digests, TEXT),
        masked_of=masked_of,
        masked=found.masked[there],
        signatures=found.signatures[there],
        labels=labels,
    )
    return learnt, labels[masked_of].tolist()


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Known masked texts, whether still there or not, and the new ones behind them."""

    masked_of: Numbers
    """For each text the number of its masked text."""
    masked: Digests
    signatures: Signatures
    labels: Labels
    is_fresh: npt.NDArray[np.bool_]
    new: Shingles
    """Of the new masked texts."""

    def shingles_of(self, number: int, text: str, mask: Mask) -> Hashes:
        """The shingles of a masked text, cut anew from the text where it is an old one."""
        new = number - (len(self.masked) - len(self.new.starts) + 1)
        return self.new.of(new) if new >= 0 else shingle([squeeze(mask(text))]).of(0)


def _gather(texts: Texts, mask: Mask, known: Templates) -> _Gathered:
    numbers = dict(zip(known.texts.tolist(), known.masked_of.tolist(), strict=True))
    masked = {digest: number for number, digest in enumerate(known.masked.tolist())}
    new: list[str] = []
    for text, digest, scope in zip(texts.texts, texts.digests, texts.scopes or repeat(""), strict=False):
        if digest not in numbers:
            squeezed = squeeze(mask(text))
            name = digest_of(squeezed)
            numbers[digest] = masked.setdefault(scoped(name, scope) if texts.scopes else name, len(masked))
            if len(masked) > len(known.masked) + len(new):
                new.append(squeezed)
    masked_of = np.array([numbers[digest] for digest in texts.digests], np.int64)
    shingles = shingle(new)
    labels, is_fresh = _still(known.labels, masked_of, len(masked))
    signatures = np.concatenate((known.signatures, sign(shingles)))
    return _Gathered(masked_of, digests(masked, TEXT), signatures, labels, is_fresh, shingles)


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
