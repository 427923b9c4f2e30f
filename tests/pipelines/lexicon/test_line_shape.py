"""Shapes of lines: what is masked, and what tells two lines apart."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.lexicon.line_shape import LENDER, lenders_in, line_shape


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("本页更新于2024年5月1日 10:22", "本页更新于2023年11月30日 08:01:09"),
        ("第 3 页 共 12 页", "第1页 共9页"),
        ("编辑：王二麻 作者：李三", "编辑：赵小四 作者：钱五"),
        ("拍拍贷专题", "借呗专题"),
        ("编号 2024-05-0001", "编号 17"),
        ("Hello World 1", "hello world 2"),
    ],
)
def test_one_template_is_one_shape(one: str, other: str) -> None:
    """Dates, counts, names behind labels, lenders, case and spaces make no difference."""
    assert line_shape(one) == line_shape(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("欠款2000元", "欠款300元"),
        ("年化24%", "年化36%"),
        ("逾期30天", "逾期60天"),
        ("王二麻来电", "李三来电"),
        ("第三页", "第四页"),
    ],
)
def test_what_says_something_else_is_another_shape(one: str, other: str) -> None:
    """Amounts, shares, terms and names in prose tell lines apart."""
    assert line_shape(one) != line_shape(other)


def test_lenders_are_told() -> None:
    """The names that a shape masks, in order of appearance."""
    assert lenders_in("先是拍拍贷，后来借呗") == ("拍拍贷", "借呗")
    assert line_shape("先是拍拍贷，后来借呗").count(LENDER) == 2
    assert lenders_in("谁也没有") == ()


@given(line=st.text(st.characters(), max_size=40))
@example(line="\ud800拍拍贷")
def test_a_shape_holds_no_white_space_and_is_its_own(line: str) -> None:
    """Never raises; a shape has no white space and masks nothing more when shaped again, but for a count it made."""
    shape = line_shape(line)
    assert not any(map(str.isspace, shape))
    assert shape.count(LENDER) == len(lenders_in(line)) + line.count(LENDER)
    assert len(line_shape(shape)) <= len(shape)
