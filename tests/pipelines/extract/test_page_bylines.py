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


@pytest.mark.xfail(strict=True, reason="a name or a day by its place alone: whose it is, only the site knows")
@pytest.mark.parametrize("head", read_cases("known-failures"), ids=lambda head: str(head["label"]))
def test_known_failures(head: dict[str, Any]) -> None:
    """What is not read yet."""
    assert_read(head)
