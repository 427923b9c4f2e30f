"""Script: the wrapper, the evidence, and when nothing is done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from pipelines.lexicon.script import simplified_only, traditional_only
from pipelines.text.script import convert, detect_script, to_simplified
from pipelines.types import Script

CHARACTERS = "說發這個隨著銀行后後里裏台臺说发这个随着，。的了是在"


@given(text=st.text(CHARACTERS, max_size=40))
def test_convert_is_the_package_s_conversion(text: str) -> None:
    """The wrapper adds types and a cache, nothing else."""
    assert convert(text, "t2s") == OpenCC("t2s").convert(text)


@given(text=st.text([*sorted(simplified_only())[:600], *"的了是，。"], max_size=80))
def test_simplified_text_is_left_alone(text: str) -> None:
    """Text in simplified characters comes out as it went in."""
    assert to_simplified(text).edits == ()


@given(text=st.text(sorted(filter("\uffff".__gt__, traditional_only())), min_size=1, max_size=80))
def test_traditional_text_has_nothing_traditional_left(text: str) -> None:
    """Of a traditional text no traditional character is left, and its length is kept."""
    cleaned = to_simplified(text)

    assert traditional_only().isdisjoint(cleaned.text)
    assert len(cleaned.text) == len(text)
    assert cleaned.signals.script == "traditional"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("這些簡訊", "traditional"),
        ("这些短信", "simplified"),
        ("OK 95000", "none"),
        ("", "none"),
        ("這條简讯說我欠钱", "mixed"),
    ],
)
def test_the_script_is_named(text: str, script: Script) -> None:
    """By what only one of the scripts has; without such characters it is none."""
    assert detect_script(text) == script
    assert to_simplified(text).signals.script == script


def test_edits_lie_where_characters_changed() -> None:
    """Characters that are the same in both scripts are in no edit."""
    edits = to_simplified("銀行的電話").edits

    assert [(edit.before, edit.after) for edit in edits] == [("銀", "银"), ("電話", "电话")]
