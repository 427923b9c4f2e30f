"""The trigrams: what the table holds, how it is read, and that it can be made again."""

from __future__ import annotations

import json
import pickle
import zipfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.lexicon import trigrams_build as build
from pipelines.lexicon.bigrams import BORDER, UNKNOWN, bigrams
from pipelines.lexicon.trigrams import Trigrams, trigrams

NUMBERS = st.integers(0, len(bigrams().symbols) - 1)


def number(character: str) -> int:
    """The number of a character's symbol."""
    return bigrams().number(character)


def test_two_characters_tell_more_than_one() -> None:
    """Behind 不可 and 人民 the third character is far cheaper than behind their second one alone."""
    for first, second, third in map(tuple, ("不可或", "人民币", "怎么办")):
        behind_two = trigrams().row(number(first), number(second))
        behind_one = bigrams().row(number(second))

        assert behind_two[number(third)] < behind_one[number(third)] - 8


def test_what_is_not_listed_costs_more_behind_a_known_pair() -> None:
    """A pair that is mostly followed by a few makes the others dearer, by one measure for all."""
    behind_two, behind_one = trigrams().row(number("公"), number("司")), bigrams().row(number("司"))

    assert behind_two[number("囊")] > behind_one[number("囊")]


def test_an_unknown_pair_is_judged_by_its_second_character() -> None:
    """Nothing is made up for pairs that the sources hardly have."""
    assert trigrams().row(number("囊"), number("徊")) == bigrams().row(number("徊"))


@given(one=NUMBERS, two=NUMBERS)
@settings(max_examples=60, deadline=None)
def test_every_row_holds_every_symbol(one: int, two: int) -> None:
    """A row is one byte a symbol, the same however often it is asked for, and lost bytes are never likely."""
    row = trigrams().row(one, two)

    assert len(row) == len(bigrams().symbols)
    assert row == trigrams().row(one, two)
    assert row[bigrams().numbers[UNKNOWN]] == 255


def test_the_table_is_in_order() -> None:
    """Contexts and the followers of each are sorted, and none is empty."""
    table = trigrams()
    size = len(bigrams().symbols)
    ends = set(table.starts[1:])
    descents = {place for place, (one, two) in enumerate(pairwise(table.followers), 1) if one >= two}

    assert all(one < two for one, two in pairwise(table.contexts))
    assert all(one < two for one, two in pairwise(table.starts))
    assert table.starts[-1] == len(table.followers) == len(table.costs)
    assert table.contexts[-1] < size * size
    assert max(table.followers) < size
    assert descents <= ends


@given(one=NUMBERS, two=NUMBERS, three=NUMBERS)
@example(one=bigrams().number("公"), two=bigrams().number("司"), three=bigrams().number("的"))
@settings(max_examples=60, deadline=None)
def test_a_step_is_what_the_row_says(one: int, two: int, three: int) -> None:
    """One cost, or all of them: the same figures."""
    assert trigrams().step(one, two, three) == trigrams().row(one, two)[three]


def test_rows_are_forgotten_and_laid_out_again() -> None:
    """More rows than are kept give what few rows give."""
    fresh = trigrams()
    table = Trigrams(fresh.pairs, fresh.contexts, fresh.backoff, fresh.starts, fresh.followers, fresh.costs)
    wanted = table.row(number("公"), number("司"))
    for one in range(300):
        for two in range(300):
            table.step(one, two, 0)
            if one < 70 > two:
                table.row(one, two)

    assert table.row(number("公"), number("司")) == wanted


@pytest.mark.parametrize(
    ("likely", "unlikely"),
    [
        ("我的银行卡被冻结了", "我的银行卡被冻借了"),
        ("每天都打电话催我还钱", "每天都打电话催我还前"),
        ("房间很干净，服务也不错", "房间很干争，服务也不错"),
        ("發現問題", "發現閒題"),
    ],
)
def test_text_is_cheaper_than_its_slip(likely: str, unlikely: str) -> None:
    """Spoken and printed text, simplified and traditional."""
    assert trigrams().cost(likely) < trigrams().cost(unlikely)


def test_scripts_cost_the_same() -> None:
    """Traditional text is counted as simplified."""
    assert trigrams().cost("發現問題") == trigrams().cost("发现问题")


# How the table is made


def keys(*texts: str) -> list[int]:
    """The keys of three characters each."""
    size = len(bigrams().symbols)
    return sorted((number(a) * size + number(b)) * size + number(c) for a, b, c in map(tuple, texts))


def test_three_in_a_row_are_counted_within_a_line() -> None:
    """Two borders stand before a line and one behind it; nothing is counted across lines, or twice for a repeated one."""
    found = build.text_keys(["借款", "", "还钱", "借款"], bigrams())
    wanted = [(BORDER, BORDER, "借"), (BORDER, "借", "款"), ("借", "款", BORDER)]
    wanted += [(BORDER, BORDER, "还"), (BORDER, "还", "钱"), ("还", "钱", BORDER)]

    assert sorted(found.tolist()) == keys(*map("".join, wanted))


