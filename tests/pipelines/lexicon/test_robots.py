"""What robots tags ask; that header and meta element decide alike is tested with the records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lexicon.robots import forbids, reserves_mining

CASES = json.loads((Path(__file__).parents[2] / "cases/robots/asked.json").read_text("utf-8"))
WORDS = st.sampled_from(["noindex", "none", "noai", "all", "nofollow", "max-snippet:-1", "max-image-preview:none"])


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_cases(case: dict[str, str]) -> None:
    """Each wish is taken for what it says, and for no more."""
    asks = reserves_mining if case["name"] == "tdm-reservation" else forbids
    assert asks(case["original"]) == (case["fixed"] == "not_public")


@given(st.lists(WORDS), st.sampled_from([",", ", ", " ", ";"]))
def test_a_list_closes_exactly_when_one_of_its_words_does(words: list[str], mark: str) -> None:
    """Neither order nor the mark between directives matters."""
    assert forbids(mark.join(words)) == any(map(forbids, words))


@given(st.lists(WORDS, max_size=4))
def test_what_is_said_to_another_robot_never_closes(words: list[str]) -> None:
    """A name before a colon takes the rest."""
    assert not forbids(f"otherbot: {', '.join(words)}")


@given(st.text(max_size=80))
def test_any_text_is_judged(text: str) -> None:
    """A header may hold anything; case never matters."""
    assert forbids(text.lower()) == forbids(text)
