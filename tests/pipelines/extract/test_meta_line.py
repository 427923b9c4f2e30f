"""Lines that are byline or button, told from text."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.extract.meta_line import is_button, is_meta_line, tokens_of


def test_a_line_is_byline_or_not(case: dict[str, Any]) -> None:
    """Each line is byline exactly where its case says so."""
    assert is_meta_line(case["line"]) == case["is_meta"]


@pytest.mark.parametrize("line", ["分享到：", "广告", "×", "【打印】", "上一页", "展开全文", "||"])
def test_buttons_are_told(line: str) -> None:
    """Buttons and lone marks are no text."""
    assert is_button(line)


@pytest.mark.parametrize("line", ["一、", "大", "他说：", "关闭窗口后短信又来了", "展开说说", "十"])
def test_short_text_is_no_button(line: str) -> None:
    """A short line that says something stays."""
    assert not is_button(line)


def test_words_of_a_byline_stand_without_its_date() -> None:
    """The date is cut out, the rest is split at white space, bars and brackets."""
    assert tokens_of("2023-04-18 09:15 来源：某报 | 【原创】（图）") == ["来源：某报", "原创", "图"]
