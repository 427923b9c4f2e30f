"""The walk: lines as a reader sees them, links counted, hidden text and regions marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.blocks import Block, Page, name_words, region_kind
from pipelines.extract.tokens import cut, is_html
from pipelines.extract.walk import read_page


def blocks(markup: str) -> list[Block]:
    """The blocks of a piece of markup."""
    return list(read_page(cut(f"<html><body>{markup}</body></html>").visible).blocks)


def test_block_tags_and_breaks_make_lines() -> None:
    """A paragraph, a cell, an item and a `<br>` end a line; inline tags do not."""
    markup = "<div>一<p>二<b>二</b><br>三</p>四<table><tr><td>五<td>六</table><ul><li>七<li>八</ul></div>九"

    assert [block.text for block in blocks(markup)] == ["一", "二二", "三", "四", "五", "六", "七", "八", "九"]


def test_scripts_comments_and_forms_hold_no_text() -> None:
    """What a reader never sees is no block; text behind a comment is."""
    markup = "<p>一<script>x</script><!-- 二 -->三<style>y</style><textarea>四</textarea></p><noscript>五</noscript>"

    assert [block.text for block in blocks(markup)] == ["一三"]


def test_link_text_is_counted_and_kept_apart() -> None:
    """A block knows how much of it is link, and each link's own text."""
    (block,) = blocks("<p>请看这里的 <a href=/1>第一条 短信</a>、<a href=/2>第二条</a> 与其他几条</p>")

    assert (block.links, block.link_chars) == (("第一条 短信", "第二条"), 9)
    assert not block.is_linked


@pytest.mark.parametrize("attribute", ['style="display:none"', 'style="VISIBILITY : hidden"', "hidden"])
def test_hidden_blocks_are_marked(attribute: str) -> None:
    """A hidden element's blocks are marked, those behind it are not."""
    found = blocks(f"<div {attribute}><p>一</p></div><p>二</p>")

    assert [(block.text, block.is_hidden) for block in found] == [("一", True), ("二", False)]


def test_hidden_words_inside_a_line_are_left_out() -> None:
    """Hidden words set into a sentence against copying are no part of it."""
    assert [block.text for block in blocks('<p>我收到<span style="display:none">某某网</span>短信</p>')] == [
        "我收到短信"
    ]


def test_regions_end_with_their_element() -> None:
    """A block lies in every region that is open around it."""
    found = blocks("<div class=footer><p id=comments>一</p><p>二</p></div><p>三</p>")

    assert [[region.kind for region in block.regions] for block in found] == [
        ["furniture", "comment"],
        ["furniture"],
        [],
    ]


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ("footer", "furniture"),
        ("page-footer2", "furniture"),
        ("sideBar", "furniture"),
        ("article-comments", "comment"),
        ("relatedPosts", "related"),
        ("football", None),
        ("headline", None),
        ("content", None),
        ("", None),
    ],
)
def test_names_are_bounded_words(names: str, kind: str | None) -> None:
    """A class names a purpose only by a whole word."""
    assert region_kind(names) == kind


def test_camel_case_is_split() -> None:
    """Words end at capitals, digits and dashes."""
    assert name_words("mainContent-box2 TOPBAR") == ("main", "content", "box", "topbar")


def test_containers_inside_one_another_are_numbered_without_gaps() -> None:
    """The last container inside another is found from the numbers alone."""
    page = Page((), (0, 0, 1, 2, 1, 0))

    assert [page.last_inside(number) for number in range(6)] == [5, 4, 3, 3, 4, 5]


_PIECES = st.sampled_from(
    ["<div>", "</div>", "<p>", "</p>", "<b>", "<td>", "<li>", "</ul>", "<br>", "<a href=x>", "</a>", "短", "信", " "]
)


@given(pieces=st.lists(_PIECES, max_size=60))
def test_every_character_comes_out_once(pieces: list[str]) -> None:
    """However the tags nest, the text is whole and in order."""
    got = "".join(block.text for block in blocks("".join(pieces)))

    assert got.replace(" ", "") == "".join(piece for piece in pieces if piece in "短信")


_IN_A_ROW = st.tuples(
    st.sampled_from(["", "/"]), st.sampled_from(["div", "P", "a", "b", "td", "br"]), st.integers(1, 3)
)
# Deeper than elements are told apart, and as many that end again.
_DEEP = st.tuples(st.sampled_from(["", "/"]), st.sampled_from(["div", "td"]), st.sampled_from([398, 401, 450]))


@given(rows=st.lists(st.one_of(_IN_A_ROW, _DEEP, st.just(None)), max_size=12))
def test_tags_in_a_row_are_read_as_one_by_one(rows: list[tuple[str, str, int] | None]) -> None:
    """What stands behind a tag and is written just like it is told as one with it, and is as many elements as before."""
    as_one = "".join(f"<{row[0]}{row[1]}>" * row[2] if row else "短信" for row in rows)
    by_one = "".join(f"<{row[0]}{row[1]} >" * row[2] if row else "短信" for row in rows)

    assert read_page(f"<i hidden>{as_one}") == read_page(f"<i hidden>{by_one}")
    assert read_page(as_one) == read_page(by_one)


@pytest.mark.parametrize("text", ["短信</p>\n还款", "3 < 5", "a <b", "他说：<短信>", "", "&nbsp;短信"])
def test_residue_is_no_markup(text: str) -> None:
    """A stray closing tag or an angle in copied text makes no page of it."""
    assert not is_html(text)


@pytest.mark.parametrize(
    "text",
    ["<P>短信", "<!doctype html>", "<div class='x'>短信</div>", "短信<br/>还款", "<!-- x -->短信", "<font size=2>短信"],
)
def test_markup_is_told(text: str) -> None:
    """One opening tag of a page is enough."""
    assert is_html(text)
