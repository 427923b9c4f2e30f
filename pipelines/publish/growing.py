"""The data files of a release, written one after another from rows that come piece by piece.

A file of the release before that holds the same rows, to the last value, is not made again but linked: its bytes would be the
same. Which rows a file was made of is told by digests that its maker left in the index beside the ledger; its bytes are checked
against the manifest of its release before, so that no damage spreads. Rows of all other files wait on disk, those of each file
together: so no more of them are in memory than a row group holds, into however many files they go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from pipelines.dedup.known import Written, digests
from pipelines.publish import manifest
from pipelines.publish.filing import Filed
from pipelines.publish.tables import KINDS, Tables, picked
from pipelines.store import parquet
from pipelines.store.files import damage_of, link_or_copy
from pipelines.store.merging import grouped_by_content
from pipelines.store.shelves import Shelves

_FORM: Final = 1
"""Counted up where files of the same rows become others and no setting tells it."""
_DIGEST: Final = 32
"""Bytes of a file's digest, and of that of its rows."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Files of an earlier release that are as they were written, by what tells their rows and their form."""

    paths: Mapping[bytes, Path] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, known: Written) -> Standing:
        """Return the files of the release in `folder` of which it is known what they were made of.

        Raises:
            DamagedData: its manifest cannot be read.
        """
        there = {file.sha256: folder / file.path for file in manifest.read(folder).files}
        told = zip(known.rows.tolist(), known.files.tolist(), strict=True)
        paths = {rows: (there[each.hex()], each.hex()) for rows, each in told if each.hex() in there}
        return cls({rows: path for rows, (path, digest) in paths.items() if not damage_of(path, digest)})


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file of a release."""

    name: str
    rows: bytes
    """What tells its rows and its form."""
    source: Path | None
    """The file of an earlier release that it is; None where it was made."""


@dataclass(frozen=True, slots=True)
class _Planned:
    """A file that is to be."""

    file: DataFile
    form: parquet.Form


def write_tables(
    folder: Path, pieces: Iterable[Tables], filed: Mapping[str, Filed], standing: Standing, scratch: Path
) -> list[DataFile]:
    """Write tables that come in pieces, each table's rows sorted by id, into `folder`/data, and return the files.

    `filed` tells which rows go into which; rows wait in the folder `scratch`. The same rows give the same bytes, however
    they were cut. What columns mean is told by the first file of each config.

    Raises:
        DataError: the disk is full or the folder cannot be written to.
    """
    schemas = {kind.name: kind.schema for kind in KINDS}
    planned = {name: [*_planned(name, schemas[name], filed, standing)] for name in filed}
    with ExitStack() as stack:
        waiting = _sorted_out(pieces, filed, planned, stack, scratch)
        for name, plans in planned.items():
            for number, plan in enumerate(plans):
                path = folder / "data" / plan.file.name
                if plan.file.source:
                    link_or_copy(plan.file.source, path)
                else:
                    _write(path, waiting[name], number, plan.form)
    return [plan.file for plans in planned.values() for plan in plans]


def _planned(name: str, schema: pa.Schema, filed: Mapping[str, Filed], standing: Standing) -> Iterator[_Planned]:
    [config] = [kind.config for kind in KINDS if kind.name == name]
    is_first = name == next(kind.name for kind in KINDS if kind.config == config and kind.name in filed)
    rows_of = filed[name].digests
    told = {form: parquet.told(schema, form).encode() for form in (parquet.PUBLISHED, parquet.FURTHER)}
    for number, digest in enumerate(rows_of):
        form = parquet.PUBLISHED if is_first and number == 0 else parquet.FURTHER
        rows = sha256(b"%d %s" % (_FORM, told[form]) + digest).digest()
        file = DataFile(f"{name}-{number:05d}-of-{len(rows_of):05d}.parquet", rows, standing.paths.get(rows))
        yield _Planned(file, form)


def _sorted_out(
    pieces: Iterable[Tables],
    filed: Mapping[str, Filed],
    planned: Mapping[str, list[_Planned]],
    stack: ExitStack,
    scratch: Path,
) -> dict[str, Shelves]:
    """The rows of all files that are to be made, by table and file; they go with `stack`."""
    waiting: dict[str, Shelves] = {}
    done = dict.fromkeys(filed, 0)
    is_made = {name: np.array([plan.file.source is None for plan in plans]) for name, plans in planned.items()}
    for name, table in (each for tables in pieces for each in tables.items() if each[1].num_rows):
        numbers = filed[name].file_of[done[name] : done[name] + table.num_rows]
        done[name] += table.num_rows
        mine = is_made[name][numbers]
        if mine.any():
            if name not in waiting:
                waiting[name] = stack.enter_context(Shelves(scratch, table.schema))
            waiting[name].add(picked(table, mine), numbers[mine])
    return waiting


def _write(path: Path, rows: Shelves, number: int, form: parquet.Form) -> None:
    with parquet.writing(path, rows.schema, form=form) as add:
        for group in grouped_by_content(rows.of(number), parquet.ROW_GROUP):
            add(group)


def remembered(files: Iterable[DataFile], told: manifest.Manifest) -> Written:
    """Return what the index keeps of the files of a release."""
    there = {file.path: bytes.fromhex(file.sha256) for file in told.files}
    pairs = sorted((file.rows, there[f"data/{file.name}"]) for file in files)
    return Written(
        rows=digests((rows for rows, _ in pairs), _DIGEST), files=digests((each for _, each in pairs), _DIGEST)
    )