def test_lost_characters_and_spaces_part_a_line() -> None:
    """What the model has no symbol for stands in no key, and nothing is behind a space but the line's own start."""
    found = build.text_keys(["借款\ue000还钱 多少"], bigrams())

    assert not set(found.tolist()) & set(keys("款\ue000还", "款还钱", "钱 多", "还多少"))
    assert set(keys("借款\n"[:2] + "\n", "还钱 ", " 多少")) - set(found.tolist()) == set(keys("借款\n"))


def test_words_count_by_their_frequency() -> None:
    """Overlapping places of a word add up with those of others."""
    pairs = build.word_keys([("催收短信", 1000), ("短信", 500)], 2, bigrams())
    size = len(bigrams().symbols)
    at = pairs.keys.tolist().index(number("短") * size + number("信"))

    assert pairs.weights[at] == pytest.approx(1500 * build._WORDS)
    assert len(build.word_keys([("短信", 500)], 3, bigrams()).keys) == 0


@given(weights=st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9)), min_size=1))
def test_adding_counts_loses_nothing(weights: list[tuple[int, int]]) -> None:
    """Sums stay, keys are sorted and single."""
    where, much = (np.array(each) for each in zip(*weights, strict=True))
    half = len(where) // 2
    counts = [build.counted(where[part], much[part].astype(float)) for part in (slice(half), slice(half, None))]
    whole = build.added(*counts)

    assert whole.weights.sum() == much.sum()
    assert whole.keys.tolist() == sorted(set(where.tolist()))


def test_a_rare_third_character_is_chance() -> None:
    """What is seen often enough and surprises is kept; what is seen once, or is as likely anyway, is not."""
    model = bigrams()
    often, once = keys("款催子")[0], keys("款催囊")[0]
    triples = build.Counts(np.array(sorted((often, once))), np.array([9.0, 1.0] if often < once else [1.0, 9.0]))
    totals = build.Counts(np.array([often // len(model.symbols)]), np.array([10.0]))
    table = build.packed(triples, totals, model)

    assert table["followers"].tolist() == [number("子")]
    assert table["starts"].tolist() == [0, 1]
    assert int(table["costs"][0]) < model.row(number("催"))[number("子")]
    assert int(table["backoff"][0]) > 0


class Harmless:
    """A class: what a list of pages has no use for."""


@pytest.fixture
def sources(tmp_path: Path) -> list[str]:
    """Small files of the three forms."""
    for name in ("train", "dev", "test"):
        lists = (["标题"] * 3, [f"第一段{name}\u3000\u3000第二段\\n第三段"] * 3, [0] * 3)
        (tmp_path / f"{name}.pkl").write_bytes(pickle.dumps(lists))
    for name in ("dev", "test", "context_response", "question_answer"):
        (tmp_path / f"{name}.txt").write_text("1\t什么 时候 发货<s>今天\t好 的 谢谢\n", "utf-8")
    with zipfile.ZipFile(tmp_path / "words.zip", "w") as archive:
        archive.writestr("words.txt", "\n".join(json.dumps(each) for each in (["不可或缺", 9_000_000], ["的", 5])))
    return [str(tmp_path), str(tmp_path), str(tmp_path / "words.zip")]


def test_sources_are_read(sources: list[str]) -> None:
    """Paragraphs of pages, turns of conversations."""
    assert list(build.news_lines(Path(sources[0])))[:4] == ["标题", "第一段train", "第二段", "第三段"]
    assert list(build.chat_lines(Path(sources[1])))[:3] == ["什么时候发货", "今天", "好的谢谢"]


def test_a_pickle_with_code_is_refused(tmp_path: Path) -> None:
    """Whoever renews the table runs nothing that a package hides in its lists."""
    (tmp_path / "train.pkl").write_bytes(pickle.dumps(Harmless()))

    with pytest.raises(pickle.UnpicklingError, match="not a list of pages"):
        list(build.news_lines(tmp_path))


def test_the_same_sources_give_the_same_bytes(
    sources: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The script writes a table that reads back, byte for byte the same each time."""
    made = []
    for name in ("one.npz", "two.npz"):
        monkeypatch.setattr(build, "TABLE", tmp_path / name)
        monkeypatch.setattr("sys.argv", ["trigrams_build", *sources])
        build.main()
        made.append((tmp_path / name).read_bytes())
    with np.load(tmp_path / "one.npz") as arrays:
        table = Trigrams(bigrams(), **{name: memoryview(array) for name, array in arrays.items()})

    assert made[0] == made[1]
    assert table.row(number("可"), number("或"))[number("缺")] < bigrams().row(number("或"))[number("缺")]
