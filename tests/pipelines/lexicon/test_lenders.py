"""The table of lenders is checked as data: whoever adds a line is told what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest
from opencc import OpenCC

from pipelines.errors import InputError
from pipelines.lexicon.lenders import CONTEXT_WORDS, Lender, known_lenders, lenders, names, parse

HEADER = "id,name,aliases,context_aliases,not_after,not_before,operator,licence,confidence,source,collisions"
LINE = "xinghe-cf,星河消费金融,星河消费金融;星河金融,星河,,,,consumer_finance,high,public reporting,"


def aliases(each: Lender) -> tuple[str, ...]:
    """All names of one row."""
    return (*each.aliases, *each.context_aliases)


def test_ids_are_unique_slugs() -> None:
    """An id is lower-case ASCII, and no two rows share one."""
    ids = [each.id for each in lenders()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", each) for each in ids)


def test_no_alias_belongs_to_two_lenders() -> None:
    """A name that several lenders share cannot say which is meant, so the table must not hold it twice."""
    counts = Counter(alias for each in lenders() for alias in aliases(each))
    assert [alias for alias, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("each", lenders(), ids=lambda each: each.id)
def test_row_is_sound(each: Lender) -> None:
    """A row goes by its own name, in folded form, with its source."""
    assert each.name in aliases(each)
    assert each.source
    for alias in aliases(each):
        assert alias == unicodedata.normalize("NFKC", alias).strip()
        assert len(alias) >= 2


def test_aliases_are_simplified() -> None:
    """Texts are simplified before lenders are read, so a traditional character in an alias never matches."""
    simplify = OpenCC("t2s").convert
    assert [alias for each in lenders() for alias in aliases(each) if simplify(alias) != alias] == []


def test_context_words_speak_of_lending() -> None:
    """No word of shopping, delivery or plain time is context enough for an ordinary word."""
    assert not {"平台", "客服", "公司", "消费", "订单"}.intersection(CONTEXT_WORDS)


@pytest.mark.parametrize("word", ["任性", "马上", "小赢", "平安", "锦程", "白条", "普惠", "普惠金融"])
def test_ordinary_words_are_never_bare_aliases(word: str) -> None:
    """Adjectives, adverbs and idioms are no names by themselves."""
    assert not any(word in each.aliases for each in lenders())


def test_low_confidence_is_listed_and_not_matched() -> None:
    """Names met once stay in the table for review, out of the matching."""
    low = {each.id for each in lenders() if each.confidence == "low"}
    assert low
    assert low.isdisjoint(each.id for each in known_lenders())


def test_names_are_longest_first() -> None:
    """A mask that tries the names in order never takes a piece of a longer one."""
    lengths = [len(name) for name in names()]
    assert lengths == sorted(lengths, reverse=True)
    assert len(set(names())) == len(names())


def test_platforms_do_not_lend() -> None:
    """A payment platform is named beside lenders and is none."""
    by_id = {each.id: each for each in lenders()}
    assert by_id["zhifubao"].lends is False
    assert by_id["zhongyou-cf"].lends is True


def test_parse_reads_a_row() -> None:
    """Lists are joined by semicolons; an empty cell is an empty list."""
    (row,) = parse([HEADER, LINE], "x.csv")
    assert row.aliases == ("星河消费金融", "星河金融")
    assert row.context_aliases == ("星河",)
    assert row.not_after == ()


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], r"x\.csv: columns \[\]"),
        ([HEADER.replace("licence", "license"), LINE], r"x\.csv: columns .*'license'"),
        ([HEADER, LINE.replace("consumer_finance", "shop")], r"x\.csv line 2: 'shop' must be one of bank,"),
        ([HEADER, LINE.replace("high", "sure")], r"x\.csv line 2: 'sure' must be one of high, medium, low"),
        ([HEADER, LINE + ",more"], r"x\.csv line 2: 11 cells are needed"),
        ([HEADER, "xinghe,星河"], r"x\.csv line 2: 11 cells are needed"),
    ],
)
def test_wrong_tables_name_file_line_and_cure(lines: list[str], message: str) -> None:
    """A table that cannot be read says where and what to write instead."""
    with pytest.raises(InputError, match=message):
        parse(lines, "x.csv")
