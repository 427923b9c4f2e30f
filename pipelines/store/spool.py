"""Tables that are gone through several times, on disk meanwhile: in a file without a name, which goes with its process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

import pyarrow as pa

from pipelines.store.files import cannot_write, make_folder


class Spool:
    """Tables of one schema, kept in the order they come; a context manager."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self._folder = folder
        make_folder(folder)
        try:
            self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed with the spool
        except OSError as error:
            raise cannot_write(folder, error) from error
        self._writer = pa.ipc.new_stream(self._file, schema, options=pa.ipc.IpcWriteOptions(compression="lz4"))
        self._is_full = False

    def add(self, table: pa.Table) -> None:
        """Keep a table.

        Raises:
            DataError: the disk is full or the folder cannot be written to.
        """
        try:
            self._writer.write_table(table.combine_chunks())
            self._file.flush()
        except OSError as error:
            raise cannot_write(self._folder, error) from error

    def __iter__(self) -> Iterator[pa.Table]:
        """Go through all tables, to which none is added from now on; of two who do so at once, both go astray."""
        if not self._is_full:
            self._is_full = True
            self._writer.close()
        self._file.seek(0)
        with pa.ipc.open_stream(self._file) as reader:
            yield from (pa.Table.from_batches([batch]) for batch in reader)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
