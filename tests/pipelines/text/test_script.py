"""Script: the wrapper, the evidence, and when nothing is done."""

from __future__ import annotations

import pickle
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from pipelines.edits import apply
from pipelines.lexicon.dictionaries import CONFIGS, engine
from pipelines.lexicon.script import simplified_only, traditional_only
from pipelines.text.script import Simplifier, convert, convert_reference, detect_script, to_simplified
from pipelines.types import Script
from tests.processor_time import grows_too_fast


@settings(deadline=None)  # tables are read when first asked for
@given(text=st.text("說發說发後里裏臺着著簡訊網路，", max_size=40))
def test_convert_is_the_engine_of_its_configuration(text: str) -> None:
    """Each configuration has its own; t2s is what is meant without one."""
    for config in CONFIGS:
        assert convert(text, config) == engine(config).convert(text)
    assert convert(text) == convert(text, "t2s")


@settings(deadline=None)  # tables are read when first asked for
@given(text=st.text("說發這個隨著銀行后後里裏台臺說发这个随着，。的了是在", max_size=40))
def test_the_reference_is_the_older_package(text: str) -> None:
    """The wrapper adds types and a cache, nothing else."""
    assert convert_reference(text, "tw2sp") == OpenCC("tw2sp").convert(text)


@settings(deadline=None)  # tables are read when first asked for
@given(text=st.text([*sorted(simplified_only())[:600], *"的了是，。"], max_size=80))
def test_simplified_text_is_left_alone(text: str) -> None:
    """Text in simplified characters comes out as it went in."""
    assert to_simplified(text).edits == ()


@settings(deadline=None)  # tables are read when first asked for
@given(text=st.text(sorted(filter("\uffff".__gt__, traditional_only())), min_size=1, max_size=80))
def test_traditional_text_has_nothing_traditional_left(text: str) -> None:
    """Of a traditional text no traditional character is left, and its length is kept."""
    cleaned = to_simplified(text)

    assert traditional_only().isdisjoint(cleaned.text)
    assert len(cleaned.text) == len(text)
    assert cleaned.signals.script == "traditional"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("這些簡訊", "traditional"),
        ("这些短信", "simplified"),
        ("OK 95000", "none"),
        ("", "none"),
        ("這條简讯說我欠钱", "mixed"),
    ],
)
def test_the_script_is_named(text: str, script: Script) -> None:
    """By what only one of the scripts has; without such characters it is none."""
    assert detect_script(text) == script
    assert to_simplified(text).signals.script == script


SIMPLIFIED = ("他们说会起诉我，让我还钱", "这家公司从来没有联系过我", "我觉得这条短信是诈骗")
TRADITIONAL = ("銀行說帳單逾期了", "請盡快聯絡職員", "還款後會發通知")
QUOTES = ("“{}”", "「{}」", "『{}』", "《{}》")


@pytest.mark.parametrize("quotes", QUOTES)
@pytest.mark.parametrize("quoted", TRADITIONAL)
def test_what_a_simplified_text_quotes_stays(quotes: str, quoted: str) -> None:
    """Also a whole sentence of telling characters, on a line with others or alone; the text counts as simplified."""
    quotation = quotes.format(quoted)
    for text in (f"{'，'.join(SIMPLIFIED)}{quotation}。", "\n".join([*SIMPLIFIED, quotation, *SIMPLIFIED])):
        assert to_simplified(text).edits == ()
        assert detect_script(text) == "simplified"


@given(lines=st.lists(st.sampled_from([*SIMPLIFIED, *TRADITIONAL]), min_size=1, max_size=8))
def test_mixed_pages_come_out_simplified_line_by_line(lines: list[str]) -> None:
    """Whatever the neighbours of a line are, it comes out as it would alone."""
    assert to_simplified("\n".join(lines)).text == "\n".join(to_simplified(line).text for line in lines)


@given(runs=st.lists(st.sampled_from([*SIMPLIFIED, *TRADITIONAL]), min_size=1, max_size=8))
def test_mixed_lines_come_out_simplified_run_by_run(runs: list[str]) -> None:
    """In one line the scripts may change with every clause."""
    text = to_simplified("，".join(runs)).text

    assert traditional_only().isdisjoint(text)
    assert text == "，".join(to_simplified(run).text for run in runs)


