"""Contexts: sentences that name issues and tell of none, beside near misses that do tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.labels.contexts import contexts, muted
from pipelines.labels.issues import find_issues
from pipelines.labels.rules import ISSUES

TOLD = [
    ("legal_threat", "短信说若再不还，将向法院起诉我。", "如果长期不还，可能被起诉，影响也大。"),
    ("legal_threat", "他们发来短信，要到法院起诉我。", "您可以到法院起诉他们，要求赔偿。"),
    ("impersonation_fraud", "有人冒充客服，骗走我三千元。", "温馨提示：请勿相信冒充客服的人，谨防诈骗。"),
    ("privacy_leak", "我的资料被卖给了好几家中介。", "请注意保护个人信息，谨防资料被卖给中介。"),
    ("harassment", "他们天天骚扰我，半夜也打电话。", "如遇到天天骚扰等问题，可以投诉。"),
]


@pytest.mark.parametrize(("issue", "told", "named"), TOLD)
def test_what_is_told_counts_and_what_is_named_does_not(issue: str, told: str, named: str) -> None:
    """A sentence that reports speaks for its issue; one that cautions, supposes or advises does not."""
    assert issue in {each.label for each in find_issues(told, None)}
    assert issue in muted(named)
    assert issue not in {each.label for each in find_issues(named, None)}


def test_contexts_mute_issues_of_the_taxonomy() -> None:
    """A label nobody has could not be muted; a context without marks would be every sentence."""
    assert all(each.mutes <= set(ISSUES) and each.mutes and each.marks for each in contexts())
    assert all(word and word == word.lower() for each in contexts() for words in each.marks for word in words)


@given(st.text())
def test_a_quoted_message_is_never_muted_as_supposed(text: str) -> None:
    """Whatever stands beside it, a sender's signature makes a sentence a report."""
    sentence = f"【某某贷】{text}如果不还，可能被起诉"
    assert "legal_threat" not in muted(sentence)
