"""The proof that no split holds a near-duplicate of another's rows: a search of its own, between the splits only.

It reads finished rows, knows nothing of how they were grouped, and looks at them through other hashes, so that what the
grouping overlooked does not hide from it. What counts as a leak is a little more than what joins rows: a pair on the very
edge, which one search in ten thousand may miss, does not stop a release.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines.dedup.forest import Forest
from pipelines.dedup.known import TEXT, Digests, Proven, Told, digest_of, digests, find, numbered, told_of
from pipelines.dedup.masks import Masker
from pipelines.dedup.minhash import SIZE, Signatures, sign
from pipelines.dedup.search import Chosen, Link, Search
from pipelines.dedup.shingles import BATCH, shingle, squeeze
from pipelines.dedup.templates import cut

LEAK = 0.55
"""Similarity of masked texts from which a pair between two splits is a leak."""

_SEED = 1


def find_leaks(texts: Sequence[str], splits: Sequence[str], mask: Masker) -> list[Link]:
    """Return near-duplicates that stand in different splits, no pair that follows from others; empty is proven.

    >>> text = "下班路上收到甲贷的短信,说我欠款三百元,限我当天还清,不然就要告诉我的家人和单位,可是我从来没有借过这笔钱。"
    >>> twin = text.replace("甲贷", "乙银行")
    >>> [link.similarity for link in find_leaks([text, twin], ["train", "test"], Masker(("甲贷", "乙银行")))]
    [1.0]
    >>> find_leaks([text, twin], ["train", "train"], Masker(()))
    []
    """
    return prove(texts, splits, mask, Proven())[0]


def prove(texts: Told, splits: Sequence[str], mask: Masker, known: Proven) -> tuple[list[Link], Proven]:
    """Return near-duplicates that stand in different splits, and what is proven where there is none.

    Of what was proven before only the shingles of texts that a new one meets are cut.
    """
    names = np.array(splits, np.str_)
    sides, first, side_of = numbered(names)
    forest = Forest(first[side_of])
    told = told_of(digests((digest_of(texts[row]) for row in range(len(texts))), TEXT), sides.tolist(), side_of)
    signatures, new = _signed(texts, told, mask, known)
    search = Search(signatures, lambda row: cut(texts[row], mask), LEAK, new)
    return list(search.join(forest)), Proven(told=told, signatures=signatures)


def _signed(texts: Told, told: Digests, mask: Masker, known: Proven) -> tuple[Signatures, Chosen]:
    """The signature of each row, and which of them were not known."""
    at = find(known.told, told)
    signatures, is_new = np.empty((len(texts), SIZE), np.uint32), at < 0
    signatures[~is_new] = known.signatures[at[~is_new]]
    new = np.flatnonzero(is_new)
    for few in (new[first : first + BATCH] for first in range(0, len(new), BATCH)):
        signatures[few] = sign(shingle([squeeze(mask(texts[row])) for row in few.tolist()]), _SEED)
    return signatures, is_new
