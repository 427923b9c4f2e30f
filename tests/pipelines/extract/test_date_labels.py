"""What a date tells by the words in front of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.date_labels import Told, is_of_event, told_by
from pipelines.extract.dates import find_dates
from pipelines.extract.meta_line import is_meta_line

_DAY = "2024-05-01"


def _told(before: str) -> Told:
    return told_by(before + _DAY, len(before))


@pytest.mark.parametrize(
    "before",
    [
        "案发时间：",
        "收到短信时间 ",
        "短信发送时间：",
        "上映日期:",
        "有效期至",
        "成立于",
        "截止",
        "债务到期日：",
        "宠物领养日期（",
        "還款日期：",
    ],
)
def test_times_of_what_the_text_tells_are_no_publication(before: str) -> None:
    """Whatever event the label names, on a list or not, its line is text."""
    assert _told(before) is Told.EVENT
    assert not is_meta_line(before + _DAY)


@pytest.mark.parametrize("before", ["发布时间：", "發(fā)佈(bù)時(shí)間：", "首发于", "江南晚报发布时间："])
def test_labels_of_publication_are_believed(before: str) -> None:
    """Also with readings between their characters, and glued to a source."""
    assert _told(before) is Told.PUBLISHED


@pytest.mark.parametrize(
    "before",
    [
        "",
        "时　间：",
        "时 间：",
        "来源：某某网时间：",
        "某某网 ",
        "林小满 ",
        "文章最后更新时间：",
        "[日期：",
        "浏览 ",
        "Date: ",
        "于",
    ],
)
def test_words_of_bylines_are_open(before: str) -> None:
    """Sources, names and plain words for time say nothing against a date."""
    assert _told(before) is Told.OPEN


@pytest.mark.parametrize("before", ["今天是", "当前时间：", "最后访问：", "置顶："])
def test_clocks_are_furniture(before: str) -> None:
    """The visitor's time is neither the article's nor text."""
    assert _told(before) is Told.CLOCK
    assert not is_of_event(before + _DAY, find_dates(before + _DAY))


def test_a_byline_that_dates_an_event_too_is_a_byline() -> None:
    """A publication that is labelled as such stands before any other date of its line."""
    line = f"发布时间：{_DAY} 报名时间：2024-06-01"

    assert not is_of_event(line, find_dates(line))


@given(
    st.text(alphabet="案借贷催款短信受理判决宠物", min_size=1, max_size=8),
    st.sampled_from(["时间：", "日期：", "时间 ", "："]),
)
def test_no_word_that_is_not_of_publication_makes_a_date(word: str, mark: str) -> None:
    """The list of what labels may name has no end, so it is not a list of what is excluded."""
    assert _told(word + mark) is Told.EVENT
