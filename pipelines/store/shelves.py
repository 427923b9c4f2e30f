"""Rows that are wanted back sorted by a number they are given, on disk meanwhile: in a file without a name, which goes with its process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.store.files import cannot_write
from pipelines.store.spool import close_quietly, nameless

MOST_WAITING: Final = 8 << 20
"""Bytes of rows that wait in memory, so that those of one number come together."""

Numbers = npt.NDArray[np.int64]


class Shelves:
    """Rows of one schema, kept by number and in the order they come; a context manager."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self.schema = schema
        self._folder = folder
        self._file = nameless(folder)
        self._writer = pa.ipc.new_file(self._file, schema)
        self._batches = 0
        self._of: defaultdict[int, list[int]] = defaultdict(list)
        self._waiting: list[tuple[pa.Table, Numbers]] = []
        self._size = 0
        self._reader: pa.ipc.RecordBatchFileReader | None = None

    def add(self, table: pa.Table, numbers: Numbers) -> None:
        """Keep rows, each under its number.

        Raises:
            DataError: the disk is full or the folder cannot be written to.
        """
        if table.num_rows:
            self._waiting.append((table, numbers))
            self._size += table.get_total_buffer_size()
        if self._size >= MOST_WAITING:
            self._put_down()

    def _put_down(self) -> None:
        """Write what waits, the rows of each number together."""
        tables, numbers = zip(*self._waiting, strict=True)
        self._waiting, self._size = [], 0
        number_of = np.concatenate(numbers)
        order = np.argsort(number_of, kind="stable")
        [batch] = pa.concat_tables(tables).take(order).combine_chunks().to_batches()
        found, begins = np.unique(number_of[order], return_index=True)
        try:
            for number, begin, end in zip(
                found.tolist(), begins.tolist(), [*begins[1:].tolist(), len(order)], strict=True
            ):
                self._writer.write_batch(batch.slice(begin, end - begin))
                self._of[number].append(self._batches)
                self._batches += 1
            self._file.flush()
        except OSError as error:
            raise cannot_write(self._folder, error) from error

    def of(self, number: int) -> Iterator[pa.RecordBatch]:
        """Go through the rows of a number; no row is added from now on.

        Raises:
            DataError: the disk is full.
        """
        reader = self._reader or self._full()
        yield from (reader.get_batch(at) for at in self._of[number])

    def _full(self) -> pa.ipc.RecordBatchFileReader:
        if self._waiting:
            self._put_down()
        try:
            self._writer.close()
            self._file.flush()
            self._file.seek(0)
            self._reader = pa.ipc.open_file(self._file)
        except OSError as error:
            raise cannot_write(self._folder, error) from error
        return self._reader

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        close_quietly(self._file)
