"""The versions of a release's rows, made only of rows that are not in the release before as they are.

A version is the hash of a row's text as JSON, most of which is the making of that text. Whoever made the release before
left in the index beside the ledger the version of each of its rows, and a digest of what the row says, which costs far less
and follows from the row alone: a row with that digest has that version, wherever it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from pipelines.dedup.known import ROW, VERSION, Finder, Versioned, digests
from pipelines.publish import changes, manifest
from pipelines.publish.changes import CONFIGS, Key, Versions
from pipelines.publish.filing import Filed, Filing
from pipelines.publish.tables import Tables, picked
from pipelines.schema import SCHEMA_VERSION
from pipelines.store.json_columns import versions_of
from pipelines.store.row_digests import row_digests

_BATCH: Final = 1_000
"""Rows that are hashed at once, and those of a piece more."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A release, and the versions of its rows."""

    folder: Path
    versions: Versions


@dataclass(frozen=True, slots=True)
class Survey:
    """What one look at all rows of a release tells."""

    versions: dict[Key, str]
    """Of every row, as `changes.versions` has them."""
    said: dict[Key, bytes]
    """The digest of what each row says."""
    filed: Mapping[str, Filed]
    """Which rows go into which file."""


def survey(pieces: Iterable[Tables], known: Versioned) -> Survey:
    """Look at all rows; tables come in pieces, sorted by id."""
    find, filing = Finder.of(known.said), Filing()
    found, said = dict[Key, str](), dict[Key, bytes]()
    fresh: defaultdict[str, list[pa.Table]] = defaultdict(list)
    for tables in pieces:
        told = {name: row_digests(table) for name, table in tables.items()}
        filing.add(tables, {name: each.all for name, each in told.items()})
        for name, table in tables.items():
            keys = [(CONFIGS[name], row_id) for row_id in table["id"].to_pylist()]
            said.update(zip(keys, told[name].said, strict=True))
            at = find(digests(told[name].said, ROW))
            found |= {keys[row]: known.versions[at[row]].tobytes().hex() for row in np.flatnonzero(at >= 0).tolist()}
            fresh[name].append(picked(table, at < 0))
            if sum(map(len, fresh[name])) >= _BATCH:
                found |= _made(name, fresh.pop(name))
    for name, left in fresh.items():
        found |= _made(name, left)
    return Survey(found, said, filing.files())


def _made(name: str, tables: Sequence[pa.Table]) -> dict[Key, str]:
    """The versions of rows, which are few or many: hashed together they cost less than in small pieces."""
    return {
        (CONFIGS[name], row_id): version for row_id, version in versions_of(pa.concat_tables(tables).combine_chunks())
    }


def earlier_of(folder: Path, known: Versioned) -> Earlier | None:
    """Return a release with what is known of its rows; None where that is not the whole truth.

    Raises:
        DamagedData: its manifest cannot be read.
    """
    told = manifest.read(folder)
    found = recalled(known)
    is_known = told.schema_version == SCHEMA_VERSION and changes.content_sha256(found) == told.content_sha256
    return Earlier(folder, found) if is_known else None


def remembered(found: Versions, said: Mapping[Key, bytes]) -> Versioned:
    """Return versions as the index keeps them.

    >>> key = ("default", "a")
    >>> recalled(remembered({key: "0" * 64}, {key: bytes(16)}))
    {('default', 'a'): '0000000000000000000000000000000000000000000000000000000000000000'}
    """
    keys = sorted(found)
    rows = np.array([f"{config} {row_id}".encode() for config, row_id in keys] or [b""], np.bytes_)[: len(keys)]
    return Versioned(
        rows=rows,
        versions=digests((bytes.fromhex(found[key]) for key in keys), VERSION),
        said=digests((said[key] for key in keys), ROW),
    )


def recalled(known: Versioned) -> dict[Key, str]:
    """Return versions that `remembered` keeps."""
    keys = (row.decode().partition(" ") for row in known.rows.tolist())
    return {
        (config, row_id): each.hex() for (config, _, row_id), each in zip(keys, known.versions.tolist(), strict=True)
    }
