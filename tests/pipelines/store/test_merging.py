"""Streams sorted by id are one sorted stream, and every row meets its twin, however they are cut."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipelines.store.merging import Beside, merge

IDS = st.sets(st.integers(0, 60).map("{:02}".format))
SIZES = st.sampled_from([1, 3, 50])


def _cut(ids: Iterable[str], size: int) -> list[pa.Table]:
    told = sorted(ids)
    return [pa.table({"id": told[at : at + size]}) for at in range(0, len(told), size)]


def _ids(table: pa.Table | None) -> list[str]:
    return list(table["id"].to_pylist()) if table else []


@given(st.lists(st.tuples(IDS, SIZES), max_size=4))
def test_a_merge_is_all_rows_in_order(drawn: list[tuple[set[str], int]]) -> None:
    """Nothing is lost, an id that two streams have comes twice, and no piece is empty."""
    pieces = list(merge([iter(_cut(ids, size)) for ids, size in drawn]))
    assert [row for piece in pieces for row in _ids(piece)] == sorted(row for ids, _ in drawn for row in ids)
    assert all(piece.num_rows for piece in pieces)


@given(IDS, IDS, SIZES, SIZES)
def test_every_row_meets_its_twin(mine: set[str], others: set[str], size: int, other_size: int) -> None:
    """A row that both sides have stands in what is given for its table."""
    there = Beside(iter(_cut(others, other_size)))
    met = {row for table in _cut(mine, size) for row in {*_ids(table)} & {*_ids(there.of(table))}}
    assert met == mine & others


def test_a_merge_holds_a_piece_of_each_stream() -> None:
    """No stream is read further than what was given out asks for."""
    asked: list[str] = []

    def stream(name: str) -> Iterable[pa.Table]:
        for at in range(3):
            asked.append(f"{name}{at}")
            yield pa.table({"id": [f"{at}{name}"]})

    found = merge([iter(stream("a")), iter(stream("b"))])
    assert _ids(next(found)) == ["0a"]
    assert asked == ["a0", "b0"]
