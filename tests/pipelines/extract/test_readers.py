"""Byline zone, related links, repeats, posts, text pages, metadata and addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.blocks import Block, Region
from pipelines.extract.byline import find_section, find_views, read_byline
from pipelines.extract.headings import heading_key, is_comment_heading, is_notice_heading, is_related_heading
from pipelines.extract.links import canonical_url, site_of
from pipelines.extract.metadata import Metadata, read_metadata
from pipelines.extract.posts import first_post, is_bare_date
from pipelines.extract.related import is_bulleted, is_link_title, read_related
from pipelines.extract.repeats import without_copies
from pipelines.extract.text_page import read_text
from pipelines.extract.tokens import cut
from pipelines.extract.zones import Zones


def test_the_author_outranks_the_editor() -> None:
    """An editor is the author only where nobody else is named."""
    both = Zones(head=("编辑：陆一帆", "作者：秦小满"))

    assert read_byline(both, Metadata()).author.name == "秦小满"  # type: ignore[union-attr]  # asserted by its value
    assert read_byline(Zones(head=("编辑：陆一帆",)), Metadata()).author.name == "陆一帆"  # type: ignore[union-attr]  # as above


def test_the_nearest_date_wins_and_a_clock_of_its_day_is_added() -> None:
    """Place outranks form: a farther date with a clock counts only for the same day."""
    near = read_byline(Zones(head=("2023-04-18", "2023-04-20 10:00")), Metadata()).date
    same = read_byline(Zones(head=("2023-04-18", "2023-04-18 10:00")), Metadata()).date

    assert near is not None
    assert same is not None
    assert (near.at.day, near.precision, same.at.hour) == (18, "day", 10)


def test_a_stated_author_must_be_printed() -> None:
    """Metadata that names somebody the page does not show is a template's."""
    meta = Metadata(author="秦小满", site_name="安心网")

    assert read_byline(Zones(head=("秦小满 2023-04-18",)), meta).author is not None
    assert read_byline(Zones(head=("2023-04-18",)), meta).author is None


def test_a_label_takes_its_value_from_the_next_line() -> None:
    """A label alone on its line, or a name above `发表于`, is read with the line below."""
    labelled = read_byline(Zones(head=("作者：", "秦小满", "2023-04-18")), Metadata()).author
    posted = read_byline(Zones(head=("秦小满", "楼主 发表于 2023-04-18 09:15")), Metadata())

    assert labelled is not None
    assert labelled.name == "秦小满"
    assert posted.author is not None
    assert (posted.author.name, posted.date is not None) == ("秦小满", True)


def test_a_date_behind_another_title_is_not_the_articles() -> None:
    """Behind the body a date needs a label, a name, or a line of its own."""
    assert read_byline(Zones(head=(), tail=("怎样查征信报告 2023-04-18",)), Metadata()).date is None
    assert read_byline(Zones(head=(), tail=("发布于：2023-04-18 11:34",)), Metadata()).date is not None
    assert read_byline(Zones(head=(), tail=("2023-04-18",)), Metadata()).date is not None


@pytest.mark.parametrize(
    ("line", "views"),
    [
        ("浏览：125次", 125),
        ("人氣:27", 27),
        ("阅读(31)", 31),
        ("1024人阅读", 1024),
        ("某閱82023-04-18", 8),
        ("09:15:30 浏览", None),
        ("浏览器", None),
    ],
)
def test_views_are_read(line: str, views: int | None) -> None:
    """A count beside its word or glued to the date, never a clock's seconds."""
    assert find_views(line) == views


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("当前位置：首页 > 贷款曝光 > 正文", "贷款曝光"),
        ("首页 » 资讯 » 贷款问答 人气:27", "贷款问答"),
        ("首頁/貸款/", "貸款"),
        ("首页 新闻 论坛", None),
        ("甲 > 乙", None),
    ],
)
def test_sections_are_read_from_breadcrumbs(line: str, section: str | None) -> None:
    """The last segment that names a section."""
    assert find_section(line) == section


@pytest.mark.parametrize("line", ["相关阅读", "【延伸閱讀】", "最新文章 >>", "你可能還想看：", "今日推荐", "其他文章"])
def test_headings_of_links_are_told(line: str) -> None:
    """In both scripts, with marks and counts around them."""
    assert is_related_heading(line)
    assert not is_comment_heading(line)


