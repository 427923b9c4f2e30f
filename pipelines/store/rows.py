"""A row as JSON, and the version of a row."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from typing import Final

import pyarrow as pa
import pyarrow.json

from pipelines.arrow import OUTCOMES_SCHEMA, Conversion, Row, walk

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


_MEMBERS: Final = tuple(f', "{name}": ' for name in sorted(VOLATILE))
"""How volatile members begin in the text of a row, in their order there: no quote stands bare in a string of JSON, and
none of them is the first."""
# What a volatile column holds. Linear: a list's items begin with a quote or are none, and what is in quotes ends at one that
# stands bare.
_VALUE_RE = re.compile(r'null|-?\d+|"[^"]*"|\[(?:[^]"]|"(?:[^"\\]|\\.)*")*\]')


def row_version(row: Row) -> str:
    """Return the hash of a row without its volatile columns, 64 hex digits.

    >>> row_version({"id": "a", "last_seen": 1}) == row_version({"last_seen": 2, "id": "a"})
    True
    >>> row_version({"id": "a", "text": "1"}) == row_version({"id": "a", "text": "2"})
    False
    """
    return sha256(dumps({name: row[name] for name in row if name not in VOLATILE}).encode()).hexdigest()


def version_of(text: str) -> str:
    """Return the version of a row that `dumps` wrote, from the text alone.

    >>> row = {"author": None, "http_status": 200, "id": "a", "warc_file": ["b"], "warc_offset": [1]}
    >>> version_of(dumps(row)) == row_version(row) == row_version({"author": None, "id": "a"})
    True
    """
    digest, at = sha256(), 0
    for member in _MEMBERS:
        begin = text.find(member, at)
        value = _VALUE_RE.match(text, begin + len(member)) if begin >= 0 else None
        if value:
            digest.update(text[at:begin].encode())
            at = value.end()
    digest.update(text[at:].encode())
    return digest.hexdigest()


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


def parse(texts: Sequence[str]) -> pa.Table:
    """Return the rows that `dumps` wrote as a table of `OUTCOMES_SCHEMA`, without a Python value between.

    Raises:
        ValueError: a text is no such row.
    """
    if not texts:
        return OUTCOMES_SCHEMA.empty_table()
    found = pyarrow.json.read_json(BytesIO("\n".join(texts).encode()), _READ, _PARSE)
    if found.num_rows != len(texts):
        raise ValueError(f"{len(texts)} texts hold {found.num_rows} rows")
    return found.select(OUTCOMES_SCHEMA.names).cast(OUTCOMES_SCHEMA)


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


def _written(kind: pa.DataType) -> pa.DataType:
    """The type as JSON writes it: times are strings."""
    if pa.types.is_list(kind):
        return pa.list_(_written(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([(member.name, _written(member.type)) for member in kind])
    return pa.string() if _parsed(kind) else kind


_READ: Final = pyarrow.json.ReadOptions(block_size=1 << 24)
"""A row must fit a block: pages have 8 MiB at most."""
_PARSE: Final = pyarrow.json.ParseOptions(
    explicit_schema=pa.schema([(column.name, _written(column.type)) for column in OUTCOMES_SCHEMA]),
    unexpected_field_behavior="error",
)
