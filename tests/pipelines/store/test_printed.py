"""Rows that print an address which is forgotten keep all else, in any column; others stay as they are."""

from __future__ import annotations

from hashlib import sha256

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.arrow import OUTCOMES_SCHEMA, outcomes_to_batch, row_to_outcome
from pipelines.store.addresses import key_of
from pipelines.store.printed import titles_of, without_addresses, without_titles
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
    """Lists and structs too; lengths, order and other rows stay, and the text's digest is that of the text. What was no more than it goes from a list."""
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
    assert (left.record.title, left.record.related, left.record.comments[0].text) == (hidden, (), f"({hidden})")
    assert (left.edits[0].before, left.left_out) == (hidden, (("y", hidden),))


@pytest.mark.parametrize(
    "printed",
    [
        *("share?u=http%3A%2F%2Fodd.example.com%2F3", '{"u":"http:\\/\\/odd.example.com\\/3"}', "//odd.example.com/3"),
        *("hxxp://odd[.]example[.]com/3", "见http://odd.example.com:80/3这里", "http:&#47;&#47;odd.example.com/3"),
    ],
)
def test_what_is_found_is_what_is_repaired(printed: str) -> None:
    """However the address is escaped; offsets stay true."""
    table = pa.table({"id": ["a"], "text": [printed]})
    [left] = without_addresses(table, lambda url: key_of(url) == GONE)["text"].to_pylist()
    assert "3" not in left.replace("%3A", "")
    assert len(left) == len(printed)
    assert without_addresses(table, lambda url: key_of(url) == f"{GONE}1") is table


def test_titles_go_from_related_links_alone(kept: MakeKept) -> None:
    """Whole ones; rows without are the same, and so is all else of a row."""
    before = table_of(
        kept(0), kept(1, title="催收短信", related=("催收短信", "退订", "催收短信怎么办")), kept(2, related=("退订",))
    )
    after = without_titles(before, {"催收短信"})
    assert after.schema.equals(OUTCOMES_SCHEMA)
    assert after["related"].to_pylist()[1] == ["退订", "催收短信怎么办"]
    assert after.drop_columns(["related"]).equals(before.drop_columns(["related"]))
    assert [after.slice(at, 1).equals(before.slice(at, 1)) for at in range(3)] == [True, False, True]
    assert without_titles(before, {"短信"}) is before
    assert titles_of([before], {f"{1:016x}"}) == {"催收短信"}
