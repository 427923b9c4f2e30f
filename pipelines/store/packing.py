"""A row as it is staged: JSON, and beside it its edits as an Arrow batch of one row.

Edits are hundreds of values a row. As JSON they were most of what sealing a part took; as columns they are only put one
behind the other. All else is little, and stays readable.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from itertools import accumulate
from typing import Any, Final

import pyarrow as pa
import pyarrow.json

from pipelines.arrow import OUTCOMES_SCHEMA, Row
from pipelines.store.rows import dumps, is_time, version_of

EDITS: Final = "edits"
_NUMBERS: Final = {pa.int32(): "i", pa.float32(): "f"}
"""As `array` calls what holds them; other members are texts."""
_EDITS_SCHEMA: Final = pa.schema([OUTCOMES_SCHEMA.field(EDITS)])
"""A batch does not tell it: who changes it has ledgers of before repack their rows (`ledger_schema`)."""
_EDITS_BEGIN: Final = _EDITS_SCHEMA.serialize().to_pybytes()
"""What makes a stream of batches that follow: it is read at once, a batch for each row one by one takes three times as long."""


def text_of(row: Row) -> str:
    """Return a row without its edits, as JSON.

    >>> text_of({"id": "a", "edits": None})
    '{"id": "a"}'
    """
    return dumps({name: value for name, value in row.items() if name != EDITS})


def edits_of(row: Row) -> bytes:
    """Return the edits of a row, as one batch without its schema.

    The columns are built, not made of a list by `pa.array`: where pandas is installed that loads it, to ask whether the list
    is one of its own, and every crawl would pay for that.
    """
    edits = row[EDITS] or []
    kind = _EDITS_SCHEMA.field(EDITS).type
    members = [_column(member.type, [edit[member.name] for edit in edits]) for member in kind.value_type]
    items = pa.StructArray.from_arrays(members, fields=list(kind.value_type))
    bounds = pa.py_buffer(array("i", [0, len(edits)]))
    is_there = None if row[EDITS] is not None else pa.py_buffer(b"\0")
    lists = pa.Array.from_buffers(kind, 1, [is_there, bounds], children=[items])
    packed: bytes = pa.RecordBatch.from_arrays([lists], schema=_EDITS_SCHEMA).serialize().to_pybytes()
    return packed


def _column(kind: pa.DataType, values: Sequence[Any]) -> pa.Array:
    """One member of all edits, none of which lacks it."""
    if kind in _NUMBERS:
        return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(array(_NUMBERS[kind], values))])
    texts = [text.encode() for text in values]
    bounds = array("i", accumulate(map(len, texts), initial=0))
    return pa.Array.from_buffers(kind, len(texts), [None, pa.py_buffer(bounds), pa.py_buffer(b"".join(texts))])


def checksum(page: str, text: bytes, edits: bytes) -> str:
    """Return the checksum of a packed row and the id it is staged under, 64 hex digits.

    >>> checksum("a", b"{}", b"") == checksum("b", b"{}", b"")
    False
    """
    digest = sha256(b"%d %s" % (len(text), page.encode()))
    digest.update(text)
    digest.update(edits)
    return digest.hexdigest()


def unpack(texts: Sequence[bytes], edits: Sequence[bytes]) -> pa.Table:
    """Return packed rows as a table of `OUTCOMES_SCHEMA`, without a Python value between.

    Raises:
        ValueError: a text is no such row.
    """
    if not texts:
        return OUTCOMES_SCHEMA.empty_table()
    found = pyarrow.json.read_json(BytesIO(b"\n".join(texts)), _READ, _PARSE)
    if found.num_rows != len(texts):
        raise ValueError(f"{len(texts)} texts hold {found.num_rows} rows")
    batches = pa.ipc.open_stream(b"".join([_EDITS_BEGIN, *edits])).read_all().combine_chunks()
    columns = found.append_column(_EDITS_SCHEMA.field(EDITS), batches[EDITS])
    return columns.select(OUTCOMES_SCHEMA.names).cast(OUTCOMES_SCHEMA)


def repacked_text(text: str) -> str:
    """`text_of`, of a row that was staged as one text with its edits."""
    return text_of(json.loads(text))


def repacked_edits(text: str) -> bytes:
    """`edits_of`, of such a row."""
    return edits_of(json.loads(text))


def repacked_checksum(page: str, text: str) -> str:
    """`checksum`, of such a row."""
    return checksum(page, repacked_text(text).encode(), repacked_edits(text))


def is_as_staged(page: str, text: bytes, version: str) -> bool:
    r"""Return whether such a row is what it was, whatever bytes stand there now.

    >>> is_as_staged("a", b'{"id": "\xff"}', ""), is_as_staged("a", b"[1]", "")
    (False, False)
    """
    try:
        row = json.loads(text)
        return isinstance(row, dict) and row.get("id") == page and version_of(text.decode()) == version
    except (ValueError, TypeError):  # not JSON, not UTF-8, or no row
        return False


def _written(kind: pa.DataType) -> pa.DataType:
    """The type as JSON writes it: times are strings."""
    if pa.types.is_list(kind):
        return pa.list_(_written(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([(member.name, _written(member.type)) for member in kind])
    return pa.string() if is_time(kind) else kind


_READ: Final = pyarrow.json.ReadOptions(block_size=1 << 24)
"""A row must fit a block: pages have 8 MiB at most."""
_PARSE: Final = pyarrow.json.ParseOptions(
    explicit_schema=pa.schema(
        [(column.name, _written(column.type)) for column in OUTCOMES_SCHEMA if column.name != EDITS]
    ),
    unexpected_field_behavior="error",
)
