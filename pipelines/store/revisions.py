"""Files of earlier schema versions, read as if they had been written today.

A file tells its version. Its columns are renamed and filled revision by revision (`schema.REVISIONS`); what is still
missing is null, and so are new members of structs. A file of a version that is not known yet is no guess of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipelines.errors import DamagedData, NewerData
from pipelines.schema import REVISIONS, Revision
from pipelines.store import parquet

_KEY = b"schema_version"


def read_as(
    path: Path, schema: pa.Schema, columns: Sequence[str] | None = None, revisions: Mapping[int, Revision] = REVISIONS
) -> pa.Table:
    """Return the rows of a file with the columns of `schema` as it is today, or those of `columns` that it has.

    A file of today's version is returned as it is, with what its columns mean.

    Raises:
        NewerData: the file has a later version.
        DamagedData: it cannot be read, or tells no version.
    """
    names = None if columns is None else [name for name in schema.names if name in columns]
    version = _version(path, max(revisions))
    if version == max(revisions):
        return _described(parquet.read(path, names), schema)
    table = to_present(parquet.read(path), version, schema, revisions)
    return table if names is None else table.select(names)


def _described(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table with what columns mean: only the first of several files tells it."""
    told = [
        each.with_metadata(schema.field(each.name).metadata) if each.name in schema.names else each
        for each in table.schema
    ]
    return table.cast(pa.schema(told, table.schema.metadata))


def batches_as(
    path: Path,
    schema: pa.Schema,
    rows: int,
    columns: Sequence[str] | None = None,
    revisions: Mapping[int, Revision] = REVISIONS,
) -> Iterator[pa.Table]:
    """Yield the rows of a file, at most so many at once and in their order, as `read_as` returns them.

    Raises:
        NewerData: the file has a later version.
        DamagedData: it cannot be read, or tells no version.
    """
    version = _version(path, max(revisions))
    names = [name for name in schema.names if columns is None or name in columns]
    for batch in parquet.batches(path, names if version == max(revisions) else None, rows):
        table = _present(pa.Table.from_batches([batch]), version, schema, revisions)
        yield table.replace_schema_metadata(schema.metadata).select(names)


def rows_as(
    path: Path, schema: pa.Schema, ids: AbstractSet[str], revisions: Mapping[int, Revision] = REVISIONS
) -> pa.Table:
    """Return the rows of a file that have one of those ids, as `read_as` returns them.

    Raises:
        NewerData: the file has a later version.
        DamagedData: it cannot be read, or tells no version.
    """
    version = _version(path, max(revisions))
    batches = parquet.batches_of(path, lambda those: np.array([each in ids for each in those], np.bool_))
    found = (_present(pa.Table.from_batches([each]), version, schema, revisions) for each in batches)
    return pa.concat_tables([schema.empty_table(), *found])


def _present(table: pa.Table, version: int, schema: pa.Schema, revisions: Mapping[int, Revision]) -> pa.Table:
    return table if version == max(revisions) else to_present(table, version, schema, revisions)


def _version(path: Path, newest: int) -> int:
    told = (parquet.read_metadata(path).metadata or {}).get(_KEY, b"")
    if not told.isdigit():
        raise DamagedData(f"{path}: tells no schema version; restore the file from a copy")
    if int(told) > newest:
        raise NewerData(
            f"{path}: has schema version {int(told)}, this program knows up to {newest}; update the program"
        )
    return int(told)


def to_present(table: pa.Table, version: int, schema: pa.Schema, revisions: Mapping[int, Revision]) -> pa.Table:
    """Return a table of that version with the columns and types of `schema`.

    >>> old = pa.table({"key": ["a"], "gone": [1]})
    >>> new = pa.schema([("id", pa.string()), ("script", pa.string()), ("site", pa.string())])
    >>> revisions = {1: Revision(), 2: Revision(renamed={"key": "id"}, filled={"script": "none"})}
    >>> to_present(old, 1, new, revisions).to_pylist()
    [{'id': 'a', 'script': 'none', 'site': None}]
    >>> to_present(old, 2, new, revisions).to_pylist()
    [{'id': None, 'script': None, 'site': None}]
    """
    filled: dict[str, object] = {}
    for number in range(version + 1, max(revisions) + 1):
        renamed = revisions[number].renamed
        table = table.rename_columns([renamed.get(name, name) for name in table.column_names])
        filled = {renamed.get(name, name): value for name, value in filled.items()} | {**revisions[number].filled}
    columns = [
        table[column.name] if column.name in table.column_names else _filled(table, column, filled.get(column.name))
        for column in schema
    ]
    present = pa.table(columns, names=schema.names).cast(schema)
    return present.replace_schema_metadata({**(table.schema.metadata or {}), **(schema.metadata or {})})


def _filled(table: pa.Table, column: pa.Field, value: object) -> pa.Array:
    return pa.array([value] * table.num_rows, column.type)
