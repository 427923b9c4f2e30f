"""A release, or a part of it, read in batches: which config, which rows, which columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa

from pipelines.dedup.rows import SPLITS
from pipelines.errors import DamagedData, DataError, InputError
from pipelines.publish import manifest
from pipelines.publish.clause import Ids, are_among, matching_ids
from pipelines.publish.manifest import Manifest
from pipelines.publish.tables import KINDS, Kind, data_files
from pipelines.publish.versions import newest_version
from pipelines.store import parquet
from pipelines.store.files import damage_of
from pipelines.store.layout import releases_path
from pipelines.store.merging import regrouped

ALL = "all"
"""The config that means the articles of every split."""
CONFIGS = (ALL, *(kind.name for kind in KINDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is asked of a release."""

    config: str = ALL
    """One of `CONFIGS`."""
    where: str | None = None
    """A condition in DuckDB's SQL; `rows` in it is all of the config."""
    columns: tuple[str, ...] | None = None
    """None for all."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was chosen.

        >>> Selection().is_whole, Selection(where="severity > 2").is_whole
        (True, False)
        """
        return self == Selection()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """A selection of a release whose files are intact, ready to be read."""

    folder: Path
    manifest: Manifest
    selection: Selection
    kinds: tuple[Kind, ...]
    """The tables it reads, in order."""
    schema: pa.Schema
    ids: Ids | None
    """The rows wanted; None for all."""
    rows: int

    def batches(self, kinds: Iterable[Kind] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield the rows of all tables, or of some, in the order of the release: full row groups but for the last.

        Raises:
            DamagedData: a file cannot be read.
        """
        files = [path for kind in kinds or self.kinds for path in data_files(self.folder, kind.name)]
        return regrouped((self._of(batch) for path in files for batch in self._read(path)), parquet.ROW_GROUP)

    def _read(self, path: Path) -> Iterator[pa.RecordBatch]:
        if self.ids is None:
            return parquet.batches(path, self.schema.names)
        return parquet.batches_of(path, partial(are_among, wanted=self.ids), self.schema.names)

    def _of(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The columns in the order asked for; a file's own reads come in its order."""
        return pa.RecordBatch.from_arrays([batch[name] for name in self.schema.names], schema=self.schema)


def release_of(folder: Path) -> Path:
    """Return the release that is meant by a release's folder or by a data folder, whose newest it is.

    Raises:
        DataError: the folder is neither.
    """
    if (folder / manifest.NAME).is_file():
        return folder.resolve()
    if (version := newest_version(folder)) is None:
        raise DataError(f"{folder}: holds no release; run `lendersms release` first, or name a release's folder")
    return releases_path(folder) / version


def select(folder: Path, selection: Selection) -> Selected:
    """Return a selection of the release in `folder`, checked: config, columns, condition, and the files' checksums.

    Raises:
        InputError: there is no such config or column, or the condition is wrong.
        DataError: the folder holds no release.
        DamagedData: a file is not what the manifest says.
    """
    release = release_of(folder)
    promised = manifest.read(release)
    kinds = _kinds(release, selection.config)
    files = [path for kind in kinds for path in data_files(release, kind.name)]
    first = release / _first_of(promised, kinds[0].config)
    _check(release, promised, dict.fromkeys([first, *files]))
    schema = _chosen(parquet.read_metadata(first).schema.to_arrow_schema(), selection.columns)
    ids = None if selection.where is None else matching_ids(files, selection.where)
    return Selected(
        folder=release,
        manifest=promised,
        selection=selection,
        kinds=kinds,
        schema=schema,
        ids=ids,
        rows=sum(parquet.read_metadata(path).num_rows for path in files) if ids is None else len(ids),
    )


def _kinds(release: Path, config: str) -> tuple[Kind, ...]:
    """The tables of a config that the release has."""
    names = SPLITS if config == ALL else (config,)
    found = tuple(kind for kind in KINDS if kind.name in names and data_files(release, kind.name))
    if not found:
        there = ", ".join([ALL, *(kind.name for kind in KINDS if data_files(release, kind.name))])
        raise InputError(f"{release}: has no rows of config {config!r}; it has {there}")
    return found


def _first_of(promised: Manifest, config: str) -> str:
    """The first file of a config, which tells what its columns mean."""
    names = (kind.name for kind in KINDS if kind.config == config)
    return next(file.path for name in names for file in promised.files if file.path.startswith(f"data/{name}-"))


def _check(release: Path, promised: Manifest, files: Iterable[Path]) -> None:
    said = {file.path: file.sha256 for file in promised.files}
    for path in files:
        if damage := damage_of(path, said.get(path.relative_to(release).as_posix(), "")):
            raise DamagedData(f"{path}: {damage}; {manifest.CURE}")


def _chosen(schema: pa.Schema, columns: Sequence[str] | None) -> pa.Schema:
    """The schema with those columns only, in the order asked for."""
    if columns is None:
        return schema
    if not any(columns):
        raise InputError(f"columns: none is named; give some of {', '.join(schema.names)}, or leave it out for all")
    if wrong := [name for name in columns if name not in schema.names]:
        raise InputError(f"columns: there is no {', '.join(map(repr, wrong))}; there are {', '.join(schema.names)}")
    if len(set(columns)) < len(columns):
        raise InputError(f"columns: {', '.join(columns)}: name each once")
    return pa.schema([schema.field(name) for name in columns], metadata=schema.metadata)
