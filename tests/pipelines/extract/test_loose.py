"""Names without a label: only from parts of a byline, only one, only what can be a person."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract import extract
from pipelines.extract.names import bare_name, find_names, is_name

PROSE = "我收到一条催收短信，说我欠款三千元，要我马上还清，可是我从来没有借过钱。"


def test_a_bare_name_is_told(case: dict[str, Any]) -> None:
    """Three characters with a surname, beside nothing that is labelled."""
    name = bare_name(case["parts"])

    assert (name and name.name) == case["name"]


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("<div id=meta_content><span>秦小满</span><a>安心网</a><em>2023年4月18日 09:15</em></div>", "秦小满"),
        ("<div class=byline><span>秦小满</span><a>安心网</a></div>", "秦小满"),
        ("<div><span>秦小满</span><a>安心网</a></div>", None),
        ("<div><span class=author>作者：秦小满</span> <time>2023年4月18日</time> <a>催收常识</a></div>", "秦小满"),
        ("<div><a>秦小满</a></div><div>楼主</div>", "秦小满"),
        ("<div><a>秦小满</a></div><div><em>楼主</em> <em>发表于 2023-04-18 09:15:30</em></div>", "秦小满"),
        ("<div>编辑：秦�(xiǎo)�(mǎn)</div>", None),
        ("<div>作者：秦?xiǎo)满</div>", None),
    ],
)
def test_the_author_is_read_from_the_byline(byline: str, author: str | None) -> None:
    """Parts that only their elements set apart; a name that lost a character is none."""
    body = (
        f"<title>收到催收短信的第一天_安心网</title><h1>收到催收短信的第一天</h1>{byline}<p>{PROSE}</p><p>{PROSE}</p>"
    )

    assert extract(body.encode()).author == author


@given(parts=st.lists(st.text("林小满某网2024-05：", max_size=6), max_size=5))
def test_a_bare_name_is_one_of_the_parts(parts: list[str]) -> None:
    """No name is put together."""
    name = bare_name(parts)

    assert name is None or name.name in parts


@pytest.mark.parametrize("text", ["林�", "林?xiǎo", "�qiān", "駱裾?/div", "2楼", "来源", "", "12345"])
def test_what_is_no_name(text: str) -> None:
    """Damage, floors, labels and numbers."""
    assert not is_name(text)


@pytest.mark.parametrize("line", ["作者认为这样不妥", "记者了解到，短信很多", "小编觉得"])
def test_a_sentence_names_nobody(line: str) -> None:
    """A label without its colon is a word."""
    assert [name.name for name in find_names(line)] == []
