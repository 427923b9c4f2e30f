"""The flags of characters: counts and places, for any text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.lexicon.evidence import MARKS, read_evidence
from pipelines.lexicon.script import simplified_only, traditional_only


@settings(deadline=None)  # tables are read when first asked for
@given(text=st.text(st.sampled_from("說發说发的著妳壹，a\n\ud800\U0010ffff𠮷"), max_size=40) | st.text(max_size=40))
def test_counts_are_those_of_the_sets(text: str) -> None:
    """The table tells what the sets of characters tell."""
    evidence = read_evidence(text)

    assert evidence.traditional == sum(character in traditional_only() for character in text)
    assert evidence.simplified == sum(character in simplified_only() for character in text)
    assert evidence.places(marks=False) == [i for i, each in enumerate(text) if each in traditional_only()]
    assert evidence.places() == [i for i, each in enumerate(text) if each in traditional_only() or each in MARKS]
    assert evidence.is_plain == (not evidence.places())


def test_marks_are_no_evidence() -> None:
    """They are at home in both scripts."""
    assert not (traditional_only() | simplified_only()) & set(MARKS)
