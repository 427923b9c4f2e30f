"""Shingles are those of each text alone, whatever stands beside it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.shingles import WIDTH, jaccard, shingle, squeeze

TEXTS = st.lists(st.text(st.characters(), max_size=30), max_size=40)


@settings(deadline=None)
@given(TEXTS)
def test_a_text_has_the_shingles_it_has_alone(texts: list[str]) -> None:
    """In a batch of any size, next to any text, with characters beyond the basic plane: the same hashes."""
    batch = shingle(texts)
    assert len(batch.starts) == len(texts) + 1
    for number, text in enumerate(texts):
        assert batch.of(number).tolist() == shingle([text]).of(0).tolist()


@settings(deadline=None)
@given(st.text(max_size=40))
def test_equal_runs_are_equal_shingles(text: str) -> None:
    """As many different hashes as there are different runs of five characters."""
    runs = {text[at : at + WIDTH] for at in range(len(text) - WIDTH + 1)}
    assert len(shingle([text]).of(0)) == len(runs)


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_jaccard_is_that_of_the_runs(one: str, other: str) -> None:
    """The similarity of hashes is that of the sets of characters they stand for."""
    first, second = ({text[at : at + WIDTH] for at in range(len(text) - WIDTH + 1)} for text in (one, other))
    found = shingle([one, other])
    assert jaccard(found.of(0), found.of(1)) == len(first & second) / max(len(first | second), 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("短信说：“请还款。”", "短信说请还款"),
        ("第一行\n第二行", "第一行 第二行"),
        ("***起诉", "起诉"),
        ("催_收", "催收"),
        ("短信(duǎn xìn)来了", "短信来了"),
    ],
)
def test_marks_and_spaces_do_not_count(one: str, other: str) -> None:
    """What repairs and copyists change first is left out."""
    assert squeeze(one) == squeeze(other)


def test_no_text_has_no_shingles() -> None:
    """An empty batch is a batch."""
    assert shingle([]).hashes.dtype == np.uint64
    assert shingle([]).starts.tolist() == [0]
