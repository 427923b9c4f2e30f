"""Tables that come piece by piece, each stream sorted by id: what is more than memory holds is never there at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc


def merge(streams: Sequence[Iterator[pa.Table]]) -> Iterator[pa.Table]:
    """Yield the rows of all streams sorted by id, a piece of each stream at a time; no piece of a stream is empty.

    >>> one, other = [pa.table({"id": ["a", "d"]})], [pa.table({"id": ["b"]}), pa.table({"id": ["c"]})]
    >>> [table["id"].to_pylist() for table in merge([iter(one), iter(other)])]
    [['a', 'b'], ['c'], ['d']]
    """
    heads = [(table, stream) for stream in streams if (table := next(stream, None)) is not None]
    while heads:
        bound = min(_last(table) for table, _ in heads)
        ready = [_up_to(table, bound) for table, _ in heads]
        pieces = [table.slice(0, count) for (table, _), count in zip(heads, ready, strict=True) if count]
        yield pa.concat_tables(pieces).sort_by("id") if len(pieces) > 1 else pieces[0]
        heads = [
            (left, stream)
            for (table, stream), count in zip(heads, ready, strict=True)
            if (left := table.slice(count) if count < table.num_rows else next(stream, None)) is not None
        ]


def _up_to(table: pa.Table, bound: str) -> int:
    """How many rows have an id no greater."""
    return int(pc.sum(pc.less_equal(table["id"], bound), min_count=0).as_py())


class Beside:
    """A stream of rows, looked into along tables that come sorted by id as well.

    >>> there = Beside(iter([pa.table({"id": ["a", "b"]}), pa.table({"id": ["c"]})]))
    >>> there.of(pa.table({"id": ["a"]}))["id"].to_pylist(), there.of(pa.table({"id": ["b", "d"]}))["id"].to_pylist()
    (['a', 'b'], ['a', 'b', 'c'])
    >>> there.of(pa.table({"id": ["e"]})) is None
    True
    """

    def __init__(self, stream: Iterator[pa.Table]) -> None:
        self._stream = stream
        self._held: list[pa.Table] = []

    def of(self, table: pa.Table) -> pa.Table | None:
        """Return all rows of the stream that have an id of the table, and some more; None where there are none."""
        first, last = str(table["id"][0].as_py()), _last(table)
        self._held = [each for each in self._held if _last(each) >= first]
        while not self._held or _last(self._held[-1]) < last:
            more = next(self._stream, None)
            if more is None:
                break
            self._held.append(more)
        return pa.concat_tables(self._held) if self._held else None


def regrouped(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    """Yield the same rows, `rows` at a time; only the last batch holds fewer, and none is empty.

    >>> one = pa.RecordBatch.from_pydict({"id": ["a", "b"]})
    >>> [batch.num_rows for batch in regrouped([one, one.slice(2), one], 3)]
    [3, 1]
    >>> list(regrouped([one.slice(2)], 3))
    []
    """
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(each.num_rows for each in waiting) >= rows:
            *full, rest = _cut(waiting, rows)
            yield from full
            waiting = [rest]
    if waiting:
        yield from (batch for batch in _cut(waiting, rows) if batch.num_rows)


def grouped_by_content(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    """Yield the same rows in groups of about `rows`, half to twice as many; only the last may hold fewer, and none is empty.

    A group ends where a checksum of the id there says so: a row that is added changes the group that it comes into,
    at times a few behind it, and from there on groups end where they did.

    >>> ids = [f"{number:03}" for number in range(12)]
    >>> [batch["id"].to_pylist()[-1] for batch in grouped_by_content([pa.RecordBatch.from_pydict({"id": ids})], 4)]
    ['004', '006', '010', '011']
    >>> [batch["id"].to_pylist()[-1] for batch in grouped_by_content([pa.RecordBatch.from_pydict({"id": ids[1:]})], 4)]
    ['004', '006', '010', '011']
    """
    waiting: list[pa.RecordBatch] = []
    held, half = 0, max(rows // 2, 1)
    for batch in batches:
        begin = 0
        for end, row_id in enumerate(batch["id"].to_pylist(), 1):
            held += 1
            if held == 2 * rows or (held >= half and crc32(row_id.encode()) % half == 0):
                yield pa.concat_batches([*waiting, batch.slice(begin, end - begin)])
                waiting, begin, held = [], end, 0
        if begin < batch.num_rows:
            waiting.append(batch.slice(begin))
    if waiting:
        yield pa.concat_batches(waiting)


def _cut(batches: Sequence[pa.RecordBatch], rows: int) -> list[pa.RecordBatch]:
    """The rows in pieces of `rows`, with what is left, which may be nothing."""
    joined = pa.concat_batches(batches) if len(batches) > 1 else batches[0]
    return [joined.slice(at, rows) for at in range(0, joined.num_rows + 1, rows)]


def _last(table: pa.Table) -> str:
    return str(table["id"][-1].as_py())
