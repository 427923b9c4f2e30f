"""A text in its home: what stands behind a box is still the text, what was dropped into it is not."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract import extract
from pipelines.extract.blocks import Page
from pipelines.extract.homes import homes_of, main_home

PROSE = "我收到一条催收短信，说我欠款三千元，要我马上还清，可是我从来没有借过钱，客服也打不通。"
LAST = "后来我把短信拿给律师看，律师说不用理会。"
TITLE = "没有借钱也收到催收短信"


def lines(inside: str, behind: str = "") -> list[str]:
    """The body of an article whose container holds this."""
    body = f"<title>{TITLE}_某某网</title><h1>{TITLE}</h1><div>{inside}</div><div>{behind}</div>"
    return extract(body.encode()).text.split("\n")


def links(count: int) -> str:
    """A list of links in a table of its own."""
    rows = "".join(
        f"<tr><td>·</td><td><a href=/{n}>另一家公司的短信又是怎么说的{n}</a></td></tr>" for n in range(count)
    )
    return f"<table>{rows}</table>"


def test_prose_on_both_sides_of_a_list_of_links() -> None:
    """The short lead above a long box is the text, the box is not."""
    assert lines(f"<p>{LAST}</p>{links(30)}<p>{PROSE}</p><p>{PROSE[::-1]}</p>") == [LAST, PROSE, PROSE[::-1]]


@pytest.mark.parametrize("heading", ["推荐阅读", "相关新闻：", "大家都在看"])
def test_a_box_that_begins_other_things_is_stepped_over(heading: str) -> None:
    """A heading of related links in a box of its own does not end the text around the box."""
    box = f"<table><tr><td><b>{heading}</b></td></tr></table>{links(4)}"

    assert lines(f"<p>{PROSE}</p>{box}<p>{LAST}</p>") == [PROSE, LAST]


def test_a_heading_in_the_text_itself_ends_it() -> None:
    """Where the heading is a line of the text, what stands behind it is not."""
    assert lines(f"<p>{PROSE}</p><p>相关阅读</p><p>{LAST}</p>") == [PROSE]


def test_comments_in_a_box_end_the_text() -> None:
    """No step is made over comments."""
    box = f"<div><h3>网友评论</h3><p>{LAST[:12]}</p></div>"

    assert LAST not in lines(f"<p>{PROSE}</p>{box}<p>{LAST}</p>")


def test_a_table_of_figures_between_paragraphs_stays() -> None:
    """Cells without punctuation cost the text nothing that stands behind them."""
    rows = "".join(f"<tr><td>第{n}期</td><td>{n * 37}</td></tr>" for n in range(1, 40))

    got = lines(f"<p>{PROSE}</p><table>{rows}</table><p>{LAST}</p>")

    assert (got[0], got[1:3], got[-1]) == (PROSE, ["第1期", "37"], LAST)
    assert len(got) == 80


def test_sections_of_lists_and_tables_belong_to_a_treatise() -> None:
    """Behind the last prose stand sections under headings of the same kind; the notes and links at the end do not."""
    works = "<h2>作品[<a href=/e>编辑</a>]</h2><table><tr><td>甲书</td><td>1999</td></tr><tr><td>乙书</td><td>2003</td></tr></table>"
    notes = "<h2>外部链接</h2><ul><li><a href=/x>某某书店</a></li></ul>"

    got = lines(
        f"<p>{PROSE}</p><h2>生平[<a href=/e>编辑</a>]</h2><p>{PROSE[::-1]}</p>{works}{notes}", "<p>友情链接</p>"
    )

    assert got == [PROSE, "生平", PROSE[::-1], "作品", "甲书", "1999", "乙书", "2003"]


def test_scattered_prose_has_no_home() -> None:
    """Where each paragraph stands in an element of its own, the run is left as it was found."""
    inside = "".join(f"<div><div>{text}</div></div>" for text in (PROSE, PROSE[::-1], LAST))

    assert lines(inside) == [PROSE, PROSE[::-1], LAST]


@given(parents=st.lists(st.integers(0, 30), max_size=30), tag=st.sampled_from(["p", "div", "li", "td"]))
def test_every_home_is_a_home(parents: list[int], tag: str) -> None:
    """A home is its own, and stands no deeper than what lives in it."""
    tree = (0, *(min(parent, number) for number, parent in enumerate(parents)))
    homes = homes_of(Page((), tree, tags=("body", *[tag] * len(parents))))

    assert all(homes[home] == home <= number for number, home in enumerate(homes))


@given(held=st.dictionaries(st.integers(0, 9), st.integers(0, 99)))
def test_a_home_holds_most_of_the_prose(held: dict[int, int]) -> None:
    """No other element holds more than what the home leaves."""
    home = main_home(Counter(held))
    assert home == -1 or held[home] * 2 > sum(held.values())
