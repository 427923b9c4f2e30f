"""Strangers' text on a terminal: visible, never obeyed."""

from __future__ import annotations

import io
import json

from hypothesis import given
from hypothesis import strategies as st

from crawler.console.terminal import console, plain, printable
from pipelines.publish.json_lines import json_line

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@given(ANY_TEXT)
def test_printable_text_holds_nothing_a_terminal_obeys(text: str) -> None:
    """No control character but tab and newline is left, and what is left can be encoded."""
    safe = printable(text)
    assert all(char in "\t\n" or ord(char) >= 32 for char in safe)
    assert not set(safe) & {"\x7f", "\x9b", "\u202e", "\u200b"}
    safe.encode("utf-8")


@given(ANY_TEXT)
def test_printing_twice_changes_nothing_more(text: str) -> None:
    """An escape, once written out, is ordinary text."""
    assert printable(printable(text)) == printable(text)


@given(st.text(st.characters(categories=("Lo", "Po", "Nd"))))
def test_chinese_text_passes_untouched(text: str) -> None:
    """Letters, digits and marks are shown as they are."""
    assert printable(text) == text


@given(ANY_TEXT)
def test_json_means_the_same_and_holds_nothing_unsafe(text: str) -> None:
    """Escaping changes how a line is written, never what it says."""
    line = json_line({"text": text})
    assert json.loads(line) == json.loads(json.dumps({"text": text}))
    assert printable(line) == line
    assert "\n" not in line


def test_markup_in_a_text_is_text() -> None:
    """`[red]` in a page is two brackets and a word."""
    out = io.StringIO()
    console(out).print("[red]逾期[/red] :smile:")
    console(out).print(plain("[bold]\x1b[2J"))
    assert out.getvalue() == "[red]逾期[/red] :smile:\n[bold]\\x1b[2J\n"
