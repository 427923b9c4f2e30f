"""The data files of a release, written one after another from rows that come piece by piece.

Rows wait on disk, those of each file's side together: so no more of them are in memory than a row group holds, into however
many files they go, and only one file is being compressed at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from pipelines.publish.further_splits import cells
from pipelines.publish.tables import KINDS, ROWS_PER_FILE, Tables
from pipelines.store import parquet
from pipelines.store.merging import grouped_by_content
from pipelines.store.spool import Spool

_Sides: TypeAlias = dict[int, list[Spool]]
"""The rows of a table, file by file; those of a file are of one side of each further split."""


def write_tables(folder: Path, pieces: Iterable[Tables]) -> None:
    """Write tables that come in pieces, each table's rows sorted by id, into `folder`/data.

    The same rows give the same bytes, however they were cut. What columns mean is told by the first file of each config.

    Raises:
        DataError: the disk is full or the folder cannot be written to.
    """
    with ExitStack() as stack:
        waiting = _sorted_out(folder, pieces, stack)
        for config in dict.fromkeys(kind.config for kind in KINDS):
            form = parquet.PUBLISHED
            for name in (kind.name for kind in KINDS if kind.config == config and kind.name in waiting):
                _write(folder / "data", name, waiting[name], form)
                form = parquet.FURTHER


def _sorted_out(folder: Path, pieces: Iterable[Tables], stack: ExitStack) -> dict[str, _Sides]:
    """All rows by table and side; they go with `stack`."""
    waiting: dict[str, _Sides] = {}
    for name, table in (each for tables in pieces for each in tables.items() if each[1].num_rows):
        sides = waiting.setdefault(name, {})
        for cell, rows in cells(table).items():
            _keep(sides.setdefault(cell, []), table.take(rows), folder, stack)
    return waiting


def _keep(files: list[Spool], table: pa.Table, folder: Path, stack: ExitStack) -> None:
    """Add rows to the last of a side's files, and to further ones where it is full."""
    while table.num_rows:
        if not files or files[-1].rows == ROWS_PER_FILE:
            files.append(stack.enter_context(Spool(folder, table.schema)))
        room = ROWS_PER_FILE - files[-1].rows
        files[-1].add(table.slice(0, room))
        table = table.slice(room)


def _write(folder: Path, name: str, sides: _Sides, form: parquet.Form) -> None:
    """Write the files of a table, the first of them in that form."""
    files = [file for _, side in sorted(sides.items()) for file in side]
    for number, file in enumerate(files):
        path = folder / f"{name}-{number:05d}-of-{len(files):05d}.parquet"
        batches = (batch for rows in file for batch in rows.to_batches())
        with parquet.writing(path, file.schema, form=form) as add:
            for group in grouped_by_content(batches, parquet.ROW_GROUP):
                add(group)
        form = parquet.FURTHER
