"""Pages of plain text are taken apart by the form of their lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.extract.text_page import read_text

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "cases" / "page_heads" / "text_pages.json").read_text("utf-8")
)


@pytest.mark.parametrize("copied", CASES, ids=lambda copied: str(copied["label"]))
def test_a_text_page_is_taken_apart(copied: dict[str, Any]) -> None:
    """Title, byline, body, comments and links are each where the copy says."""
    page = read_text("\n".join(copied["original"]))
    found = {
        "title": page.title,
        "head": list(page.head),
        "lines": list(page.lines),
        "comments": [[comment.author, comment.text] for comment in page.comments],
        "related": list(page.related),
    }

    assert {key: found[key] for key in copied["fixed"]} == copied["fixed"]


def test_a_page_without_a_title_has_nothing_above_it() -> None:
    """Its text is no path of the site, whatever a line of it says."""
    page = read_text("我昨天收到了催收短信，说我欠款。\n首页 > 设置 > 拦截\n照着做就没有了。")

    assert (page.title, page.above) == (None, ())
