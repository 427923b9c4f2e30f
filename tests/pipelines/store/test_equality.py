"""Rows are the same exactly where their values are, nulls, signs of zero and empty lists told apart."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.store.equality import beside, same_rows
from pipelines.store.rows import dumps

MEMBER = pa.struct([("rule", pa.string()), ("score", pa.float32()), ("ends", pa.list_(pa.int32()))])
SCHEMA = pa.schema(
    [("id", pa.string()), ("edits", pa.list_(MEMBER)), ("seen", pa.timestamp("us", tz="UTC")), ("is_new", pa.bool_())]
)
MEMBERS = st.none() | st.fixed_dictionaries(
    {
        "rule": st.sampled_from(["a", "b", None]),
        "score": st.sampled_from([0.0, -0.0, 0.5, None]),
        "ends": st.none() | st.lists(st.integers(0, 1), max_size=2),
    }
)
ROWS = st.fixed_dictionaries(
    {
        "id": st.just("a"),
        "edits": st.none() | st.lists(MEMBERS, max_size=2),
        "seen": st.none()
        | st.datetimes().filter(lambda moment: moment.year > 1900).map(lambda moment: moment.replace(tzinfo=None)),
        "is_new": st.none() | st.booleans(),
    }
)


@given(st.lists(st.tuples(ROWS, ROWS, st.booleans()), max_size=6), st.integers(0, 3))
def test_rows_are_the_same_where_their_text_is(
    drawn: list[tuple[dict[str, object], dict[str, object], bool]], cut: int
) -> None:
    """What `same_rows` says of two tables is what their rows say as JSON, also of slices."""
    one = pa.Table.from_pylist([row for row, _, _ in drawn], schema=SCHEMA).slice(cut)
    other = pa.Table.from_pylist([row if same else twin for row, twin, same in drawn], schema=SCHEMA).slice(cut)
    wanted = [dumps(mine) == dumps(there) for mine, there in zip(one.to_pylist(), other.to_pylist(), strict=True)]
    assert same_rows(one, other).tolist() == wanted


@pytest.mark.parametrize("size", [1, 3, 50])
@given(mine=st.sets(st.integers(0, 60)), others=st.sets(st.integers(0, 60)))
def test_every_row_meets_its_twin(size: int, mine: set[int], others: set[int]) -> None:
    """However both sides are cut, a row stands beside the other of its id; tables come in order and none is lost."""
    tables, there = (list(_cut(sorted(f"{number:02}" for number in ids), size)) for ids in (mine, others))
    found = list(beside(tables, iter(there)))
    assert [table for table, _ in found] == tables
    met = {row for table, beside_it in found if beside_it for row in {*_ids(table)} & {*_ids(beside_it)}}
    assert met == {f"{number:02}" for number in mine & others}
    assert all(_ids(one)[0] <= _ids(other)[0] for (_, one), (_, other) in pairwise(found) if one and other)


def _cut(ids: list[str], size: int) -> list[pa.Table]:
    return [pa.table({"id": ids[at : at + size]}) for at in range(0, len(ids), size)]


def _ids(table: pa.Table) -> list[str]:
    return list(table["id"].to_pylist())
