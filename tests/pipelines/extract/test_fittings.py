"""Fittings inside a body: dropped by their words, sentences that name them stay."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.fittings import without_fittings

PROSE = "我收到一条催收短信，说我欠款三千元，要我马上还清。"


def test_a_line_inside_a_text(case: dict[str, Any]) -> None:
    """Each case says whether its line stays, in the middle of a text or at its foot."""
    middle = [PROSE] * 4 + [case["line"]] + [PROSE] * 4
    foot = [PROSE] * 4 + [case["line"]]

    assert (case["line"] in without_fittings(middle), case["line"] in without_fittings(foot)) == (
        case["stays"],
        case.get("stays_at_foot", case["stays"]),
    )


@given(lines=st.lists(st.text(max_size=12), max_size=9))
def test_the_rest_keeps_its_order(lines: list[str]) -> None:
    """Lines are only left out."""
    rest = iter(lines)

    assert all(line in rest for line in without_fittings(lines))
