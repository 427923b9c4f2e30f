"""Shapes are only made of lines that may recur, and none that does is missed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.lexicon.lenders import names
from pipelines.lexicon.line_shape import LENDER, line_shape
from pipelines.profiles import Page
from pipelines.profiles.shapes import shaped, sums

PIECES = st.sampled_from(
    [
        *(
            "拍拍贷",
            "借呗",
            "EasyLoan",
            "第",
            "页",
            "某",
            "责任编辑：",
            "作者:",
            "王小明",
            "来源/",
            LENDER,
            "\ufffd",
            "\ud800",
        ),
        *(
            "0",
            "12",
            "2024年5月1日",
            "2024-05-01 ",
            "1,024",
            "2000元",
            "٣",
            "𝟘",
            "７",
            " ",
            "\u3000",
            "\t",
            "İ",
            "ς",
            "Σ",
            "。",
        ),
    ]
)
LINES = st.lists(PIECES, max_size=5).map("".join)


@given(st.lists(LINES, min_size=1, max_size=8), st.sampled_from(sorted(names())))
def test_lines_of_one_shape_weigh_the_same(lines: list[str], name: str) -> None:
    """Whatever shapes mask in a line weighs nothing, any lender's name among it."""
    told = [*lines, *(line.replace("借呗", name).replace("12", "7") for line in lines)]
    weighs = dict(zip(told, sums("\n".join(told)).tolist(), strict=True))
    by_shape: dict[str, set[int]] = {}
    for line in told:
        by_shape.setdefault(line_shape(line), set()).add(weighs[line])
    assert all(len(found) == 1 for found in by_shape.values())


@given(st.lists(st.lists(LINES, min_size=1, max_size=4).map("\n".join), max_size=6), st.integers(1, 3))
def test_a_shape_is_left_out_only_where_it_is_rare(texts: list[str], least: int) -> None:
    """Every line is told, and those without a shape stand on fewer pages than asked."""
    pages = [Page(id=str(at), site="a", text=text) for at, text in enumerate(texts)]
    found = shaped(pages, least)
    assert [[line for line, _ in page.shaped] for page in found] == [
        [line for line in text.split("\n") if line.strip()] for text in texts
    ]
    for page in found:
        for line, shape in page.shaped:
            stands_on = sum(line_shape(line) in map(line_shape, text.split("\n")) for text in texts)
            assert shape == line_shape(line) or (shape == "" and stands_on < least)


def test_different_words_weigh_differently() -> None:
    """Lines of other characters do not weigh the same: else every line would need its shape."""
    assert len(set(sums("头一回听说\n头一回\n一回头听\n第二天才知道").tolist())) == 4
