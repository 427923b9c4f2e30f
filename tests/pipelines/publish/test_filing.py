"""Rows that come later change only the last files, and nothing but rows decides which share one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.publish import filing
from pipelines.publish.filing import LEVELS, ends, level, moments
from pipelines.publish.tables import Tables
from pipelines.schema import REJECTED_SCHEMA, REPAIRS_SCHEMA, SCHEMA
from tests.pipelines.publish.conftest import write

ROWS = st.lists(st.integers(-1, LEVELS - 1), max_size=60)
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)


@given(ROWS, ROWS, st.integers(1, 4))
def test_rows_that_come_later_leave_the_first_files_alone(rows: list[int], more: list[int], fewest: int) -> None:
    """Of the files of before those in front stay; all that goes becomes one with the first that came, and no old file ends elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filing, "FEWEST", fewest)
        before, after = ends(rows), ends(rows + more)
    stay = [end for end in before if end in after]
    assert stay == before[: len(stay)]
    assert [end for end in after if end <= len(rows)] == stay
    highest = max(more, default=-1)
    assert {end for end in before[:-1] if rows[end - 1] >= highest} <= {*stay}


@given(ROWS, st.integers(5, 9), st.integers(1, 4))
def test_files_hold_all_rows_and_no_more_than_they_may(rows: list[int], most: int, fewest: int) -> None:
    """Bounds rise, the last is the end; only the last file holds fewer than it should; where the level is the highest one ends if it may."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filing, "MOST", most)
        patch.setattr(filing, "FEWEST", fewest)
        found = [0, *ends(rows)]
    assert found[-1] == len(rows)
    assert all(0 < end - begin <= most for begin, end in pairwise(found))
    assert all(fewest <= end - begin for begin, end in pairwise(found[:-1]))
    highest = (at for at, each in enumerate(rows, 1) if each == LEVELS - 1)
    assert all(at in found or any(at - fewest < end < at for end in found) for at in highest)


def test_old_files_are_large_and_their_number_grows_slowly() -> None:
    """Of 200,000 rows most stand in some of the size of the highest level."""
    found = ends([level(f"{at:016x}") for at in range(200_000)])
    sizes = [end - begin for begin, end in pairwise([0, *found])]
    assert len(sizes) < 30
    assert sum(size for size in sizes if size > 8_000) > 160_000


def test_new_rows_rewrite_little() -> None:
    """Day by day some hundreds come to 60,000: over thirty days the rows in files that are new are a small part of all."""
    levels, written = [level(f"{at:016x}") for at in range(78_000)], 0
    standing = {*pairwise([0, *ends(levels[:60_000])])}
    for day in range(1, 31):
        files = {*pairwise([0, *ends(levels[: 60_000 + 600 * day])])}
        written += sum(end - begin for begin, end in files - standing)
        standing = files
    assert written < 30 * 60_000 / 8


def test_a_row_is_where_its_page_was_first_seen() -> None:
    """Repairs follow their row, rejected pages tell when they were fetched; what tells nothing comes first."""
    tables = {
        "train": _table([{"id": "a", "first_seen": BEGIN}, {"id": "b"}], SCHEMA),
        "test": _table([{"id": "c", "first_seen": BEGIN + timedelta(seconds=1)}], SCHEMA),
        "repairs": _table([{"id": "b"}, {"id": "c"}, {"id": "d"}], REPAIRS_SCHEMA),
        "rejected": _table([{"id": "e", "fetched_at": BEGIN + timedelta(seconds=2)}], REJECTED_SCHEMA),
    }
    first, least = int(BEGIN.timestamp()) * 1_000_000, filing._UNSEEN
    assert {name: each.tolist() for name, each in moments(tables).items()} == {
        "train": [first, least],
        "test": [first + 1_000_000],
        "repairs": [least, first + 1_000_000, least],
        "rejected": [first + 2_000_000],
    }


PAGES = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from([None, "train", "test"]), st.booleans()), min_size=1, max_size=40
)
"""When each was seen first, a side, and whether it is rejected."""


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(PAGES, st.integers(1, 20), st.integers(0, 30))
def test_files_are_the_same_however_rows_were_cut_and_old_ones_outlive_new_rows(
    tmp_path_factory: pytest.TempPathFactory, pages: list[tuple[int, str | None, bool]], size: int, more: int
) -> None:
    """Bytes too: in pieces of any size, and of each side all files in front when rows come that were seen later."""
    folder = tmp_path_factory.mktemp("x")
    new = [(9, side, is_rejected) for _, side, is_rejected in pages[:more]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filing, "LEAST", 1)
        patch.setattr(filing, "STEP", 1)
        patch.setattr(filing, "FEWEST", 1)
        whole = _written(folder / "whole", [_tables(pages)])
        assert _written(folder / "cut", _cut(pages, size)) == whole
        later = _written(folder / "later", _cut(pages + new, size))
    for key, before in _by_side(whole).items():
        after = _by_side(later)[key]
        ids = [each.ids for each in after]
        stay = [each for each in before if each.ids in ids]
        assert stay == before[: len(stay)]
        assert new or len(stay) == len(before)
        assert all(each.content == after[at].content for at, each in enumerate(stay) if at)


@dataclass(frozen=True, slots=True)
class _File:
    ids: list[str]
    content: bytes


def _by_side(files: dict[str, bytes]) -> dict[tuple[str, str | None], list[_File]]:
    """The files of each table and side, in order."""
    found = defaultdict[tuple[str, str | None], list[_File]](list)
    for name, content in sorted(files.items()):
        rows = pq.read_table(BytesIO(content))
        sides = rows["time_split"].to_pylist() if "time_split" in rows.column_names else [None] * rows.num_rows
        [side] = {*sides}
        found[name.partition("-")[0], side].append(_File(rows["id"].to_pylist(), content))
        assert found[name.partition("-")[0], side][-1].ids == sorted(rows["id"].to_pylist())
    return found


def _cut(pages: list[tuple[int, str | None, bool]], size: int) -> list[Tables]:
    whole = sorted(enumerate(pages), key=lambda each: _id(each[0]))
    return [
        _tables([page for _, page in whole[at : at + size]], [n for n, _ in whole[at : at + size]])
        for at in range(0, len(whole), size)
    ]


def _id(number: int) -> str:
    return f"{number * 7919 % 1009:04x}"


def _tables(pages: list[tuple[int, str | None, bool]], numbers: list[int] | None = None) -> Tables:
    named = [(_id(number), page) for number, page in zip(numbers or range(len(pages)), pages, strict=True)]
    seen = {row_id: BEGIN + timedelta(days=day) for row_id, (day, _, _) in named}
    kept = [{"id": each, "first_seen": seen[each], "time_split": side} for each, (_, side, out) in named if not out]
    rows = {
        "train": _table(kept, SCHEMA),
        "rejected": _table(
            [{"id": each, "fetched_at": seen[each]} for each, (_, _, out) in named if out], REJECTED_SCHEMA
        ),
        "repairs": _table([{"id": row["id"]} for row in kept], REPAIRS_SCHEMA),
    }
    return {name: table.sort_by("id") for name, table in rows.items() if table.num_rows}


def _table(rows: Sequence[Mapping[str, object]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(rows, schema)


def _written(folder: Path, pieces: list[Tables]) -> dict[str, bytes]:
    write(folder, pieces)
    return {path.name: path.read_bytes() for path in (folder / "data").iterdir()}
