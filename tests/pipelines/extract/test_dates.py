"""Printed dates, by cases and by what holds for every date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.dates import find_date, find_yearless, last_years
from pipelines.extract.relative_dates import is_relative
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


@given(
    at=st.datetimes(datetime(1990, 1, 1), datetime(2039, 12, 31)),  # noqa: DTZ001 - wall clocks, as pages print them
    form=st.sampled_from(
        (
            "%H:%M %Y-%m-%d",
            "%H:%M, %d %B %Y",
            "[%y-%m-%d %H:%M]",
            "%y年%m月%d日 %H:%M",
            "%A, %B %d, %Y %I:%M %p",
            "%b %d %H:%M:00 %Y",
            "%d-%b-%Y %H:%M",
            "%Y年%m月%d日星期三 %H:%M",
            "%Y/%m/%d (三) %H:%M",
            "[%Y-%m-%d] [%H:%M]",
        )
    ),
    case=st.sampled_from((str, str.upper, str.lower)),
)
def test_forms_of_desks_and_databases_are_read_back(at: datetime, form: str, case: Callable[[str], str]) -> None:
    """A clock in front, a short year with its clock, English months in any case: read to the minute."""
    date = find_date("浏览：25　" + case(at.strftime(form)))

    assert date is not None
    assert date.at == at.replace(second=0, microsecond=0, tzinfo=CHINA)


@pytest.mark.parametrize(
    "line",
    [
        "售价 09-03 元起", "主队 3-2 客队", "09-03-04", "电话：0571-09-03-04 10:20", "85-03-04 10:20", "99-13-04 10:20",
        "Mark 4, 2009", "10:20 开门", "2009年第3季4日", "v09.3.4", "09/03",
    ],
)  # fmt: skip
def test_other_figures_are_no_dates(line: str) -> None:
    """Prices, scores, phone numbers, versions, and days that no calendar has."""
    assert find_date(line) is None


def test_every_day_of_a_year_has_its_year() -> None:
    """Today is of this year, tomorrow's day of the last; the 29th of February only of a leap year."""
    years = last_years(datetime(2023, 3, 5, 8, tzinfo=CHINA))

    assert (years[3, 5], years[3, 6], (2, 29) in years, len(years)) == (2023, 2022, False, 365)
    assert find_yearless("2月30日 10:20", last_years(datetime(2024, 3, 5, tzinfo=CHINA))) is None
    assert last_years(None) == {}


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
