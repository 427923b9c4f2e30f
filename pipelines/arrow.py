"""The same rows over Arrow record batches: pages in; rows, repairs and rejected pages out.

What a page became is one row of `OUTCOMES_SCHEMA`: a record with its edits, or what was rejected with its reason.
Ledger and parts keep rows of that shape, and a release takes its configs out of them. Times are turned to UTC and
`float32` columns are rounded on the way in, so that a row is exactly what any reader of the Parquet files gets back.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import reduce
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import UnreadablePage
from pipelines.records import read_pages
from pipelines.schema import REJECTED_SCHEMA, REPAIRS_SCHEMA, SCHEMA
from pipelines.types import Comment, Edit, Issue, Kept, Mention, Message, Outcome, RawPage, Record, Rejected

Row: TypeAlias = dict[str, Any]
"""One row as plain values: what `to_pylist` gives for it."""

Conversion: TypeAlias = Callable[[Any], Any]

_HEADER = pa.struct([("name", pa.string()), ("value", pa.string())])

_PAGE = (
    pa.field("url", pa.string(), nullable=False),
    pa.field("final_url", pa.string()),
    pa.field("status", pa.int16()),
    pa.field("headers", pa.list_(_HEADER)),
    pa.field("body", pa.binary(), nullable=False),
    pa.field("fetched_at", pa.timestamp("us", tz="UTC"), nullable=False),
    pa.field("source", pa.string(), nullable=False),
    pa.field("asked_with", pa.list_(_HEADER)),
    pa.field("certificate", pa.string()),
)

PAGES_SCHEMA: pa.Schema = pa.schema([*_PAGE, pa.field("later", pa.list_(pa.struct(_PAGE)))])
"""Raw pages, field for field as `RawPage` has them."""

_REPAIRS = ("edits", "left_out")
"""What `Kept` holds beside its record."""

OUTCOMES_SCHEMA: pa.Schema = pa.schema(
    [*SCHEMA, *map(REPAIRS_SCHEMA.field, _REPAIRS), REJECTED_SCHEMA.field("reason"), REJECTED_SCHEMA.field("score")],
    metadata=SCHEMA.metadata,
)
"""Kept and rejected pages in one table: `reason` is null exactly where the page was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBatch:
    """What a batch of pages became; every page is in `rows`, in `rejected` or in `failures`."""

    rows: pa.RecordBatch
    repairs: pa.RecordBatch
    rejected: pa.RecordBatch
    failures: tuple[tuple[str, str], ...]
    """(url, reason) of the pages that hold nothing readable."""


def read_batch(batch: pa.RecordBatch) -> ReadBatch:
    """Read a batch of `PAGES_SCHEMA` with the function every other entrance uses."""
    outcomes: list[Outcome] = []
    failures: list[tuple[str, str]] = []
    pages = batch_to_pages(batch)
    for page, found in zip(pages, read_pages(pages), strict=True):
        if isinstance(found, UnreadablePage):
            failures.append((page.url, found.reason))
        else:
            outcomes.append(found)
    table = pa.Table.from_batches([outcomes_to_batch(outcomes)])
    parts = (kept_of(table), repairs_of(table), rejected_of(table))
    rows, repairs, rejected = (part.combine_chunks().to_batches()[0] if part else _empty(part) for part in parts)
    return ReadBatch(rows=rows, repairs=repairs, rejected=rejected, failures=tuple(failures))


def _empty(table: pa.Table) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema=table.schema)


def pages_to_batch(pages: Iterable[RawPage]) -> pa.RecordBatch:
    """Return pages as one batch of `PAGES_SCHEMA`."""
    return _batch(pages, PAGES_SCHEMA)


def batch_to_pages(batch: pa.RecordBatch) -> list[RawPage]:
    """Return the pages of a batch of `PAGES_SCHEMA`."""
    return [_page(row) for row in batch.to_pylist()]


def _page(row: Row) -> RawPage:
    later = tuple(map(_page, row.get("later") or ()))
    heads = {name: _headers(row[name]) for name in ("headers", "asked_with")}
    return RawPage(**{**row, **heads, "later": later})


def _headers(heads: list[dict[str, str]] | None) -> tuple[tuple[str, str], ...]:
    return tuple((head["name"], head["value"]) for head in heads or ())


def records_to_batch(records: Iterable[Record]) -> pa.RecordBatch:
    """Return records as one batch of `SCHEMA`, in their order."""
    return _batch(records, SCHEMA)


def batch_to_records(batch: pa.RecordBatch | pa.Table) -> list[Record]:
    """Return the records of a batch or table of `SCHEMA`."""
    return [_record(row) for row in batch.to_pylist()]


def outcomes_to_batch(outcomes: Iterable[Outcome]) -> pa.RecordBatch:
    """Return outcomes as one batch of `OUTCOMES_SCHEMA`, in their order."""
    return pa.RecordBatch.from_pylist([outcome_to_row(outcome) for outcome in outcomes], schema=OUTCOMES_SCHEMA)


def outcome_to_row(outcome: Outcome) -> Row:
    """Return an outcome as one row of `OUTCOMES_SCHEMA`."""
    if isinstance(outcome, Rejected):
        return {**_NULLS, **_to_row(outcome)}
    repairs = {name: _EXACT[name](getattr(outcome, name)) for name in _REPAIRS}
    return {**_NULLS, **_to_row(outcome.record), **repairs}


