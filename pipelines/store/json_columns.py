"""Rows as JSON, a batch at once: what `rows.dumps` writes of each, put together column by column.

A row's version is the hash of that text. Made value by value it costs most of a release's time.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Iterator
from datetime import date
from functools import reduce
from hashlib import sha256
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.store.rows import VOLATILE

_BATCH: Final = 1_000
"""Rows whose text is in memory at once."""
_ESCAPED: Final = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
"""In this order: the backslash of an escape is not escaped."""
# What JSON escapes. Linear: one class.
_SPECIAL = r'[\x00-\x1f"\\]'
# The other control characters, which are rare: where there is one, all strings of a batch are written by `json`. Linear: one class.
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"


def versions_of(table: pa.Table) -> Iterator[tuple[str, str]]:
    """Yield the id and the version of every row, which is `rows.row_version` of it."""
    told = table.select([name for name in table.column_names if name not in VOLATILE])
    for batch in told.to_batches(max_chunksize=_BATCH):
        texts = json_rows(batch).cast(pa.binary()).to_pylist()
        yield from zip(batch["id"].to_pylist(), (sha256(text).hexdigest() for text in texts), strict=True)


def json_rows(batch: pa.RecordBatch) -> pa.Array:
    r"""Return each row as JSON, keys sorted, times in ISO 8601.

    >>> batch = pa.RecordBatch.from_pylist([{"text": "欠款\n", "issues": [{"score": 0.5}], "id": "a"}, {"text": None}])
    >>> json_rows(batch).to_pylist()
    ['{"id": "a", "issues": [{"score": 0.5}], "text": "欠款\\n"}', '{"id": null, "issues": null, "text": null}']
    """
    return _joined(batch.schema.names, batch.columns)


def _joined(names: list[str], columns: list[pa.Array]) -> pa.Array:
    """Objects from their members."""
    pieces: list[Any] = []
    for name, column in sorted(zip(names, columns, strict=True), key=operator.itemgetter(0)):
        pieces += [f"{', ' if pieces else '{'}{json.dumps(name)}: ", _encoded(column)]
    return pc.binary_join_element_wise(*pieces, "}", "")


def _encoded(values: pa.Array) -> pa.Array:
    """The JSON of every value; no null is left."""
    kind = values.type
    if pa.types.is_list(kind):
        found = _lists(values)
    elif pa.types.is_struct(kind):
        found = _joined([member.name for member in kind], values.flatten())
    else:
        found = _scalars(values)
    return pc.if_else(values.is_valid(), found, "null")


def _lists(values: pa.Array) -> pa.Array:
    lengths = values.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
    ends = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), _encoded(values.flatten()))
    return pc.binary_join_element_wise("[", pc.binary_join(lists, ", "), "]", "")


def _scalars(values: pa.Array) -> pa.Array:
    """Each distinct value is written once: many rows share theirs."""
    kind = values.type
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return values.cast(pa.string())
    coded = values.dictionary_encode()
    write = _strings if pa.types.is_string(kind) else _others
    return write(coded.dictionary).take(coded.indices)


def _strings(values: pa.Array) -> pa.Array:
    if not _any(values, _SPECIAL):
        escaped = values
    elif _any(values, _CONTROL):
        return pa.array([json.dumps(value, ensure_ascii=False) for value in values.to_pylist()], pa.string())
    else:
        escaped = reduce(lambda found, each: pc.replace_substring(found, *each), _ESCAPED, values)
    return pc.binary_join_element_wise('"', escaped, '"', "")


def _any(values: pa.Array, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(values, pattern)).as_py())


def _others(values: pa.Array) -> pa.Array:
    """Times, dates and floats as `rows.dumps` writes them."""
    write = json.dumps if pa.types.is_floating(values.type) else _iso
    return pa.array([write(value) for value in values.to_pylist()], pa.string())


def _iso(moment: date) -> str:
    return f'"{moment.isoformat()}"'
