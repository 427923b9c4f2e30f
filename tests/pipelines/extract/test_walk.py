"""The walk: what closes what, where links end, how much of a long or deep page is told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.blocks import MOST_LINES, Page
from pipelines.extract.walk import read_page, traits


@pytest.mark.parametrize(
    ("markup", "tags"),
    [
        ("<p>一<p>二<div>三</div>四", ["p", "p", "div", "body"]),
        ("<ul><li>一<li>二<ul><li>三</ul>四</ul>五", ["li", "li", "li", "li", "body"]),
        ("<table><tr><td>一<td>二<tr><th>三</table>四", ["td", "td", "th", "body"]),
        ("<table><tr><td><div>一</td><td>二</td></table>", ["div", "td"]),
        ("<div><table><tr><td></div>一</td></tr></table>二</div>三", ["td", "div", "body"]),
        ("<table><tr><td><table><tr><td>一</table>二</table>三", ["td", "td", "body"]),
        ("</div></p>一</td>二", ["body", "body"]),
        ("<dl><dt>一<dd>二<dt>三</dl>", ["dt", "dd", "dt"]),
        ("<DIV>一<P>二</DIV>三", ["div", "p", "body"]),
        ("<section>一</section><mp-common>二</mp-common>三", ["section", "mp-common", "body"]),
    ],
)
def test_elements_end_where_they_must(markup: str, tags: list[str]) -> None:
    """Unclosed paragraphs, items and cells end with the next; no closing tag reaches out of its cell."""
    assert [block.tag for block in read_page(markup).blocks] == tags


def test_a_link_ends_with_the_next_or_with_its_parent() -> None:
    """An unclosed link does not make the rest of the page a link."""
    blocks = read_page("<div><a href=1>一<a href=2>二</div><p>三</p>").blocks

    assert [(block.text, block.links) for block in blocks] == [("一二", ("一", "二")), ("三", ())]


def test_a_link_around_blocks_is_each_lines_link() -> None:
    """A link may hold a whole teaser."""
    blocks = read_page("<a href=1><h3>一</h3><p>二</p></a>三").blocks

    assert [(block.text, block.link_chars) for block in blocks] == [("一", 1), ("二", 1), ("三", 0)]


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("一<span style='display:none'>二</span>三", [("一三", False)]),
        ("一<span hidden><span>二</span>三</span>四", [("一四", False)]),
        ("一<span style='display:none'>二<p>三</p></span>四", [("一", False), ("三", True), ("四", False)]),
        ("一<span style='display:none'>二<br>三", [("一", False), ("三", False)]),
        ("<div style='visibility:hidden'><p>一</div>二", [("一", True), ("二", False)]),
        ("<img style='display:none'>一<input hidden>二<p>三", [("一二", False), ("三", False)]),
        ("<font style='color:red'>一</font>", [("一", False)]),
    ],
)
def test_hidden_words_are_left_out_and_hidden_blocks_marked(markup: str, lines: list[tuple[str, bool]]) -> None:
    """Inside a line hidden words are no text; hidden blocks may be the article's own."""
    assert [(block.text, block.is_hidden) for block in read_page(markup).blocks] == lines


def test_references_and_white_space_are_resolved() -> None:
    """Also a reference cut in two by a tag's end, and one that stands for a space."""
    blocks = read_page("<p>一&nbsp;&nbsp;二&#19977;　四&amp;amp;\n五</p><p>&nbsp;</p>").blocks

    assert [block.text for block in blocks] == ["一 二三 四&amp; 五"]


def test_parts_of_a_short_line_are_kept() -> None:
    """A byline's spans are told apart even where nothing stands between them."""
    block, long = read_page(f"<p><b>秦小满</b><a>安心网</a><em>2023年</em></p><p>{'短信，' * 50}<b>一</b></p>").blocks

    assert (block.text, block.spaced, block.parts) == (
        "秦小满安心网2023年",
        "秦小满 安心网 2023年",
        ("秦小满", "安心网", "2023年"),
    )
    assert long.parts == ()