@pytest.mark.parametrize("line", ["网友评论(23)", "精彩評論", "全部评论 5条"])
def test_headings_of_comments_are_told(line: str) -> None:
    """With a count or without."""
    assert is_comment_heading(line)


@pytest.mark.parametrize("line", ["相关阅读能力的培养", "评论家怎么说", "短信的相关法律", "声明的效力"])
def test_headings_of_the_article_are_left(line: str) -> None:
    """A heading that only begins with such words belongs to the text."""
    assert not (is_related_heading(line))
    assert not (is_comment_heading(line))
    assert not (is_notice_heading(line))


def test_long_lines_are_no_headings() -> None:
    """A line of prose has no heading's key."""
    assert heading_key("相关阅读" * 20) == ""


def test_related_titles_come_from_links_under_a_heading_or_in_a_named_region() -> None:
    """Link by link, without dates and buttons; prose ends the list."""
    links = Block("短信退订办法 怎样查征信报告", "div", 14, links=("短信退订办法", "2023-04-18 怎样查征信报告", "更多"))
    named = Block("通讯录被爆怎么办", "li", 8, regions=(Region(1, "related"),), links=("通讯录被爆怎么办",))
    prose = Block("这里是一段话，说的是别的事情，没有链接。")

    assert list(read_related([Block("相关阅读"), links, prose, links, named])) == [
        "短信退订办法",
        "怎样查征信报告",
        "通讯录被爆怎么办",
    ]


@pytest.mark.parametrize(
    ("line", "answer"), [("- 短信", True), ("• 短信", True), ("1. 短信", False), ("短信 - 还款", False), ("", False)]
)
def test_bullets_are_marks(line: str, answer: bool) -> None:
    """Numbers are the article's own."""
    assert is_bulleted(line) == answer


def test_a_plain_list_of_links_is_related_and_a_menu_is_not() -> None:
    """Three titles in a row, each a link, need no heading; short links are a menu."""
    titles = [Block(f"催收短信的第{n}种写法", "p", 10, links=(f"催收短信的第{n}种写法",)) for n in "一二三"]
    menu = [Block(f"栏目{n}", "p", 3, links=(f"栏目{n}",)) for n in "一二三"]

    assert list(read_related(titles)) == [block.text for block in titles]
    assert list(read_related([*titles[:2], *menu])) == []


def test_sentences_are_no_link_titles() -> None:
    """A link's title ends in no full stop and says something."""
    assert is_link_title("短信退订办法")
    assert not is_link_title("我退订了短信。")
    assert not is_link_title("更多")


def test_copies_of_title_and_lead_go() -> None:
    """The title as caption, however often, and a lead that its paragraph repeats."""
    lead = "今年三月我收到一条短信，说我在某平台"
    body = [lead, "某贷的短信", f"{lead}欠款三千元。", "某貸的短信。", "后来呢？"]

    assert without_copies(body, "某贷的短信") == [body[2], body[4]]


@given(lines=st.lists(st.text("短信欠款还", max_size=30), max_size=12), title=st.none() | st.text("短信", max_size=6))
def test_dropping_repeats_loses_nothing_said(lines: list[str], title: str | None) -> None:
    """What is dropped is the title or stands in a line that stays or follows."""
    kept = without_copies(lines, title)

    assert all(
        line in kept or line == title or any(line in other for other in lines if other != line) or not line
        for line in lines
    )


def test_a_short_line_is_no_lead() -> None:
    """A heading that the text repeats stays."""
    assert without_copies(["一、短信", "一、短信的来源有三种。"], None) == ["一、短信", "一、短信的来源有三种。"]


def test_the_first_of_several_posts_is_the_article() -> None:
    """Posts are told by bare dates of the same kind."""
    blocks = [
        Block("第一篇日记"),
        Block("2009-04-18 21:20"),
        Block("一。"),
        Block("第二篇日记"),
        Block("2009-04-17 20:10"),
        Block("二。"),
    ]

    assert first_post(blocks, [1, 2, 3, 4, 5]) == ([2], 0)
    assert first_post(blocks[:3], [1, 2]) == ([1, 2], -1)
    assert first_post(blocks, []) == ([], -1)


def test_a_bare_date_has_a_clock_and_nothing_else() -> None:
    """A day alone may be a heading of the text."""
    assert is_bare_date("2009-04-18 21:20:00")
    assert not is_bare_date("2009-04-18")
    assert not is_bare_date("2009-04-18 21:20 张贴")