def test_edits_lie_where_characters_changed() -> None:
    """Characters that are the same in both scripts are in no edit."""
    edits = to_simplified("銀行的電話").edits

    assert [(edit.before, edit.after) for edit in edits] == [("銀", "银"), ("電話", "电话")]


def test_edits_tell_which_phrase_became_which() -> None:
    """A phrase that became longer or shorter is one edit, and what follows keeps its place."""
    cleaned = to_simplified("在網際網路上用隨身碟，簡訊說還錢")

    assert cleaned.text == "在互联网上用U盘，短信说还钱"
    assert [(edit.start, edit.before, edit.after) for edit in cleaned.edits] == [
        (1, "網際網路", "互联网"),
        (7, "隨身碟", "U盘"),
        (11, "簡訊說還錢", "短信说还钱"),
    ]


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("玖富叮噹說簡訊是從網路發的", "玖富叮当说短信是从网络发的"),
        ("鈴聲叮噹，簡訊是從網路發的", "铃声丁当，短信是从网络发的"),
    ],
)
def test_lender_names_are_protected(text: str, fixed: str) -> None:
    """A lender keeps its name where the same word would become another."""
    assert to_simplified(text).text == fixed


def test_names_come_out_as_they_are_given() -> None:
    """In traditional, mixed and simplified texts, whatever converts the words around them."""
    stage = Simplifier(frozenset({"乾安贷", "著名贷", "壹个贷"}))

    assert stage("乾安貸說，著名貸、壹個貸都來電話").text == "乾安贷说，著名贷、壹个贷都来电话"
    assert stage("他们说乾安貸会来电话，這是還款後的事").text == "他们说乾安贷会来电话，这是还款后的事"
    assert stage("乾安贷的客服说会处理，让我们等通知").edits == ()
    assert Simplifier()("乾安貸說來電話").text == "干安贷说来电话"


names = st.frozensets(st.text("乾安貸贷著壹個叮噹簡訊", min_size=1, max_size=3), max_size=3)
pieces = st.sampled_from(
    [
        "隨著",
        "簡訊",
        "網路",
        "網際網路",
        "隨身碟",
        "的说这",
        "著名",
        "“愛”",
        "\n",
        "\x00",
        "\ud800",
        "𠮷",
        "，",
        "打坏",
        "台灣",
        "乾安貸",
    ]
)


@settings(deadline=None)
@given(text=st.lists(pieces | st.text(max_size=3), max_size=14).map("".join), names=names)
def test_the_stage_keeps_its_laws_whatever_it_protects(text: str, names: frozenset[str]) -> None:
    """Edits are true, sorted and effective, and there are none exactly when nothing changed."""
    cleaned = Simplifier(names)(text)

    assert apply(text, cleaned.edits) == cleaned.text
    assert (cleaned.edits == ()) == (cleaned.text == text)
    assert all(one.end <= two.start for one, two in pairwise(cleaned.edits))
    assert all(edit.before == text[edit.start : edit.end] != edit.after for edit in cleaned.edits)


@settings(deadline=None)
@given(text=st.lists(pieces, max_size=14).map("".join))
def test_a_second_run_changes_nothing(text: str) -> None:
    """In every script and mixture, with every region's words."""
    once = to_simplified(text).text

    assert to_simplified(once).edits == ()


def test_the_stage_can_be_sent_to_another_process() -> None:
    """It is a value with a call."""
    stage = Simplifier(frozenset({"乾安贷"}))

    assert pickle.loads(pickle.dumps(stage)) == stage  # noqa: S301 - our own bytes


@pytest.mark.growth
@pytest.mark.parametrize(
    "piece", ["銀行後來發來短信，", "髮發" * 8, "銀行後來發來短信"], ids=["sentences", "phrases", "no stop"]
)
def test_long_texts_take_work_by_their_length(piece: str) -> None:
    """Texts of many blocks, with places to end one and without: eight times the text, about eight times the work."""
    small, large = (piece * (size // len(piece)) for size in (500_000, 4_000_000))
    assert not grows_too_fast(_to_simplified, small, large, noise=0.5)


def _to_simplified(text: str) -> str:
    return convert(text, "t2s")
