"""Whole pages: fixtures beside their expected fields, charsets, blinding, and what holds for any bytes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import UnreadablePage
from pipelines.extract import extract
from pipelines.types import Article

PAGES = Path(__file__).parents[2] / "fixtures" / "extract" / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.json"))
HTML_NAMES = [name for name in NAMES if (PAGES / f"{name}.html").exists()]
PROSE = "我收到一条催收短信，说我欠款三千元，要我马上还清，可是我从来没有借过钱。"

LAST = "后来我报了警，警察说这类短信要保留证据，不要转账。"


def expected(name: str) -> dict[str, Any]:
    """What a fixture's page holds."""
    fields: dict[str, Any] = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    return fields


def page(name: str) -> str:
    """The markup or text of a fixture."""
    return next(path for path in PAGES.glob(f"{name}.*") if path.suffix != ".json").read_text("utf-8")


def as_fields(article: Article) -> dict[str, Any]:
    """An article in the form of the fixtures."""
    return {
        "title": article.title,
        "author": article.author,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "precision": article.published_precision,
        "lines": article.text.split("\n"),
        "related": list(article.related),
        "comments": [[c.author, c.role, str(c.posted_on), c.text] for c in article.comments],
        "section": article.section,
        "site": article.site,
        "site_name": article.site_name,
        "canonical_url": article.canonical_url,
        "view_count": article.view_count,
        "is_public": article.is_public,
        "is_html": article.is_html,
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_page_gives_its_fields(name: str) -> None:
    """Each fixture gives exactly the fields that stand beside it."""
    want = expected(name)
    url = want.pop("url", "")

    got = as_fields(extract(page(name).encode(), url))

    assert {key: got[key] for key in want} == want


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", NAMES)
def test_the_charset_changes_no_field(name: str, charset: str) -> None:
    """A page reads the same in every charset, whatever it declares."""
    assert as_fields(extract(page(name).encode(charset))) == as_fields(extract(page(name).encode()))


@pytest.mark.parametrize("name", HTML_NAMES)
def test_class_names_only_help(name: str) -> None:
    """With every class and id removed the page's prose is still the body."""
    blind = re.sub(r"""\s(?:class|id)=(?:"[^"]*"|'[^']*'|[^\s>]+)""", "", page(name))

    lines = extract(blind.encode()).text.split("\n")

    assert [line for line in expected(name)["lines"] if len(line) > 30 and line not in lines] == []


@pytest.mark.parametrize("name", [name for name in HTML_NAMES if name != "blog_front"])
def test_title_element_only_helps(name: str) -> None:
    """Without `<title>` the title is still found on the page, and the body with it."""
    untitled = re.sub(r"<title>.*?</title>", "", page(name))

    article = extract(untitled.encode())

    assert article.title == expected(name)["title"]
    assert set(expected(name)["lines"]) <= set(article.text.split("\n"))


def test_no_line_is_invented() -> None:
    """Every line of the body occurs in the page."""
    for name in NAMES:
        flat = re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", page(name)))
        assert all(
            re.sub(r"\s+", "", line) in flat or "</p>" in line for line in extract(page(name).encode()).text.split("\n")
        )


def test_relative_dates_need_the_time_of_fetching() -> None:
    """`3天前` is a date only against a clock."""
    body = f"<title>催收短信</title><h1>催收短信</h1><p>3天前</p><p>{PROSE}</p>".encode()

    assert extract(body).published_at is None
    dated = extract(body, fetched_at=datetime(2023, 4, 21, 2, tzinfo=UTC)).published_at
    assert dated is not None
    assert dated.isoformat() == "2023-04-18T00:00:00+08:00"


def test_left_out_lines_are_kept_with_their_rule() -> None:
    """What the boilerplate rules drop from the body is not lost."""
    article = extract(page("copied_text").encode())

    assert ("boilerplate.label", "小編導語") in article.left_out
    assert all(line not in article.text.split("\n") for _, line in article.left_out)


def test_what_leaves_a_body_is_told() -> None:
    """Buttons, copies of the title and marked adverts that stand among the paragraphs are named with their rules."""
    title, links = "收到催收短信的第一天", "<p>标签：<a href=/t>短信</a> <a href=/u>催收</a></p>"
    inside = f"<p>{PROSE}</p><p>点赞 3</p><p>{title}</p><p>【广告】<a href=/x>急用钱</a></p><p>{LAST}</p>{links}"
    article = extract(f"<title>{title}_某网</title><h1>{title}</h1><div>{inside}</div>".encode())

    assert article.text.split("\n") == [PROSE, LAST]
    assert sorted(article.left_out) == [
        ("advert.marked", "【广告】急用钱"),
        ("boilerplate.copy", title),
        ("boilerplate.fitting", "标签：短信 催收"),
        ("boilerplate.fitting", "点赞 3"),
    ]


def test_a_stated_date_must_agree_with_the_page() -> None:
    """A date in the metadata that the page shows nowhere is not believed."""
    meta = '<meta property="article:published_time" content="2019-01-01T08:00:00+08:00">'
    body = f"<title>催收短信</title>{meta}<h1>催收短信</h1><p>{PROSE}</p>".encode()

    assert extract(body).published_at is None
    assert extract(body, "http://example.com/20190101/1.html").published_at is not None


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n\0", "empty"),
        (b"%PDF-1.7 \x00\x01", "not_text"),
        (b"\x89PNG\r\n\x1a\n", "not_text"),
        (b"<html><body><script>load()</script></body></html>", "no_text"),
        (b"<!-- -->", "no_text"),
        (b"\xff\xfe", "no_text"),
    ],
)
def test_an_unreadable_page_says_why(body: bytes, reason: str) -> None:
    """Each kind of unreadable body has its own reason."""
    with pytest.raises(UnreadablePage) as error:
        extract(body, "http://example.com/a")

    assert error.value.reason == reason


