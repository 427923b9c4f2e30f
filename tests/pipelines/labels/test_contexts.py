"""Contexts: sentences that name issues and tell of none, beside near misses that do tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.labels.contexts import contexts
from pipelines.labels.issues import find_issues
from pipelines.labels.matching import hits
from pipelines.labels.rules import ISSUES
from pipelines.labels.scan import scan_all

CASES = Path(__file__).parents[2] / "cases" / "contexts" / "cases.json"
TOLD = [
    ("legal_threat", "短信说若再不还，将向法院起诉我。", "如果长期不还，可能被起诉，影响也大。"),
    ("legal_threat", "他们发来短信，要到法院起诉我。", "如果对方要起诉，您可以到法院应诉。"),
    ("impersonation_fraud", "有人冒充客服，骗走我三千元。", "温馨提示：请勿相信冒充客服的人，谨防诈骗。"),
    ("privacy_leak", "我的资料被卖给了好几家中介。", "切记保护好身份证照片，避免被平台转卖给其他中介。"),
    ("harassment", "他们天天骚扰我，半夜也打电话。", "遇到半夜电话轰炸的情况，可以投诉。"),
]


def named_only(sentence: str) -> set[str]:
    """The issues that rules find in a sentence which tells nothing of them."""
    [found] = hits(scan_all([sentence]))
    return {hit.rule.label for hit in found if not hit.is_told}


@pytest.mark.parametrize(("issue", "told", "named"), TOLD)
def test_what_is_told_counts_and_what_is_named_does_not(issue: str, told: str, named: str) -> None:
    """A sentence that reports speaks for its issue; one that cautions, supposes or advises does not."""
    assert issue in {each.label for each in find_issues(told, None)}
    assert issue in named_only(named)
    assert issue not in {each.label for each in find_issues(named, None)}


@pytest.mark.parametrize("case", json.loads(CASES.read_text("utf-8")), ids=lambda case: case["label"])
def test_cases(case: dict[str, Any]) -> None:
    """Who denies, rules, supposes or plans tells of no event; who reports one does, in nearly the same words."""
    found = {each.label for each in find_issues(case["text"], None)}
    assert (case["issue"] in found) is case["tells"]


def test_contexts_mute_issues_of_the_taxonomy() -> None:
    """A label nobody has could not be muted; a context without marks would be every sentence."""
    assert all(each.mutes <= set(ISSUES) and each.mutes for each in contexts())
    assert all(word and word == word.lower() for each in contexts() for words in each.lists for word in words)


@given(st.text(st.characters(exclude_characters="。！？\n")))
def test_a_quoted_message_is_never_muted_as_supposed(text: str) -> None:
    """Whatever stands beside it, a sender's signature makes a sentence a report."""
    sentence = f"【某某贷】{text}如果不还，可能被起诉"
    assert "legal_threat" not in named_only(sentence)
