"""Protected spans: found in any script, hidden from the conversion, back in their places."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.lexicon.alignment import stretches
from pipelines.lexicon.conversion import compile_engine
from pipelines.lexicon.lenders import names
from pipelines.lexicon.phrases import Match
from pipelines.lexicon.protection import find_names, hide, restore

ENGINE = compile_engine([[{"叮噹": "丁", "說明": "说说明明", "說": "说", "貸": "贷", "乾": "干"}]])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("乾安貸來電", [Match(0, 3, "乾安贷")]),
        ("乾安贷", [Match(0, 3, "乾安贷")]),
        ("說玖富叮噹、玖富", [Match(1, 5, "玖富叮当"), Match(6, 8, "玖富")]),
        ("乾安", []),
        ("PPD 360", []),
        ("", []),
    ],
)
def test_names_are_found_in_any_script(text: str, found: list[Match]) -> None:
    """The longest first; letters and digits need no protection."""
    assert find_names(text, frozenset({"乾安贷", "玖富", "玖富叮当", "PPD", "360"})) == found


def test_without_names_nothing_is_found() -> None:
    """No automaton is asked."""
    assert find_names("乾安貸\ud800", frozenset()) == []


def test_any_text_can_be_searched() -> None:
    """Lone surrogates are no trouble."""
    assert find_names("\ud800乾安貸", frozenset({"乾安贷"})) == [Match(1, 4, "乾安贷")]


@settings(deadline=None)  # tables are read when first asked for
@given(text=st.text(st.sampled_from("叮噹說明乾安貸的\0，"), max_size=20), cuts=st.sets(st.integers(0, 20), max_size=6))
def test_hidden_spans_come_back_where_they_were(text: str, cuts: set[int]) -> None:
    """Between them the text is converted as if they were not there, whatever grows and shrinks."""
    places = sorted(min(cut, len(text)) for cut in cuts)
    spans = [
        Match(start, end, "Ｘ" * (end - start))
        for start, end in zip(places[::2], places[1::2], strict=False)
        if start < end
    ]
    pieces, at = [], 0
    for start, end, after in spans:
        pieces += [ENGINE.convert(text[at:start]), after]
        at = end
    expected = "".join([*pieces, ENGINE.convert(text[at:])])

    restored = restore(ENGINE.align(hide(text, spans)), spans)

    assert restored.text == expected
    assert sum(each.growth for each in restored.stretches) == len(expected) - len(text)


def test_hiding_keeps_lengths() -> None:
    """So that places stay true."""
    assert hide("玖富說", [Match(0, 2, "別的")]) == "\0\0說"
    assert stretches([Match(0, 2, "別的")]) == ()


def test_every_lender_keeps_its_own_name() -> None:
    """A name of the table is found in itself, whole."""
    every = frozenset(names())
    for name in sorted(every):
        if not name.isascii():
            assert find_names(name, every) == [Match(0, len(name), name)]