@settings(deadline=None, max_examples=150)
@given(
    body=st.one_of(
        st.binary(max_size=400),
        st.text("<div>p/短信，。 \0&#x;\ud800", max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")),
    )
)
def test_any_bytes_give_an_article_or_one_error(body: bytes) -> None:
    """Nothing but UnreadablePage is raised, and the same bytes give the same article."""
    assert _reading(body) == _reading(body)


def _reading(body: bytes) -> Article | str:
    """The article, or the reason why there is none."""
    try:
        return extract(body)
    except UnreadablePage as error:
        return error.reason


_TAGS = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<table>",
        "<td>",
        "</table>",
        "<ul>",
        "<li>",
        "<b>",
        "</b>",
        "<a href=/>",
        "</a>",
        "<br>",
        "<div class=nav>",
        "<!-- x -->",
    ]
)


@settings(deadline=None, max_examples=100)
@given(soup=st.lists(_TAGS, max_size=40), at=st.integers(0, 40))
def test_misnested_tags_never_sink_the_article(soup: list[str], at: int) -> None:
    """An article set into any soup of tags comes out whole."""
    article = f"<article><h2>催收短信的来历与去处</h2><p>{PROSE}</p><p>{PROSE[::-1]}</p></article>"
    markup = "".join([*soup[:at], article, *soup[at:]])

    assert PROSE in extract(f"<html><body>{markup}</body></html>".encode()).text


@pytest.mark.parametrize("depth", [100, 2_000, 2_100, 50_000])
def test_deep_nesting_loses_no_text(depth: int) -> None:
    """Text inside and behind more levels than the parser takes is kept."""
    body = f"{'<div>' * depth}<p>{PROSE}</p>{'</div>' * depth}<p>{LAST}</p>"

    text = extract(f"<html><body>{body}".encode()).text

    assert text.split("\n") == [PROSE, LAST]


@pytest.mark.parametrize(
    "body",
    [
        f'<p class="{"nav " * 500_000}">{PROSE}</p>',
        f'<p style="{"x" * 2_000_000}">{PROSE}</p>',
        f"<p>{PROSE[:20]}\0{PROSE[20:]}</p>",
        f"<p>{PROSE}</p>{'<' * 200_000}",
        f"<title>{' - ' * 100_000}</title><p>{PROSE}</p>",
        f"<p>{PROSE}</p>{'（记者 ' * 50_000}",
        f'<script type="application/ld+json">{"[" * 100_000}</script><p>{PROSE}</p>',
    ],
    ids=["class", "style", "nul", "angles", "title", "brackets", "json"],
)
def test_hostile_pages_are_read(body: str) -> None:
    """Huge attributes, NULs and endless repetition cost no text."""
    assert PROSE in extract(body.encode()).text
