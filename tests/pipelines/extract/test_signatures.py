"""Signatures at a text's end."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.signatures import read_signature


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("我还在等。", "林小满", "2009年3月4日"), "林小满"),
        (("我还在等。", "——林小满 2009-03-04"), "林小满"),
        (("我还在等。", "（林小满）", "写于2009年3月4日深夜"), "林小满"),
        (("欧阳若水", "二〇〇九年三月四日于杭州"), "欧阳若水"),
        (("江南市金融工作办公室", "2009年3月4日"), None),
        (("2009年3月4日",), None),
    ],
)
def test_a_signature_is_read(lines: tuple[str, ...], name: str | None) -> None:
    """A person above the day or in front of it is named, an office is not."""
    found = read_signature(lines)

    assert found is not None
    assert found.date.at.date() == date(2009, 3, 4)
    assert (found.name.name if found.name else None) == name


@pytest.mark.parametrize(
    "lines",
    [
        ("林小满", "2009-03-04 10:20"),
        ("林小满", "2009年3月"),
        ("2009年3月4日，我收到短信。",),
        ("借款日期 2009年3月4日",),
        ("有效期到2009年3月4日止",),
        ("林小满",),
        (),
    ],
)
def test_other_days_are_no_signature(lines: tuple[str, ...]) -> None:
    """A clock, a month, a sentence, a labelled day, a name alone."""
    assert read_signature(lines) is None


@given(st.lists(st.text("林小满2009年3月4日于杭州-— ，。", max_size=20), max_size=5))
def test_any_lines_are_read(lines: list[str]) -> None:
    """Nothing raises, and the day stands in one of the lines."""
    found = read_signature(lines)

    assert found is None or any(found.date.raw in line for line in lines)
