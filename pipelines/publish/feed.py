"""The feed: rows that came, changed or went since a cursor, each row version once.

A reader keeps the cursor of the last change it stored and gives it back to go on from there, also in the middle of a
release and after releases in between. Setting the rows that were added or changed and dropping those removed leads from
what it held to exactly the newest release. When a page was met again (`fetched_at` and the like) is no change of a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pyarrow as pa

from pipelines.errors import DamagedData, DataError, InputError
from pipelines.publish import manifest
from pipelines.publish.changes import RowChange
from pipelines.publish.clause import are_among, sorted_ids
from pipelines.publish.cursors import At, Cursor, parse, render
from pipelines.publish.history import difference, gone, standing
from pipelines.publish.json_lines import json_line
from pipelines.publish.retention import reading
from pipelines.publish.tables import KINDS, Kind, data_files
from pipelines.publish.versions import newest_version
from pipelines.store import parquet
from pipelines.store.layout import releases_path

CONFIGS = tuple(dict.fromkeys(kind.config for kind in KINDS))
_BATCH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """From one release to another, with what is known of it already."""

    folder: Path
    cursor: Cursor
    """Where reading begins; `towards` is the release in `folder`."""
    touched: Mapping[str, RowChange] | None
    """By id; None where every row is new."""
    changes: int
    """How many there are on the whole way."""
    end: str
    """The cursor behind the last of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What changed since a cursor, ready to be read."""

    schema: pa.Schema
    """cursor, id, change, reason, and `row`, a struct of all columns, null where the row was removed."""
    changes: int
    """How many are to come."""
    cursor: str
    """Where a reader of all of it will be."""
    _ways: tuple[_Way, ...]

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the changes: of each release those removed, then the rows in its order.

        Raises:
            DamagedData: a file cannot be read, or rows are missing in it.
        """
        for way in self._ways:
            with reading(way.folder):
                yield from _batches(way, self.schema)


def feed(data: Path, since: str | None = None, *, config: str = "default") -> Feed:
    """Return what changed since a cursor up to the newest release; without one, all of its rows.

    Raises:
        InputError: there is no such config, or the token is no cursor of it.
        StaleCursor: there is no way from the cursor to the newest release; its reader starts anew.
        DataError: the folder holds no release.
        DamagedData: a file cannot be read.
    """
    if config not in CONFIGS:
        raise InputError(f"{config}: no such config; give one of {', '.join(CONFIGS)}")
    cursor = parse(since) if since is not None else Cursor(config=config)
    if cursor.config != config:
        raise InputError(f"{since!r}: is a cursor of config {cursor.config}, not of {config}; ask for that one")
    if (newest := newest_version(data)) is None:
        raise DataError(f"{data}: holds no release; run `lendersms release` first, or give --data")
    latest = At(newest, manifest.read(releases_path(data) / newest).content_sha256[:16])
    ways = _shortened([*_ways(data, cursor, latest)], render(Cursor(config=config, done=latest)))
    return Feed(
        schema=_schema(next(kind for kind in KINDS if kind.config == config)),
        changes=sum(way.changes - way.cursor.changes for way in ways),
        cursor=render(Cursor(config=config, done=latest)),
        _ways=ways,
    )


def lines(batch: pa.RecordBatch) -> Iterator[str]:
    """Yield the changes of a batch as JSON objects, one a line; one that was removed has no `row`."""
    for change in batch.to_pylist():
        yield json_line({name: value for name, value in change.items() if (name, value) != ("row", None)})


def _schema(kind: Kind) -> pa.Schema:
    told = [
        pa.field("cursor", pa.string(), metadata={"description": "Give it back to go on behind this change."}),
        pa.field("id", pa.string(), metadata={"description": "The row's id."}),
        pa.field("change", pa.string(), metadata={"description": "added, changed or removed."}),
        pa.field("reason", pa.string(), metadata={"description": "What changed (columns), where it went, or `new`."}),
        pa.field("row", pa.struct(list(kind.schema)), metadata={"description": "The row now; null where removed."}),
    ]
    return pa.schema(told, metadata=kind.schema.metadata)


