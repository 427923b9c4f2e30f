"""Candidates for the table of lenders: where they stand, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.labels.candidates import Reviewed, candidates, common_words, is_unknown, review
from pipelines.lexicon.lenders import known_lenders, lenders

PIECES = st.sampled_from(
    ["飞鹭金融", "青桔果贷", "【", "】", "在", "借款", "收到", "的短信", "，", "\n", "马上金融", "房贷"]
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("【飞鹭金融】您的账单已出。", ["飞鹭金融"]),
        ("我在青桔果贷借款三千。", ["青桔果贷"]),
        ("收到云朵分期的催收短信。", ["云朵分期"]),
        ("飞鹭钱包短信怎么处理", ["飞鹭钱包"]),
        ("来自鹿角小贷发来的短信。", ["鹿角小贷"]),
        ("【马上金融】您的账单已出。", []),
        ("我在招联金融借款三千。", []),
        ("普惠金融电话、房贷短信、账单分期电话都有。", []),
        ("【重要提醒】请看。", []),
        ("我想在我的分期平台上找借款。", []),
        ("飞鹭金融很好。", []),
    ],
)
def test_places(text: str, names: list[str]) -> None:
    """A name counts where lenders stand, and only if the table does not match it."""
    assert [each.name for each in candidates(text)] == names


@given(st.lists(PIECES, max_size=20).map("".join))
def test_examples_hold_their_names(text: str) -> None:
    """What a person reviews shows the name in its place, and never one that is known or common."""
    for each in candidates(text):
        assert each.name in each.example
        assert each.name in text
        assert is_unknown(each.name)
        assert each.name not in common_words()


def test_no_known_lender_is_a_candidate() -> None:
    """Whatever the table matches is not proposed for it."""
    assert not any(is_unknown(alias) for each in known_lenders() for alias in (*each.aliases, *each.context_aliases))


def test_a_review_counts_places_and_pages() -> None:
    """Candidates on most pages come first, whatever the order in which pages are read."""
    pages = [
        ("1", "a.com", None, "【飞鹭金融】甲。【飞鹭金融】乙。"),
        ("2", "b.com", "青桔果贷短信", "【青桔果贷】丙。"),
    ]
    more = ("3", "b.com", None, "【青桔果贷】丁。")
    for order in (pages, pages[::-1]):
        found = review([*order, more])
        counts = [(each.name, each.times, len(each.pages), each.sites) for each in found]
        assert counts == [("青桔果贷", 3, 2, {"b.com"}), ("飞鹭金融", 2, 1, {"a.com"})]
        assert [len(each.examples) for each in found] == [2, 1]


def test_examples_are_of_different_pages_and_few() -> None:
    """One page that says a name often fills the list with nothing new."""
    (found,) = review(
        (str(number), None, None, f"第{number}天：【飞鹭金融】又来。【飞鹭金融】再来。") for number in range(9)
    )
    assert found.examples == [f" 第{number}天：【飞鹭金融】又来。【飞鹭金融】再来。" for number in range(3)]


def test_a_name_of_low_confidence_is_marked() -> None:
    """The table lists such names without matching them: more of them may settle what they are."""
    name = next(alias for each in lenders() if each.confidence == "low" for alias in each.aliases)
    assert Reviewed(name).is_doubtful
    assert not Reviewed("飞鹭金融").is_doubtful
