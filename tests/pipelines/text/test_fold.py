"""The key of a line."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lexicon.script import simplified_characters
from pipelines.text.fold import fold


@given(line=st.text("說说說(fā）（）發APP１２,，：: \u3000\u200b\n", max_size=40))
def test_a_key_is_its_own_key(line: str) -> None:
    """Folding twice is folding once, and a key has no white space."""
    key = fold(line)

    assert fold(key) == key or "(" in key
    assert not any(character.isspace() for character in key)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("內(nèi)容侵權(quán)", "内容侵权"),
        ("內容侵權", "内容侵权"),
        (" 内 容\u200b侵\ufeff权 ", "内容侵权"),
        ("ＱＱ：１２３", "QQ:123"),
        ("浏览（12）次", "浏览(12)次"),
        ("plain text", "plaintext"),
        ("", ""),
    ],
)
def test_spellings_share_a_key(line: str, key: str) -> None:
    """Glosses, script, width and white space are out; other brackets stay."""
    assert fold(line) == key


@given(
    line=st.text(
        st.one_of(
            st.characters(exclude_characters="()（）"), st.sampled_from("e\u0301か\u3099ㅎ\u1161한\u11a8說\u200d，")
        )
    )
)
def test_a_key_is_that_of_the_whole_line(line: str) -> None:
    """Taking a line to pieces changes nothing: what combines with its neighbours stays with them."""
    whole = unicodedata.normalize("NFKC", line).translate(simplified_characters())

    assert fold(line) == "".join(
        char for char in whole if not (char.isspace() or char in "\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
    )


@pytest.mark.parametrize("odd", ["e\u0301", "😀", "ำ"])
def test_one_character_makes_no_long_line_dear(odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What may be joined to others is normalised with the character before it, and never the whole line."""
    module = import_module(fold.__module__)
    in_context: Callable[[str], str] = module._in_context
    normalised: list[str] = []

    def counted(text: str) -> str:
        normalised.append(text)
        return in_context(text)

    monkeypatch.setattr(module, "_in_context", counted)
    line = "我收到一条短信，说我欠款。" * 200
    fold(line + odd + line)

    assert max(map(len, normalised), default=0) <= 1 + len(odd)
    assert sum(map(len, normalised)) <= 1 + len(odd) + len(set(line + odd))
