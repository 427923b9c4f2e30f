"""Rows come back by their number in the order they came, and leave nothing behind."""

from __future__ import annotations

import resource
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import DataError
from pipelines.store import shelves
from pipelines.store.shelves import Shelves
from tests.pipelines.store.faults import STOPPED, in_child

SCHEMA = pa.schema([("id", pa.string()), ("edits", pa.list_(pa.int32()))])


def table(ids: list[int]) -> pa.Table:
    """Rows with lists of all lengths."""
    return pa.table(
        {"id": [f"{each:03}" for each in ids], "edits": [[each] * (each % 3) or None for each in ids]}, SCHEMA
    )


@settings(max_examples=30)
@given(st.lists(st.lists(st.integers(0, 4), max_size=9), max_size=9), st.sampled_from([1, 500, 1 << 20]))
def test_rows_come_back_by_number(tmp_path_factory: pytest.TempPathFactory, pieces: list[list[int]], most: int) -> None:
    """However many wait in memory: those of each number, in the order they came, as often as asked."""
    with pytest.MonkeyPatch.context() as patch, Shelves(tmp_path_factory.mktemp("x"), SCHEMA) as kept:
        patch.setattr(shelves, "MOST_WAITING", most)
        wanted: dict[int, list[int]] = {}
        at = 0
        for piece in pieces:
            ids = [*range(at, at + len(piece))]
            at += len(piece)
            kept.add(table(ids), np.array(piece, np.int64))
            for each, number in zip(ids, piece, strict=True):
                wanted.setdefault(number, []).append(each)
        for number in (*range(5), *range(5)):
            found = pa.Table.from_batches(kept.of(number), SCHEMA)
            assert found.equals(table(wanted.get(number, [])))


def test_no_file_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a kill leaves is nothing."""
    monkeypatch.setattr(shelves, "MOST_WAITING", 1)
    with Shelves(tmp_path, SCHEMA) as kept:
        kept.add(table([1, 2]), np.array([0, 1]))
        assert list(tmp_path.iterdir()) == []
        assert [batch.num_rows for batch in kept.of(1)] == [1]


def test_a_full_disk_is_one_error(tmp_path: Path) -> None:
    """Whether it is full while rows come, or only when the last of them are put down."""

    def work(_data: Path) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, resource.RLIM_INFINITY))
        with Shelves(tmp_path, SCHEMA) as kept:
            kept.add(table([*range(20_000)]), np.arange(20_000) % 7)
            list(kept.of(3))

    assert in_child(work, data=tmp_path) == STOPPED
    with pytest.raises(DataError, match="cannot be written"):
        Shelves(Path("/proc/none"), SCHEMA)
