"""No site fills a release with one text, and nothing else is lost to the cap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedup.rows import SPLITS
from pipelines.publish.changes import compare
from pipelines.publish.feed import feed
from pipelines.publish.releases import release
from pipelines.publish.summary import summarise
from pipelines.publish.tables import read_tables
from pipelines.publish.template_cap import REASON, Group, over
from pipelines.publish.verify import verify
from pipelines.store.layout import duplicates_path
from pipelines.store.ledger import Ledger
from pipelines.types import Kept
from tests.pipelines.conftest import MakeKept

Row: TypeAlias = dict[str, Any]
GROUPS = st.lists(st.none() | st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), max_size=40)
MOST = st.integers(1, 6)


@given(GROUPS)
def test_nothing_is_over_where_no_site_has_more_than_it_may(groups: list[Group]) -> None:
    """Other templates of a site, and a template on other sites, count for nothing; nor does what is never over."""
    assert over(groups, lambda row: (row,), max(Counter(groups).values(), default=1)) == set()
    assert over([None] * len(groups), lambda row: (row,), 1) == set()


@given(GROUPS, MOST)
def test_what_stays_is_bounded_and_no_less_than_that(groups: list[Group], most: int) -> None:
    """Of each site and template as many stay as may, the first of them by rank."""
    gone = over(groups, lambda row: (-row,), most)
    for group, count in Counter(groups).items():
        stay = [row for row, each in enumerate(groups) if each == group and row not in gone]
        assert len(stay) == (count if group is None else min(count, most))
        if group is not None:
            assert stay == [row for row, each in enumerate(groups) if each == group][-most:]


@given(GROUPS, MOST, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(groups: list[Group], most: int, rng: Any) -> None:  # noqa: ANN401 - a Random
    """The same rows are over however they come."""
    order = list(range(len(groups)))
    rng.shuffle(order)
    shuffled = over([groups[row] for row in order], lambda at: (order[at],), most)
    assert {order[at] for at in shuffled} == over(groups, lambda row: (row,), most)


@given(GROUPS, GROUPS, MOST)
def test_rows_that_rank_behind_move_none_before_them(groups: list[Group], more: list[Group], most: int) -> None:
    """What comes later and ranks behind leaves all others where they were."""
    before = over(groups, lambda row: (row,), most)
    assert {row for row in over([*groups, *more], lambda row: (row,), most) if row < len(groups)} == before


def variant(number: int, kept: MakeKept, **given_: Any) -> Kept:  # noqa: ANN401 - any field of a record
    """One of the variants of a text, under another address, with another sum and hour; a later one has a later date."""
    text = f"中午休息时手机响了，一条自称乌木贷的短信说我拖欠{1000 + number}元，{number % 24}点之前不还就通知单位。我没有用过它。"
    made = kept(number, text=text, **given_)
    return replace(made, record=replace(made.record, id=f"{0xA000 + number:016x}"))


def add(data: Path, outcomes: Sequence[Kept]) -> None:
    """Collect pages."""
    with Ledger.open(data) as ledger:
        ledger.group_commits(1_000)
        for outcome in outcomes:
            ledger.finish("", outcome, run=None)


def rows(folder: Path) -> dict[str, Row]:
    """The articles of a release, by id."""
    tables = read_tables(folder)
    return {row["id"]: row for split in SPLITS if split in tables for row in tables[split].to_pylist()}


def capped(folder: Path) -> set[str]:
    """The ids of the rows that were over."""
    table = read_tables(folder).get("rejected")
    return {row["id"] for row in table.to_pylist() if row["reason"] == REASON} if table else set()


def variants_in(folder: Path) -> list[int]:
    """The numbers of the variants that a release holds."""
    return sorted(int(row_id, 16) - 0xA000 for row_id in rows(folder) if int(row_id, 16) >= 0xA000)


def test_a_flood_among_articles_is_bounded(data: Path, kept: MakeKept) -> None:
    """Four hundred variants among sixty pages: the earliest fifty stay, all articles do, and every number adds up."""
    add(data, [variant(number, kept) for number in reversed(range(400))])
    made = release(data, version="2026.11.21").path
    assert variants_in(made) == list(range(50))
    assert len(rows(made)) == 52 + 50
    assert len(capped(made)) == 350
    assert summarise(data).left_out == {REASON: 350}
    assert f"| {REASON} | 350 |" in (made / "README.md").read_text("utf-8")
    assert "| rejected | added | new | 358 |" in (made / "CHANGES.md").read_text("utf-8")
    assert set(read_tables(made)["repairs"]["id"].to_pylist()) == rows(made).keys()
    assert verify(data) == []
    assert feed(data).changes == 102


def test_each_site_has_a_cap_of_its_own(tmp_path: Path, kept: MakeKept) -> None:
    """The same template on three sites stays three times; pages of no site, and other templates, are never over."""
    sites = ["one.example", "two.example", "three.example", None]
    add(tmp_path, [variant(number, kept, site=sites[number % 4]) for number in range(80)])
    add(tmp_path, [kept(number, site="one.example") for number in range(6)])
    made = release(tmp_path, variants=5).path
    assert Counter(row["site"] for row in rows(made).values()) == Counter(
        {"one.example": 5 + 6, "two.example": 5, "three.example": 5, None: 20}
    )
    assert len(capped(made)) == 45


def test_pieces_that_rows_come_in_change_no_byte(
    tmp_path: Path, kept: MakeKept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that stay and rows that are over, in one piece and a few at a time: each finds its own place."""
    made = []
    for name, size in (("one", 1_000), ("few", 3)):
        monkeypatch.setattr("pipelines.store.parts._BATCH", size)
        monkeypatch.setattr("pipelines.store.parts._FEWEST", size)
        monkeypatch.setattr("pipelines.store.spool._TOGETHER", 1)
        add(tmp_path / name, [*(variant(number, kept) for number in range(40)), *map(kept, range(40))])
        folder = release(tmp_path / name, version="2026.11.21", variants=5).path
        made.append({path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert len(capped(folder)) == 35
    assert made[0] == made[1]


def test_no_row_points_to_one_that_is_not_there(tmp_path: Path, kept: MakeKept) -> None:
    """A copy on another site of an article that is over stands for itself, and is placed as if that had never been."""
    add(tmp_path, [variant(number, kept, site="one.example", lenders=()) for number in range(20)])
    copy = variant(19, kept, site="two.example").record
    add(tmp_path, [Kept(record=replace(copy, id="f" * 16))])
    alone = variant(18, kept, site="three.example").record
    add(tmp_path, [Kept(record=replace(alone, id="e" * 16, published_at=None))])
    found = rows(release(tmp_path, variants=2).path)
    assert len(found) == 4
    for row in found.values():
        assert row["duplicate_of"] is None or row["duplicate_of"] in found
        assert row["template_id"] in found
        assert row["cluster_id"] in found


@pytest.mark.parametrize("is_known", [True, False])
def test_what_was_released_stays(data: Path, tmp_path: Path, kept: MakeKept, *, is_known: bool) -> None:
    """Earlier variants that come later take nobody's place; the index beside the ledger saves time and changes no byte."""
    add(data, [variant(number, kept) for number in range(30, 60)])
    first = release(data, version="2026.11.21", variants=10).path
    before = rows(first)
    add(data, [variant(number, kept) for number in range(30)])
    if not is_known:
        duplicates_path(data).unlink()
    second = release(data, version="2026.11.22", variants=10).path
    assert variants_in(first) == variants_in(second) == list(range(30, 40))
    assert before == rows(second)
    assert [(each.config, each.change) for each in compare(read_tables(first), read_tables(second))] == [
        ("rejected", "added")
    ] * 30


def test_where_one_goes_the_next_comes(tmp_path: Path, kept: MakeKept) -> None:
    """A place that becomes free is taken, and the change log tells where the row was."""
    add(tmp_path, [variant(number, kept) for number in range(12)])
    release(tmp_path, version="2026.11.21", variants=10)
    add(tmp_path, [variant(0, kept, url="http://farm-a.example.com/x", site=None)])
    made = release(tmp_path, version="2026.11.22", variants=10)
    assert variants_in(made.path) == list(range(11))
    assert "| default | added | was in rejected | 1 |" in (made.path / "CHANGES.md").read_text("utf-8")


def test_released_templates_that_become_one_lose_their_last(tmp_path: Path, kept: MakeKept) -> None:
    """The bound holds even where a new row joins two that were full: the last copies go, and the change log tells so."""
    begin = "一条自称乌木贷的短信说我拖欠了钱要通知单位和家里的老人"
    middle = "客服又打电话来让我今天下午之前把款子存进指定的卡里"
    end = "我问了同事才知道他们上个月也收到过这样的消息真是奇怪"

    def told(number: int, text: str) -> Kept:
        record = variant(number, kept).record
        return Kept(record=replace(record, text=f"{text}{number}。"))

    add(tmp_path, [told(number, begin + middle if number < 5 else middle + end) for number in range(10)])
    first = release(tmp_path, version="2026.11.21", variants=5).path
    assert len({row["template_id"] for row in rows(first).values()}) == 2
    assert len(rows(first)) == 10
    add(tmp_path, [told(10, begin + middle + end)])
    second = release(tmp_path, version="2026.11.22", variants=5).path
    assert variants_in(second) == [0, 1, 2, 3, 5], "who stands for a cluster comes before its copies"
    assert "| rejected | added | was in default | 5 |" in (second / "CHANGES.md").read_text("utf-8")
    assert not release(tmp_path, variants=5).is_new