def row_to_outcome(row: Row) -> Outcome:
    """Return the outcome a row of `OUTCOMES_SCHEMA` holds."""
    if row["reason"] is not None:
        return Rejected(**{field.name: row[field.name] for field in fields(Rejected)})
    return row_to_kept(row)


def row_to_kept(row: Row) -> Kept:
    """Return the kept page a row of `OUTCOMES_SCHEMA` holds, one without a reason."""
    return Kept(
        record=_record(row),
        edits=tuple(Edit(**edit) for edit in row["edits"] or ()),
        left_out=tuple((each["rule"], each["line"]) for each in row["left_out"] or ()),
    )


def kept_of(outcomes: pa.Table) -> pa.Table:
    """Return the kept rows of a table of `OUTCOMES_SCHEMA`, as `SCHEMA` has them."""
    return outcomes.select(SCHEMA.names).filter(outcomes["reason"].is_null()).cast(SCHEMA)


def repairs_of(outcomes: pa.Table) -> pa.Table:
    """Return what was done to the bodies of the kept rows, where anything was, as `REPAIRS_SCHEMA` has it."""
    done = (pc.greater(pc.list_value_length(outcomes[name]), 0) for name in _REPAIRS)
    was_repaired = pc.and_kleene(outcomes["reason"].is_null(), reduce(pc.or_kleene, done))
    return outcomes.select(REPAIRS_SCHEMA.names).filter(was_repaired).cast(REPAIRS_SCHEMA)


def rejected_of(outcomes: pa.Table) -> pa.Table:
    """Return the rejected rows of a table of `OUTCOMES_SCHEMA`, as `REJECTED_SCHEMA` has them."""
    return outcomes.select(REJECTED_SCHEMA.names).filter(outcomes["reason"].is_valid()).cast(REJECTED_SCHEMA)


def walk(kind: pa.DataType, leaf: Callable[[pa.DataType], Conversion | None]) -> Conversion:
    """Return the function that changes a value of that type: `leaf` says what becomes of the scalars in it.

    Lists and structs become lists and dicts; a struct may come as a dict, a dataclass or a tuple in field order.

    >>> walk(pa.list_(pa.struct([("rule", pa.string()), ("count", pa.int32())])), lambda kind: None)([("space", 2)])
    [{'rule': 'space', 'count': 2}]
    """
    if pa.types.is_list(kind):
        item = walk(kind.value_type, leaf)
        return lambda values: None if values is None else [*(values if item is _same else map(item, values))]
    if pa.types.is_struct(kind):
        names = [member.name for member in kind]
        changes = [(member.name, walk(member.type, leaf)) for member in kind]
        changes = [(name, change) for name, change in changes if change is not _same]
        return lambda value: None if value is None else _members(value, names, changes)
    change = leaf(kind)
    return _same if change is None else lambda value: None if value is None else change(value)


def _same(value: Any) -> Any:  # noqa: ANN401 - as Conversion
    return value


def _members(
    value: Any,  # noqa: ANN401 - any of three shapes
    names: Sequence[str],
    changes: Sequence[tuple[str, Conversion]],
) -> Row:
    """The members of a struct; a row has a hundred edits, so what stays as it is costs no call."""
    if isinstance(value, tuple):
        found = dict(zip(names, value, strict=True))
    elif isinstance(value, dict):
        found = {name: value.get(name) for name in names}
    else:
        found = {name: getattr(value, name) for name in names}
    for name, change in changes:
        found[name] = change(found[name])
    return found


def _exact(kind: pa.DataType) -> Conversion | None:
    """What a scalar becomes so that Arrow gives the same value back."""
    if pa.types.is_timestamp(kind):
        return _utc
    return _float32 if pa.types.is_float32(kind) else None


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone: every time that flows here is an aware one")
    return moment.astimezone(UTC)


def _float32(value: float) -> float:
    return float(struct.unpack("f", struct.pack("f", value))[0])


_EXACT: dict[str, Conversion] = {
    column.name: walk(column.type, _exact) for schema in (OUTCOMES_SCHEMA, PAGES_SCHEMA) for column in schema
}

_NULLS: Row = dict.fromkeys(OUTCOMES_SCHEMA.names)


def _to_row(value: RawPage | Record | Rejected) -> Row:
    return {field.name: _EXACT[field.name](getattr(value, field.name)) for field in fields(value)}


def _batch(values: Iterable[RawPage | Record], schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([_to_row(value) for value in values], schema=schema)


_REVIVED: dict[str, Conversion] = {
    "comments": lambda items: tuple(Comment(**item) for item in items),
    "lenders": lambda items: tuple(Mention(**item) for item in items),
    "messages": lambda items: tuple(
        Message(**{**item, **{name: tuple(item[name] or ()) for name in ("amounts", "dates", "links")}})
        for item in items
    ),
    "issues": lambda items: tuple(Issue(**item) for item in items),
    "related": tuple,
    "warc_file": tuple,
    "warc_offset": tuple,
    "changes": lambda items: tuple((item["rule"], item["count"]) for item in items),
    "pii": lambda items: tuple((item["kind"], item["count"]) for item in items),
}


def _record(row: Row) -> Record:
    values = {field.name: row[field.name] for field in fields(Record)}
    revived = {name: revive(values[name]) for name, revive in _REVIVED.items() if values[name] is not None}
    return Record(**{**values, **revived})
