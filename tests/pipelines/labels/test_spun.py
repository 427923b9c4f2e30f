"""Names with marks inside: their spans are true, and nothing is a name that is none without the marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.labels.lenders import find_lenders
from pipelines.labels.scan import scan
from pipelines.labels.spun import squeezed

TEXTS = st.lists(st.sampled_from("捷信马上金融借呗的·*- 、，a"), max_size=30).map("".join)


@given(TEXTS)
def test_spans_hold_the_name_and_its_marks(text: str) -> None:
    """Without the marks a span is the word, with them it is longer."""
    for word, start, end in scan(text).spun_names:
        printed = text[start:end]
        assert printed != word
        assert printed.translate(dict.fromkeys(map(ord, "·*- "))) == word


@given(st.text(alphabet="捷信马上金融借呗的，。", max_size=30))
def test_a_text_without_marks_has_none(text: str) -> None:
    """What stands plain is found elsewhere."""
    assert scan(text).spun_names == []


@given(TEXTS, st.integers(1, 6))
def test_pieces_are_letters_of_the_text(text: str, reach: int) -> None:
    """Every letter stands where the text has it; a line ends where two stretches do not meet."""
    pieces = squeezed(text, reach)
    assert len(pieces.text) == pieces.places.size
    for letter, at in zip(pieces.text, pieces.places.tolist(), strict=True):
        assert letter in {text[at], "\n"}


@pytest.mark.parametrize("mark", ["·", "*", "-", "_", "~", "**"])
def test_offsets_are_true(mark: str) -> None:
    """The mention is what is printed, at its place."""
    text = f"上周，捷{mark}信金融发来短信。"
    [found] = find_lenders(text)
    assert found.start is not None
    assert text[found.start : found.end] == found.mention == f"捷{mark}信金融"
