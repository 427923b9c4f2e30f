"""Where a conversion changed a text: true to the character, whatever grew or shrank."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipelines.lexicon.alignment import Converted, Stretch, chained, changed, moved, replaced, stretches
from pipelines.lexicon.conversion import compile_engine
from pipelines.lexicon.phrases import Match

_CHAIN = [[{"甲乙": "子", "丙": "丑丑丑", "丁": "丁"}], [{"子": "寅卯", "丑": "辰", "丑乙": ""}]]


@given(text=st.text("甲乙丙丁，", max_size=20))
def test_changes_rebuild_the_conversion(text: str) -> None:
    """Putting the changed runs into the text gives the converted text, and no run is without effect."""
    converted = compile_engine(_CHAIN).align(text)
    runs = [Match(start, end, converted.text[low:high]) for start, end, low, high in changed(text, converted)]

    assert replaced(text, runs) == converted.text
    assert all(text[run.start : run.end] != run.after for run in runs)
    assert all(one.end <= two.start for one, two in pairwise(runs))


def test_places_move_with_what_grew_before_them() -> None:
    """A place at the start of a stretch stays before it, one at its end goes behind it."""
    over = stretches([Match(2, 4, "一二三"), Match(6, 9, "")])

    assert over == (Stretch(2, 4, 2, 5), Stretch(6, 9, 7, 7))
    assert moved([0, 2, 4, 6, 9, 10], over) == [0, 2, 5, 7, 7, 8]
    assert moved([], over) == []
    assert moved([3], ()) == [3]


def test_stretches_that_touch_the_same_characters_become_one() -> None:
    """What one conversion made and the next changed again is one stretch of both texts."""
    first = (Stretch(0, 2, 0, 1), Stretch(5, 6, 4, 6))
    second = (Stretch(0, 1, 0, 4),)

    assert chained(first, second) == (Stretch(0, 2, 0, 4), Stretch(5, 6, 7, 9))
    assert chained(first, ()) == first
    assert chained((), second) == second


def test_neighbours_that_changed_are_one_run() -> None:
    """Characters that stayed end it."""
    assert list(changed("後來的發", Converted("后来的发"))) == [(0, 2, 0, 2), (3, 4, 3, 4)]
    assert list(changed("的", Converted("的"))) == []