def test_a_text_page_without_title_begins_with_its_label() -> None:
    """Where a label comes first the copy has no title."""
    page = read_text("小编导语\n我收到一条短信。\n一、起因\n我没有借过钱。")

    assert page.title is None
    assert page.lines == ("小编导语", "我收到一条短信。", "一、起因", "我没有借过钱。")


@pytest.mark.parametrize("first", ["我收到一条短信，说我欠款。", "一、短信的来源", "他说，短信是，假的，"])
def test_prose_and_headings_are_no_title(first: str) -> None:
    """The first line is a title only if it reads like one."""
    assert read_text(f"{first}\n我没有借过钱。").title is None


def test_a_bulleted_list_inside_the_text_stays() -> None:
    """Bullets are related links only at the end, and from three on."""
    page = read_text(
        "催收短信的由来\n我收到短信。\n- 甲平台发的\n- 乙平台发的\n- 丙平台发的\n都没有借过。\n- 丁平台发的"
    )

    assert page.lines[1:4] == ("- 甲平台发的", "- 乙平台发的", "- 丙平台发的")
    assert page.related == ()


def test_comments_end_where_links_begin() -> None:
    """A list behind the comments is no part of the last one."""
    page = read_text(
        "催收短信的由来\n我收到短信。\n头像 方小棠-律师 2023-04-18\n保留证据。\n• 短信退订办法\n• 怎样查征信报告"
    )

    assert [comment.text for comment in page.comments] == ["保留证据。"]
    assert page.related == ("短信退订办法", "怎样查征信报告")


@given(text=st.text("短信，。\n -•头像评论相关阅读2023-04-18：", max_size=120))
def test_every_text_is_read(text: str) -> None:
    """Nothing raises; every line of the body is a line of the text."""
    page = read_text(text)

    assert set(page.lines) <= {line.strip() for line in text.splitlines()}


def test_metadata_is_collected() -> None:
    """Meta, OpenGraph, JSON-LD and canonical link are read; the first of each counts."""
    meta = read_metadata(
        cut(
            "<head><title> 催收 短信 </title><meta property='og:site_name' content='安心网'><link rel=canonical href='/1'>"
            '<script type="application/ld+json">{"@graph": [{"datePublished": "2023-04-18", "author": [{"name": "秦小满"}]}]}</script>'
            "<script type='application/ld+json'>{broken</script></head><body>x</body>"
        )
    )

    assert (meta.title, meta.site_name, meta.canonical) == ("催收 短信", "安心网", "/1")
    assert (meta.dates, meta.author, meta.is_public) == (("2023-04-18",), "秦小满", True)


@pytest.mark.parametrize(
    "tag",
    [
        "<meta name=robots content='NoIndex'>",
        "<meta name=robots content=none>",
        "<meta name=robots content='noai, follow'>",
        "<meta name=tdm-reservation content=1>",
    ],
)
def test_a_page_may_ask_not_to_be_kept(tag: str) -> None:
    """Wishes of the page's own head are heard."""
    assert not read_metadata(cut(f"<head>{tag}</head><body>x</body>")).is_public


@pytest.mark.parametrize(
    ("url", "stated", "canonical"),
    [
        ("http://m.example.com/1?x=2#top", "http://www.example.com/1", "http://www.example.com/1"),
        ("http://www.example.com/a/1", "/b/2", "http://www.example.com/b/2"),
        ("http://www.example.com/1#top", None, "http://www.example.com/1"),
        ("http://www.example.com/1", "http://example.net/1", "http://www.example.com/1"),
        ("http://www.example.com/1", "ftp://www.example.com/1", "http://www.example.com/1"),
        ("http://www.example.com/1", "http://[", "http://www.example.com/1"),
        ("", "http://www.example.com/1", ""),
    ],
)
def test_canonical_addresses_stay_on_their_site(url: str, stated: str | None, canonical: str) -> None:
    """A page names another address of its own site, or none."""
    assert canonical_url(url, stated) == canonical


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://a.b.example.com.cn/x", "example.com.cn"),
        ("http://127.0.0.1:80/", "127.0.0.1"),
        ("http://[", ""),
        ("x", ""),
    ],
)
def test_sites_are_registrable_domains(url: str, site: str) -> None:
    """Or the host itself where there is none."""
    assert site_of(url) == site
