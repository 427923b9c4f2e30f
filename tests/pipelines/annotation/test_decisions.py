"""A signature tells whether a text that changed is still the text that was decided on."""

from __future__ import annotations

import pytest

from pipelines.annotation.decisions import is_alike, signature

_STORY = "".join(
    f"第{number}天，那边换了{number * 7}开头的号码发来催款的话，说再不还上{number * 131}元就要通知我的单位，我一个字也没有回。\n"
    for number in range(1, 13)
)


@pytest.mark.parametrize(
    ("later", "still"),
    [
        (_STORY, True),
        (_STORY.replace("，", ","), True),
        (_STORY + "阅读全文请关注我们。\n", True),
        (_STORY.replace("单位", "公司", 2), True),
        (_STORY[: len(_STORY) // 2], False),
        (_STORY[::-1], False),
        ("今天只是问问天气。", False),
        ("", False),
    ],
)
def test_a_text_that_changed_little_is_the_same(later: str, still: bool) -> None:
    """Punctuation, a line more, some words: the same text; half of it gone: another one."""
    assert is_alike(signature(_STORY), signature(later)) is still


def test_short_texts_are_alike_to_none() -> None:
    """Too few shingles tell nothing, not even of the text itself."""
    assert not is_alike(signature("收到一条短信。"), signature("收到一条短信。"))
