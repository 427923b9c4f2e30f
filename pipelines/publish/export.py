"""A release, or a selection of it, in the format and place somebody wants it.

Rows go through in batches, in the order of the release; the same selection of the same release gives the same bytes.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import IO, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.errors import DamagedData, InputError
from pipelines.publish import card, manifest, selection_card
from pipelines.publish.formats import FORMATS
from pipelines.publish.retention import reading
from pipelines.publish.selection import Selected, Selection, select
from pipelines.publish.selection_card import Written
from pipelines.publish.tables import Kind
from pipelines.publish.targets import Open, target
from pipelines.store import parquet
from pipelines.store.files import damage_of

FOLDER = "hf"
"""The format that is a folder: a dataset repository as Hugging Face has it."""

Told: TypeAlias = Callable[[int], None]
"""Takes the number of rows just written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written."""

    release: str
    rows: int
    format: str


def format_of(out: str, name: str | None) -> str:
    """Return the format asked for, or that of the suffix of `out`.

    Raises:
        InputError: there is no such format, or the suffix tells none.

    >>> format_of("rows.csv", None), format_of("s3://bucket/rows", "hf")
    ('csv', 'hf')
    >>> format_of("rows.xlsx", None)
    Traceback (most recent call last):
    pipelines.errors.InputError: rows.xlsx: its name tells no format; give one of parquet, jsonl, csv, arrow, hf
    """
    known = (*FORMATS, FOLDER)
    if name is not None and name not in known:
        raise InputError(f"{name}: no such format; give one of {', '.join(known)}")
    found = name or PurePosixPath(out).suffix.removeprefix(".")
    if found not in known or (name is None and found == FOLDER):
        raise InputError(f"{out}: its name tells no format; give one of {', '.join(known)}")
    return found


def export(found: Selected, out: str, name: str, told: Told = lambda _: None) -> Exported:
    """Write a selection to `out`, a local path or an fsspec URL, in the format of that name.

    A whole release as a folder is its own files, byte for byte; a selection as a folder gets a card of its own.

    Raises:
        InputError: the target cannot be written to, or a folder would hold no row.
        DataError: the disk is full; nothing half written is visible.
        DamagedData: a file of the release cannot be read.
    """
    with reading(found.folder), target(out, is_folder=name == FOLDER) as opened:
        if name != FOLDER:
            _file(found, opened, name, told)
        elif found.selection.is_whole:
            _copy(found, opened, told)
        else:
            _folder(found, opened, told)
    return Exported(release=found.manifest.version, rows=found.rows, format=name)


def export_release(folder: Path, selection: Selection, out: str, name: str | None = None) -> Exported:
    """Select and write in one call; see `select` and `export`.

    Raises:
        LenderSmsError: as these two.
    """
    chosen = format_of(out, name)
    return export(select(folder, selection), out, chosen)


def _file(found: Selected, opened: Open, name: str, told: Told) -> None:
    with opened("") as sink, FORMATS[name](sink, found.schema) as write:
        for batch in found.batches():
            write(batch)
            told(batch.num_rows)


def _copy(found: Selected, opened: Open, told: Told) -> None:
    for file in found.manifest.files:
        path = found.folder / file.path
        if damage := damage_of(path, file.sha256):
            raise DamagedData(f"{path}: {damage}; {manifest.CURE}")
        with path.open("rb") as source, opened(file.path) as sink:
            shutil.copyfileobj(source, sink)
        told(file.rows or 0)
    with opened(manifest.NAME) as sink:
        sink.write(manifest.render(found.manifest))


def _folder(found: Selected, opened: Open, told: Told) -> None:
    """One file for each split that has rows; readers fail on empty ones."""
    files = [file for kind in found.kinds for file in _data_file(found, kind, opened, told)]
    if not files:
        raise InputError(
            f"{found.folder}: no row is selected, and a folder without rows cannot be loaded; widen the condition"
        )
    with opened(card.NAME) as sink:
        sink.write(selection_card.render(found, files).encode())


def _data_file(found: Selected, kind: Kind, opened: Open, told: Told) -> Iterator[Written]:
    batches = found.batches([kind])
    first = next(batches, None)
    if first is not None:
        path = f"data/{kind.name}-00000-of-00001.parquet"
        with opened(path) as sink:
            footer = _write(sink, chain([first], batches), found.schema, told)
            size = sink.tell()
        groups = [footer.row_group(at) for at in range(footer.num_row_groups)]
        unpacked = sum(group.total_byte_size for group in groups)
        yield Written(kind=kind, path=path, rows=footer.num_rows, bytes=size, unpacked=unpacked)


def _write(sink: IO[bytes], batches: Iterable[pa.RecordBatch], schema: pa.Schema, told: Told) -> pq.FileMetaData:
    """Write the batches and return the footer."""
    with parquet.writer(sink, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
            told(batch.num_rows)
    return writer.writer.metadata
