"""No stage's work grows faster than its text: a page of one repeated piece must not hold a crawl up."""

from __future__ import annotations

from typing import Final

import pytest

from pipelines.text import STAGES, clean
from pipelines.types import Stage
from tests.processor_time import grows_too_fast

PIECES: Final = (
    "(", "（", "?", "!", "a", "((a))", "\ufffd", "\ue123", "發(", "發(fā)", "(fā", "<", "<p ", "<p>", "<!--", "&", "&amp;", "&#3", "nbsp;", "[", "[a](", "](http://", "!", "#", "# ",
    "*", "**", "**a", "|", "|-", ":-", "1", "1-", "1 ", "138", "1 3", "1.", "6222 ", "一", "①", "a_@", "加V", "微信", "QQ：12345/", "a@", "a.", "QQ", "QQ:", "微信:a", "身份证", "问", "这些问", "问题，", "作者:",
    "2024-05-01", "浏览:", "首页>", "声明:", "更多", "侵权", " ", "\n", "\u200b", "\t", "，", ",", "。", "——", "a,", "“", "\"", "著", "發",
    "短信", "短信\n", "短信 ",
)  # fmt: skip
"""Beginnings of what the rules look for, and whole ones: what is begun and never ended is searched for longest."""

SMALL, LARGE = 4_000, 16_000


def name_of(stage: Stage) -> str:
    """The stage's name as pytest prints it."""
    return getattr(stage, "__name__", "stage")


@pytest.mark.growth
@pytest.mark.parametrize("stage", [*STAGES, clean], ids=name_of)
def test_work_grows_no_faster_than_the_text(stage: Stage) -> None:
    """Four times the text takes about four times the work, whatever piece the text is made of."""
    for piece in PIECES:
        small, large = (piece * (size // len(piece)) for size in (SMALL, LARGE))
        assert not grows_too_fast(stage, small, large), repr(piece)
