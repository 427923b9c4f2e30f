"""Shapes of texts: they may only tell of too much, never of too little."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.privacy import FAMILIES
from pipelines.text.privacy.kinds import Family, lines_with
from pipelines.text.privacy.shapes import has_counted, shape_of
from pipelines.text.privacy.views import counted, plain

# What numbers, addresses and their labels are made of, disguised and not, and lines to part them.
PIECES = (
    "13812345678", "１３８", "𝟏𝟐", "٣", "6222021234567890128", "11010519491231002X", "１２３４５", "①②③④⑤", "一三八一二", " ", "-", ".",
    "(", "qian_12", "li4", "@", "＠", " at ", "[at]", "#", "艾特", "qq.com", "mail.example", "QQ", "扣扣", "企鹅", "球球", "加q", "群", "号", "：",
    "微信", "薇信", "V信", "VX", "weixin", "WeChat", "加v", "威(wēi)信", "身份证", "\n", "短信",
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=40)


@given(text=texts)
def test_a_shape_is_as_long_as_its_text(text: str) -> None:
    """A byte lies where its character does, and line ends stay line ends."""
    shape = shape_of(text)
    assert len(shape) == len(text)
    assert [at for at, each in enumerate(text) if each == "\n"] == [at for at, each in enumerate(shape) if each == 10]


@given(text=texts)
def test_a_view_has_the_shape_of_its_text(text: str) -> None:
    """Disguise makes no difference, but that circled and Chinese digits are none in the first view."""
    assert not any(
        plain(each) != each and shape_of(plain(each)) != shape_of(each) for each in text if not is_counting(each)
    )


def is_counting(character: str) -> bool:
    """Whether the second view makes a character a digit."""
    return has_counted(shape_of(character * 5))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.kinds[0].name)
@given(text=texts)
def test_what_is_found_lies_in_a_hinted_line(family: Family, text: str) -> None:
    """No value is missed because its line was not searched, in either view."""
    for view in (plain(text), counted(plain(text))):
        shape = shape_of(view)
        lines = tuple(lines_with(family.hint, shape))
        whole = tuple(lines_of(view))
        for kind in family.kinds:
            found = list(kind.spans(view, whole))
            assert found == list(kind.spans(view, lines))
            assert not found or any(mark in shape for mark in family.marks)


def lines_of(text: str) -> list[tuple[int, int]]:
    """Where all lines lie."""
    ends = [at for at, each in enumerate(text) if each == "\n"]
    return list(zip([0, *(end + 1 for end in ends)], [*ends, len(text)], strict=True))


@given(text=st.text("〇一二①９9a\n", max_size=12))
def test_a_second_view_is_made_for_five_digits_that_only_it_shows(text: str) -> None:
    """Four are a list's marks, and what the first view reads is no reason."""
    runs = "".join("c" if each in "〇一二①" else " " for each in text).split()
    assert has_counted(shape_of(text)) == any(len(run) >= 5 for run in runs)


def test_what_is_of_no_number_or_name_has_no_class() -> None:
    """Signs and labels are told apart from all other characters."""
    assert shape_of("扣微艾") == b"QV@"
    assert shape_of("é银，\0") == b"...."


def test_the_frame_of_a_keycap_parts_digits() -> None:
    """It lies among the circled digits, but is none."""
    assert shape_of("1\ufe0f\u20e33①") == b"0  0c"
