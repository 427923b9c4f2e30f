"""What a robots.txt says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.robots_txt import ALLOW_ALL, DISALLOW_ALL, MOST_BYTES, read_robots

CASES = json.loads((Path(__file__).parents[1] / "cases/robots_txt/decisions.json").read_text(encoding="utf-8"))
FOLDER = "http://x.example/"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_file_decides_as_the_standard_says(case: dict[str, Any]) -> None:
    """Each case is one rule of RFC 9309, or one of its reference parser where the text leaves it open."""
    robots = read_robots(case["robots"].encode())
    assert robots.allows(case["agent"], case["url"]) is case["allowed"], case.get("comment")


def test_what_lies_behind_the_limit_is_not_written() -> None:
    """The first 500 KiB count: a rule in them does, one behind them does not."""
    filler = b"# " + b"x" * MOST_BYTES
    robots = read_robots(b"User-agent: *\nDisallow: /a\n" + filler + b"\nDisallow: /b")
    assert (robots.allows("bot", f"{FOLDER}a"), robots.allows("bot", f"{FOLDER}b")) == (False, True)


def test_a_very_long_line_is_read_as_far_as_it_counts() -> None:
    """A pattern is cut where its line is; it still forbids what begins like it."""
    long = "/x/" + "a" * 2083 * 8
    robots = read_robots(f"User-agent: bot\nDisallow: {long}/q".encode())
    assert not robots.allows("bot", f"http://x.example{long}/f")
    assert robots.allows("bot", f"{FOLDER}fux")


def test_sitemaps_and_delays_are_read() -> None:
    """The longest of our delays counts; a delay that is no number, or endless, is none; sitemaps are everybody's."""
    robots = read_robots(b"User-agent: bot\nCrawl-delay: 2.5\nCrawl-delay: inf\nSitemap: http://x.example/s.xml")
    assert (robots.delay("bot"), robots.delay("other"), robots.sitemaps) == (2.5, None, ("http://x.example/s.xml",))


@given(st.binary(max_size=200), st.text(max_size=30))
def test_any_bytes_are_a_robots_txt(body: bytes, path: str) -> None:
    """Nothing raises, whatever a server puts there and whatever is asked."""
    assert read_robots(body).allows("bot", FOLDER + path) in (True, False)


@given(st.text(alphabet="ab/*$", max_size=8), st.text(alphabet="ab/", max_size=8))
def test_a_pattern_matches_as_its_regular_expression_does(pattern: str, path: str) -> None:
    """`*` is `.*`, a `$` at the end is the end, all else is itself."""
    body, end = (pattern[:-1], "$") if pattern.endswith("$") else (pattern, "")
    expression = ".*".join(re.escape(piece) for piece in body.split("*")) + ("\\Z" if end else "")
    forbidden = pattern != "" and re.match(expression, "/" + path) is not None
    assert read_robots(f"User-agent: *\nDisallow: {pattern}".encode()).allows("bot", FOLDER + path) is not forbidden


@given(st.text(alphabet="ab/*$?", max_size=12))
def test_all_and_nothing(path: str) -> None:
    """The two answers that come without a file."""
    assert ALLOW_ALL.allows("bot", FOLDER + path)
    assert not DISALLOW_ALL.allows("bot", FOLDER + path)
