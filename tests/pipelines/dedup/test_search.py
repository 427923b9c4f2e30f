"""Pairs that are alike are found, whatever the order; pairs that are not stay apart."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.forest import Forest
from pipelines.dedup.minhash import LEAST, sign
from pipelines.dedup.search import _BANDS, Link, Search
from pipelines.dedup.shingles import Hashes, jaccard, shingle

CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 3_000)]


def _families(seed: int, count: int, length: int = 300) -> list[str]:
    """Families of three: a text, and two that replaced a part of it, up to two thirds."""
    rng = random.Random(seed)
    texts = []
    for _ in range(count):
        one = rng.choices(CHARACTERS, k=length)
        for _ in range(3):
            kept = rng.randint(length // 3, length)
            texts.append("".join(one[:kept] + rng.choices(CHARACTERS, k=length - kept)))
    return texts


def _search(texts: list[str], forest: Forest, threshold: float = 0.5) -> Iterator[Link]:
    shingles = shingle(texts)
    return Search(sign(shingles), shingles.of, threshold).join(forest)


def _joined(texts: list[str], threshold: float = 0.5) -> set[frozenset[str]]:
    """The groups that a search makes, as sets of texts."""
    forest = Forest(np.arange(len(texts)))
    found = list(_search(texts, forest, threshold))
    assert all(link.one < link.other and link.similarity >= threshold for link in found)
    groups: dict[int, set[str]] = {}
    for label, text in zip(forest.labels().tolist(), texts, strict=True):
        groups.setdefault(label, set()).add(text)
    return {frozenset(group) for group in groups.values()}


def _true(texts: list[str], threshold: float) -> set[frozenset[str]]:
    """The groups that comparing all with all makes."""
    shingles, forest = shingle(texts), Forest(np.arange(len(texts)))
    sets = [shingles.of(number) for number in range(len(texts))]
    for one, other in itertools.combinations(range(len(texts)), 2):
        if jaccard(sets[one], sets[other]) >= threshold:
            forest.join(one, other)
    groups: dict[int, set[str]] = {}
    for label, text in zip(forest.labels().tolist(), texts, strict=True):
        groups.setdefault(label, set()).add(text)
    return {frozenset(group) for group in groups.values()}


@pytest.mark.parametrize("threshold", [0.5, 0.7])
def test_search_finds_what_comparing_all_with_all_finds(threshold: float) -> None:
    """No pair is lost to the hashes, none is added."""
    texts = _families(3, 60)
    assert _joined(texts, threshold) == _true(texts, threshold)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 50), st.randoms(use_true_random=False))
def test_order_changes_nothing(seed: int, rng: random.Random) -> None:
    """The same texts in any order make the same groups."""
    texts = _families(seed, 8)
    shuffled = texts[:]
    rng.shuffle(shuffled)
    assert _joined(shuffled) == _joined(texts)


def test_many_copies_of_one_text_are_one_group() -> None:
    """A large family beside others is joined whole."""
    rng = random.Random(1)
    one = rng.choices(CHARACTERS, k=200)
    copies = ["".join([*one, *rng.choices(CHARACTERS, k=9)]) for _ in range(300)]
    groups = _joined([*copies, *_families(2, 5)])
    assert max(groups, key=len) == frozenset(copies)


def test_rows_in_one_group_are_not_compared() -> None:
    """What the forest knows already is neither found again nor taken apart."""
    text = _families(1, 1)[0]
    assert list(_search([text, text], Forest(np.array([0, 0])))) == []


def test_short_texts_are_left_alone() -> None:
    """A text below the least number of shingles joins nothing, one at it does."""
    text = _families(1, 1)[0]
    for length, groups in ((LEAST + 3, 2), (LEAST + 4, 1)):
        forest = Forest(np.arange(2))
        list(_search([text[:length]] * 2, forest))
        assert len(set(forest.labels().tolist())) == groups


def test_no_two_bands_share_two_numbers() -> None:
    """Every band is a chance of its own."""
    bands = [frozenset(band) for band in _BANDS.tolist()]
    assert all(len(band) == 3 for band in bands)
    assert all(len(one & other) <= 1 for one, other in itertools.combinations(bands, 2))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20))
def test_forest_groups_what_is_connected(joins: list[tuple[int, int]]) -> None:
    """In whatever order rows are joined, a group's label is its least row, and equal labels mean connected."""
    one, other = Forest(np.arange(10)), Forest(np.arange(10))
    for pair in joins:
        one.join(*pair)
    for pair in reversed(joins):
        other.join(*pair)
    assert one.labels().tolist() == other.labels().tolist() == [one.root(row) for row in range(10)]
    assert all(label <= row for row, label in enumerate(one.labels().tolist()))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20))
def test_joining_many_at_once_is_joining_one_by_one(joins: list[tuple[int, int]]) -> None:
    """The same pairs, the same groups."""
    one, other = Forest(np.arange(10)), Forest(np.arange(10))
    for pair in joins:
        one.join(*pair)
    columns = np.array(joins, np.int64).reshape(-1, 2).T
    other.join_all(*columns)
    assert one.labels().tolist() == other.labels().tolist()


def test_stored_signatures_do_as_well() -> None:
    """Signatures kept as bytes find the same, and only texts that met are asked for their shingles."""
    texts = _families(9, 40)
    stored = [sign(shingle([text]))[0].tobytes() for text in texts]
    asked: set[int] = set()

    def shingles_of(row: int) -> Hashes:
        asked.add(row)
        return shingle([texts[row]]).of(0)

    signatures = np.frombuffer(b"".join(stored), np.uint32).reshape(len(texts), -1)
    one, other = Forest(np.arange(len(texts))), Forest(np.arange(len(texts)))
    found = set(Search(signatures, shingles_of, 0.5).join(one))
    assert found == set(_search(texts, other))
    assert {row for link in found for row in (link.one, link.other)} <= asked < set(range(len(texts)))
