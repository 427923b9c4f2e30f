"""The proof that no split holds a near-duplicate of another's rows: a search of its own, between the splits only.

It reads finished rows, knows nothing of how they were grouped, and looks at them through other hashes, so that what the
grouping overlooked does not hide from it. What counts as a leak is a little more than what joins rows: a pair on the very
edge, which one search in ten thousand may miss, does not stop a release.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines.dedup.forest import Forest
from pipelines.dedup.known import TOLD, Proven, digest_of, digests, told_of
from pipelines.dedup.masks import Masker
from pipelines.dedup.minhash import SIZE, Signatures, sign
from pipelines.dedup.search import Chosen, Link, Search
from pipelines.dedup.shingles import shingle, squeeze

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


def prove(texts: Sequence[str], splits: Sequence[str], mask: Masker, known: Proven) -> tuple[list[Link], Proven]:
    """Return near-duplicates that stand in different splits, and what is proven where there is none.

    Of what was proven before only the shingles of texts that a new one meets are cut.
    """
    first: dict[str, int] = {}
    for row, split in enumerate(splits):
        first.setdefault(split, row)
    forest = Forest(np.array([first[split] for split in splits], np.int64))
    told = told_of(map(digest_of, texts), splits)
    signatures, new = _signed(texts, told, mask, known)
    search = Search(signatures, lambda row: shingle([squeeze(mask(texts[row]))]).of(0), LEAK, new)
    return list(search.join(forest)), Proven(told=digests(told, TOLD), signatures=signatures)


def _signed(texts: Sequence[str], told: Sequence[bytes], mask: Masker, known: Proven) -> tuple[Signatures, Chosen]:
    """The signature of each row, and which of them were not known."""
    where = {digest: number for number, digest in enumerate(known.told.tolist())}
    at = np.array([where.get(digest, -1) for digest in told], np.int64)
    signatures, is_new = np.empty((len(texts), SIZE), np.uint32), at < 0
    signatures[~is_new] = known.signatures[at[~is_new]]
    signatures[is_new] = sign(shingle([squeeze(mask(texts[row])) for row in np.flatnonzero(is_new).tolist()]), _SEED)
    return signatures, is_new
