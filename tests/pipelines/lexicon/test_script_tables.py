"""The evidence of script: each character tells at most one of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.lexicon.dictionaries import dictionary
from pipelines.lexicon.regions import regional_engine
from pipelines.lexicon.script import (
    LITERARY,
    SLIPS,
    characters,
    matching_key,
    simplified_characters,
    simplified_only,
    traditional_only,
)


def test_no_character_tells_both_scripts() -> None:
    """The two sets share nothing, and hold nothing that is at home in both."""
    assert not traditional_only() & simplified_only()
    assert not LITERARY & (traditional_only() | simplified_only())


def test_what_is_converted_is_evidence_no_more() -> None:
    """Nothing the dictionaries write is evidence of traditional script, but for the slips: so conversion ends."""
    phrases = {key: value for key, value in dictionary("TSPhrases").items() if key not in SLIPS}
    written = "".join((*characters().values(), *phrases.values()))

    assert traditional_only().isdisjoint(written)
    for slip in SLIPS:
        assert not traditional_only().isdisjoint(dictionary("TSPhrases")[slip])
        assert traditional_only().isdisjoint(regional_engine("mainland").convert(slip))


def test_simplification_keeps_lengths() -> None:
    """One character becomes one, so that places in a key are places in the text."""
    assert all(len(key) == len(value) == 1 for key, value in characters().items())
    assert all(len(value) == 1 for value in simplified_characters().values())


@settings(deadline=None)  # tables are read when first asked for
@given(text=st.text(max_size=40))
def test_the_matching_key_is_the_translation(text: str) -> None:
    """The engine gives what `str.translate` gives, as long as the text, without lone surrogates."""
    expected = "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in text)

    assert matching_key(text) == expected.translate(simplified_characters())


def test_common_characters_are_told_apart() -> None:
    """A sample everyone would agree on."""
    assert set("說發這個國電話") <= traditional_only()
    assert set("说发这国电话") <= simplified_only()
    assert not set("的一是在不了人后里面台") & (traditional_only() | simplified_only())
