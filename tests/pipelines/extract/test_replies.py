"""Posts of readers, by cases and by generated threads: who wrote them, when, and what is none."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract import extract
from pipelines.extract.blocks import Block, Page
from pipelines.extract.body import Measured, find_body, measure
from pipelines.extract.replies import Posts, read_posts, split_body
from pipelines.extract.siblings import alike, path_inside
from pipelines.extract.stamps import (
    is_answers_heading,
    is_floor_mark,
    is_posted,
    is_reply_button,
    is_stamp,
    is_writer,
    name_and_date,
)
from pipelines.extract.tokens import cut
from pipelines.extract.walk import read_page
from pipelines.types import CHINA

WRITERS = st.sampled_from(("方小棠", "丁若水", "阿木", "小鱼儿", "lan_88", "铁皮屋"))
SAID = st.sampled_from(("我也收到过，没有理它。", "先别回短信，打电话问银行。", "投诉以后就停了，别怕。"))


def measured(html: str) -> Measured:
    """The blocks of markup, measured."""
    return measure(read_page(cut(html).visible))


def as_rows(page: Measured, posts: Posts | None) -> list[list[str | None]] | None:
    """Posts in the form of the cases."""
    if posts is None:
        return None
    comments = [post.as_comment(page.page.blocks) for post in posts.items]
    names = [post.author for post in posts.items]
    days = [str(comment.posted_on) if comment.posted_on else None for comment in comments]
    return [[name, day, comment.text] for name, day, comment in zip(names, days, comments, strict=True)]


def test_a_case_gives_its_posts(case: dict[str, Any]) -> None:
    """Each page gives the posts that stand beside it, or none."""
    page = measured(case["html"])

    assert as_rows(page, read_posts(page, 0)) == case["posts"]


@given(people=st.lists(st.tuples(WRITERS, st.dates(date(2001, 1, 1), date(2039, 1, 1)), SAID), min_size=2, max_size=6))
def test_every_post_has_its_writer_and_day(people: list[tuple[str, date, str]]) -> None:
    """A thread in which the name stands in the stamp is read whole, however often somebody writes."""
    posts = "".join(
        f"<div><div>{name} 发表于 {day}</div><div>{at}楼</div><p>{text}</p></div>"
        for at, (name, day, text) in enumerate(people, 1)
    )
    page = measured(f"<h1>短信从哪里来</h1>{posts}")

    assert as_rows(page, read_posts(page, 0)) == [[name, str(day), text] for name, day, text in people]


@given(
    lines=st.lists(st.sampled_from(["<div>", "</div>", "2楼", "甲", "2023-04-18", "回复", "好。", "<p>"]), max_size=30)
)
def test_any_page_is_read(lines: list[str]) -> None:
    """Nothing raises, and every line of a post is one of its own blocks."""
    page = measured("".join(lines))
    posts = read_posts(page)

    assert posts is None or all(post.start <= at <= post.end for post in posts.items for at in post.lines)


def thread(above: str, *, heading: str = "") -> tuple[Measured, list[int], Posts | None]:
    """A page with a text above two posts, its body and its posts."""
    post = "<div><div>{} 发表于 2023-04-18</div><p>{}</p></div>"
    posts = post.format("阿木", "先别回短信，打电话问银行。") + post.format("小鱼儿", "投诉以后就停了，别怕。")
    page = measured(f"<h1>短信从哪里来</h1>{above}{heading}<div>{posts}</div>")
    return page, find_body(page, 0), read_posts(page, 0)


def texts(page: Measured, body: list[int]) -> list[str]:
    """The text of each of these blocks."""
    return [page.page.blocks[at].text for at in body]


def test_what_stands_above_the_posts_is_the_article() -> None:
    """All posts are comments on a text in front of them."""
    page, body, posts = thread("<p>我在三月收到一条短信，说我欠款。</p>")
    split = split_body(page, posts, body)

    assert texts(page, split.body) == ["我在三月收到一条短信，说我欠款。"]
    assert [post.author for post in split.others] == ["阿木", "小鱼儿"]
    assert split.main is None


def test_the_first_answer_belongs_to_the_question() -> None:
    """A question and its first answer are the body, without the heading between them."""
    page, body, posts = thread("<p>我在三月收到一条短信，说我欠款。</p>", heading="<h3>2个回答</h3>")
    split = split_body(page, posts, body)

    assert texts(page, split.body) == ["我在三月收到一条短信，说我欠款。", "先别回短信，打电话问银行。"]
    assert [post.author for post in split.others] == ["小鱼儿"]


def test_the_first_of_all_posts_is_the_article() -> None:
    """Where nothing stands above, the first post is the text, and its writer the author."""
    page, body, posts = thread("")
    split = split_body(page, posts, body)

    assert texts(page, split.body) == ["先别回短信，打电话问银行。"]
    assert split.main is not None
    assert split.main.author == "阿木"


def test_without_posts_or_body_nothing_is_parted() -> None:
    """A body stays as it is where nobody posted, where it is empty, and where it stands behind the posts."""
    page, body, posts = thread("")
    last = len(page.page.blocks)

    assert split_body(page, None, body).body == body
    assert split_body(page, posts, []).body == []
    assert split_body(page, posts, [last]).body == [last]


def test_elements_are_alike_by_their_tags() -> None:
    """Marks under other tags make no set with these."""
    blocks = tuple(Block("2楼", container=at) for at in (2, 1, 4, 3, 6, 5))
    page = Page(blocks, (0, 0, 1, 0, 3, 0, 5), tags=("body", "div", "p", "div", "p", "div", "ul"))

    assert alike(page, [0, 2, 4]) == [1, 3]
    assert alike(page, [0, 4]) == []
    assert path_inside(page, 1, 2) == ("p",)


@pytest.mark.parametrize("line", ["2楼", "第12楼", "#3", "沙发", "楼主"])
def test_floors_are_told(line: str) -> None:
    """A floor and nothing else is a mark of a post."""
    assert is_floor_mark(line)
    assert not is_floor_mark(f"{line}住着王阿姨")


@pytest.mark.parametrize(
    "line", ["阿木 2023-04-18 10:20", "发表于 2023-04-18", "2023-04-18 第2楼", "3天前", "昨天 08:30"]
)
def test_stamps_are_told(line: str) -> None:
    """A date with a name, verb or floor beside it can stamp a post."""
    assert is_stamp(line)


@pytest.mark.parametrize(
    "line", ["", "2023-04-18，我收到短信", "他说2023-04-18是最后期限。", "昨天收到短信", "短信从哪里来"]
)
def test_sentences_are_no_stamps(line: str) -> None:
    """A line that says something is none, whatever date it names."""
    assert not is_stamp(line)


@pytest.mark.parametrize("line", ["312", "级别: 侠客", "回复", "2楼", "网友评论", "3天前", "先别回，打电话。", ""])
def test_what_is_no_name(line: str) -> None:
    """Numbers, labels, buttons, floors, headings and sentences are nobody's name."""
    assert not is_writer(line)


