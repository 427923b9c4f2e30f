"""Pages made to break a reader: none raises, none is read in more than linear time, none loses its text silently."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import UnreadablePage
from pipelines.extract import extract
from pipelines.types import Article
from tests.processor_time import grows_too_fast

TEXT: Final = "今天收到一条短信，说我欠款，要我马上还清。"
END: Final = f"<p>{TEXT}</p>"
OPENERS: Final = (
    "<div>", "<span>", "<span hidden>", "<span style='display:none'><p>", "<b>", "<p>", "<table>", "<table><tr><td>", "<ul><li>",
    "<select>", "<template>", "<svg>", "<math>", "<button>", "<textarea>", "<title>", "<noscript>", "<iframe>", "<plaintext>",
    "<script>", "<style><p>", "<!--", "<![CDATA[", "<!x", "<?", "</", "<a href=x><br>",
)  # fmt: skip
"""What is opened and never closed: the text behind it has to come out."""
PIECES: Final = (
    "<", "<b", ">", "<p '", '<p "', "<p a=", '<p a="', "&", "&amp", "&#9999999999;", "&nbsp;", "</div></p></td>", "<br>短信，",
    "<select></select>", "<svg></svg>", "<script></script>", "<title>x</title>", "<!-- -->", "<!-- -", "<meta name=a content=b>",
    '<script type="application/ld+json">{"a":1}</script>', "<li><a href=x>短信退订办法大全</a></li>", "<h1>短信</h1>",
    "<p>头像 林小雨-律师 2024-03-05</p><p>我也收到过。</p>", "<p>2024-01-02 03:04</p>", " > 短信", "<h2>网友评论</h2><p>短信</p>",
    "<h2>相关阅读</h2><p>短信</p>", "<p>作者：林小雨</p>", "<font color=red>短信，", "<div class='nav comment'>短信，</div>", "短信", "1", "(", " ",
)  # fmt: skip
"""What stands in front of the text any number of times."""
LINES: Final = (
    "短信，来了。\n", "2024-01-02 03:04:05\n", "- 短信退订办法大全\n", "头像 林小雨-律师 2024-03-05\n我也收到过。\n", "其他文章\n", "网友评论\n短信\n",
    "作者：林小雨\n", "一、短信\n", "短信", "首页 > ",
)  # fmt: skip
"""What a page of plain text is made of."""
SMALL, LARGE = 1_500, 6_000


def read(page: str) -> Article | None:
    """The article of a page, or None where it is refused as it should be."""
    try:
        return extract(page.encode("utf-8", "surrogatepass"))
    except UnreadablePage:
        return None


def assert_linear(piece: str, end: str, closer: str = "") -> None:
    """Four times the pieces take about four times the work."""
    small, large = (piece * times + closer * times + end for times in (SMALL, LARGE))
    assert not grows_too_fast(read, small, large, allowed=2.5, noise=0.03), repr(piece)


@pytest.mark.growth
@pytest.mark.parametrize("piece", [*OPENERS, *PIECES])
def test_work_grows_no_faster_than_a_page(piece: str) -> None:
    """Whatever a page repeats, nested or in a row."""
    assert_linear(piece, END)


@pytest.mark.growth
@pytest.mark.parametrize(
    "opener", ["<div>", "<svg>", "<select>", "<table><tr><td>", "<template>", "<script>", "<title>"]
)
def test_work_on_what_is_closed_again_grows_no_faster(opener: str) -> None:
    """Elements that are opened thousands of times before the first of them ends."""
    closer = "".join(f"</{name}>" for name in opener.replace("<", "").rstrip(">").split(">")[::-1])
    assert_linear(opener, END, closer)


@pytest.mark.growth
@pytest.mark.parametrize("line", LINES)
def test_work_on_plain_text_grows_no_faster(line: str) -> None:
    """Pages without markup go through the same readers."""
    assert_linear(line, "完。")


@pytest.mark.parametrize("opener", OPENERS)
def test_what_is_never_closed_swallows_no_text(opener: str) -> None:
    """However often it is opened, the text behind it is read."""
    article = read(opener * 3 + END)

    assert article is not None
    assert TEXT in article.text or article.title == TEXT


@pytest.mark.parametrize(
    "number", ["9" * 5_000, "0" * 5_000 + "65", "99999999999", "x110000", "xD800", "0", "x" + "F" * 5_000]
)
def test_a_reference_may_name_any_number(number: str) -> None:
    """Numbers that no character has, and more digits than Python reads."""
    article = read(f"<p class=info><b>作者</b>&#{number};</p><h1>短信&#{number};</h1>{END}")

    assert article is not None
    assert TEXT in article.text


@pytest.mark.parametrize("attribute", ["title", "class", "style", "href", "data-x"])
def test_ten_megabytes_of_attribute_are_stepped_over(attribute: str) -> None:
    """They are no text, and what stands behind them is."""
    article = read(f'<p {attribute}="{"nav; " * 2_000_000}">{TEXT}</p>')

    assert article is not None
    assert article.text == TEXT


def test_a_hundred_thousand_attributes_are_stepped_over() -> None:
    """As are any number of small ones."""
    article = read(f"<p {' '.join(f'a{number}=1' for number in range(100_000))}>{TEXT}</p>")

    assert article is not None
    assert article.text == TEXT


def test_a_million_nested_elements_lose_no_text() -> None:
    """Closed or not, deeper than any parser's limit."""
    for closers in ("", "</div>" * 1_000_000):
        article = read(f"{'<div>' * 1_000_000}{TEXT}{closers}")
        assert article is not None
        assert article.text == TEXT


_MARKUP: Final = st.lists(
    st.sampled_from(
        [
            *OPENERS,
            *PIECES,
            END,
            TEXT,
            "</p>",
            "</div>",
            "</table>",
            "</svg>",
            "</script>",
            "-->",
            "]]>",
            "\0",
            "\ud800",
            "\ufffd",
            "\n",
            "=",
            "'",
            '"',
            "/>",
        ]
    ),
    max_size=40,
)


@given(pieces=_MARKUP)
def test_no_markup_raises(pieces: list[str]) -> None:
    """Any mixture is read, or refused with the one error that callers know."""
    read("".join(pieces))


@given(
    body=st.binary(max_size=300),
    head=st.sampled_from([b"", b"<html><body><p>", b"\xff\xfe", b"\xef\xbb\xbf", b"<title>"]),
)
def test_no_bytes_raise(body: bytes, head: bytes) -> None:
    """Whatever the bytes are: an article, or UnreadablePage."""
    with suppress(UnreadablePage):
        assert isinstance(extract(head + body).text, str)


@given(
    pieces=st.lists(
        st.sampled_from(
            ["甲", "<b x=乙>", "<p title='乙<i>乙'>", "</p>", "<!-- 乙 -->", "<script>乙</script>", "<a href=乙>"]
        ),
        max_size=30,
    )
)
def test_no_tags_insides_are_read_as_text(pieces: list[str]) -> None:
    """Attributes, comments and scripts hold no text of the page."""
    article = read("".join([*pieces, END]))

    assert article is None or "乙" not in f"{article.text}{article.title}{article.related}{article.comments}"
