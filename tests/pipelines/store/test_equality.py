"""Rows are the same exactly where their values are, nulls, signs of zero and empty lists told apart."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipelines.store.equality import same_rows
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
