"""Printed dates, by cases and by what holds for every date."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.dates import find_date, is_relative
from pipelines.extract.stated import read_stated
from pipelines.types import CHINA

TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31))  # noqa: DTZ001 - wall clocks, as pages print them
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日%H:%M:%S", "%Y.%m.%d %H:%M:%S")
AROUND = ("", "发布时间：", "发布于 ", "日期:", "更新时间 ", "来源：某报 ", "人气:10 日期:")


def test_a_case_gives_its_date(case: dict[str, Any]) -> None:
    """Each line gives the instant, precision and raw form that stand beside it, or none."""
    fetched = datetime.fromisoformat(case["fetched_at"]) if "fetched_at" in case else None

    date = find_date(case["line"], fetched)

    assert (date.at.isoformat() if date else None) == case["at"]
    assert date is None or date.precision == case["precision"]
    assert "raw" not in case or (date is not None and date.raw == case["raw"])


@given(
    at=TIMES,
    form=st.sampled_from(FORMS),
    label=st.sampled_from(AROUND),
    tail=st.sampled_from(("", " 浏览", " 来源：某报")),
)
def test_every_printed_form_is_read_back(at: datetime, form: str, label: str, tail: str) -> None:
    """A date printed in any form, behind any label, is read to the second."""
    date = find_date(label + at.strftime(form) + tail)

    assert date is not None
    assert date.at == at.replace(microsecond=0, tzinfo=CHINA)
    assert date.precision == "second"


@given(at=TIMES, count=st.integers(0, 99999))
def test_a_glued_count_changes_no_date(at: datetime, count: int) -> None:
    """A number of views in front of the year is no part of it."""
    date = find_date(f"阅{count}{at:%Y-%m-%d}")

    assert date is not None
    assert (date.at.month, date.at.day) == (at.month, at.day)


@given(line=st.text("0123456789-/.年月日時:： 二〇民國天前上午", max_size=40))
def test_any_line_gives_a_real_date_or_none(line: str) -> None:
    """Nothing raises, and what is found stands in the line."""
    date = find_date(line, datetime(2023, 4, 21, tzinfo=CHINA))

    assert date is None or (date.raw in line and date.at.tzinfo is not None)


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2023-04-18T01:15:30Z", "2023-04-18T09:15:30+08:00"),
        ("2023-04-18T09:15:30+08:00", "2023-04-18T09:15:30+08:00"),
        ("2023-04-18 09:15", "2023-04-18T09:15:00+08:00"),
        ("1023-04-18T09:15:30+08:00", None),
        ("soon", None),
    ],
)
def test_stated_offsets_are_believed(value: str, at: str | None) -> None:
    """A date of the metadata is China's time unless it says otherwise."""
    date = read_stated(value)

    assert (date.at.isoformat() if date else None) == at


@pytest.mark.parametrize("text", ["3 天前", "2小時前", "刚刚收到3天前的短信", "", "前天"])
def test_relative_dates_stand_alone(text: str) -> None:
    """Only a text that is nothing but a relative date is one."""
    assert is_relative(text) == (text in {"3 天前", "2小時前", "前天"})
