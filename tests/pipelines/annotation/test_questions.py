"""Questions take the answers that their columns hold, and no others."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.annotation.questions import NONE, answer, question, question_names, questions
from pipelines.schema import SCHEMA


def test_every_question_decides_a_column() -> None:
    """Names are those of the schema; `lender` speaks of the column `lenders`."""
    assert {name for name in question_names() if name not in SCHEMA.names} == {"lender"}


@pytest.mark.parametrize("name", sorted(question_names()))
def test_every_option_is_an_answer(name: str) -> None:
    """Each option alone answers its question."""
    assert all(answer(name, [option]) == (option,) for option in question(name).options)


@given(st.lists(st.sampled_from([option for option in question("issues").options if option != NONE]), min_size=1))
def test_several_options_come_in_their_own_order(chosen: list[str]) -> None:
    """Whatever the order and however often something was chosen, the same choice is the same answer."""
    assert answer("issues", chosen) == answer("issues", sorted(set(chosen)))


@pytest.mark.parametrize(
    ("name", "chosen", "said"),
    [
        ("relevance", [], "0 answers; the question takes exactly one"),
        ("severity", ["1", "2"], "2 answers; the question takes exactly one"),
        ("severity", ["5"], "'5' is no answer: take one of 0, 1, 2, 3, 4"),
        ("issues", [], "choose what holds, or `none` alone"),
        ("issues", ["none", "harassment"], "choose what holds, or `none` alone"),
        ("lender", ["nobody"], "'nobody' is no answer: take an id of the lender table, or `none`"),
    ],
)
def test_what_is_no_answer_is_told_with_the_cure(name: str, chosen: list[str], said: str) -> None:
    """The message names the wrong option and what would be right."""
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        answer(name, chosen)


def test_questions_are_named_once() -> None:
    """A name leads to one question."""
    assert len(question_names()) == len(questions())
