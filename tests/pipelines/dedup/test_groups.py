"""Copies and twins fall together, in any order, and what was released stays where it was."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup import Released, Row, Rows, place
from pipelines.dedup.copies import connected
from pipelines.dedup.groups import names
from pipelines.dedup.masks import Masker
from pipelines.dedup.rows import Split
from pipelines.text import clean
from tests.pipelines.dedup.releasing import released

START = datetime(2026, 1, 1, tzinfo=UTC)
LENDERS = ("青杉贷", "蓝湖金融")
MASK = Masker(LENDERS)
PAIRS = json.loads((Path(__file__).parents[2] / "cases" / "dedup" / "pairs.json").read_text("utf-8"))


def _subject(text: str) -> str:
    return next((name for name in LENDERS if name in text), "")


def _article(story: int, variant: int, lender: str) -> str:
    """An article of a story; variants of one are alike."""
    rng = random.Random(story)
    told = ["".join(chr(0x4E00 + rng.randrange(2_000)) for _ in range(20)) for _ in range(6)]
    return f"第{variant}次。{told[0]}，{lender}。" + "。".join(told[1:]) + "甲乙丙丁戊己"[:variant]


def _row(number: int, story: int, variant: int, lender: str, day: int | None) -> Row:
    published = None if day is None else START + timedelta(days=day)
    return Row(id=f"r{number:02}", text=_article(story, variant, lender), subject=lender, published_at=published)


ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(LENDERS), st.integers(0, 4) | st.none()),
    max_size=10,
).map(lambda drawn: [_row(number, *each) for number, each in enumerate(drawn)])


@settings(max_examples=50, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_order_changes_nothing(rows: list[Row], rng: random.Random) -> None:
    """Each row has the same place, however the rows are shuffled."""
    wanted = dict(zip((row.id for row in rows), place(rows, MASK), strict=True))
    shuffled = rows[:]
    rng.shuffle(shuffled)
    assert dict(zip((row.id for row in shuffled), place(shuffled, MASK), strict=True)) == wanted


@settings(max_examples=50, deadline=None)
@given(ROWS, ROWS)
def test_rows_that_come_later_move_nothing(rows: list[Row], later: list[Row]) -> None:
    """What a release said of a row stays true when others are added, earlier published ones too."""
    places = place(rows, MASK)
    added = [replace(row, id=f"a{row.id}") for row in later]
    assert place([*added, *released(rows, places)], MASK)[len(added) :] == places


@settings(max_examples=50, deadline=None)
@given(ROWS, st.data())
def test_rows_that_leave_rename_nothing(rows: list[Row], data: st.DataObject) -> None:
    """Where rows are taken out, those that stay keep template, cluster and split, and copies point to one that is there."""
    places = place(rows, MASK)
    given_back = released(rows, places)
    stay = data.draw(st.lists(st.sampled_from(range(len(rows))), unique=True) if rows else st.just([]))
    after = place([given_back[at] for at in stay], MASK)
    for at, now in zip(stay, after, strict=True):
        was = places[at]
        assert (now.template_id, now.cluster_id, now.split) == (was.template_id, was.cluster_id, was.split)
        assert now.duplicate_of is None or now.duplicate_of in {rows[other].id for other in stay}


@settings(max_examples=50, deadline=None)
@given(ROWS)
def test_each_cluster_keeps_one_row(rows: list[Row]) -> None:
    """Null marks one row of each cluster, the first by date; clusters lie within templates, templates within splits."""
    places = place(rows, MASK)
    kept = {row.id: each.cluster_id for row, each in zip(rows, places, strict=True) if each.duplicate_of is None}
    assert kept == {cluster: cluster for cluster in {each.cluster_id for each in places}}
    assert len({(each.cluster_id, each.template_id, each.split) for each in places}) == len(kept)
    assert len({(each.template_id, each.split) for each in places}) == len({each.template_id for each in places})
    ranks = {rows[at].id: rank for rank, at in enumerate(Rows.of(rows).ranked().tolist())}
    for row, each in zip(rows, places, strict=True):
        assert ranks[each.cluster_id] <= ranks[row.id]
        assert (each.similarity is None) == (each.duplicate_of is None)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 99), st.integers(0, 10**6), st.integers(0, 10**6))
def test_masked_twins_fall_together(story: int, amount: int, other: int) -> None:
    """Any text under two lenders with any amounts: one template and split, two clusters."""
    texts = (f"{_article(story, 0, LENDERS[0])}共{amount}元。", f"{_article(story, 0, LENDERS[1])}共{other}元。")
    one, two = place([Row(id=_subject(text), text=text, subject=_subject(text)) for text in texts], MASK)
    assert (one.template_id, one.split) == (two.template_id, two.split)
    assert one.cluster_id != two.cluster_id


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["label"] for pair in PAIRS])
def test_pairs(pair: dict[str, str | bool]) -> None:
    """Each case is as it says, in both orders."""
    texts = [str(pair["one"]), str(pair["other"])]
    for first, second in (texts, reversed(texts)):
        one, other = place([Row(id=i, text=t, subject=_subject(t)) for i, t in (("a", first), ("b", second))], MASK)
        assert (one.template_id == other.template_id) is pair["is_template"]
        assert (other.duplicate_of == "a") is pair["is_copy"]
        assert one.duplicate_of is None


def test_glossed_and_traditional_copies_fall_together() -> None:
    """A page, its copy with pinyin glosses and its copy in traditional script are one article once they are cleaned."""
    plain = PAIRS[0]["one"]
    glossed = plain.replace("短信", "短信(duǎn xìn)").replace("客服", "客服(kè fú)")
    traditional = plain.translate(
        str.maketrans("来里说数额联系阿银写给电话认号码录错", "來裡說數額聯系阿銀寫給電話認號碼錄錯")
    )
    rows = [Row(id=i, text=clean(t).text) for i, t in (("a", plain), ("b", glossed), ("c", traditional))]
    assert [each.duplicate_of for each in place(rows, MASK)] == [None, "a", "a"]


def test_similarity_is_that_of_the_texts_as_they_are() -> None:
    """The same text is 1; a copy with other amounts is less, though masked they are the same."""
    text = _article(1, 1, LENDERS[0])
    rows = [Row(id=i, text=t) for i, t in (("a", text), ("b", text), ("c", text.replace("第1次", "第70次")))]
    found = place(rows, MASK)
    assert [each.duplicate_of for each in found] == [None, "a", "a"]
    assert found[1].similarity == 1.0
    assert found[2].similarity is not None
    assert 0.9 < found[2].similarity < 1.0


def test_stock_sentences_do_not_chain(write: Callable[..., str]) -> None:
    """Two hundred articles that share two fifths of their sentences with others, in a ring, stay two hundred templates."""
    stories = [write(seed, sentences=6).split("\n") for seed in range(200)]
    texts = ["\n".join([*stories[at][:4], *stories[(at + 1) % 200][4:]]) for at in range(200)]
    places = place([Row(id=f"{at:03}", text=text) for at, text in enumerate(texts)], MASK)
    assert len({each.template_id for each in places}) == 200


def test_a_row_that_joins_two_templates_moves_one_of_them(write: Callable[..., str]) -> None:
    """They are one from then on: the one that ranks first keeps its name and split, the other's rows take them."""
    told = write(1).split("\n")
    one, between, other = ("\n".join(told[begin : begin + 8]) for begin in (0, 2, 4))
    splits: tuple[tuple[str, str, Split], ...] = (("a", one, "test"), ("b", other, "train"))
    released = [
        Row(
            id=name,
            text=text,
            released=Released(template_id=name, cluster_id=name, is_copy=False, split=split),
            published_at=START,
        )
        for name, text, split in splits
    ]
    apart = place(released, MASK)
    assert [(each.template_id, each.split) for each in apart] == [("a", "test"), ("b", "train")]
    joined = place([*released, Row(id="0", text=between)], MASK)
    assert {(each.template_id, each.split) for each in joined} == {("a", "test")}


