"""A row as JSON, and the version of a row."""

from __future__ import annotations

import json
from datetime import date, datetime
from hashlib import sha256

import pyarrow as pa

from pipelines.arrow import OUTCOMES_SCHEMA, Conversion, Row, walk

VOLATILE = frozenset({"fetched_at", "last_seen", "http_status", "warc_file", "warc_offset"})
"""Columns that say when and where a page was met again, not what it says: no part of a row's version."""


def row_version(row: Row) -> str:
    """Return the hash of a row without its volatile columns, 64 hex digits.

    >>> row_version({"id": "a", "last_seen": 1}) == row_version({"last_seen": 2, "id": "a"})
    True
    >>> row_version({"id": "a", "text": "1"}) == row_version({"id": "a", "text": "2"})
    False
    """
    return sha256(dumps({name: row[name] for name in row if name not in VOLATILE}).encode()).hexdigest()


def dumps(row: Row) -> str:
    """Return a row as JSON: keys sorted, times in ISO 8601.

    >>> dumps({"text": "欠款", "posted_on": date(2024, 1, 2)})
    '{"posted_on": "2024-01-02", "text": "欠款"}'
    """
    return json.dumps(row, ensure_ascii=False, sort_keys=True, default=_iso)


def loads(text: str) -> Row:
    """Return the row of `OUTCOMES_SCHEMA` that `dumps` wrote."""
    row = json.loads(text)
    return {name: _REVIVED[name](row[name]) if name in _REVIVED else row[name] for name in OUTCOMES_SCHEMA.names}


def _iso(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"a row holds no {type(value).__name__}")


def _parsed(kind: pa.DataType) -> Conversion | None:
    if pa.types.is_timestamp(kind):
        return datetime.fromisoformat
    return date.fromisoformat if pa.types.is_date(kind) else None


def _has_times(kind: pa.DataType) -> bool:
    """Whether a value of that type holds anything that JSON does not give back as it was."""
    if pa.types.is_nested(kind):
        return any(_has_times(kind.field(at).type) for at in range(kind.num_fields))
    return _parsed(kind) is not None


_REVIVED: dict[str, Conversion] = {
    column.name: walk(column.type, _parsed) for column in OUTCOMES_SCHEMA if _has_times(column.type)
}
"""Of the columns that need it: edits alone are hundreds of values a row."""
