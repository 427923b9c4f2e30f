"""The key of a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
