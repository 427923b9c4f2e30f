"""The evidence of script: each character tells at most one of them."""

from __future__ import annotations

from pipelines.lexicon.script import LITERARY, dictionary, simplified_characters, simplified_only, traditional_only


def test_no_character_tells_both_scripts() -> None:
    """The two sets share nothing, and hold nothing that is at home in both."""
    assert not traditional_only() & simplified_only()
    assert not LITERARY & (traditional_only() | simplified_only())


def test_what_is_converted_is_evidence_no_more() -> None:
    """Nothing the dictionaries write is evidence of traditional script: so conversion ends."""
    written = "".join((*dictionary("TSCharacters").values(), *dictionary("TSPhrases").values()))

    assert traditional_only().isdisjoint(written)


def test_conversion_keeps_lengths() -> None:
    """Characters become characters, phrases phrases of the same length: edits stay true by position."""
    for name in ("TSCharacters", "TSPhrases"):
        assert all(len(key) == len(value) for key, value in dictionary(name).items())
    assert all(len(value) == 1 for value in simplified_characters().values())


def test_common_characters_are_told_apart() -> None:
    """A sample everyone would agree on."""
    assert set("說發這個國電話") <= traditional_only()
    assert set("说发这国电话") <= simplified_only()
    assert not set("的一是在不了人后里面台") & (traditional_only() | simplified_only())
