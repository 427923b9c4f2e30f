"""Copies of the title in the body, word for word and in other words."""

from __future__ import annotations

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.repeats import is_reworded, resemblance, without_copies

WORDS: Final = ("逾期", "收到", "催收", "短信", "怎么", "处理", "不", "还款", "3", "平台", "。", "？", "我")


def test_first_line_is_the_title_again_or_not(case: dict[str, str]) -> None:
    """The body without its first line where that is the title, whole where it is not."""
    lines = case["original"].split("\n")
    assert "\n".join(without_copies(lines, case["title"])) == case["fixed"], case["comment"]


def test_only_the_first_line_may_be_reworded() -> None:
    """Further down a line that resembles the title is a heading."""
    lines = ["先说起因。", "逾期后收到催收短信该怎么处理", "先核实。"]
    assert without_copies(lines, "逾期后收到催收短信怎么处理") == lines


def test_a_lone_line_is_the_body() -> None:
    """Nothing is left of a body of one line, so it stays."""
    assert without_copies(["逾期后收到催收短信该怎么处理"], "逾期后收到催收短信怎么处理")


@given(*[st.lists(st.sampled_from(WORDS), max_size=12).map("".join)] * 2)
def test_resemblance_is_mutual(one: str, other: str) -> None:
    """It is between 0 and 1, the same from either side, and 1 for a text of two characters with itself."""
    assert resemblance(one, other) == resemblance(other, one)
    assert 0 <= resemblance(one, other) <= 1
    assert len(one) < 2 or resemblance(one, one) == 1


@given(*[st.lists(st.sampled_from(WORDS), max_size=12).map("".join)] * 2)
def test_sentences_and_other_numbers_are_no_titles(line: str, title: str) -> None:
    """Whatever the title: a stop, a question, another negation or number keep a line."""
    if (
        any(mark in line for mark in "。？我")
        or line.count("不") != title.count("不")
        or line.count("3") != title.count("3")
    ):
        assert not is_reworded(line, title)