def test_names_and_dates_of_stamps() -> None:
    """Each may stand elsewhere in the post."""
    assert name_and_date("阿木 回答于 2023-04-18")[0] == "阿木"
    assert name_and_date("发表于 2023-04-18")[0] is None
    assert name_and_date("3天前") == (None, None)


def test_signs_of_posts() -> None:
    """Verbs, floors and buttons say that readers posted; counts of views do not."""
    assert is_posted("编辑于 2023-04-18")
    assert not is_posted("2023-04-18")
    assert is_reply_button("赞同 128")
    assert not is_reply_button("阅读(12)")
    assert is_answers_heading("共3个回答")
    assert is_answers_heading("其他回答（2）")
    assert not is_answers_heading("怎样得到回答")


def test_a_short_sentence_in_a_link_that_never_ends_is_text() -> None:
    """An article of one line is read, though its page forgot to close the link before it; a title of a link is none."""
    assert extract("<h1>短信一条</h1><a href=/x><p>今天又来了一条短信。</p>".encode()).text == "今天又来了一条短信。"
    assert extract("<h1>短信一条</h1><a href=/x><p>今天又来了一条短信</p>".encode()).text == ""


def test_a_board_with_buttons_behind_its_days_names_posters_and_days() -> None:
    """`发表于 … | 只看该作者 | 倒序浏览`: the poster is the element with the name, and no button."""
    post = (
        "<div><table><tr><td><div>{}</div><p>中级会员</p></td><td><strong>{}</strong><div><em>发表于 {}</em><span>|</span>"
        "<a href=/a>只看该作者</a><span>|</span><a href=/b>倒序浏览</a></div><div>{}</div></td></tr></table></div>"
    )
    first = post.format("阿木", "楼主", "2024-5-1 10:20:30", "我去年就还清了，短信却天天来，说要上门找我父母。" * 3)
    second = post.format("小鱼儿", "沙发", "8&nbsp;天前", "我也收到了一样的短信，不用理它。")
    third = post.format("老陈", "板凳", "7&nbsp;天前", "同意楼上，直接拉黑就行了。")

    article = extract(
        f"<h1>还清了还催</h1>{first}{second}{third}".encode(), fetched_at=datetime(2024, 5, 10, tzinfo=CHINA)
    )

    assert article.author == "阿木"
    assert [(comment.author, str(comment.posted_on)) for comment in article.comments] == [
        ("小鱼儿", "2024-05-02"),
        ("老陈", "2024-05-03"),
    ]
