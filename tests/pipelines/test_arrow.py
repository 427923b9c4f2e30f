"""Rows over Arrow batches are the rows of every other way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.arrow import (
    OUTCOMES_SCHEMA,
    batch_to_pages,
    batch_to_records,
    kept_of,
    outcome_to_row,
    outcomes_to_batch,
    pages_to_batch,
    read_batch,
    records_to_batch,
    rejected_of,
    repairs_of,
    row_to_outcome,
)
from pipelines.errors import UnreadablePage
from pipelines.records import read_page
from pipelines.schema import REJECTED_SCHEMA, REPAIRS_SCHEMA, SCHEMA
from pipelines.types import Kept, Outcome, RawPage, Rejected

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@given(data=st.data())
def test_outcomes_survive_arrow(data: st.DataObject, outcomes: st.SearchStrategy[Outcome]) -> None:
    """What goes into a batch comes out of it, value for value."""
    given_ones = data.draw(st.lists(outcomes, max_size=3))
    batch = outcomes_to_batch(given_ones)
    assert batch.schema.equals(OUTCOMES_SCHEMA)
    assert [row_to_outcome(row) for row in batch.to_pylist()] == given_ones


@given(data=st.data())
def test_records_survive_arrow(data: st.DataObject, outcomes: st.SearchStrategy[Outcome]) -> None:
    """A record comes back from its columns as it was."""
    drawn = data.draw(outcomes)
    records = [drawn.record] if isinstance(drawn, Kept) else []
    batch = records_to_batch(records)
    assert batch.schema.equals(SCHEMA)
    assert batch_to_records(batch) == records


@given(data=st.data())
def test_row_is_what_arrow_gives_back(data: st.DataObject, outcomes: st.SearchStrategy[Outcome]) -> None:
    """A row in Python and the same row read from a batch do not differ in any value."""
    outcome = data.draw(outcomes)
    assert outcomes_to_batch([outcome]).to_pylist() == [outcome_to_row(outcome)]


def test_float_columns_are_rounded_once(kept: Callable[..., Kept]) -> None:
    """0.9 is no float32: the row holds the nearest one, so that a row and its file never differ."""
    row = outcome_to_row(kept(1, relevance=0.9))
    assert row["relevance"] != 0.9
    assert row["relevance"] == pytest.approx(0.9)


def test_time_without_zone_is_refused(kept: Callable[..., Kept]) -> None:
    """A naive time would mean something else on every machine."""
    with pytest.raises(ValueError, match="no time zone"):
        outcome_to_row(kept(1, published_at=datetime(2026, 1, 1)))  # noqa: DTZ001 - the mistake under test


def test_configs_are_taken_out_of_outcomes(kept: Callable[..., Kept], rejected: Callable[..., Rejected]) -> None:
    """Kept and rejected rows part; only rows with edits or with lines left out have repairs."""
    untouched = Kept(record=kept(2).record)
    shortened = Kept(record=kept(4).record, left_out=(("boilerplate.label", "导语"),))
    table = pa.Table.from_batches([outcomes_to_batch([kept(1), untouched, rejected(3), shortened])])
    assert kept_of(table).schema.equals(SCHEMA, check_metadata=True)
    assert kept_of(table).num_rows == 3
    assert repairs_of(table).schema.equals(REPAIRS_SCHEMA, check_metadata=True)
    assert repairs_of(table)["id"].to_pylist() == [kept(1).record.id, kept(4).record.id]
    assert repairs_of(table)["left_out"].to_pylist() == [[], [{"rule": "boilerplate.label", "line": "导语"}]]
    assert rejected_of(table).schema.equals(REJECTED_SCHEMA, check_metadata=True)
    assert rejected_of(table)["reason"].to_pylist() == ["no_message"]


def _page(body: bytes, number: int, **given: Any) -> RawPage:  # noqa: ANN401 - any field of a page
    url = f"http://farm-a.example.com/{number}"
    return RawPage(**{"url": url, "body": body, "fetched_at": NOW, "source": "practice", "status": 200, **given})


STORY = (
    "<html><head><title>收到青杉贷的催收短信怎么办</title></head><body><h1>收到青杉贷的催收短信怎么办</h1><div>"
    + "".join(
        f"<p>第{i}天，我又收到一条催收短信，说我在平台上的借款已经逾期，要我马上还款，否则就要起诉。我从来没有借过这笔钱。</p>"
        for i in range(1, 6)
    )
    + "</div></body></html>"
).encode()
PAGES = (
    _page(STORY, 1, headers=(("content-type", "text/html; charset=utf-8"),)),
    _page(b"<html><body><p>ok</p></body></html>", 2),
    _page(b"", 3, status=None, final_url="http://farm-a.example.com/three"),
)


def test_pages_survive_arrow() -> None:
    """Raw pages go over batches with headers, bytes and times."""
    assert batch_to_pages(pages_to_batch(PAGES)) == list(PAGES)


def _read(page: RawPage) -> Outcome | str:
    try:
        return read_page(page)
    except UnreadablePage as error:
        return error.reason


def test_batch_reads_like_the_single_page() -> None:
    """A batch gives exactly the rows, rejections and failures that its pages give one by one."""
    single = [(page.url, _read(page)) for page in PAGES]
    batch = read_batch(pages_to_batch(PAGES))
    assert batch.rows.equals(records_to_batch(outcome.record for _, outcome in single if isinstance(outcome, Kept)))
    assert batch.rejected.num_rows == sum(isinstance(outcome, Rejected) for _, outcome in single)
    assert list(batch.failures) == [(url, outcome) for url, outcome in single if isinstance(outcome, str)]
    assert batch.failures


def test_empty_batch_gives_empty_batches() -> None:
    """No pages, no rows, and still the right columns."""
    batch = read_batch(pages_to_batch([]))
    assert (batch.rows.num_rows, batch.rows.schema) == (0, SCHEMA)
    assert batch.repairs.schema.equals(REPAIRS_SCHEMA)