def test_regions_are_bounded_in_depth() -> None:
    """However many named elements are open, a line lies in a few regions only, in the outermost of them."""
    (block,) = read_page("<div class=comment>" * 500 + "一").blocks

    assert 0 < len(block.regions) < 20
    assert block.regions[0].number == 1


@pytest.mark.parametrize("depth", [10, 399, 401, 100_000])
def test_depth_loses_no_text(depth: int) -> None:
    """Elements beyond some depth are not told apart, but their lines are."""
    page = read_page(f"{'<div>' * depth}一<p>二</p>{'</div>' * depth}三")

    assert [block.text for block in page.blocks] == ["一", "二", "三"]


def test_lines_beyond_the_most_are_kept_as_they_stand() -> None:
    """A page of any length is read whole; only its first lines are known closely."""
    page = read_page("".join(f"<p>{number}</p>" for number in range(MOST_LINES + 5)))

    assert len(page.blocks) == MOST_LINES
    assert page.rest == tuple(str(number) for number in range(MOST_LINES, MOST_LINES + 5))


_TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<li>",
        "</li>",
        "<ul>",
        "</ul>",
        "<a>",
        "</a>",
        "<br>",
        "<hr>",
        "<p/>",
        "<img>",
        "<nav>",
    ]
)


@given(tags=st.lists(_TAGS, max_size=60))
def test_containers_come_in_order(tags: list[str]) -> None:
    """A container's number is greater than its parent's, and lines come in the order of the page."""
    page = read_page("".join(f"{tag}{number}，" for number, tag in enumerate(tags)))

    assert all(parent < number for number, parent in enumerate(page.parents) if number)
    assert "".join(block.text for block in page.blocks) == "".join(f"{number}，" for number in range(len(tags)))


@given(tags=st.lists(_TAGS, max_size=40))
def test_closing_everything_closes_the_page(tags: list[str]) -> None:
    """Behind the end tags of all that is open, text stands in the root again."""
    closers = "</td></tr></table></li></ul></div></nav></p></a>" * (len(tags) + 1)

    page: Page = read_page(f"{''.join(tags)}{closers}末")
    assert (page.blocks[-1].tag, page.blocks[-1].container, page.blocks[-1].link_chars) == ("body", 0, 0)


@pytest.mark.parametrize(
    ("source", "kind", "is_hidden"),
    [
        (' class="page-footer"', "furniture", False),
        (" id='comments' hidden", "comment", True),
        (' style="color:red;DISPLAY : none"', None, True),
        (f' data-x="{"y" * 5000}" class="related"', "related", False),
        (' class="content"', None, False),
    ],
)
def test_traits_are_read(source: str, kind: str | None, is_hidden: bool) -> None:
    """Purpose and visibility, also behind a very long attribute."""
    seen = traits(source)

    assert (seen.kind, seen.is_hidden) == (kind, is_hidden)


def test_preformatted_lines_are_lines() -> None:
    """A line end counts inside `<pre>`, and nowhere else."""
    page = read_page("<pre>一\n二<b>三\n四</b>五</pre><p>六\n七</p>")

    assert [block.text for block in page.blocks] == ["一", "二三", "四五", "六 七"]


def test_each_container_has_its_tag() -> None:
    """Tags stand beside parents."""
    page = read_page("<div><p>一<table><tr><td>二")

    assert (len(page.tags), page.tags[page.blocks[0].container], page.tags[page.blocks[1].container]) == (
        len(page.parents),
        "p",
        "td",
    )


def test_a_text_of_very_many_lines_is_told_apart_only_so_far() -> None:
    """Behind the lines that are judged the rest of the text is one line: nothing is lost, and nothing takes long."""
    page = read_page("<pre>" + "短信\n" * (2 * MOST_LINES) + "</pre>")

    assert len(page.blocks) == MOST_LINES + 1
    assert sum(block.text.count("短信") for block in page.blocks) == 2 * MOST_LINES
