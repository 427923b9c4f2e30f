"""Digests of rows, made of their columns as Arrow holds them: far cheaper than a row's version, and of all of its columns.

A row is written as bytes from which it could be read back, so that two rows with the same bytes are the same: first what
has one width (whether a value is there, numbers, times, lengths), then all texts one behind the other, and so for the
members of lists. Nothing of how a table is cut into batches goes in, nor what lies in Arrow's memory where a value is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.dedup.known import ROW
from pipelines.store.rows import VOLATILE

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]

_BATCH: Final = 1_000
"""Rows that are bytes at once."""
_WHOLE: Final = {8: pa.int8(), 16: pa.int16(), 32: pa.int32(), 64: pa.int64()}
"""Whole numbers of so many bits."""


@dataclass(frozen=True, slots=True)
class RowDigests:
    """Those of some rows, in their order."""

    said: list[bytes]
    """Of what has part in a row's version."""
    all: list[bytes]
    """Of every column."""


@dataclass(frozen=True, slots=True)
class _Ragged:
    """Some bytes of each row, which lie one behind the other."""

    content: pa.Buffer
    ends: Numbers
    """Where those of each row begin, and where the last ones end."""

    def of_lists(self, bounds: Numbers) -> _Ragged:
        """The bytes of lists, whose members these are."""
        return _Ragged(self.content, self.ends[bounds])


def row_digests(table: pa.Table) -> RowDigests:
    """Return the digests of all rows.

    >>> one = pa.table({"id": ["a", "b"], "told": [["x", ""], None], "last_seen": [1, 2]})
    >>> other = pa.concat_tables([one.slice(1), one.slice(0, 1)])
    >>> row_digests(other).all == row_digests(one).all[::-1]
    True
    >>> later = one.set_column(2, "last_seen", pa.array([1, 3]))
    >>> row_digests(later).said == row_digests(one).said, row_digests(later).all == row_digests(one).all
    (True, False)
    """
    found = RowDigests([], [])
    for batch in table.to_batches(max_chunksize=_BATCH):
        names = batch.schema.names
        said, volatile = (
            _rows([batch[name] for name in names if (name in VOLATILE) == is_volatile], batch.num_rows)
            for is_volatile in (False, True)
        )
        digests = [_digest(row) for row in said]
        found.said.extend(digests)
        found.all.extend(_digest(digest + bytes(row)) for digest, row in zip(digests, volatile, strict=True))
    return found


def _digest(content: bytes | memoryview) -> bytes:
    return sha256(content).digest()[:ROW]


def _rows(columns: Sequence[pa.Array], count: int) -> Iterable[memoryview]:
    """The bytes of each row."""
    if not columns:
        return [memoryview(b"")] * count
    pieces = (
        pa.Array.from_buffers(pa.large_binary(), count, [None, pa.py_buffer(each.ends), each.content])
        for each in _ragged(columns, count)
    )
    _, ends, content = pc.binary_join_element_wise(*pieces, pa.scalar(b"", pa.large_binary())).buffers()
    view = memoryview(content)
    return (view[begin:end] for begin, end in pairwise(np.frombuffer(ends, np.int64, count + 1).tolist()))


def _ragged(columns: Iterable[pa.Array], count: int) -> list[_Ragged]:
    """What the values say, none of them null: what has one width together, then the rest column by column."""
    fixed, more = list[Bytes](), list[_Ragged]()
    for column in columns:
        _add(column, fixed, more)
    matrix = np.ascontiguousarray(np.hstack(fixed))
    return [_Ragged(pa.py_buffer(matrix), np.arange(count + 1) * matrix.shape[1]), *more]


def _add(values: pa.Array, fixed: list[Bytes], more: list[_Ragged]) -> None:
    fixed.append(_column(values.is_valid().to_numpy(zero_copy_only=False)))
    if pa.types.is_struct(values.type):
        for member in values.flatten():
            _add(member, fixed, more)
    elif pa.types.is_list(values.type):
        lengths = values.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
        fixed.append(_column(lengths))
        members = values.flatten()
        bounds = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
        more.extend(each.of_lists(bounds) for each in _ragged([members], len(members)))
    elif pa.types.is_string(values.type):
        told = _text(values)
        fixed.append(_column(np.diff(told.ends).astype(np.int32)))
        more.append(told)
    else:
        fixed.append(_column(_number(values)))


def _text(values: pa.Array) -> _Ragged:
    filled = values.fill_null("") if values.null_count else values
    _, ends, content = filled.buffers()
    offsets = (
        np.frombuffer(ends, np.int32, len(filled) + 1, filled.offset * 4) if len(filled) else np.zeros(1, np.int32)
    )
    return _Ragged(content or pa.py_buffer(b""), offsets.astype(np.int64))


def _number(values: pa.Array) -> npt.NDArray[np.generic]:
    if pa.types.is_boolean(values.type):
        return np.asarray(values.fill_null(fill_value=False).to_numpy(zero_copy_only=False))
    return np.asarray(values.view(_WHOLE[values.type.bit_width]).fill_null(0).to_numpy(zero_copy_only=False))


def _column(values: npt.NDArray[np.generic]) -> Bytes:
    """Values of one width as rows of bytes."""
    return np.ascontiguousarray(values).view(np.uint8).reshape(len(values), values.itemsize)