def _ways(data: Path, cursor: Cursor, latest: At) -> Iterator[_Way]:
    """The rest of the way that the cursor is on, then the way from there to the newest release."""
    done = cursor.done
    if cursor.towards is not None:
        yield _way(data, cursor, cursor.towards)
        done = cursor.towards
    if done != latest:
        yield _way(data, Cursor(config=cursor.config, done=done), latest)


def _shortened(ways: Sequence[_Way], end: str) -> tuple[_Way, ...]:
    """The ways without those at the end on which nothing changed; behind the last change, all is known."""
    last = max((at for at, way in enumerate(ways) if way.changes > way.cursor.changes), default=-1)
    return (*ways[:last], replace(ways[last], end=end)) if last >= 0 else ()


def _way(data: Path, cursor: Cursor, towards: At) -> _Way:
    folder = standing(data, towards)
    if folder is None:
        raise gone(data, towards)
    found = difference(data, cursor.done, towards) if cursor.done else None
    touched = None if found is None else {key[1]: each for key, each in found.items() if key[0] == cursor.config}
    return _Way(
        folder=folder,
        cursor=Cursor(config=cursor.config, done=cursor.done, towards=towards, changes=cursor.changes),
        touched=touched,
        changes=_rows(folder, cursor.config) if touched is None else len(touched),
        end=render(Cursor(config=cursor.config, done=towards)),
    )


def _files(folder: Path, config: str) -> list[Path]:
    return [path for kind in KINDS if kind.config == config for path in data_files(folder, kind.name)]


def _rows(folder: Path, config: str) -> int:
    return sum(parquet.read_metadata(path).num_rows for path in _files(folder, config))


def _batches(way: _Way, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The changes behind the cursor, each with its own."""
    at = 0
    for batch in _told(way, schema):
        known = max(0, min(batch.num_rows, way.cursor.changes - at))
        rest = batch.slice(known)
        numbers = range(at + known + 1, at + batch.num_rows + 1)
        at += batch.num_rows
        if numbers:
            tokens = [render(replace(way.cursor, changes=each)) if each < way.changes else way.end for each in numbers]
            yield rest.set_column(0, schema.field("cursor"), pa.array(tokens, pa.string()))
    if at != way.changes:
        raise DamagedData(f"{way.folder}: {way.changes} rows changed, but {at} are there; {manifest.CURE}")


def _told(way: _Way, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """All changes of a way without their cursors, always in the same order."""
    files = _files(way.folder, way.cursor.config)
    if way.touched is None:
        for path in files:
            yield from (_batch(schema, batch["id"].to_pylist(), batch, {}) for batch in parquet.batches(path))
        return
    removed = sorted(row_id for row_id, each in way.touched.items() if each.change == "removed")
    for at in range(0, len(removed), _BATCH):
        yield _batch(schema, removed[at : at + _BATCH], None, way.touched)
    is_wanted = partial(are_among, wanted=sorted_ids([*(way.touched.keys() - set(removed))]))
    for path in files:
        for batch in parquet.batches_of(path, is_wanted):
            yield _batch(schema, batch["id"].to_pylist(), batch, way.touched)


def _batch(
    schema: pa.Schema, ids: Sequence[str], rows: pa.RecordBatch | None, told: Mapping[str, RowChange]
) -> pa.RecordBatch:
    """Changes without cursors; where nothing is told of a row, it is new."""
    struct = schema.field("row").type
    columns = {
        "id": ids,
        "change": [told[each].change if told else "added" for each in ids],
        "reason": [told[each].reason if told else "new" for each in ids],
    }
    arrays = [pa.nulls(len(ids), pa.string()), *(pa.array(values, pa.string()) for values in columns.values())]
    now = rows.to_struct_array().cast(struct) if rows is not None else pa.nulls(len(ids), struct)
    return pa.RecordBatch.from_arrays([*arrays, now], schema=schema)
