"""What the stages see beside what they change, and how `clean` adds it up."""

from __future__ import annotations

import pytest

from pipelines.edits import apply
from pipelines.text import clean
from pipelines.text.boilerplate import boilerplate_rule, drop_boilerplate
from pipelines.text.dropped import restore_dropped
from pipelines.text.masks import mark_masks
from pipelines.text.spaces import collapse_spaces


@pytest.mark.parametrize(
    ("text", "count"),
    [("***短信与***电话", 2), ("*****短信", 1), ("尾号195****1730", 0), ("没有", 0), ("a***@b.example", 0)],
)
def test_masks_are_counted(text: str, count: int) -> None:
    """One for each place where a word is hidden."""
    assert mark_masks(text).signals.masked_words == count


@pytest.mark.parametrize(
    ("text", "count"),
    [("隐私问日益突出，遇到这些问。", 2), ("公司成立于年，总部不详。", 1), ("公司成立于2015年。", 0), ("询问", 0)],
)
def test_dropped_words_are_counted(text: str, count: int) -> None:
    """Restored ones and holes of years alike."""
    assert restore_dropped(text).signals.dropped_words == count


@pytest.mark.parametrize(
    ("text", "count"),
    [("接到了平台的 ，很烦", 1), ("这些 的语气与接到的 内容", 1), ("使用 APP 还款", 0), ("三、 原因", 0)],
)
def test_holes_are_counted(text: str, count: int) -> None:
    """Only where a space cannot be layout."""
    assert collapse_spaces(text).signals.dropped_words == count


def test_passes_do_not_count_twice() -> None:
    """What stays in the text is seen by every pass and counted by the first."""
    cleaned = clean("***信息,成立于年,接到的 ,隐私问日益突出,请打13812345678")

    assert cleaned.signals.masked_words == 1
    assert cleaned.signals.dropped_words == 3
    assert cleaned.signals.pii == (("mobile", 1),)
    assert cleaned.signals.script == "simplified"


def test_the_script_is_that_of_the_text_as_printed() -> None:
    """Not that of the text as cleaned."""
    assert clean("這些簡訊說我欠錢").signals.script == "traditional"


def test_edits_of_clean_speak_of_the_original() -> None:
    """Several stages on the same characters make one edit that names them."""
    text = "銀行發(fā)來短信 ,說(shuō)欠款"
    cleaned = clean(text)

    assert apply(text, cleaned.edits) == cleaned.text == "银行发来短信，说欠款"
    assert dict(cleaned.changes) == {"gloss.pinyin": 2, "script.t2s": 3, "space.between": 1, "punctuation.width": 1}


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("小編導語：", "boilerplate.label"),
        ("猜你喜欢", "boilerplate.label"),
        ("精彩评论", "boilerplate.label"),
        ("浏览量：300 作者：林小满", "boilerplate.header"),
        ("首页 > 贷款资讯 > 正文", "boilerplate.header"),
        ("免责声明：本文仅供参考，不构成投资建议", "boilerplate.disclaimer"),
        ("侵权举报：10000000001", "boilerplate.contact"),
        ("下一篇：怎样投诉催收", "boilerplate.spam"),
        ("扫码关注公众号，了解更多", "boilerplate.spam"),
        ("", None),
        ("平台为何频繁发送短信", None),
    ],
)
def test_each_line_has_its_rule(line: str, rule: str | None) -> None:
    """The rule says why a line is furniture."""
    assert boilerplate_rule(line) == rule


def test_dropped_lines_can_be_read_from_the_edits() -> None:
    """Rule and line of each, for what an article left out."""
    edits = drop_boilerplate("小编导语\n短信很多\n猜你喜欢\n最新文章").edits

    assert [(edit.rule, edit.before.strip("\n")) for edit in edits] == [
        ("boilerplate.label", "小编导语"),
        ("boilerplate.label", "猜你喜欢"),
        ("boilerplate.label", "最新文章"),
    ]
