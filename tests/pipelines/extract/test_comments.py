"""Comments, by cases and by generated headers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.comment_heads import is_avatar_header, split_role
from pipelines.extract.comments import is_comment_button, read_comments
from pipelines.lexicon.furniture import COMMENTER_ROLES

NAMES = st.sampled_from(("方小棠", "丁若水", "阿木", "小鱼儿", "lanlan"))


def test_a_case_gives_its_comments(case: dict[str, Any]) -> None:
    """Each list of lines gives the comments that stand beside it."""
    fetched = datetime.fromisoformat(case["fetched_at"]) if "fetched_at" in case else None
    got = [[c.author, c.role, str(c.posted_on), c.text] for c in read_comments(case["lines"], fetched)]

    assert got == case["comments"]


@given(
    people=st.lists(
        st.tuples(NAMES, st.sampled_from(sorted(COMMENTER_ROLES)), st.dates(date(2001, 1, 1), date(2099, 1, 1))),
        max_size=5,
    )
)
def test_every_header_opens_a_comment(people: list[tuple[str, str, date]]) -> None:
    """A header of avatar, name, role and day gives a comment with each of them."""
    lines = [line for name, role, day in people for line in (f"头像 {name}-{role} {day}", "我也收到过这样的短信。")]

    found = read_comments(lines)

    assert [(c.author, c.role, c.posted_on) for c in found] == people


@given(lines=st.lists(st.text("头像甲乙 2023-04-18回复。\n", max_size=20), max_size=12))
def test_any_lines_are_read(lines: list[str]) -> None:
    """Nothing raises, and no comment is without text."""
    assert all(comment.text for comment in read_comments(lines))


@pytest.mark.parametrize(
    ("head", "split"),
    [
        ("方小棠-律师", ("方小棠", "律师")),
        ("方小棠 律师", ("方小棠", "律师")),
        ("方小棠實習律師", ("方小棠", "實習律師")),
        ("方小棠", ("方小棠", None)),
        ("律师", ("律师", None)),
        ("lan-lan", ("lan", "lan")),
    ],
)
def test_roles_are_split_from_names(head: str, split: tuple[str, str | None]) -> None:
    """A role behind a dash, or a known one glued or set apart, is no part of the name."""
    assert split_role(head) == split


def test_avatar_headers_need_avatar_and_date() -> None:
    """The form that counts anywhere has both."""
    assert is_avatar_header("头像 方小棠-律师 2023-04-18")
    assert not is_avatar_header("头像 方小棠")
    assert not is_avatar_header("方小棠 2023-04-18")


@pytest.mark.parametrize("line", ["回复", "点赞(12)", "回复 举报", "网友评论", "相关阅读"])
def test_buttons_around_comments_are_told(line: str) -> None:
    """Buttons, counts and headings are no comment's text."""
    assert is_comment_button(line)


def test_a_comment_that_begins_like_a_button_is_text() -> None:
    """A sentence stays, whatever word it begins with."""
    assert not is_comment_button("举报了他们，第二天短信就停了。")
