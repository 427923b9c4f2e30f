"""Weak rules: each has a sentence it holds for and one it must not; and the laws of hits."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipelines.labels.rules import ISSUES, Rule, blot, hits, rules

CASES = Path(__file__).parents[2] / "cases" / "issues"
WORDS = st.sampled_from([word for rule in rules() for words in rule.lists for word in words])
TEXTS = st.lists(st.one_of(WORDS, st.sampled_from("。！\n，“”、İ"), st.text(max_size=8)), max_size=30).map("".join)


def cases() -> list[dict[str, Any]]:
    """The cases of all labels."""
    return [case for label in ISSUES for case in json.loads((CASES / f"{label}.json").read_text("utf-8"))]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["label"])
def test_cases(case: dict[str, Any]) -> None:
    """A rule holds for its own sentence; of a near miss no rule of its label does."""
    [rule] = [rule for rule in rules() if rule.name == case["rule"]]
    found = hits(case["text"])
    if case["holds"]:
        assert case["rule"] in {hit.rule.name for hit in found}
    else:
        assert rule.label not in {hit.rule.label for hit in found}


def test_no_rule_is_without_cases() -> None:
    """Every rule of the table has a sentence for it and one against, in the file of its label; none is left over."""
    counts = Counter((case["rule"], case["holds"]) for case in cases())
    assert {name for name, _ in counts} == {rule.name for rule in rules()}
    assert all(counts[rule.name, holds] for rule in rules() for holds in (True, False))


def test_names_are_unique_and_every_issue_has_rules() -> None:
    """A hit tells which rule it is, and no issue is out of reach."""
    names = [rule.name for rule in rules()]
    assert len(names) == len(set(names))
    assert {rule.label for rule in rules()} == set(ISSUES)


def test_words_are_as_texts_are_read() -> None:
    """A word in upper case could never be found, an empty one everywhere."""
    words = [word for rule in rules() for listed in (*rule.lists, rule.without) for word in listed]
    assert all(word and word == word.lower() for word in words)


@given(TEXTS)
def test_evidence_is_inside_its_sentence(text: str) -> None:
    """A hit's span is a span of its sentence, and holds a word of the rule's first list."""
    for hit in hits(text):
        assert 0 <= hit.sentence.start <= hit.start < hit.end <= hit.sentence.end <= len(text)
        evidence = text[hit.start : hit.end].lower()
        assert any(word in evidence for word in hit.rule.lists[0])


@given(TEXTS)
def test_hits_are_in_the_order_of_sentences(text: str) -> None:
    """What stands first is told first, and a rule holds once in a sentence."""
    found = hits(text)
    assert [hit.sentence.start for hit in found] == sorted(hit.sentence.start for hit in found)
    assert len({(hit.rule.name, hit.sentence.start) for hit in found}) == len(found)


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_a_closing_list_never_counts(words: list[str]) -> None:
    """What a list says of other articles is nothing that this one says."""
    line = "、".join(words).translate(str.maketrans("。！？，\n", "     "))
    assert hits(f"其他文章还讲到{line}、提前还款、利率计算。") == ()


def test_words_that_stand_far_apart_say_nothing() -> None:
    """A rule of two lists needs them near each other."""
    near, far = "短信说我逾期。", "短信是一种沟通方式，如今家家户户都在使用，老人孩子都会看，也有人说起逾期。"
    assert "notice_of_arrears" in {hit.rule.name for hit in hits(near)}
    assert "notice_of_arrears" not in {hit.rule.name for hit in hits(far)}


@given(st.text(), st.data())
def test_blotting_keeps_all_offsets(text: str, data: st.DataObject) -> None:
    """The rest of a text stays where it is."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    blotted = blot(text, [(start, end)])
    assert (len(blotted), blotted[:start], blotted[end:]) == (len(text), text[:start], text[end:])


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"label": "other", "words": ("a",)}, "other is no issue"),
        ({"label": "harassment"}, "rule r has no words"),
        ({"label": "harassment", "words": ("a",), "wieght": 1}, "wieght"),
    ],
)
def test_a_wrong_rule_is_named(values: dict[str, Any], said: str) -> None:
    """A mistake in the table names the rule and what is wrong with it."""
    with pytest.raises(ValidationError, match=said):
        Rule.model_validate({"name": "r", "weight": 0.5, **values})
