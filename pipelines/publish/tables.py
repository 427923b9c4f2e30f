"""The data files of a release: their names, what goes into which, and reading them back.

Three configs have files of their own: `default` with the splits, `rejected` and `repairs`. Those of further splits take
files of `default`: each file is of one side of every further split. A table without rows has no file: readers fail on
empty ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.arrow import rejected_of, repairs_of
from pipelines.dedup.rows import SPLITS
from pipelines.schema import REJECTED_SCHEMA, REPAIRS_SCHEMA, SCHEMA
from pipelines.store import parquet
from pipelines.store.revisions import batches_as, read_as, rows_as

_BATCH = 1_000
"""Rows of a file that are read at once."""

Tables: TypeAlias = Mapping[str, pa.Table]
"""Tables by the name of their files; those without rows are not there."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One table of a release."""

    name: str
    """First part of the file names."""
    config: str
    split: str
    """The split of the config, as `load_dataset` names it."""
    schema: pa.Schema


KINDS: tuple[Kind, ...] = (
    *(Kind(split, "default", split, SCHEMA) for split in SPLITS),
    Kind("rejected", "rejected", "train", REJECTED_SCHEMA),
    Kind("repairs", "repairs", "train", REPAIRS_SCHEMA),
)


def tables_of(rows: pa.Table, outcomes: pa.Table) -> Tables:
    """Return the tables of a release from outcomes and the rows of those that were kept, placed."""
    found = split_up(rows) | {"rejected": rejected_of(outcomes), "repairs": repairs_of(outcomes)}
    return {name: table for name, table in found.items() if table.num_rows}


def split_up(rows: pa.Table) -> dict[str, pa.Table]:
    """Return the rows of each split."""
    return {split: rows.filter(pc.equal(rows["split"], split)) for split in SPLITS}


def picked(table: pa.Table, is_wanted: npt.NDArray[np.bool_]) -> pa.Table:
    """Return those rows; where all are wanted, none is copied.

    >>> picked(pa.table({"id": ["a", "b"]}), np.array([False, True]))["id"].to_pylist()
    ['b']
    """
    return table if is_wanted.all() else table.filter(pa.array(is_wanted))


def data_files(folder: Path, name: str) -> list[Path]:
    """Return the files of one table, in order."""
    return sorted((folder / "data").glob(f"{name}-*.parquet"))


def read_tables(folder: Path, columns: Sequence[str] | None = None) -> Tables:
    """Return the tables of a release with the columns of today, or those of `columns` that each has.

    Raises:
        NewerData: the release has a later schema version.
        DamagedData: a file cannot be read.
    """
    return {
        kind.name: pa.concat_tables([read_as(path, kind.schema, columns) for path in paths])
        for kind, paths in _files(folder)
    }


def read_pieces(folder: Path, name: str, columns: Sequence[str]) -> Iterator[pa.Table]:
    """Yield the rows of one table of a release with the columns of `columns` that it has, a piece of a file at a time.

    Raises:
        NewerData: the release has a later schema version.
        DamagedData: a file cannot be read.
    """
    for kind, paths in _files(folder):
        if kind.name == name:
            for path in paths:
                yield from batches_as(path, kind.schema, _BATCH, columns)


def read_rows(folder: Path, ids: AbstractSet[str], passed: AbstractSet[str] = frozenset()) -> Tables:
    """Return the rows of a release that have one of those ids, with the columns of today; other rows are not read.

    Files of the names `passed` are passed over.

    Raises:
        NewerData: the release has a later schema version.
        DamagedData: a file cannot be read.
    """
    found: dict[str, pa.Table] = {}
    for kind, paths in _files(folder) if ids else ():
        rows = [rows_as(path, kind.schema, ids) for path in paths if path.name not in passed]
        found[kind.name] = pa.concat_tables([kind.schema.empty_table(), *rows])
    return found


def written_tables(folder: Path) -> Tables:
    """Return the tables of a release as its files hold them, whatever their schema version.

    Raises:
        DamagedData: a file cannot be read.
    """
    return {kind.name: pa.concat_tables([parquet.read(path) for path in paths]) for kind, paths in _files(folder)}


def _files(folder: Path) -> Iterator[tuple[Kind, list[Path]]]:
    for kind in KINDS:
        if paths := data_files(folder, kind.name):
            yield kind, paths


def weight(paths: Sequence[Path]) -> dict[str, int]:
    """Return what the card tells of some files: their bytes before compression and their rows.

    Raises:
        DamagedData: a footer cannot be read.
    """
    footers = [parquet.read_metadata(path) for path in paths]
    groups = [footer.row_group(at) for footer in footers for at in range(footer.num_row_groups)]
    return {
        "num_bytes": sum(group.total_byte_size for group in groups),
        "num_examples": sum(footer.num_rows for footer in footers),
    }
