"""What the rule of repeats promises beside its cases."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.quotations import introduces, is_message
from pipelines.text.repeats import drop_repeats

MESSAGE = "您的账单已严重逾期，请立即处理！"
HEADING = "收到陌生平台短信怎么办"


@given(times=st.integers(1, 6), blank=st.integers(0, 2))
def test_introduced_messages_keep_their_number(times: int, blank: int) -> None:
    """However many came, and whatever stands between them."""
    text = "连续发来：\n" + ("\n" * (blank + 1)).join([MESSAGE] * times)

    assert drop_repeats(text).edits == ()


@given(times=st.integers(1, 6))
def test_headings_are_printed_once(times: int) -> None:
    """A template's copies go, however many."""
    assert drop_repeats("\n".join([HEADING] * times)).text == HEADING


def test_two_sentences_without_an_introduction_are_a_template() -> None:
    """Three that address their reader are messages."""
    assert drop_repeats(f"我没有理会。\n{MESSAGE}\n{MESSAGE}").edits
    assert not drop_repeats(f"我没有理会。\n{MESSAGE}\n{MESSAGE}\n{MESSAGE}").edits


@given(line=st.text(max_size=30))
def test_any_line_behind_a_colon_is_introduced(line: str) -> None:
    """Whatever stands before the colon."""
    assert introduces(f"{line}：")


def test_a_heading_in_brackets_is_no_message() -> None:
    """A sender signs a text, a heading has none."""
    assert not is_message("【延伸阅读】")
    assert not is_message("【提示】先核实")
    assert is_message("您的账单已逾期，请立即处理【某某金融】")
