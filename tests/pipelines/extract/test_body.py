"""The body: prose wins over links, named regions are doubted when they hold the article, notices end it."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract import extract
from pipelines.extract.blocks import MOST_LINES, Block, Page, Region
from pipelines.extract.body import Measured, best_run, find_body, is_notice, is_teaser, measure, region_chars, weigh

PROSE = "我收到一条催收短信，说我欠款三千元，要我马上还清，可是我从来没有借过钱，客服也打不通。"
FOOTER = Region(7, "furniture")


def page(*blocks: Block) -> Measured:
    """A measured page whose blocks all stand in the root."""
    return measure(Page(blocks))


def worth(text: str) -> float:
    """What a line adds to its run."""
    return weigh(Block(text))[1]


@given(values=st.lists(st.integers(-9, 9), max_size=12))
def test_no_run_is_better_than_the_best(values: list[int]) -> None:
    """The run found has the greatest sum of all runs."""
    start, end = best_run(values)

    sums = [sum(values[low:high]) for low, high in combinations(range(len(values) + 1), 2)]
    assert sum(values[start:end]) == max([0, *sums])


def test_menus_and_link_lists_are_no_body() -> None:
    """Links before and behind the prose stay out."""
    menu = [Block(f"栏目名称{number}", "li", link_chars=5) for number in range(9)]

    assert find_body(page(*menu, Block(PROSE), Block(PROSE), *menu)) == [9, 10]


def test_a_short_line_inside_the_text_stays() -> None:
    """A heading between paragraphs belongs to the body."""
    assert find_body(page(Block(PROSE), Block("一、起因", "h2"), Block(PROSE))) == [0, 1, 2]


@pytest.mark.parametrize("heading", ["相关阅读", "延伸閱讀：", "網友評論", "【免责声明】", "大家都在看"])
def test_a_stop_heading_ends_the_body(heading: str) -> None:
    """What stands under a heading of links, comments or notices is no body, however long."""
    assert find_body(page(Block(PROSE), Block(PROSE), Block(heading, "h3"), Block(PROSE))) == [0, 1]


def test_a_footer_stays_out_and_a_misnamed_article_does_not() -> None:
    """A region's name is believed until it holds about half of the prose."""
    foot = Block(PROSE, regions=(FOOTER,))

    assert find_body(page(Block(PROSE), Block(PROSE), Block(PROSE), foot)) == [0, 1, 2]
    assert find_body(page(foot, foot, Block("首页", "li", link_chars=2))) == [0, 1]


def test_the_region_around_the_title_is_the_article() -> None:
    """A region that holds the title is not believed to be furniture."""
    inside = (FOOTER,)
    blocks = (
        Block("标题", "h1", regions=inside),
        Block(PROSE * 3, regions=inside),
        *[Block("别的", link_chars=2)] * 9,
        *[Block(PROSE, regions=(Region(9, "related"),))] * 3,
    )

    assert find_body(measure(Page(blocks)), 0) == [1]


def test_hidden_text_is_only_a_fallback() -> None:
    """Hidden prose counts where the visible text is short, and alone."""
    hidden = Block(PROSE * 4, is_hidden=True)

    assert find_body(page(Block(PROSE * 4), hidden)) == [0]
    assert find_body(page(Block("请在客户端打开，谢谢。"), hidden)) == [1]


def test_teasers_are_told_by_their_linked_heading() -> None:
    """A paragraph under a heading that is all link sums up another article."""
    assert is_teaser(Block("别的短信", "h3", link_chars=4), Block(PROSE))
    assert not is_teaser(Block("别的短信", "h3"), Block(PROSE))
    assert not is_teaser(Block("别的短信", "li", link_chars=4), Block(PROSE))


@pytest.mark.parametrize(
    "text",
    [
        "某某网版权所有 未经许可不得转载",
        "凡本网注明来源的作品，未经授权请勿转载",
        "Copyright 2023 某某网 京ICP备12345号",
    ],
)
def test_notices_are_told(text: str) -> None:
    """Two phrases of a legal notice make one."""
    assert is_notice(text)
    assert worth(text) < 0


@pytest.mark.parametrize("text", ["他们说要追究法律责任。", "我打了举报电话，没有人接。", PROSE])
def test_one_phrase_makes_no_notice(text: str) -> None:
    """An article may speak of the law."""
    assert not is_notice(text)
    assert worth(text) > 0


def test_prose_is_counted_for_every_region_around_it() -> None:
    """Nested regions hold the same prose."""
    assert region_chars([Block(PROSE, regions=(FOOTER, Region(8, "comment")))], [len(PROSE)]) == {
        7: len(PROSE),
        8: len(PROSE),
    }


@given(marks=st.lists(st.sampled_from([PROSE, "首页", "相关阅读", "作者：甲乙"]), max_size=12))
def test_a_body_is_a_sorted_part_of_the_page(marks: list[str]) -> None:
    """Blocks come in their order, none twice."""
    body = find_body(page(*map(Block, marks)))

    assert body == sorted(set(body))


VERSE = ("床前一盏灯", "窗外一条街", "短信又来了", "不知谁欠谁")


def plain(markup: str, title: str = "夜里的短信") -> list[str]:
    """The body of a page without prose."""
    return extract(f"<title>{title}</title><h1>{title}</h1>{markup}".encode()).text.split("\n")


@pytest.mark.parametrize("markup", ["<div>{}</div>", "<p>{}</p>", "<table><tr><td>{}</td></tr></table>"])
def test_lines_without_punctuation_are_a_body_where_there_is_no_prose(markup: str) -> None:
    """A poem is read, the menus around it are not."""
    menu = "".join(f"<li><a href=/{n}>栏目名称{n}</a></li>" for n in range(20))

    assert plain(f"<ul>{menu}</ul>{markup.format('<br>'.join(VERSE))}<ul>{menu}</ul>") == list(VERSE)


def test_prose_far_behind_the_title_is_no_body_beside_lines_near_it() -> None:
    """A notice in a dialog at the page's end does not stand for a short article."""
    menu = "".join(f"<li><a href=/{n}>栏目名称{n}</a></li>" for n in range(40))
    dialog = "<div><p>金币是你充进来的，一元换一枚。</p><p>金币不能换成钱退回，但可以开通会员。</p></div>"

    assert plain(f"<div><p>逾期短信模板大全</p><p>联系本人索取</p></div>{menu}{dialog}", "短信模板") == [
        "逾期短信模板大全",
        "联系本人索取",
    ]


def test_a_page_of_very_many_plain_lines_keeps_them_all() -> None:
    """Lines behind those judged one by one are kept as they are."""
    count = MOST_LINES + 50

    assert len(extract("".join(f"第{n}条短信<br>" for n in range(count)).encode()).text.split("\n")) == count
