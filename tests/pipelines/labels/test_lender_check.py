"""A wrong table is told line by line, with the cure; the shipped one is sound."""

from __future__ import annotations

from importlib.resources import files

import pytest

from pipelines.errors import InputError
from pipelines.labels.lender_check import check, ordinary_words
from pipelines.lexicon.lenders import COLUMNS

_HEAD = ",".join(COLUMNS)
_STAR = "xinghe-cf,星河消费金融,星河消费金融;星河金融,星河,,,星河公司,consumer_finance,high,public reporting,"
_MOON = "yuehu,月湖贷,月湖贷,,,,unknown,micro_loan,medium,one mention,"


def _told(*lines: str) -> list[str]:
    return [str(each) for each in check([_HEAD, *lines], "x.csv")]


def test_the_shipped_table_is_sound() -> None:
    """Whoever adds a row hears of what is wrong with it here."""
    lines = files("pipelines.lexicon").joinpath("lenders.csv").read_text("utf-8").splitlines()
    assert [str(each) for each in check(lines, "lenders.csv")] == []


def test_a_sound_table_has_no_faults() -> None:
    """Neither by itself nor beside another row."""
    assert _told(_STAR, _MOON) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("xh,星贷", "has not 11 cells; quote a cell that holds a comma"),
        (_MOON + ",more", "has not 11 cells; quote a cell that holds a comma"),
        (_MOON.replace("yuehu", "Yue Hu"), "id 'Yue Hu' is no slug; write lower-case letters and digits"),
        (_MOON.replace("unknown", ""), "operator is missing; name the company, or write `unknown`"),
        (_MOON.replace("one mention", " "), "source is missing; say where the name was met"),
        (_MOON.replace("micro_loan", ""), "licence is missing; write one of bank, "),
        (_MOON.replace("micro_loan", "shop"), "licence 'shop' is unknown; write one of bank, "),
        (_MOON.replace("medium", "sure"), "confidence 'sure' is unknown; write one of high, medium, low"),
        (_MOON.replace("月湖贷,月湖贷", "月湖贷,月湖小贷"), "月湖贷 is no alias of its own; add it to aliases"),
        (_MOON.replace(",月湖贷,,", ",月湖贷;马上,,"), "alias 马上 is an ordinary word; move it to context_aliases"),
        (_MOON.replace(",月湖贷,,", ",月湖贷;房贷,,"), "alias 房贷 is an ordinary word; move it to context_aliases"),
        (_MOON.replace(",月湖贷,,", ",月湖贷;贷,,"), "alias 贷 is an ordinary word; move it to context_aliases"),
        (
            _MOON.replace(",月湖贷,,", ",月湖贷;月湖贷,,"),
            "alias 月湖贷 is claimed in line 3 already; leave it to the lender",
        ),
        (_MOON.replace(",月湖贷,,", ",月湖贷;星河金融,,"), "alias 星河金融 is claimed in line 2 already; leave it to"),
        (_MOON.replace("yuehu", "xinghe-cf"), "id xinghe-cf is that of line 2; give each lender an id of its own"),
        (_MOON + "confused with 星河金融", "collides with 星河消费金融, whose note does not say so; name 月湖贷 in"),
    ],
)
def test_a_fault_names_line_and_cure(line: str, said: str) -> None:
    """In the third line of the file, with what to write instead; one fault, one message."""
    (told,) = _told(_STAR, line)
    assert told.startswith(f"x.csv line 3: {said}")


def test_an_ordinary_word_may_be_a_name_with_context() -> None:
    """What has to stand behind it keeps it from matching anywhere."""
    assert _told(_MOON.replace(",月湖贷,,", ",月湖贷,马上,")) == []


def test_notes_that_name_each_other_are_sound() -> None:
    """Both editors hear of the collision."""
    assert _told(_STAR + "not 月湖贷", _MOON + "not 星河金融") == []


def test_a_bare_alias_inside_a_name_that_is_not_matched() -> None:
    """月湖 would be found in 月湖金服, a row of low confidence; a note accepts it, a matched row takes its own name."""
    short = _MOON.replace(",月湖贷,,", ",月湖贷;月湖,,")
    other = "yuehujf,月湖金服,月湖金服,,,,unknown,platform,low,one mention,"
    (told,) = _told(short, other)
    assert told.startswith(
        "x.csv line 2: alias 月湖 stands inside 月湖金服 of 月湖金服, line 3; add what stands around it"
    )
    assert _told(short, other.replace("low", "high")) == []
    assert _told(short + "月湖金服 is another", other + "月湖贷 is another") == []


def test_all_faults_are_told_by_line() -> None:
    """Not only the first."""
    told = _told(_MOON.replace("unknown", ""), _STAR.replace("high", "sure"), "x")
    assert [each.split(":")[0] for each in told] == ["x.csv line 2", "x.csv line 3", "x.csv line 4"]


def test_other_columns_are_no_table() -> None:
    """Nothing of it can be checked."""
    with pytest.raises(InputError, match="they must be those of lenders"):
        check(["id,name"], "x.csv")


def test_ordinary_words_are_no_kinds_of_loans() -> None:
    """Those have a table of their own."""
    assert ordinary_words()
    assert "房贷" not in ordinary_words()
