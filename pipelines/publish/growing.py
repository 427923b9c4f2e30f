"""The data files of a release while they grow: rows come piece by piece, and no more of them wait than a row group holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from pipelines.publish.further_splits import cells
from pipelines.publish.tables import ROWS_PER_FILE, Tables
from pipelines.store import parquet
from pipelines.store.merging import regrouped


@dataclass(slots=True)
class _Growing:
    """Files of one table whose rows are of one side of each further split."""

    stem: Path
    """What their paths begin with."""
    schema: pa.Schema
    open_file: ExitStack
    paths: list[Path] = field(default_factory=list)
    _waiting: list[pa.RecordBatch] = field(default_factory=list)
    _rows: int = 0
    _write: Callable[[pa.RecordBatch], None] | None = None

    def add(self, rows: pa.Table) -> None:
        """Take the next rows; those of the last row group wait."""
        self._waiting += rows.to_batches()
        if sum(batch.num_rows for batch in self._waiting) > parquet.ROW_GROUP:
            *groups, rest = regrouped(self._waiting, parquet.ROW_GROUP)
            self._waiting = [rest]
            for group in groups:
                self._add(group)

    def finish(self) -> None:
        """Write the rows that wait."""
        for group in regrouped(self._waiting, parquet.ROW_GROUP):
            self._add(group)
        self.open_file.close()

    def _add(self, group: pa.RecordBatch) -> None:
        if self._write is None or self._rows == ROWS_PER_FILE:
            self.open_file.close()
            self.paths.append(self.stem.with_name(f"{self.stem.name}-{len(self.paths):05d}.parquet"))
            self._write = self.open_file.enter_context(parquet.writing(self.paths[-1], self.schema))
            self._rows = 0
        self._write(group)
        self._rows += group.num_rows


def write_tables(folder: Path, pieces: Iterable[Tables]) -> None:
    """Write tables that come in pieces, each table's rows sorted by id, into `folder`/data.

    The same rows give the same bytes, however they were cut.

    Raises:
        DataError: the disk is full or the folder cannot be written to.
    """
    growing: dict[str, dict[int, _Growing]] = {}
    with ExitStack() as stack:
        for tables in pieces:
            for name, table in tables.items():
                ours = growing.setdefault(name, {})
                for cell, rows in cells(table).items():
                    if cell not in ours:
                        stem = folder / "data" / f"{name}-{cell}"
                        ours[cell] = _Growing(stem, table.schema, stack.enter_context(ExitStack()))
                    ours[cell].add(table.take(rows))
        for ours in growing.values():
            for each in ours.values():
                each.finish()
    for name, ours in growing.items():
        _give_names(name, [path for _, each in sorted(ours.items()) for path in each.paths])


def _give_names(name: str, paths: list[Path]) -> None:
    """Number the files of a table, now that it is known how many there are."""
    for number, path in enumerate(paths):
        path.rename(path.with_name(f"{name}-{number:05d}-of-{len(paths):05d}.parquet"))
