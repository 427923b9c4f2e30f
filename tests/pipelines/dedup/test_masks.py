"""Texts that differ in lender and numbers only are one once they are masked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedup.masks import LENDER, Masker


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青杉贷发来短信，欠款300元", "蓝湖金融发来短信，欠款1,250.80元"),
        ("2024-10-20收到easyloan的电话", "2023-1-2收到青杉贷的电话"),
        ("蓝湖说已经逾期3天", "蓝湖金融说已经逾期12天"),
        ("共１２期", "共3期"),
    ],
)
def test_twins_are_one(one: str, other: str, mask: Masker) -> None:
    """Other lenders, amounts, dates, in any case and width: the same text."""
    assert mask(one) == mask(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青杉贷发来短信", "青杉贷打来电话"),
        ("欠款三百元", "欠款五百元"),
        ("没有借款", "青杉贷没有借款"),
    ],
)
def test_all_else_counts(one: str, other: str, mask: Masker) -> None:
    """Anything but lender and number stays as it is, numbers in words too."""
    assert mask(one) != mask(other)


def test_no_names_mask_numbers_only() -> None:
    """No lexicon, no lender masks."""
    assert Masker(())("青杉贷5元") == "青杉贷0元"
    assert LENDER not in Masker(("",))("青杉贷5元")


@given(st.text(max_size=60), st.lists(st.text(max_size=4), max_size=4))
def test_mask_never_fails_and_ignores_the_order_of_names(text: str, names: list[str]) -> None:
    """Any text, any names, in any order: one mask."""
    assert Masker(tuple(names))(text) == Masker(tuple(reversed(names)))(text)
