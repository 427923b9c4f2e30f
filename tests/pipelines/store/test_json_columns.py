"""Rows written column by column are those that are written one by one, to the letter."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.arrow import OUTCOMES_SCHEMA, kept_of, outcome_to_row, outcomes_to_batch, repairs_of
from pipelines.store.json_columns import json_rows, versions_of
from pipelines.store.rows import VOLATILE, dumps, row_version
from pipelines.types import Kept, Outcome

STRANGE = ('"', "\\", '\\"', "\x00", "\x1f", "\x7f", "\u2028", "\n\t\r\b", "𠮷", ", null", '", "id": "', "[1]")


@settings(max_examples=40)
@given(data=st.data())
def test_any_rows_are_written_as_one_by_one(data: st.DataObject, outcomes: st.SearchStrategy[Outcome]) -> None:
    """Kept and rejected rows, with nulls and empty lists in any column: the same JSON, the same versions."""
    rows = [outcome_to_row(each) for each in data.draw(st.lists(outcomes, min_size=1, max_size=5))]
    table = pa.Table.from_pylist(rows, schema=OUTCOMES_SCHEMA)
    rows = table.to_pylist()
    assert json_rows(table.to_batches()[0]).to_pylist() == [dumps(row) for row in rows]
    assert list(versions_of(table)) == [(row["id"], row_version(row)) for row in rows]


@pytest.mark.parametrize("text", STRANGE)
def test_strange_texts_are_escaped_as_json_escapes_them(kept: Callable[..., Kept], text: str) -> None:
    """In columns and in members of lists, beside rows without them; names of volatile columns in a text stay in it."""
    said = f'{text}, "fetched_at": null, \\"warc_file": [{text}]'
    outcomes = [kept(1, text=said, related=(said, "")), kept(2)]
    rows = [outcome_to_row(each) for each in outcomes]
    batch = outcomes_to_batch(outcomes)
    assert json_rows(batch).to_pylist() == [dumps(row) for row in rows]


def test_slices_are_written_as_their_rows(kept: Callable[..., Kept]) -> None:
    """A table that begins in the middle of its buffers, of several chunks, lists and structs included."""
    table = pa.Table.from_batches([outcomes_to_batch([kept(number) for number in range(at, at + 4)]) for at in (0, 4)])
    for part in (kept_of(table.slice(3, 4)), repairs_of(table.slice(1, 6))):
        assert list(versions_of(part)) == [(row["id"], row_version(row)) for row in part.to_pylist()]


def test_volatile_columns_are_no_part_of_a_version(kept: Callable[..., Kept]) -> None:
    """Of a text and of a table alike."""
    row = outcome_to_row(kept(1))
    assert set(row) > VOLATILE
    met = {**row, "http_status": None, "warc_file": ['a]-"1.warc.gz', "b\\"], "warc_offset": [1, 2], "fetched_at": None}
    assert row_version(met) == row_version(row)
    table = pa.Table.from_pylist([row], schema=OUTCOMES_SCHEMA)
    assert list(versions_of(table)) == [(row["id"], row_version(row))]
