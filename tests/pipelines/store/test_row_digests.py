"""Digests of rows are the same exactly where all values are, however a table lies in memory."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.store.row_digests import row_digests
from pipelines.store.rows import VOLATILE, dumps
from tests.pipelines.store.test_equality import ROWS, SCHEMA

TWIN_ROWS = st.lists(ROWS, max_size=8)
ALIKE = [
    ({"id": "a", "url": "bc"}, {"id": "ab", "url": "c"}),
    ({"id": "", "url": "a"}, {"id": "a", "url": ""}),
    ({"id": "", "url": None}, {"id": "", "url": ""}),
    ({"id": "a", "url": "", "told": [["b"], []]}, {"id": "a", "url": "", "told": [[], ["b"]]}),
    ({"id": "a", "url": "", "told": [["b", ""]]}, {"id": "a", "url": "", "told": [["", "b"]]}),
    ({"id": "a", "url": "", "told": [None]}, {"id": "a", "url": "", "told": [[]]}),
    ({"id": "a", "url": "", "told": [[None]]}, {"id": "a", "url": "", "told": [[""]]}),
]
_STRINGS = pa.schema([("id", pa.string()), ("url", pa.string()), ("told", pa.list_(pa.list_(pa.string())))])


@given(TWIN_ROWS, st.integers(0, 3), st.integers(1, 4))
def test_digests_are_the_same_where_rows_are(rows: list[dict[str, object]], cut: int, size: int) -> None:
    """In one table or cut into pieces of another that came in another order."""
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    backwards = pa.Table.from_pylist(rows[::-1], schema=SCHEMA)
    pieces = [backwards.slice(at, size) for at in range(0, len(rows), size)]
    others = row_digests(pa.concat_tables([SCHEMA.empty_table(), *pieces])).all[::-1]
    found = row_digests(table.slice(cut)).all
    assert found == others[cut:]
    told = [dumps(row) for row in table.slice(cut).to_pylist()]
    assert len({*zip(told, found, strict=True)}) == len({*told}) == len({*found})


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_is_nearly_the_same_is_not(one: dict[str, object], other: dict[str, object]) -> None:
    """Letters on the other side of a border, nulls and empty texts: all told apart."""
    found = [row_digests(pa.Table.from_pylist([row], schema=_STRINGS)) for row in (one, other)]
    assert found[0].said != found[1].said
    assert found[0].all != found[1].all


@pytest.mark.parametrize("name", sorted(VOLATILE))
def test_when_a_page_was_met_again_is_not_what_it_says(name: str) -> None:
    """Columns that are no part of a version are no part of that digest, but of the other."""
    found = row_digests(pa.table({"id": ["a", "a"], name: ["once", "again"]}))
    assert found.said[0] == found.said[1]
    assert found.all[0] != found.all[1]


def test_what_lies_where_a_value_is_missing_is_nothing() -> None:
    """Memory behind a null may hold anything."""
    numbers, hidden = pa.array([1, None]), pa.array([1, 7])
    masked = pc.if_else(pa.array([True, False]), hidden, pa.scalar(None, pa.int64()))
    buffers = [masked.buffers()[0], hidden.buffers()[1]]
    told = pa.Array.from_buffers(pa.int64(), 2, buffers)
    assert told.equals(numbers)
    assert row_digests(pa.table({"id": ["a", "b"], "n": told})) == row_digests(
        pa.table({"id": ["a", "b"], "n": numbers})
    )
