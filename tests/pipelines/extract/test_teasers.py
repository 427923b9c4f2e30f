"""Glued teasers: two lines of another article go, and lines that only look like them stay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract import extract
from pipelines.extract.teasers import RULE, teaser

CASES = json.loads((Path(__file__).parents[2] / "fixtures" / "extract" / "teasers.json").read_text("utf-8"))
POOL = [*dict.fromkeys(line for case in CASES for line in case["lines"]), "", "短行"]


def test_lines_to_drop(case: dict[str, Any]) -> None:
    """The lines to drop, by their numbers."""
    assert [*teaser(case["lines"], case["title"])] == case["dropped"], case["comment"]


@given(lines=st.lists(st.sampled_from(POOL), max_size=9), title=st.sampled_from([case["title"] for case in CASES]))
def test_what_goes_is_two_lines_near_the_head_or_nothing(lines: list[str], title: str) -> None:
    """Never more, never the whole, and nothing of what is left names what the two lines name alike."""
    found = teaser(lines, title)
    assert len(found) in (0, 2)
    assert not found or (found.start <= 2 and len(lines) - found.stop >= 2)


def test_an_article_tells_its_teaser_among_what_was_left_out() -> None:
    """The lines leave the text before lenders are read, and are told with their rule."""
    case = CASES[0]
    article = extract("\n".join([case["title"], "2024-05-01 08:00 作者：甲乙", *case["lines"]]).encode())
    assert article.text.split("\n") == case["lines"][2:]
    assert article.left_out == tuple((RULE, line) for line in case["lines"][:2])
