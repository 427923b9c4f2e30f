"""Rows as JSON, a batch at once: what `rows.dumps` writes of each, put together column by column.

A row's version is the hash of that text. Made value by value it costs most of a release's time.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.store.rows import VOLATILE

_BATCH: Final = 2_000
"""Rows whose text is in memory at once; every batch costs some 25 ms, however few its rows."""
_ESCAPES: Final = {"\\": "\\", '"': '"', "\n": "n", "\r": "r", "\t": "t"}
"""What stands behind the backslash that JSON writes for a character."""
_LETTERS: Final = np.array([ord(_ESCAPES.get(chr(code), "\0")) for code in range(128)], np.uint8)
"""What each of those is escaped with; 0 where it is none of them."""


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
    return _objects(batch.schema.names, batch.columns, "", "")


def _objects(names: Sequence[str], columns: Sequence[pa.Array], before: str, after: str) -> pa.Array:
    """Objects from their members, each written with the name before it: nothing is joined that can be written at once."""
    members = sorted(zip(names, columns, strict=True), key=operator.itemgetter(0))
    begins = [f"{before}{{", *[", "] * (len(members) - 1)]
    ends = [*[""] * (len(members) - 1), f"}}{after}"]
    found = (
        _encoded(column, f"{begin}{json.dumps(name)}: ", end)
        for (name, column), begin, end in zip(members, begins, ends, strict=True)
    )
    return pc.binary_join_element_wise(*found, "")


def _encoded(values: pa.Array, before: str, after: str) -> pa.Array:
    """The JSON of every value between two texts; no null is left."""
    kind = values.type
    if pa.types.is_list(kind):
        found = _lists(values, before, after)
    elif pa.types.is_struct(kind):
        found = _objects([member.name for member in kind], values.flatten(), before, after)
    else:
        return _scalars(values, before, after)
    return pc.if_else(values.is_valid(), found, f"{before}null{after}") if values.null_count else found


def _lists(values: pa.Array, before: str, after: str) -> pa.Array:
    lengths = values.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
    ends = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), _encoded(values.flatten(), "", ""))
    return pc.binary_join_element_wise(f"{before}[", pc.binary_join(lists, ", "), f"]{after}", "")


def _scalars(values: pa.Array, before: str, after: str) -> pa.Array:
    """Each distinct value is written once: many rows share theirs."""
    coded = values.dictionary_encode(null_encoding="encode")
    distinct = coded.dictionary
    write = _strings if pa.types.is_string(values.type) else _others
    written = write(distinct, before, after)
    if distinct.null_count:
        written = written.fill_null(f"{before}null{after}")
    return written if len(distinct) == len(values) else written.take(coded.indices)


def _strings(values: pa.Array, before: str, after: str) -> pa.Array:
    return pc.binary_join_element_wise(f'{before}"', _escaped(values), f'"{after}', "")


def _escaped(values: pa.Array) -> pa.Array:
    """The strings as they stand between quotes, all of them at once: a backslash put in, and behind it the letter."""
    bounds, content = bytes_of(values)
    # in UTF-8 no byte of a longer character is one of these
    at = np.flatnonzero((content < ord(" ")) | (content == ord('"')) | (content == ord("\\")))
    if not len(at):
        return values
    letters = _LETTERS[content[at]]
    if not letters.all():  # other control characters, which are rare
        return pa.array(map(_escaped_one, values.to_pylist()), pa.string())
    written = np.insert(content, at, ord("\\"))
    written[at + np.arange(1, len(at) + 1)] = letters
    moved = pa.array(bounds + np.searchsorted(at, bounds), pa.int64()).cast(pa.int32())  # fails where it is too much
    found = pa.Array.from_buffers(pa.string(), len(values), [None, moved.buffers()[1], pa.py_buffer(written)])
    return pc.if_else(values.is_valid(), found, None) if values.null_count else found


def _escaped_one(value: str | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)[1:-1]


def bytes_of(values: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Return the bytes of all strings, and where among them each begins and the last ends.

    >>> bounds, content = bytes_of(pa.array(["欠款", "", "a"])[1:])
    >>> bounds.tolist(), content.tobytes()
    ([0, 0, 1], b'a')
    """
    _, bounds, content = values.buffers()
    if not len(values) or content is None:
        return np.zeros(len(values) + 1, np.int64), np.zeros(0, np.uint8)
    ends = np.frombuffer(bounds, np.int32)[values.offset : values.offset + len(values) + 1].astype(np.int64)
    return ends - ends[0], np.frombuffer(content, np.uint8)[ends[0] : ends[-1]]


def _others(values: pa.Array, before: str, after: str) -> pa.Array:
    """Numbers, times and dates as `rows.dumps` writes them."""
    if pa.types.is_integer(values.type) or pa.types.is_boolean(values.type):
        return pc.binary_join_element_wise(before, values.cast(pa.string()), after, "")
    write = json.dumps if pa.types.is_floating(values.type) else _iso
    texts = [value if value is None else f"{before}{write(value)}{after}" for value in values.to_pylist()]
    return pa.array(texts, pa.string())


def _iso(moment: date) -> str:
    return f'"{moment.isoformat()}"'
