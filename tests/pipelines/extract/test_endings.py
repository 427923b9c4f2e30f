"""Where an article ends: comments, other articles, disclaimers, links; and what stands in it that is not its own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract import extract
from pipelines.extract.headings import heading_kind

TITLE = "收到催收短信的第一天"
POST = "今天收到一条催收短信，说我欠款三千元，要我马上还清，可是我从来没有借过钱，也没有下载过他们的软件。"
OTHER = "这是另外一篇文章的正文，讲的是怎样查询自己的征信报告，要带上身份证，一年有两次免费的机会。"


def page(*parts: str) -> bytes:
    """A page with the title, the post, and what follows it."""
    return f"<title>{TITLE}_安心网</title><div><h1>{TITLE}</h1><div><p>{POST}</p></div></div>{''.join(parts)}".encode()


def test_a_heading_is_told(case: dict[str, Any]) -> None:
    """Headings of comments, links and notices in the forms sites print them; sentences about these are none."""
    assert heading_kind(case["line"]) == case["kind"]


def test_another_article_begins_with_its_own_h1() -> None:
    """However long it is, an article behind this one is not this one."""
    body = page("<div><h1>怎样查征信报告</h1>", *[f"<div><p>{OTHER}</p></div>"] * 9, "</div>")

    assert extract(body).text == POST


def test_an_h1_beside_the_paragraphs_is_a_heading() -> None:
    """Some sites print every heading as h1."""
    body = f"<title>{TITLE}_安心网</title><div><h1>{TITLE}</h1><p>{POST}</p><h1>一、起因</h1><p>{OTHER}</p></div>"

    assert extract(body.encode()).text.split("\n") == [POST, "一、起因", OTHER]


def test_readers_may_write_more_than_the_author() -> None:
    """Comments behind a short post stay comments."""
    comments = "".join(f"<p>网友{name} 2023-04-18</p><p>{OTHER}</p>" for name in "甲乙丙丁戊")
    article = extract(page(f"<div><h3>网友评论</h3>{comments}</div>"))

    assert article.text == POST
    assert [comment.author for comment in article.comments] == [f"网友{name}" for name in "甲乙丙丁戊"]


def test_links_end_the_comments() -> None:
    """A list of titles behind the last comment is no part of it, also where its heading is damaged."""
    links = "".join(f"<p>- <a href=/{n}>怎样查自己的征信报告第{n}步</a></p>" for n in range(4))
    article = extract(
        page(f"<p>网友评论</p><p>头像 秦小满-律师 2023-04-18</p><p>我也收到过。</p><p>猜你?huān)</p>{links}")
    )

    assert [(one.author, one.role) for one in article.comments] == [("秦小满", "律师")]
    assert "征信" not in article.comments[0].text


@pytest.mark.parametrize(
    "notice",
    [
        "免责声明：本内容来自平台创作者，不代表本站的观点和立场，如有侵权请联系删除。",
        "特别声明：以上内容来自网友，不代表本站立场，如有侵权请联系删除。",
        "版权聲明：本文為原創，轉載請聯繫作者授權，未經許可不得轉載。",
    ],
)
def test_a_disclaimer_ends_a_long_enough_text(notice: str) -> None:
    """What a site prints behind its disclaimer is the site's."""
    body = page(f"<p>{POST[::-1]}</p><p>{POST[9:]}</p><p>{notice}</p>", *[f"<p>{OTHER}</p>"] * 5)

    text = extract(body).text
    assert POST in text
    assert OTHER not in text
    assert notice not in text


def test_talk_of_rights_ends_nothing() -> None:
    """An article may speak of infringement and permission."""
    talk = "律师说，未经许可公开借款人的信息是侵权行为，借款人可以要求删除并赔偿。"
    body = page(f"<p>{POST[::-1]}</p><p>{POST[9:]}</p><p>{talk}</p>", *[f"<p>{OTHER}</p>"] * 5)

    assert extract(body).text.split("\n")[-6:] == [talk, *[OTHER] * 5]


@pytest.mark.parametrize(
    ("line", "is_kept"),
    [
        ("<p><span>广告</span><a href=/ad>某某公益服今日新开，进服就送大礼</a></p>", False),
        ("<p><a href=/ad>推广：某某学校招生了，名额有限，先到先得</a></p>", False),
        ("<p>广告里说的利率和短信里的不一样，差了一倍。</p>", True),
    ],
)
def test_adverts_between_paragraphs_are_left_out(line: str, is_kept: bool) -> None:
    """A line that calls itself an advert is none of the article's; a sentence about one is."""
    body = f"<title>{TITLE}_安心网</title><h1>{TITLE}</h1><p>{POST}</p>{line}<p>{OTHER}</p>".encode()

    assert len(extract(body).text.split("\n")) == 2 + is_kept


@given(count=st.integers(1, 30), chars=st.integers(1, 40))
def test_comments_never_become_the_body(count: int, chars: int) -> None:
    """However many and however long."""
    comments = "".join(f"<p>头像 网友{n} 2023-04-18</p><p>{OTHER[:chars]}。</p>" for n in range(count))

    assert extract(page(f"<h3>精彩评论</h3>{comments}")).text == POST


@pytest.mark.parametrize(
    "tail", ["1" * 70 + "@", "1 " * 35 + "评", "条个" * 30 + "评论）", "）" * 70 + "评", "更多" * 34 + "评x"]
)
def test_a_number_before_other_words_is_read_once(tail: str) -> None:
    """What is trimmed from a heading's end is tried in one way only, however long it is."""
    assert heading_kind(f"评{tail}"[:72]) is None
