"""What the rule of adverts promises beside its cases."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.lexicon.adverts import BROKERAGE, TELLING, VICE_CALLS, VICES
from pipelines.text import clean
from pipelines.text.adverts import drop_adverts, is_advert

ADVERTS = ("真人荷官百家乐在线开户", "急用钱 黑户秒下款 微信qian12345", "同城约会 楼凤")
PROSE = ("平台发来短信，说我欠款。", "我没有借过钱。", "内容如下：", "")

lines = st.lists(st.sampled_from(ADVERTS) | st.sampled_from(PROSE), max_size=9)


@given(lines=lines)
def test_only_adverts_go_and_none_is_left_at_the_top(lines: list[str]) -> None:
    """What stays is what was there, in order; the first line of what stays is no advert."""
    left = drop_adverts("\n".join(lines)).text.split("\n")

    assert [line for line in left if line in PROSE and line] == [line for line in lines if line in PROSE and line]
    assert next((line for line in left if line), "") not in ADVERTS


@given(lines=lines)
def test_adverts_inside_the_article_stay(lines: list[str]) -> None:
    """Between two sentences nothing goes."""
    assert drop_adverts("\n".join(["他们打来电话。", *lines, "我报了警。"])).edits == ()


def test_no_word_alone_makes_an_advert() -> None:
    """Articles speak of all of these things."""
    for word in (*VICES, *VICE_CALLS, *BROKERAGE, *TELLING):
        others = [vice for vice in VICES if vice != word and vice in word]
        assert others or not is_advert(word), word


def test_blank_lines_around_adverts_go_with_them() -> None:
    """The next pass sees to what an advert leaves."""
    assert clean("真人荷官百家乐在线开户\n\n\n平台发来短信。\n\n老虎机试玩下载！").text == "平台发来短信。"
