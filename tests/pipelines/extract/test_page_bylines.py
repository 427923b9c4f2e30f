"""Heads, feet, scripts and ends of pages, as content systems, boards and accounts print them: a case for each form.

The cases are data (`cases/page_heads`: `bylines.json`, `invented.json`, `manners.json`, `known-failures.json`): lines above, under and below a title and its prose,
and what is true of the page.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest

from pipelines.extract import extract

_CASES: Final = Path(__file__).parents[2] / "cases" / "page_heads"
_FORMS: Final[dict[str, Any]] = json.loads((_CASES / "forms.json").read_text("utf-8"))
_OWN_TAGS: Final = ("<div", "<p", "<table", "<ul", "<dl", "<h", "<!--", "<script")


def read_cases(name: str) -> list[dict[str, Any]]:
    """The cases of a file."""
    found: list[dict[str, Any]] = json.loads((_CASES / f"{name}.json").read_text("utf-8"))
    return found


def page(case: dict[str, Any]) -> str:
    """The markup of a case: each line in an element of its own, the prose of all cases between head and foot."""
    title = case.get("title", _FORMS["titles"][0])
    above, head, below = (
        "".join(line if line.startswith(_OWN_TAGS) else f"<div>{line}</div>" for line in case.get(part, ()))
        for part in ("above", "head", "below")
    )
    prose = "".join(f"<p>{line}</p>" for line in (*case.get("lines", ()), *_FORMS["prose"]))
    script = f"<script>{case['script']}</script>" if "script" in case else ""
    core = f"<h1>{title}</h1>{head}<div>{prose}{''.join(case.get('end', ()))}</div>{below}"
    return f"<title>{title}_安心网</title>{script}{above}{core}".replace("{t}", title)


def assert_read(head: dict[str, Any]) -> None:
    """Author, time and title are those of the case, its lines are kept or gone, its comments read."""
    fetched = datetime.fromisoformat(head["fetched_at"]) if "fetched_at" in head else None

    article = extract(page(head).encode(), head.get("url", ""), fetched_at=fetched)

    at = article.published_at.isoformat() if article.published_at else None
    assert (article.author, at) == (head.get("author"), head.get("at"))
    assert article.title == head.get("title", _FORMS["titles"][0])
    lines = article.text.split("\n")
    assert set(head.get("kept", ())) <= set(lines)
    assert not set(head.get("gone", ())) & set(lines)
    if "comments" in head:
        assert [[one.author, str(one.posted_on), one.text] for one in article.comments] == head["comments"]


@pytest.mark.parametrize(
    "head",
    [case for name in ("bylines", "invented", "manners") for case in read_cases(name)],
    ids=lambda head: str(head["label"]),
)
def test_a_page_is_read_as_its_case_says(head: dict[str, Any]) -> None:
    """Forms the rules were written for, and heads in the manner of content systems that were written before any rule."""
    assert_read(head)


@pytest.mark.parametrize("page_of", read_cases("titles"), ids=lambda page_of: str(page_of["label"]))
def test_a_title_is_found_wherever_it_stands(page_of: dict[str, str]) -> None:
    """In `<title>` with what sites put around it, in a heading, or in a line that nothing calls the title."""
    body = "<div>" + "".join(f"<p>{line}</p>" for line in _FORMS["prose"]) + "</div>"
    cell = "<td>" + "<br>".join(f"　　{line}" for line in _FORMS["prose"]) + "</td>"
    menu = "<div><a href=/>首页</a> <a href=/a>新闻</a> <a href=/b>财经</a> <a href=/c>社区</a></div>"
    inner = page_of["inner"].replace("{body}", body).replace("{cell}", cell)
    head = f"<title>{page_of['stated']}</title>{page_of.get('head', '')}"

    markup = f"<html><head>{head}</head><body>{menu}{inner}<div>Copyright 2010 江南网 版权所有</div></body></html>"

    assert extract(markup.encode()).title == page_of["title"]


@pytest.mark.xfail(strict=True, reason="a name or a day by its place alone: whose it is, only the site knows")
@pytest.mark.parametrize("head", read_cases("known-failures"), ids=lambda head: str(head["label"]))
def test_known_failures(head: dict[str, Any]) -> None:
    """What is not read yet."""
    assert_read(head)
