"""A row as JSON, and the version of a row."""

from __future__ import annotations

import json
from datetime import date, datetime
from hashlib import sha256

import pyarrow as pa

from pipelines.arrow import Row

VOLATILE = frozenset({"fetched_at", "last_seen", "http_status", "warc_file", "warc_offset"})
"""Columns that say when and where a page was met again, not what it says: no part of a row's version."""

RESTLESS = VOLATILE | {
    *("raw_sha256", "charset_confidence", "view_count", "related", "published_at_raw"),
    *("changes", "edits", "left_out", "pii", "masked_words", "dropped_words", "quality"),
}
"""Columns that may change with every look at a page though its article says the same: counters, related links, `3天前`, the
bytes around the text, and how damaged it came. What is read out of the text, labels above all, is not among them."""


def row_signature(row: Row) -> str:
    """Return the hash of what a row's article says, 64 hex digits: a page that says the same again gets no new version.

    >>> row_signature({"id": "a", "view_count": 1}) == row_signature({"id": "a", "view_count": 2})
    True
    >>> row_signature({"id": "a", "text": "1"}) == row_signature({"id": "a", "text": "2"})
    False
    """
    return sha256(dumps({name: row[name] for name in row if name not in RESTLESS}).encode()).hexdigest()


def row_version(row: Row) -> str:
    """Return the hash of a row without its volatile columns, 64 hex digits.

    >>> row_version({"id": "a", "last_seen": 1}) == row_version({"last_seen": 2, "id": "a"})
    True
    >>> row_version({"id": "a", "text": "1"}) == row_version({"id": "a", "text": "2"})
    False
    """
    return sha256(dumps({name: row[name] for name in row if name not in VOLATILE}).encode()).hexdigest()


def version_of(text: str) -> str:
    """Return the version of a row that `dumps` wrote.

    >>> row = {"author": None, "http_status": 200, "id": "a", "warc_file": ["b"]}
    >>> version_of(dumps(row)) == row_version(row) == row_version({"author": None, "id": "a"})
    True
    """
    return row_version(json.loads(text))


def dumps(row: Row) -> str:
    """Return a row as JSON: keys sorted, times in ISO 8601.

    >>> dumps({"text": "欠款", "posted_on": date(2024, 1, 2)})
    '{"posted_on": "2024-01-02", "text": "欠款"}'
    """
    return json.dumps(row, ensure_ascii=False, sort_keys=True, default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"a row holds no {type(value).__name__}")


def is_time(kind: pa.DataType) -> bool:
    """Return whether values of that type are strings in JSON.

    >>> is_time(pa.date32()), is_time(pa.string())
    (True, False)
    """
    return bool(pa.types.is_timestamp(kind) or pa.types.is_date(kind))
