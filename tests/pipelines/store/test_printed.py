"""Rows that print an address which is forgotten keep all else, in any column; others stay as they are."""

from __future__ import annotations

from hashlib import sha256

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipelines.arrow import OUTCOMES_SCHEMA, outcomes_to_batch, row_to_outcome
from pipelines.store.printed import without_addresses
from pipelines.types import Comment, Edit, Kept, Outcome
from tests.pipelines.conftest import MakeKept

GONE = "http://odd.example.com/3"


def table_of(*outcomes: Outcome) -> pa.Table:
    """Outcomes as parts hold them."""
    return pa.Table.from_batches([outcomes_to_batch(outcomes)])


@given(data=st.data())
def test_rows_that_print_none_are_the_same(data: st.DataObject, outcomes: st.SearchStrategy[Outcome]) -> None:
    """Whatever they hold."""
    table = table_of(*data.draw(st.lists(outcomes, max_size=3)))
    assert without_addresses(table, GONE.__eq__) is table


def test_an_address_goes_from_every_column(kept: MakeKept) -> None:
    """Lists and structs too; lengths, order and other rows stay, and the text's digest is that of the text."""
    text = f"见 {GONE}，还有 {GONE}1。"
    printing = kept(1, text=text, title=GONE, related=(GONE,), comments=(Comment(text=f"({GONE})"),))
    printing = Kept(record=printing.record, edits=(Edit("x", 0, 1, GONE, "", 1.0),), left_out=(("y", GONE),))
    before = table_of(kept(0), printing, kept(2))
    after = without_addresses(before, GONE.__eq__)
    assert after.schema.equals(OUTCOMES_SCHEMA)
    assert [after.slice(at, 1).equals(before.slice(at, 1)) for at in range(3)] == [True, False, True]
    left = row_to_outcome(after.to_pylist()[1])
    assert isinstance(left, Kept)
    hidden = "#" * len(GONE)
    assert left.record.text == f"见 {hidden}，还有 {GONE}1。"
    assert left.record.text_sha256 == sha256(left.record.text.encode()).hexdigest()
    assert (left.record.title, left.record.related, left.record.comments[0].text) == (hidden, (hidden,), f"({hidden})")
    assert (left.edits[0].before, left.left_out) == (hidden, (("y", hidden),))
