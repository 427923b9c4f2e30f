"""The index of phrases: what is in it, and what it finds where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lexicon.phrases import Match, Matching, code_points, compile_phrases


@given(text=st.text(max_size=30))
def test_code_points_are_those_of_the_text(text: str) -> None:
    """For any text, lone surrogates among it."""
    assert code_points(text + "\udfff").tolist() == [*map(ord, text), 0xDFFF]


@pytest.mark.parametrize("matching", ["leftmost", "longest"])
def test_a_text_without_phrases_has_none(matching: Matching) -> None:
    """Nor does an empty text, a single character, or an index of nothing."""
    phrases = compile_phrases([{"頭髮": "头发"}], matching)

    for text in ("", "頭", "髮頭", "頭\n髮"):
        assert phrases.find(text, code_points(text)) == []
    assert compile_phrases([{"說": "说"}], matching).find("說說", code_points("說說")) == []


def test_overlapping_phrases_are_matched_as_asked() -> None:
    """From left to right, or the longest first."""
    dictionary = {"甲乙": "1", "乙丙丁": "2", "丁戊": "3"}
    text = "甲乙丙丁戊"
    codes = code_points(text)

    assert compile_phrases([dictionary]).find(text, codes) == [Match(0, 2, "1"), Match(3, 5, "3")]
    assert compile_phrases([dictionary], "longest").find(text, codes) == [Match(1, 4, "2")]


def test_the_first_dictionary_wins() -> None:
    """Though another has a longer phrase here."""
    text = "甲乙丙"

    assert compile_phrases([{"甲乙": "1"}, {"甲乙丙": "2"}]).find(text, code_points(text)) == [Match(0, 2, "1")]


@pytest.mark.parametrize("matching", ["leftmost", "longest"])
@pytest.mark.parametrize(("borders", "found"), [([], 1), ([0, 3], 1), ([1], 0), ([0, 2, 3], 0)])
def test_no_phrase_across_a_border(matching: Matching, borders: list[int], found: int) -> None:
    """At its edges a border does no harm."""
    phrases = compile_phrases([{"甲乙丙": "1"}], matching)

    assert len(phrases.find("甲乙丙丁", code_points("甲乙丙丁"), borders)) == found


def test_a_character_that_becomes_longer_is_a_phrase() -> None:
    """Alone, before others, and behind a phrase that begins with it."""
    phrases = compile_phrases([{"埠": "端口", "埠頭": "码头"}])
    text = "埠頭埠的埠"

    assert phrases.find(text, code_points(text)) == [Match(0, 2, "码头"), Match(2, 3, "端口"), Match(4, 5, "端口")]
