"""Addresses that rows print in their words, blotted out like links of a page: offsets stay true."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.arrow import Conversion, Row, walk
from pipelines.store.json_columns import json_rows
from pipelines.warc.blotting import IsGone, blotted

_BATCH = 1_000
"""Rows whose words are in memory at once."""


def without_addresses(table: pa.Table, is_gone: IsGone) -> pa.Table:
    """Return rows in which no address is printed that is gone: the table itself where none is.

    >>> table = pa.table({"id": ["a", "b"], "text": ["见 http://a.example/1。", "见 http://a.example/2。"]})
    >>> without_addresses(table, "http://a.example/1".__eq__)["text"].to_pylist()
    ['见 ##################。', '见 http://a.example/2。']
    >>> without_addresses(table, "http://a.example/3".__eq__) is table
    True
    """
    at = [
        start + row
        for start in range(0, table.num_rows, _BATCH)
        for row in _printing(table.slice(start, _BATCH), is_gone)
    ]
    if not at:
        return table
    new = pa.Table.from_pylist(
        [_without(row, table.schema, is_gone) for row in table.take(at).to_pylist()], table.schema
    )
    order = np.arange(table.num_rows)
    order[at] = table.num_rows + np.arange(len(at))
    return pa.concat_tables([table, new]).take(order)


def _printing(rows: pa.Table, is_gone: IsGone) -> list[int]:
    """The numbers of the rows in which such an address stands."""
    texts = pa.chunked_array([json_rows(batch) for batch in rows.to_batches()], pa.string())
    with_any = np.flatnonzero(pc.match_substring(texts, "//").to_numpy())
    found = ((row, texts[row].as_py().encode()) for row in with_any.tolist())
    return [row for row, text in found if blotted(text, is_gone) != text]


def _without(row: Row, schema: pa.Schema, is_gone: IsGone) -> Row:
    def leaf(kind: pa.DataType) -> Conversion | None:
        return (lambda text: blotted(text.encode(), is_gone).decode()) if pa.types.is_string(kind) else None

    new = {name: walk(schema.field(name).type, leaf)(value) for name, value in row.items()}
    if new.get("text") != row.get("text"):
        new["text_sha256"] = sha256(new["text"].encode()).hexdigest()
    return {name: new[name] for name in row}
