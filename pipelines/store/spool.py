"""Tables that are gone through several times, and texts read by number, on disk meanwhile: in files without a name, which go with their process."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Final, Self

import pyarrow as pa

from pipelines.store.files import cannot_write, make_folder
from pipelines.store.json_columns import bytes_of

_TOGETHER: Final = 4 << 20
"""Bytes that wait in memory until they are written at once: of tables of a few rows each the frames cost more than the rows."""


def nameless(folder: Path) -> IO[bytes]:
    """Return a new file that has no name and goes with its process.

    Raises:
        DataError: the folder cannot be written to.
    """
    make_folder(folder)
    try:
        return TemporaryFile(dir=folder)
    except OSError as error:
        raise cannot_write(folder, error) from error


def close_quietly(file: IO[bytes]) -> None:
    """Close a file of which nothing is wanted any more, not even what a full disk has no room for."""
    with suppress(OSError):
        file.close()


class Spool:
    """Tables of one schema, whose rows are kept in the order they come; a context manager.

    They are not compressed: to do and undo that took several times as long as to write them and read them.
    """

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self.schema = schema
        self.rows = 0
        self._folder = folder
        self._file = nameless(folder)
        self._writer = pa.ipc.new_stream(self._file, schema)
        self._waiting: list[pa.Table] = []
        self._bytes = 0
        self._is_full = False

    def add(self, table: pa.Table) -> None:
        """Keep a table.

        Raises:
            DataError: the disk is full or the folder cannot be written to.
        """
        self._waiting.append(table)
        self.rows += table.num_rows
        self._bytes += table.get_total_buffer_size()
        if self._bytes >= _TOGETHER:
            try:
                self._write()
            except OSError as error:
                raise cannot_write(self._folder, error) from error

    def _write(self) -> None:
        """Bring to disk what waits."""
        self._writer.write_table(pa.concat_tables(self._waiting).combine_chunks())
        self._file.flush()
        self._waiting, self._bytes = [], 0

    def __iter__(self) -> Iterator[pa.Table]:
        """Go through all rows, to which none is added from now on; of two who do so at once, both go astray.

        Raises:
            DataError: the disk is full.
        """
        try:
            if not self._is_full:
                if self._waiting:
                    self._write()
                self._writer.close()
                self._file.flush()
                self._is_full = True
            self._file.seek(0)
        except OSError as error:
            raise cannot_write(self._folder, error) from error
        with pa.ipc.open_stream(self._file) as reader:
            yield from (pa.Table.from_batches([batch]) for batch in reader)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        close_quietly(self._file)


class SpooledTexts:
    """Texts by number, in the order they come; a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = nameless(folder)
        self._ends = array("q", [0])

    def add(self, texts: Iterable[str]) -> None:
        """Keep texts.

        Raises:
            DataError: the disk is full or the folder cannot be written to.
        """
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        self._write(b"".join(encoded))
        self._ends.extend(accumulate(map(len, encoded), initial=self._ends.pop()))

    def add_column(self, column: pa.ChunkedArray) -> None:
        """Keep the texts of a column, none of which is null: their bytes as they lie there, none becomes a Python value.

        Raises:
            DataError: the disk is full or the folder cannot be written to.
        """
        for chunk in column.chunks:
            bounds, content = bytes_of(chunk)
            self._write(content.data)
            self._ends.extend((bounds + self._ends.pop()).tolist())

    def _write(self, content: bytes | memoryview) -> None:
        try:
            self._file.write(content)
            self._file.flush()
        except OSError as error:
            raise cannot_write(self._folder, error) from error

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        begin, end = self._ends[number], self._ends[number + 1]
        return os.pread(self._file.fileno(), end - begin, begin).decode("utf-8", "surrogatepass")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        close_quietly(self._file)
