"""The laws every text stage keeps, and `clean` with them, on text full of damage."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.edits import apply
from pipelines.text import LINE_STAGES, STAGES, clean, clean_line, trace
from pipelines.types import Cleaned, Stage

DAMAGE = (
    *"發說這個隨著過後壹妳内问题的了在款短信贷平台",
    *"(（)）,，:：;；?？!！.。、“”<>&#|*＊@-—=_/[]",
    *" \t\n\r\u3000\xa0\u200b\ufeff\x00\x85\u2028\ue123\ufffd\ud800\udc00",
    *"aAiOPx0123456789１Ｘ",
    "(fā)", "（shuō）", "(zhe)", "(guo4)", "A(yù)PP", "nèi)", "?", "??", "?!边@", "<p>", "</p>", "<b>", "<!--", "-->",
    "&nbsp;", "&amp;", "nbsp;", "&lt;", "&#38;", "|---|", "**", "***", "## ", "](http://a.example/)", "小編導語", "延伸阅读",
    "声明:本站作者侵权", "内容侵权、删帖举报", "2024-05-01 10:22", "浏览", "作者:", "首页 > ", "问日益", "这些问", "成立于年",
    "13812345678", "138-1234-5678", "11010519491231002X", "6222021234567890128", "QQ:12345", "微信号:abc_123", "a@b.example",
    "订单号", "元", "骚扰问，", "同一行同一行同一行",
)  # fmt: skip

damaged = st.lists(st.sampled_from(DAMAGE), max_size=40).map("".join)
anything = st.text(st.characters(), max_size=60)
texts = damaged | anything

ALL: tuple[Callable[[str], Cleaned], ...] = (*STAGES, clean)


def name_of(stage: Stage) -> str:
    """The stage's name as pytest prints it."""
    return getattr(stage, "__name__", "stage")


@pytest.mark.parametrize("stage", ALL, ids=name_of)
@settings(max_examples=250, deadline=None)
@given(text=texts)
@example(text="\ud800\x00")
@example(text="")
def test_edits_are_true(stage: Stage, text: str) -> None:
    """Applying the edits gives the text; there are none exactly when nothing changed; they are sorted, apart, effective."""
    cleaned = stage(text)

    assert apply(text, cleaned.edits) == cleaned.text
    assert (cleaned.edits == ()) == (cleaned.text == text)
    ends = [0, *(edit.end for edit in cleaned.edits)]
    assert all(end <= edit.start <= edit.end for end, edit in zip(ends, cleaned.edits, strict=False))
    assert all(edit.before == text[edit.start : edit.end] != edit.after for edit in cleaned.edits)


@pytest.mark.parametrize("stage", ALL, ids=name_of)
@settings(max_examples=250, deadline=None)
@given(text=texts)
def test_a_second_run_changes_nothing(stage: Stage, text: str) -> None:
    """What a stage has cleaned it leaves alone."""
    once = stage(text).text

    assert stage(once).text == once


@pytest.mark.parametrize("stage", STAGES, ids=name_of)
@settings(max_examples=100, deadline=None)
@given(text=texts)
def test_lost_bytes_leave_their_traces(stage: Stage, text: str) -> None:
    """No stage that keeps lines deletes U+FFFD or private-use characters but the repair of bytes, which reads them."""
    cleaned = stage(text)
    readers = ("boilerplate", "repeat", "html", "advert", "mojibake")
    dropped = "".join(edit.before for edit in cleaned.edits if edit.rule.startswith(readers))

    for trace_of_loss in "\ufffd\ue123":
        assert (cleaned.text + dropped).count(trace_of_loss) >= text.count(trace_of_loss)


@settings(max_examples=150, deadline=None)
@given(text=texts)
def test_clean_is_the_fold_of_trace(text: str) -> None:
    """The last step of `trace` holds the text that `clean` and `clean_line` return."""
    *_, last = trace(text)
    *_, last_line = trace(text, LINE_STAGES)

    assert clean(text).text == last.cleaned.text
    assert clean_line(text) == last_line.cleaned.text


def patiently(text: str) -> str:
    """What all stages give in full passes until one changes nothing."""
    for _ in range(8):
        before = text
        for stage in STAGES:
            text = stage(text).text
        if text == before:
            break
    return text


@settings(max_examples=300, deadline=None)
@given(text=texts)
def test_no_stage_with_work_is_left_out(text: str) -> None:
    """`clean` stops asking stages that must be idle, and gives what asking them all would give."""
    assert clean(text).text == patiently(text)


@settings(max_examples=100, deadline=None)
@given(text=texts, charset=st.sampled_from(["utf-8", "gb18030", "big5"]), wrong=st.sampled_from(["gb18030", "utf-8"]))
def test_edits_account_for_what_reading_in_a_wrong_charset_leaves(text: str, charset: str, wrong: str) -> None:
    """Edits lead from the original to the text whatever made the original, scores and rules with them."""
    noise = text.encode(charset, "replace").decode(wrong, "replace")
    cleaned = clean(noise)

    assert apply(noise, cleaned.edits) == cleaned.text
    assert all(edit.rule and edit.score > 0 for edit in cleaned.edits)


@settings(max_examples=100, deadline=None)
@given(
    text=st.lists(
        st.sampled_from([*"银行发来短信说欠款还清后仍有催收请核实", "，", "。", "；", "“退订”", "APP", "2024年"]),
        max_size=60,
    ).map("".join)
)
def test_clean_prose_passes(text: str) -> None:
    """Simplified prose with full-width punctuation comes out as it went in."""
    assert clean(text).edits == ()


@pytest.mark.parametrize("wrong", [b"\xd6\xd0", None, 3])
def test_what_is_no_text_is_refused(wrong: object) -> None:
    """Bytes get a TypeError that says what to do."""
    with pytest.raises(TypeError, match="decode bytes first"):
        clean(wrong)  # type: ignore[arg-type]  # the mistake under test


def test_passes_end_where_nothing_changes() -> None:
    """A clean text is read once; a damaged one again, to see that nothing is left."""
    assert {step.turn for step in trace("短信内容")} == {1}
    assert {step.turn for step in trace("短信 内容")} == {1, 2}
