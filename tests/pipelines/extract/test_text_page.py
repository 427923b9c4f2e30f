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
