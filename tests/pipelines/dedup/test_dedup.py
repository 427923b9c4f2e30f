"""Copies are found whatever the order, and stay on one side of a split."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedup.clusters import Candidate, duplicates
from pipelines.dedup.fingerprints import Masker, cluster_id, template_ids
from pipelines.dedup.splits import leaks, split_of

MASK = Masker(("青杉贷", "蓝湖金融", "蓝湖", "EasyLoan"))
START = datetime(2026, 1, 1, tzinfo=UTC)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.text("abcdef0123", min_size=1, max_size=4),
        st.sampled_from("xyz"),
        st.integers(0, 5).map(lambda days: START + timedelta(days=days)),
    ),
    unique_by=lambda row: row.id,
    max_size=12,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青杉贷发来短信，欠款300元", "蓝湖金融发来短信，欠款1,250.80元"),
        ("2024-10-20收到easyloan的电话", "2023-1-2收到青杉贷的电话"),
        ("蓝湖说已经逾期3天", "蓝湖金融说已经逾期12天"),
    ],
)
def test_lender_swapped_twins_share_a_template(one: str, other: str) -> None:
    """Other lenders, amounts, dates, in any case: the same template."""
    first, second = template_ids([one, other], MASK)
    assert first == second


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青杉贷发来短信", "青杉贷打来电话"),
        ("没有借款。", "没有，借款。"),
        ("欠款三百元", "欠款五百元"),
        ("", "青杉贷"),
    ],
)
def test_other_texts_have_other_templates(one: str, other: str) -> None:
    """Anything but lender and number counts, numbers in words too."""
    first, second = template_ids([one, other], MASK)
    assert first != second


def test_masker_without_names_masks_numbers_only() -> None:
    """No lexicon, no lender masks."""
    assert Masker(())("青杉贷5元") == "青杉贷〔N〕元"


@given(st.text(max_size=60), st.lists(st.text(max_size=4), max_size=4))
def test_mask_never_fails_and_ignores_the_order_of_names(text: str, names: list[str]) -> None:
    """Any text, any names, in any order: one mask."""
    assert Masker(tuple(names))(text) == Masker(tuple(reversed(names)))(text)


def test_cluster_is_that_of_the_text() -> None:
    """The same text, the same cluster."""
    assert cluster_id("0123456789abcdef" * 4) == "0123456789abcdef"


@given(CANDIDATES, st.randoms())
def test_order_of_rows_changes_nothing(rows: list[Candidate], random: object) -> None:
    """Each row copies the same one, however the rows are shuffled."""
    wanted = dict(zip((row.id for row in rows), duplicates(rows), strict=True))
    shuffled = sorted(rows, key=lambda row: hash((row.id, str(random))))
    assert dict(zip((row.id for row in shuffled), duplicates(shuffled), strict=True)) == wanted


@given(CANDIDATES)
def test_each_cluster_keeps_one_row(rows: list[Candidate]) -> None:
    """Null marks exactly one row of each cluster, and every copy points to one that is none."""
    originals = duplicates(rows)
    kept = {row.id for row, original in zip(rows, originals, strict=True) if original is None}
    assert len(kept) == len({row.cluster_id for row in rows})
    assert {original for original in originals if original is not None} <= kept


@given(CANDIDATES)
def test_later_rows_take_nobodys_place(rows: list[Candidate]) -> None:
    """Rows that come later and are newer never change what was said before."""
    later = [Candidate(f"0{row.id}{at}", row.cluster_id, START + timedelta(days=9)) for at, row in enumerate(rows)]
    assert duplicates([*rows, *later])[: len(rows)] == duplicates(rows)


def test_splits_are_eighty_ten_ten() -> None:
    """Over many templates the shares come out."""
    found = [split_of(f"{number:016x}") for number in range(20_000)]
    shares = [found.count(split) / len(found) for split in ("train", "validation", "test")]
    assert shares == pytest.approx([0.8, 0.1, 0.1], abs=0.01)


def test_leak_is_named() -> None:
    """A group in two splits is a leak; the same group twice in one is none."""
    assert leaks([("a", "train"), ("a", "train"), ("b", "test"), ("b", "train"), ("c", "test")]) == ["b"]
