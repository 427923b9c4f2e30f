"""Signatures tell how alike texts are, as well as theory allows."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.minhash import SIZE, estimate, sign
from pipelines.dedup.shingles import jaccard, shingle

CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 3_000)]


def _pairs(length: int, count: int) -> list[str]:
    """Texts in pairs that share a stretch, from nothing to all."""
    rng = random.Random(7)
    texts = []
    for at in range(count):
        one = rng.choices(CHARACTERS, k=length)
        kept = length * at // count
        texts += ["".join(one), "".join(one[:kept] + rng.choices(CHARACTERS, k=length - kept))]
    return texts


@pytest.mark.parametrize("length", [80, 300, 1_500])
@pytest.mark.parametrize("seed", [0, 1])
def test_estimate_is_as_exact_as_theory_says(length: int, seed: int) -> None:
    """The error is that of 128 independent numbers; short texts, whose bins are borrowed, come close."""
    shingles = shingle(_pairs(length, 500))
    signatures = sign(shingles, seed)
    true = np.array([jaccard(shingles.of(at), shingles.of(at + 1)) for at in range(0, 1_000, 2)])
    errors = estimate(signatures[0::2], signatures[1::2]) - true
    bound = np.sqrt((true * (1 - true)).mean() / SIZE)
    assert np.sqrt((errors**2).mean()) <= (1.1 if length >= 300 else 1.3) * bound
    assert abs(errors.mean()) <= 0.01


@settings(deadline=None)
@given(st.lists(st.text(max_size=30) | st.text(CHARACTERS, min_size=40, max_size=70), max_size=50), st.integers(0, 3))
def test_a_signature_depends_on_its_text_alone(texts: list[str], seed: int) -> None:
    """Whatever stands beside a text in a batch, its 512 bytes are the same, so they can be kept."""
    signatures = sign(shingle(texts), seed)
    assert signatures.shape == (len(texts), SIZE)
    for number, text in enumerate(texts):
        assert signatures[number].tobytes() == sign(shingle([text]), seed)[0].tobytes()


def test_signatures_stay_what_they_are() -> None:
    """Stored signatures stay comparable: a change of any hash needs a new version of what is stored."""
    signature = sign(shingle(["".join(CHARACTERS[:60])]))[0]
    assert len(set(signature.tolist())) > 40
    assert signature[:3].tolist() == [986322358, 3834093496, 4119773429]


def test_other_seeds_see_other_numbers() -> None:
    """Two searches under two seeds do not overlook the same pairs."""
    shingles = shingle(_pairs(300, 1))
    assert not (sign(shingles, 0) == sign(shingles, 1)).any()
