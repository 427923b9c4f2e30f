"""The families: one sheet, six DOMs, each in the manner of the sites it stands for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from crawler.practice.draft import Line
from crawler.practice.families import FAMILIES
from crawler.practice.hosts import SITES, FamilyName, Site
from crawler.practice.sheet import Labels, Sheet, printed, stamp, text
from crawler.practice.truth import TrueComment
from pipelines.types import CHINA

NAMES: tuple[FamilyName, ...] = ("divsoup", "layout", "hidden", "thread", "blog", "portal")
LINES = (
    Line("p", "开头的一段。"),
    Line("h2", "一、起因"),
    Line("h3", "1.1 背景"),
    Line("li", "1. 第一条"),
    Line("p", "a<b & c。"),
)
COMMENTS = (
    TrueComment(author="赵晓雯", role="律师", posted_on=date(2024, 5, 6), text="写得清楚。"),
    TrueComment(author="钱一凡", role=None, posted_on=date(2024, 5, 7), text="收藏了。"),
)


def site_of_family(name: FamilyName) -> Site:
    """The first site of a family."""
    return next(site for site in SITES if site.family == name)


def sheet(name: FamilyName) -> Sheet:
    """A sheet with everything a page can have."""
    return Sheet(
        site=site_of_family(name),
        index=300,
        title="还呗发来的短信",
        before=("小编导语", "还呗发来的短信"),
        lines=LINES,
        after=("侵权联系 QQ1000012345",),
        author="孙明轩",
        published=datetime(2024, 5, 6, 7, 8, 9, tzinfo=CHINA),
        labels=Labels(section="逾期动态", badge="资深用户", comments="精彩评论", related="其他文章"),
        views=52,
        comments=COMMENTS,
        related=("省呗可信吗", "阳台上的绿萝"),
        description='开头的"一段"',
        declared="utf-8",
        is_public=True,
    )


def tree_of(name: FamilyName, page: Sheet | None = None) -> etree._Element:
    """The page as a parser sees it."""
    return lxml_html.fromstring(FAMILIES[name].render(page or sheet(name)))


def content(tree: etree._Element, path: str) -> list[str]:
    """The whole text of each element that a path finds."""
    return ["".join(str(part) for part in element.itertext()).strip() for element in tree.iterfind(path)]


def everything(tree: etree._Element) -> str:
    """All text of the page."""
    return "".join(str(part) for part in tree.itertext())


@pytest.mark.parametrize("name", NAMES)
def test_the_body_is_printed_line_by_line(name: FamilyName) -> None:
    """The rows of the body read as the lines they were made of, mark-up and escapes undone."""
    assert printed(FAMILIES[name].body(LINES)).split("\n") == [line.text for line in LINES]


@pytest.mark.parametrize("name", NAMES)
def test_the_page_holds_the_very_rows(name: FamilyName) -> None:
    """`render` lays the body out exactly as `body` does: what is true of the rows is true of the page."""
    assert FAMILIES[name].body(LINES) in FAMILIES[name].render(sheet(name))


@pytest.mark.parametrize("name", NAMES)
def test_everything_is_on_the_page_in_order(name: FamilyName) -> None:
    """Title, furniture, body and furniture come in that order; byline before the body."""
    whole = everything(tree_of(name))
    parts = ["还呗发来的短信", "小编导语", *(line.text for line in LINES), "侵权联系"]
    places = [whole.index(part) for part in parts]
    assert places == sorted(places)
    assert whole.index("2024") < whole.index("小编导语")


@pytest.mark.parametrize("name", NAMES)
def test_head_says_charset_title_and_robots(name: FamilyName) -> None:
    """The head declares what it is told to, names the site in the title, and forbids keeping only where asked to."""
    tree = tree_of(name)
    assert content(tree, ".//title") == [f"还呗发来的短信_{site_of_family(name).name}"]
    meta = [dict(element.attrib) for element in tree.iterfind(".//meta")]
    assert {"http-equiv": "Content-Type", "content": "text/html; charset=utf-8"} in meta
    assert {"name": "description", "content": '开头的"一段"'} in meta
    assert not any(one.get("name") == "robots" for one in meta)
    private = tree_of(name, replace(sheet(name), is_public=False, declared=None))
    meta = [dict(element.attrib) for element in private.iterfind(".//meta")]
    assert {"name": "robots", "content": "noindex, noarchive"} in meta
    assert not any("http-equiv" in one for one in meta)


@pytest.mark.parametrize("name", NAMES)
def test_a_bare_sheet_is_a_page_too(name: FamilyName) -> None:
    """Without author, date, comments, links and furniture the body is all that is left to find."""
    bare = replace(sheet(name), author=None, published=None, comments=(), related=(), before=(), after=())
    whole = everything(tree_of(name, bare))
    assert "2024" not in whole
    assert "孙明轩" not in whole
    assert all(line.text in whole for line in LINES)


@pytest.mark.parametrize("name", [name for name in NAMES if FAMILIES[name].has_comments])
def test_comments_stand_behind_the_body(name: FamilyName) -> None:
    """Each comment is printed with its author and day, behind the article."""
    whole = everything(tree_of(name))
    for one in COMMENTS:
        assert whole.index(one.text) > whole.index(LINES[-1].text)
        assert one.author in whole
        assert str(one.posted_on) in whole
    assert ("律师" in whole) == FAMILIES[name].has_roles


@pytest.mark.parametrize("name", [name for name in NAMES if FAMILIES[name].has_related])
def test_related_links_lead_to_the_same_site(name: FamilyName) -> None:
    """Related titles are links to earlier articles of the site, behind their heading."""
    tree = tree_of(name)
    links = {"".join(str(part) for part in a.itertext()): a.get("href") for a in tree.iterfind(".//a")}
    article = site_of_family(name).article
    assert links["省呗可信吗"] == article.format(n=300 - len(SITES))
    assert links["阳台上的绿萝"] == article.format(n=300 - 2 * len(SITES))


@given(st.integers(0, 200), st.integers(1, 9))
def test_related_links_never_leave_the_web(index: int, count: int) -> None:
    """Also near the start, links lead to pages of the same site that every practice web has."""
    step = len(SITES)
    page = replace(sheet("divsoup"), index=index, related=tuple(f"第{n}篇" for n in range(count)))
    for href, _ in page.links:
        number = int(href.rpartition("/")[2].split(".")[0])
        assert number % step == index % step
        assert 0 <= number < max(100, index)


def test_divsoup_prints_author_and_time_in_one_line() -> None:
    """The header line of farms: time to the second, the word for views, the author behind a label; a badge above."""
    tree = tree_of("divsoup")
    assert content(tree, ".//div[@class='i']") == ["2024-05-06 07:08:09 浏览 作者:孙明轩"]
    assert content(tree, ".//div[@class='u']") == ["资深用户"]
    assert content(tree, ".//div[@class='pu']")[0] == "头像 赵晓雯-律师 2024-05-06"


def test_layout_is_bare_text_in_a_cell() -> None:
    """The body of an old portal has no paragraphs: text and `<br>` in a table cell, under a crumb with popularity."""
    tree = tree_of("layout")
    assert not content(tree, ".//p")
    assert "首页 > 逾期动态 人气:52 日期:2024-05-06 07:08:09" in everything(tree)
    assert not FAMILIES["layout"].has_author


def test_hidden_body_is_hidden() -> None:
    """The body stands in an element that is not visible before a script ran."""
    tree = tree_of("hidden")
    body = tree.find(".//div[@id='js_content']")
    assert body is not None
    assert "visibility: hidden" in str(body.get("style"))
    assert LINES[0].text in "".join(str(part) for part in body.itertext())
    assert content(tree, ".//em[@id='publish_time']") == ["2024年05月06日 07:08"]


def test_thread_begins_with_the_article() -> None:
    """The first post of a thread is the article, the replies are the comments."""
    tree = tree_of("thread")
    posts = content(tree, ".//td[@class='t_f']")
    assert len(posts) == 1 + len(COMMENTS)
    assert LINES[0].text in posts[0]
    assert posts[1:] == [one.text for one in COMMENTS]
    assert content(tree, ".//a[@class='xw1']") == ["孙明轩", "赵晓雯", "钱一凡"]


def test_blog_uses_the_elements_meant_for_it() -> None:
    """A blog has an `<article>`, a machine-readable time with China's offset, and headings as such."""
    tree = tree_of("blog")
    time = tree.find(".//article//time")
    assert time is not None
    assert time.get("datetime") == "2024-05-06T07:08:00+08:00"
    assert content(tree, ".//article//h2") == ["一、起因"]
    assert content(tree, ".//article//h3") == ["1.1 背景"]
    assert content(tree, ".//b[@class='fn']") == ["赵晓雯", "钱一凡"]


def test_portal_glues_its_byline() -> None:
    """A view count stands right before the day, and comments and links are paragraphs of the content block."""
    tree = tree_of("portal")
    assert content(tree, ".//p[@class='time']") == ["网522024-05-06 编辑：孙明轩"]
    block = content(tree, ".//div[@class='content']/p")
    assert block[-1] == "- 阳台上的绿萝"
    assert "头像 钱一凡 2024-05-07" in block


@given(st.text(alphabet="甲乙<>&\"'; a", max_size=20))
def test_escaping_is_undone_by_reading(raw: str) -> None:
    """What is escaped for a page reads as it was."""
    assert printed(f"<p>{text(raw)}</p>") == raw.strip()


def test_a_missing_moment_prints_nothing() -> None:
    """No date leaves no trace of its form."""
    assert stamp(None, "%Y年") == ""
    assert stamp(datetime(2024, 5, 6, tzinfo=CHINA), "%Y年") == "2024年"
