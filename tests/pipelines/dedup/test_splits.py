"""Templates are split once and for all; a leak between splits is found by a search that knows no groups."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pipelines.dedup.masks import Masker
from pipelines.dedup.proof import find_leaks
from pipelines.dedup.rows import SPLITS
from pipelines.dedup.splits import assign, leaks, split_of


def test_splits_are_eighty_ten_ten() -> None:
    """Over many templates the shares come out."""
    found = [split_of(f"{number:016x}") for number in range(20_000)]
    shares = [found.count(split) / len(found) for split in ("train", "validation", "test")]
    assert shares == pytest.approx([0.8, 0.1, 0.1], abs=0.01)


def test_released_splits_stay() -> None:
    """The first released row decides for its template, whatever the hash says of it."""
    released = np.array([-1, SPLITS.index("validation"), SPLITS.index("test"), SPLITS.index("train")], np.int8)
    found = assign(np.array(["a", "b", "a", "b"]), np.array([0, 1, 0, 1]), released)
    assert [SPLITS[each] for each in found] == ["test", "validation", "test", "validation"]


def test_leak_is_named() -> None:
    """A group in two splits is a leak; the same group twice in one is none."""
    assert leaks([("a", "train"), ("a", "train"), ("b", "test"), ("b", "train"), ("c", "test")]) == ["b"]


def test_near_duplicates_between_splits_are_found(write: Callable[..., str], mask: Masker) -> None:
    """Twins and copies in different splits, and no others: unlike texts, and copies within one split."""
    texts = [write(seed) for seed in range(30)]
    twin, copy = write(3, lender="蓝湖", amount=70), write(4)[:-40]
    splits = ["train"] * 20 + ["validation"] * 5 + ["test"] * 5
    found = find_leaks([*texts, twin, copy, texts[5]], [*splits, "test", "train", "train"], mask)
    assert [(link.one, link.other, link.similarity) for link in found] == [(3, 30, 1.0)]
    assert find_leaks(texts, splits, mask) == []


def test_nothing_leaks_nothing(mask: Masker) -> None:
    """No rows, no leak."""
    assert find_leaks([], [], mask) == []
