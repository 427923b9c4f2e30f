"""Japanese runs told from Chinese ones."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lexicon.japanese import is_japanese, japanese_spans

PIECES = ("お客様の", "確認します", "カード", "の", "發來", "说", "電話", "，", "「", "」", "\n", "APP", "\0", "\ud800")


@pytest.mark.parametrize(
    "run",
    [
        "銀行からの連絡です",
        "カードローンのご案内",
        "このメールは送信専用です",
        "債務整理をお考えの方へ",
        "フリーダイヤル",
    ],
)
def test_japanese(run: str) -> None:
    """Grammar in hiragana, or katakana for the most part."""
    assert is_japanese(run)


@pytest.mark.parametrize(
    "run",
    [
        "優の良品的短信",
        "消費者金融アコム的客服",
        "我們用LINEの支付",
        "东京の银行",
        "他說すみません",
        "電話",
        "",
        "ー・の",
    ],
)
def test_chinese(run: str) -> None:
    """A の, names in kana, a loan word behind Chinese grammar."""
    assert not is_japanese(run)


@given(text=st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_spans_are_runs_of_lines(text: str) -> None:
    """Sorted, apart, not empty, within lines, and Japanese each by itself."""
    spans = japanese_spans(text)

    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert all("\n" not in text[start:end] and is_japanese(text[start:end]) for start, end in spans)
