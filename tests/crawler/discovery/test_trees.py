"""What a list page is made of is bounded, and selectors find what they name in time that grows with the page."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector

from crawler.discovery.links import read_listing
from crawler.discovery.trees import MOST_ATTRIBUTES, MOST_TAGS, elements_of, tree_of, words_of
from crawler.registry import Listing
from pipelines.errors import UnreadablePage
from tests.processor_time import grows_too_fast

URL: Final = "https://www.example.com/list/"
LINK: Final = '<a href="/1.html">一</a>'
LISTING: Final = Listing(links=("div ul a", "ul", "b ~ a"), next=("b", "a + a"))
MANY: Final = " ".join(f"a{number}" for number in range(MOST_ATTRIBUTES + 2))
REFUSED: Final = {
    "tags": "<b>" * (MOST_TAGS + 1) + LINK,
    "levels": "<div>" * 5_000 + LINK,
    "lists": "<ul><a href=/2.html>" * 5_000 + LINK,
    "attributes": f"<p {MANY}>{LINK}",
    "behind a value": f'<p title=">" {MANY}>{LINK}',
    "behind a slip": f"""<p x"y='>' {MANY}>{LINK}""",
    "values": "<p " + "".join(f'a{number}=""' for number in range(MOST_ATTRIBUTES)) + f">{LINK}",
}
"""Pages that no list is, by what they have too much of."""
KEPT: Final = {
    "a long value": f'<p title="{"nav; / " * 100_000}">{LINK}</p>',
    "a picture": f'<img src="data:image/png;base64,{"ab/" * 100_000}">{LINK}',
    "a script": f"<script>{'var a = b / c; ' * 20_000}</script>{LINK}",
    "a text": f"<p>{'words and words ' * 50_000}{LINK}",
    "many links": "".join(f'<li><a href="/{number}.html">一</a></li>' for number in range(5_000)) + LINK,
    "levels": "<font>" * 1_000 + LINK,
}
"""Pages that are large, and lists."""
PIECES: Final = (
    "<ul><a href=/2>", "<a href=/2><b>", "<b><a href=/2>一</a>", "<a href=/2>一</a>", "<div>", "<li>", "<a href=/2><img alt=一>", "<p a=1>",
)  # fmt: skip
CLOSE: Final = "</b></a></li></p></div></ul>"
NESTED: Final = 400
"""Pieces that are left open, within the levels that can be read."""
SMALL, LARGE = 500, 2_000
"""Pieces that are closed at once."""


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_list_is_made_of_is_refused(name: str) -> None:
    """Aloud, before anything is done with it that would take minutes, and never read in part."""
    with pytest.raises(UnreadablePage) as caught:
        read_listing(REFUSED[name], URL, LISTING)
    assert caught.value.reason == "too_large"
    assert URL in str(caught.value)


@pytest.mark.parametrize("name", KEPT)
def test_a_large_list_is_a_list(name: str) -> None:
    """Long values, scripts and texts are none of its tags."""
    assert f"{URL.removesuffix('list/')}1.html" in read_listing(KEPT[name], URL, Listing()).articles


@pytest.mark.growth
@pytest.mark.parametrize("piece", PIECES)
def test_work_grows_no_faster_than_a_list(piece: str) -> None:
    """Four times the page takes about four times the work, whatever it repeats, side by side or nested as far as may be."""

    def read(page: str) -> object:
        return read_listing(page, URL, LISTING)

    small, large = (piece * NESTED + (piece + CLOSE) * times + CLOSE * NESTED for times in (SMALL, LARGE))
    assert not grows_too_fast(read, small, large, noise=0.08)


_MARKUP: Final = st.lists(
    st.sampled_from(["<ul>", "</ul>", "<div class=x>", "</div>", "<li>", "</li>", "<a href=1>", "</a>", "<b>", "</b>", "一", "<!-- x -->"]),
    max_size=40,
).map("".join)  # fmt: skip
_SIMPLE: Final = st.sampled_from(
    ["ul", "div", "li", "a", "b", ".x", "*", "li:first-child", "a:not(.x)", "[href]", 'a:contains("一")']
)
_COMBINED: Final = st.lists(_SIMPLE, min_size=1, max_size=4).flatmap(
    lambda names: st.lists(
        st.sampled_from([" ", " > ", " + ", " ~ ", ", "]), min_size=len(names), max_size=len(names)
    ).map(lambda marks: "".join(mark + name for mark, name in zip(["", *marks[1:]], names, strict=True)))
)


@given(markup=_MARKUP, css=_COMBINED)
def test_a_selector_finds_what_it_names(markup: str, css: str) -> None:
    """The same elements as XPath finds for it."""
    root = tree_of(markup, URL)
    assert elements_of(root, css) == {found.root for found in Selector(root=root, type="html").css(css)}


@given(markup=_MARKUP)
def test_a_link_says_what_stands_in_it(markup: str) -> None:
    """Word for word, where links do not stand in links."""
    root = tree_of(markup, URL)
    links = {
        link: " ".join("".join(map(str, link.itertext("*"))).split())
        for link in root.iter("a")
        if "href" in link.attrib
    }
    if not any(outer in links for link in links for outer in link.iterancestors()):
        assert words_of(root) == links
