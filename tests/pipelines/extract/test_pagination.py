"""Pages of one article: the next one told from next articles and lists, and all of them joined."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract import extract
from pipelines.extract.pagination import join, next_page
from pipelines.types import Article, Comment

PROSE = "我收到一条催收短信，说我欠款三千元，要我马上还清，可是我从来没有借过钱，客服也打不通。"
URL = "http://example.com/a/12.html"


def test_the_next_page_of_an_article(case: dict[str, Any]) -> None:
    """Each case names the address that leads on, or none."""
    base = "/a/" if "<base" in case["markup"] else None

    assert next_page(case["markup"], case["url"], base) == case["next"]


def test_an_article_tells_its_next_page() -> None:
    """The extractor asks with the page's own address and base."""
    markup = (
        f"<base href='/b/'><title>催收短信</title><h1>催收短信</h1><p>{PROSE}</p><a href='../a/12_2.html'>下一页</a>"
    )

    assert extract(markup.encode(), URL).next_page == "http://example.com/a/12_2.html"
    assert extract(markup.encode()).next_page is None
    assert extract(PROSE.encode(), URL).next_page is None


@given(markup=st.text(alphabet="<a href='12_2.html'>下一页</a> &gt;2[]", max_size=200), url=st.text(max_size=30))
def test_any_markup_gives_an_address_or_none(markup: str, url: str) -> None:
    """No markup raises; what is found is an address of the web."""
    for own in (URL, f"http://{url}", url):
        found = next_page(markup, own, url)
        assert found is None or found.startswith("http")


def test_pages_are_joined_without_what_they_repeat() -> None:
    """Lead and editor's line stand on every page, and once in the article."""
    comment = Comment(text="我也是。", author="网友甲", posted_on=date(2024, 1, 2))
    first = Article(
        text="导读：短信。\n第一段。\n编辑小李", title="短信", comments=(comment,), related=("甲",), lost_bytes=1
    )
    second = Article(
        text="导读：短信。\n第二段。\n编辑小李",
        title="短信（2）",
        comments=(comment,),
        related=("甲", "乙"),
        lost_bytes=2,
    )
    third = Article(text="第三段。\n第一段。\n第四段。", is_public=False, left_out=(("boilerplate.spam", "关注我们"),))

    joined = join(first, [second, third])

    assert joined.text.split("\n") == [
        "导读：短信。",
        "第一段。",
        "编辑小李",
        "第二段。",
        "第三段。",
        "第一段。",
        "第四段。",
    ]
    assert (joined.title, joined.comments, joined.related) == ("短信", (comment,), ("甲", "乙"))
    assert (joined.lost_bytes, joined.is_public, joined.left_out) == (3, False, (("boilerplate.spam", "关注我们"),))


def test_a_page_sent_twice_adds_nothing() -> None:
    """A server that ignores the number sends the first page again."""
    first = Article(text="第一段。\n第二段。")

    assert join(first, [first, first]).text == first.text


@given(texts=st.lists(st.text(alphabet="一二三\n", max_size=9), min_size=1, max_size=4))
def test_the_first_page_is_kept_whole(texts: list[str]) -> None:
    """Joining adds behind it, and nothing for no pages."""
    first, *rest = [Article(text=text) for text in texts]

    assert join(first, rest).text.startswith(first.text)
    assert join(first, []) == first
