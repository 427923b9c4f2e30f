"""Mentions of lenders: cases as data, and the laws that hold for every text."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.labels.lenders import find_lenders, occurrences
from pipelines.lexicon.lenders import Lender, known_lenders, names

CASES = Path(__file__).parents[2] / "cases" / "lenders"
PIECES = st.sampled_from(
    [*names()[::7], "贷款", "以及", "“", "”", "【", "】", "逾期", "短信", "。", "İ", "A", "\n", "360"]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


def cases(name: str) -> list[Any]:
    """The cases of one file, each under its label."""
    return [pytest.param(case, id=case["label"]) for case in json.loads((CASES / name).read_text("utf-8"))]


def read(case: dict[str, Any]) -> list[list[object]]:
    """What is found in a case, in the form the case states it."""
    sentence, times = case.get("text_repeat", ("", 0))
    found = find_lenders(sentence * times + case["text"], case.get("title"))
    return [[each.id, each.mention, each.subject] for each in found]


@pytest.mark.parametrize("case", cases("cases.json"))
def test_cases(case: dict[str, Any]) -> None:
    """Each case finds its lenders, in order, and the one the text is about."""
    assert read(case) == case["lenders"]


@pytest.mark.xfail(strict=True, reason="words beside a name cannot tell every meaning")
@pytest.mark.parametrize("case", cases("known-failures.json"))
def test_known_failures(case: dict[str, Any]) -> None:
    """Known failures stay until a rule reads them."""
    assert read(case) == case["lenders"]


@pytest.mark.parametrize("lender", known_lenders(), ids=lambda lender: lender.id)
def test_every_alias_is_found(lender: Lender) -> None:
    """An alias in a sentence of lending leads to its lender, ordinary words in quotation marks."""
    for alias in (*lender.aliases, *(f"“{alias}”" for alias in lender.context_aliases)):
        assert [each.id for each in find_lenders(f"我收到{alias}的短信")] == [lender.id]


@pytest.mark.parametrize("lender", known_lenders(), ids=lambda lender: lender.id)
def test_ordinary_words_need_their_context(lender: Lender) -> None:
    """An alias that is an ordinary word names nobody where nothing makes it a name."""
    for alias in lender.context_aliases:
        assert find_lenders(f"这里说的是{alias}，没有别的。") == ()


@pytest.mark.parametrize("alias", ["宜人贷", "拍拍贷", "及贷", "网商贷", "微粒贷"])
def test_a_name_is_no_part_of_the_word_for_loan(alias: str) -> None:
    """贷款 is a word, whatever stands before it."""
    assert find_lenders(f"谈谈{alias}款的事") == ()
    assert len(find_lenders(f"谈谈{alias}的事")) == 1


@given(TEXTS, st.one_of(st.none(), TEXTS))
def test_offsets_are_true(text: str, title: str | None) -> None:
    """A span of a mention is where its words stand; without a span they stand in the title."""
    for each in find_lenders(text, title):
        if each.start is None or each.end is None:
            assert title is not None
            assert each.mention in title
        else:
            assert text[each.start : each.end] == each.mention


@given(TEXTS, TEXTS)
def test_one_mention_each_and_one_subject_at_most(text: str, title: str) -> None:
    """A lender comes up once, and an article is about one of them or about none."""
    found = find_lenders(text, title)
    assert len({each.id for each in found}) == len(found)
    assert sum(each.subject for each in found) <= 1


@given(TEXTS)
def test_occurrences_are_in_order_without_overlap(text: str) -> None:
    """Of names inside names only the longest stands."""
    spans = [(each.start, each.end) for each in occurrences(text)]
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """No text raises, and a text without a title reads as one with an empty title."""
    assert find_lenders(text) == find_lenders(text, "")
