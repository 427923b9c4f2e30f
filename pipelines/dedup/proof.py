"""The proof that no split holds a near-duplicate of another's rows: a search of its own, between the splits only.

It reads finished rows, knows nothing of how they were grouped, and looks at them through other hashes, so that what the
grouping overlooked does not hide from it. What counts as a leak is a little more than what joins rows: a pair on the very
edge, which one search in ten thousand may miss, does not stop a release.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines.dedup.forest import Forest
from pipelines.dedup.masks import Masker
from pipelines.dedup.minhash import sign
from pipelines.dedup.search import Link, Search
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
    first: dict[str, int] = {}
    for row, split in enumerate(splits):
        first.setdefault(split, row)
    forest = Forest(np.array([first[split] for split in splits], np.int64))
    shingles = shingle([squeeze(mask(text)) for text in texts])
    return list(Search(sign(shingles, _SEED), shingles.of, LEAK).join(forest))
