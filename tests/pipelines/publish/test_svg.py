"""Pictures of bars: read back as drawn, inside their paper, the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipelines.publish.svg import Bars, columns, draw_columns, draw_rows, read_bars

Draw: TypeAlias = Callable[[str, str, Bars], bytes]

SVG = "{http://www.w3.org/2000/svg}"
WORDS = st.text("贷款催收abc.012", min_size=1, max_size=40)
BARS = st.lists(st.tuples(WORDS, st.integers(0, 10**7)), min_size=2, max_size=36)
DRAWN = pytest.mark.parametrize("draw", [draw_rows, draw_columns])


def boxes(picture: bytes) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of every bar."""
    rects = etree.fromstring(picture).iterfind(f"{SVG}g/{SVG}rect")
    sides = [[float(each.get(name, "nan")) for name in ("x", "y", "width", "height")] for each in rects]
    return [(x, y, x + width, y + height) for x, y, width, height in sides]


@DRAWN
@given(bars=BARS)
def test_what_is_drawn_can_be_read_back(draw: Draw, bars: Bars) -> None:
    """Labels and counts are found again, whole and in order, also where the shown label is cut."""
    assert read_bars(draw("Articles", "", bars)) == bars
    assert draw("Articles", "", bars) == draw("Articles", "", bars)


@DRAWN
@given(bars=BARS)
def test_bars_lie_on_the_paper_and_beside_one_another(draw: Draw, bars: Bars) -> None:
    """No bar leaves the picture or covers the next."""
    picture = draw("Articles", "a note", bars)
    root = etree.fromstring(picture)
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    found = boxes(picture)
    assert all(0 <= left <= right <= width and 0 <= top <= bottom <= height for left, top, right, bottom in found)
    for one, other in pairwise(found):
        assert one[3] <= other[1] or one[2] <= other[0] + 0.11, "coordinates are rounded to a tenth"


@given(bars=BARS)
def test_lengths_go_with_the_counts(bars: Bars) -> None:
    """Twice as many are twice as long; what is there is seen, and what is not there is not."""
    lengths = [right - left for left, _, right, _ in boxes(draw_rows("Articles", "", bars))]
    longest, most = max(lengths), max(count for _, count in bars)
    for length, (_, count) in zip(lengths, bars, strict=True):
        assert (length > 0) == (count > 0)
        assert not most or abs(length - longest * count / most) <= 1.11


@given(bars=BARS)
def test_shown_labels_fit_their_room(bars: Bars) -> None:
    """A long label is cut and marked so; it ends before its bar begins and begins on the paper."""
    root = etree.fromstring(draw_rows("Articles", "", bars))
    for text in root.iterfind(f"{SVG}g/{SVG}text[@text-anchor='end']"):
        assert columns(text.text or "") * 7.2 <= float(text.get("x", "0"))
        assert columns(text.text or "") <= 30


def test_only_counts_with_room_are_written() -> None:
    """Six months show every count; three years of five digits show the highest one only."""
    few, many = ([(f"{number:07}", 10_000 + number) for number in range(most)] for most in (6, 36))
    for bars, shown in ((few, 6), (many, 1)):
        texts = [text.text for text in etree.fromstring(draw_columns("Months", "", bars)).iterfind(f"{SVG}g/{SVG}text")]
        assert len([text for text in texts if text in {str(count) for _, count in bars}]) == shown


def test_labels_are_text_and_no_markup() -> None:
    """What looks like an element or an entity stays a label."""
    bars = [("<script>&amp;", 1), ("b", 2)]
    picture = draw_rows("A & B", "", bars)
    assert b"<script" not in picture
    assert read_bars(picture) == bars


@pytest.mark.parametrize(
    "picture", [b"", b"no picture", b"<svg", b'<svg xmlns="http://www.w3.org/2000/svg"><g><title/></g></svg>']
)
def test_damaged_picture_is_an_error(picture: bytes) -> None:
    """Nothing is read from what is no drawing of ours."""
    with pytest.raises(ValueError, match="no picture"):
        read_bars(picture)
