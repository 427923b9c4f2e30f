"""Names of commenters leave a row wherever a page addresses them, and no word leaves with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.commenters import mask_commenters
from pipelines.records import read_page
from pipelines.schema import COMMENTER
from pipelines.types import Comment
from tests.pipelines.test_records import holds, html, kept, page

_CASES = Path(__file__).parents[1] / "cases/commenters"
CASES: list[dict[str, Any]] = [
    case for path in sorted(_CASES.glob("*.json")) for case in json.loads(path.read_text("utf-8"))
]
NAMES = st.text("小鱼儿a1@.*", min_size=1, max_size=4)
TEXTS = st.lists(st.one_of(NAMES, st.sampled_from(["@", "回复", "：", " ", "\n", "发表于", "的话"]))).map("".join)
COMMENTS = st.lists(st.builds(Comment, text=TEXTS, author=st.none() | NAMES), max_size=4)


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_cases(case: dict[str, Any]) -> None:
    """What is addressed goes and is counted beside the authors; every other word stays."""
    written = [Comment(text="", author=name) for name in case["names"]]
    found, count = mask_commenters([*written, Comment(text=case["original"])], public=["林小满"])
    assert found[-1].text == case["fixed"]
    assert count == len(written) + case["fixed"].count(COMMENTER) - case["original"].count(COMMENTER)


@given(COMMENTS)
def test_masking_again_changes_nothing_and_counts_what_it_did(comments: list[Comment]) -> None:
    """Roles, days and order stay; each placeholder is counted once."""
    found, count = mask_commenters(comments)
    assert [comment.author for comment in found] == [each.author and COMMENTER for each in comments]
    assert count == sum(comment.text.count(COMMENTER) + (comment.author is not None) for comment in found)
    assert [each.text for each in mask_commenters(found).comments] == [each.text for each in found]


@given(COMMENTS)
def test_nobody_is_addressed_by_name_who_wrote(comments: list[Comment]) -> None:
    """An at sign before a writer's whole name is found wherever it stands alone."""
    names = [each.author for each in comments if each.author and len(each.author) > 1]
    texts = tuple(Comment(text=f"是的 @{name} 对") for name in names)
    found, _ = mask_commenters([*comments, *texts])
    assert [each.text for each in found[len(comments) :]] == [f"是的 @{COMMENTER} 对"] * len(names)


BELOW = """<div class="comments"><h3>网友评论</h3>
<div class="comment"><span class="name">陈小美</span> <span class="time">2024-05-07</span><p>我也收到过这样的短信，{said}。</p></div>
<div class="comment"><span class="name">{second}</span> <span class="time">2024-05-08</span><p>{answer}</p></div></div>"""


def test_a_row_names_nobody_who_is_answered() -> None:
    """From the page's bytes: the answer keeps its words, the name is gone and counted in `pii`."""
    below = BELOW.format(said="很烦", second="阿木木", answer="回复 @陈小美 ：别理他们。")
    outcome = read_page(page(html(below=below)))
    assert not holds(outcome, "陈小美")
    row = kept(page(html(below=below)))
    assert [each.text for each in row.comments][-1] == f"回复 @{COMMENTER}：别理他们。"
    assert row.pii == (("name", 3),)


def test_a_row_keeps_the_words_that_somebody_calls_himself_by() -> None:
    """A commenter called `大家` is one author less; what the others say stays as it is."""
    row = kept(page(html(below=BELOW.format(said="大家小心", second="大家", answer="大家都别急着还款。"))))
    assert [each.text for each in row.comments] == ["我也收到过这样的短信，大家小心。", "大家都别急着还款。"]
    assert row.pii == (("name", 2),)
