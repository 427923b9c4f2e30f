"""What the restorer of dropped words promises beside its cases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text.dropped import restore_dropped

PIECES = (
    *"问题不谁的，。：”了就个", "遇到骚扰", "解决", "关于", "存在", "这些", "隐私", "日益突出", "得不到解决", "询", "如果", "催收", " " * 40,
    "问，", "的问", "是他们反复说起过的", "这么多年以来一直都没有人来管",
)  # fmt: skip
lines = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@settings(max_examples=300, deadline=None)
@given(line=lines)
def test_what_stands_far_away_makes_no_difference(line: str) -> None:
    """A sentence reads alike at the head of a line and behind much else on it."""
    far = "我收到一条短信，已经还清了。" * 5
    assert restore_dropped(far + line).text == far + restore_dropped(line).text


@settings(max_examples=300, deadline=None)
@given(above=lines, below=lines)
def test_lines_are_read_one_by_one(above: str, below: str) -> None:
    """What the line before says is no word of the next, unless that begins with the 题 or gives an answer."""
    if not below.startswith("题"):
        whole = restore_dropped(f"{above}\n{below}").text
        assert whole == f"{restore_dropped(above).text}\n{restore_dropped(below).text}"


MATTERS = ("逾期", "隐私", "利率", "催收短信", "医疗费用")
"""What problems are about."""
OTHER = ("天地", "生命意义", "宇宙起源", "善恶", "春天")
"""What people ask about."""
FRAMES = ("关于{}的问，已经谈了很久。", "他讲了一些对于{}的问。", "书里关于{}的问；没有结论")


@pytest.mark.parametrize("frame", FRAMES)
def test_a_problem_is_told_by_what_it_is_about(frame: str) -> None:
    """With a noun that heads 问题 the half word is restored, with any other it may be a question asked."""
    for matter in MATTERS:
        text = frame.format(matter)
        assert restore_dropped(text).text == text.replace("问", "问题")
    for topic in OTHER:
        assert restore_dropped(frame.format(topic)).edits == ()


@pytest.mark.parametrize("head", ["法律", "还款", "信用", "收费"])
@pytest.mark.parametrize("said", ["欠了三个月会怎样？", "能不能分期?", "他们说要上门"])
@pytest.mark.parametrize("answer", ["答：", "律师答：", "客服回答:"])
def test_who_is_answered_has_asked(head: str, said: str, answer: str) -> None:
    """A question behind the colon, or an answer below, makes 问 a verb."""
    asked = f"{head}问：{said}\n{answer}先收集证据。"

    assert restore_dropped(asked).edits == ()


@pytest.mark.parametrize("head", ["法律", "还款", "信用", "收费"])
@pytest.mark.parametrize("below", ["", "\n答应的事没有做到", "\n三、售后问题：没有人回答"])
def test_a_heading_that_nobody_answers_is_one(head: str, below: str) -> None:
    """A colon before a statement stands behind a noun."""
    assert restore_dropped(f"{head}问：合同里没有写清楚{below}").text == f"{head}问题：合同里没有写清楚{below}"
