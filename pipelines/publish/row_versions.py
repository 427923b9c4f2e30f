"""The versions of a release's rows, made only of rows that are not in the release before as they are.

A version is the hash of a row's text as JSON, most of which is the making of that text. Whoever made the release before
left its versions in the index beside the ledger; they are believed where the digest of them all is the one that the
release's manifest tells. Then rows are compared column by column, and a row that is the same has the version it had.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.dedup.known import VERSION, Versioned, digests
from pipelines.publish import changes, manifest
from pipelines.publish.changes import CONFIGS, Key, Versions
from pipelines.publish.tables import KINDS, Tables, data_files
from pipelines.schema import SCHEMA_VERSION
from pipelines.store.equality import same_rows
from pipelines.store.files import damage_of
from pipelines.store.json_columns import versions_of
from pipelines.store.merging import Beside, merge
from pipelines.store.revisions import batches_as
from pipelines.store.rows import VOLATILE

_SCHEMAS = {kind.name: kind.schema for kind in KINDS}
_BATCH = 1_000
"""Rows that are compared at once."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A release, and the versions of its rows."""

    folder: Path
    versions: Versions


def versions(pieces: Iterable[Tables], earlier: Earlier | None) -> dict[Key, str]:
    """Return the version of every row, as `changes.versions` does; tables come in pieces, sorted by id."""
    before = {name: Beside(_rows_of(earlier.folder, name)) for name in CONFIGS} if earlier else {}
    found: dict[Key, str] = {}
    fresh: defaultdict[str, list[pa.Table]] = defaultdict(list)
    for tables in pieces:
        for name, table in tables.items():
            known = _known(table, CONFIGS[name], earlier.versions, before[name]) if earlier else {}
            found |= known
            fresh[name].append(_without(table, [row_id for _, row_id in known]) if known else table)
            if sum(map(len, fresh[name])) >= _BATCH:
                found |= _made(name, fresh.pop(name))
    for name, left in fresh.items():
        found |= _made(name, left)
    return found


def _made(name: str, tables: Iterable[pa.Table]) -> dict[Key, str]:
    """The versions of rows, which are few or many: hashed together they cost less than in small pieces."""
    return {
        (CONFIGS[name], row_id): version for row_id, version in versions_of(pa.concat_tables(tables).combine_chunks())
    }


def _known(table: pa.Table, config: str, known: Versions, before: Beside) -> dict[Key, str]:
    """The versions of the rows that are as they were."""
    told = table.select([each for each in table.column_names if each not in VOLATILE])
    found: dict[Key, str] = {}
    for batch in told.to_batches(max_chunksize=_BATCH):
        rows = pa.Table.from_batches([batch])
        keys = ((config, row_id) for row_id in rows["id"].filter(_stands(rows, before.of(rows))).to_pylist())
        found |= {key: known[key] for key in keys}
    return found


def _without(table: pa.Table, ids: Sequence[str]) -> pa.Table:
    return table.filter(pc.invert(pc.is_in(table["id"], pa.array(ids, pa.string()))))


def _rows_of(folder: Path, name: str) -> Iterator[pa.Table]:
    told = [each for each in _SCHEMAS[name].names if each not in VOLATILE]
    return merge([batches_as(path, _SCHEMAS[name], _BATCH, told) for path in data_files(folder, name)])


def _stands(table: pa.Table, there: pa.Table | None) -> pa.Array:
    """Whether each row is among the others as it is."""
    found = np.zeros(table.num_rows, np.bool_)
    if there is not None:
        at = pc.index_in(table["id"], there["id"]).combine_chunks()
        mine = at.is_valid()
        found[mine.to_numpy(zero_copy_only=False)] = same_rows(
            table.filter(mine) if at.null_count else table, _picked(there.select(table.column_names), at.drop_null())
        )
    return pa.array(found)


def _picked(table: pa.Table, at: pa.Array) -> pa.Table:
    """Those rows, which stand one behind the other where nothing went: then none is copied."""
    numbers = at.to_numpy()
    stand_together = len(numbers) > 0 and bool((np.diff(numbers) == 1).all())
    return table.slice(numbers[0], len(numbers)) if stand_together else table.take(at)


def earlier_of(folder: Path, known: Versioned) -> Earlier | None:
    """Return a release with what is known of its rows; None where that is not the whole truth, or the files are not.

    Raises:
        DamagedData: its manifest cannot be read.
    """
    told = manifest.read(folder)
    found = recalled(known)
    is_known = told.schema_version == SCHEMA_VERSION and changes.content_sha256(found) == told.content_sha256
    is_whole = is_known and not any(damage_of(folder / file.path, file.sha256) for file in told.files)
    return Earlier(folder, found) if is_whole else None


def remembered(found: Versions) -> Versioned:
    """Return versions as the index keeps them.

    >>> recalled(remembered({("default", "a"): "0" * 64}))
    {('default', 'a'): '0000000000000000000000000000000000000000000000000000000000000000'}
    """
    keys = sorted(found)
    rows = np.array([f"{config} {row_id}".encode() for config, row_id in keys] or [b""], np.bytes_)[: len(keys)]
    return Versioned(rows=rows, versions=digests((bytes.fromhex(found[key]) for key in keys), VERSION))


def recalled(known: Versioned) -> dict[Key, str]:
    """Return versions that `remembered` keeps."""
    keys = (row.decode().partition(" ") for row in known.rows.tolist())
    return {
        (config, row_id): each.hex() for (config, _, row_id), each in zip(keys, known.versions.tolist(), strict=True)
    }