def _names(ids: list[str], heads: list[int], before: list[str]) -> list[str]:
    return [*map(str, names(np.array(ids, np.str_), np.array(heads, np.int64), np.array(before, np.str_)))]


def test_names_are_given_once() -> None:
    """A group that fell apart does not share its name, nor does one take the id of a row that stands elsewhere."""
    assert _names(["b", "c"], [0, 1], ["a", "a"]) == ["a", "c"]
    assert _names(["a", "b"], [0, 1], ["x", "a"]) == ["x", "b"]
    assert _names(["b", "c"], [0, 0], ["", ""]) == ["b", "b"]
    assert _names(["b"], [0], ["a longer name"]) == ["a longer name"]


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["", *"abcdefghij", "gone", "lost"])), max_size=10))
def test_names_are_those_that_a_loop_over_rows_gives(drawn: list[tuple[int, str]]) -> None:
    """Row by row: a name goes to the group that its row is in, or, where that is gone, to the first that asks."""
    ids = [*"abcdefghij"[: len(drawn)]]
    heads = [min(at for at, (other, _) in enumerate(drawn) if other == group) for group, _ in drawn]
    home, taken, named = dict(zip(ids, heads, strict=True)), dict[str, int](), dict[int, str]()
    for head, (_, name) in zip(heads, drawn, strict=True):
        if name and head not in named and home.get(name, head) == head == taken.setdefault(name, head):
            named[head] = name
    assert _names(ids, heads, [name for _, name in drawn]) == [named.get(head, ids[head]) for head in heads]


@given(st.lists(st.integers(0, 60), unique=True, max_size=25).map(sorted))
def test_connected_is_transitive(members: list[int]) -> None:
    """Neighbours are together, and between two groups lies a gap."""
    groups = connected([(~at, [at]) for at in members], lambda one, other: abs(one - other) <= 2)
    assert sorted(at for group in groups for at in group) == members
    for group in groups:
        assert all(after - before <= 2 for before, after in pairwise(group))
    for first, second in pairwise(groups):
        assert second[0] - first[-1] > 2
