"""Weak rules: each has a sentence it holds for and one it must not."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from pipelines.labels.matching import hits
from pipelines.labels.rules import ISSUES, Rule, rules
from pipelines.labels.scan import scan_all

CASES = Path(__file__).parents[2] / "cases" / "issues"


def cases() -> list[dict[str, Any]]:
    """The cases of all labels."""
    return [case for label in ISSUES for case in json.loads((CASES / f"{label}.json").read_text("utf-8"))]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["label"])
def test_cases(case: dict[str, Any]) -> None:
    """A rule holds for its own sentence; of a near miss no rule of its label does."""
    [rule] = [rule for rule in rules() if rule.name == case["rule"]]
    [found] = hits(scan_all([case["text"]]))
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


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"label": "other", "words": ("a",)}, "other is no issue"),
        ({"label": "harassment"}, "rule r has no words"),
        ({"label": "harassment", "words": ("骚扰。又",)}, "rule r: a word goes on behind the end"),
        ({"label": "harassment", "words": ("a",), "wieght": 1}, "wieght"),
    ],
)
def test_a_wrong_rule_is_named(values: dict[str, Any], said: str) -> None:
    """A mistake in the table names the rule and what is wrong with it."""
    with pytest.raises(ValidationError, match=said):
        Rule.model_validate({"name": "r", "weight": 0.5, **values})
