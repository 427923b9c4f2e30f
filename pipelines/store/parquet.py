"""How every Parquet file of the dataset is written and read.

zstd and page checksums. What is published has row groups of about 5,000 rows that end where ids say so (a row added changes
few of them: storage that knows chunks keeps the rest), large content-defined chunks within, in which near-copies stand
together, page index, and a bloom filter so that one `id` is found without reading the column; a file of few rows has neither,
for its ids are read sooner than a filter.
The same rows give the same bytes: rows are sorted here, and nothing of clock, machine or path goes in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.errors import DamagedData
from pipelines.store.files import replacing
from pipelines.store.merging import regrouped

IsWanted: TypeAlias = Callable[[Sequence[str]], npt.NDArray[np.bool_]]
"""Tells of each id whether its row is wanted."""

ROW_GROUP = 5_000


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is compressed and cut."""

    level: int
    """That of zstd."""
    row_group: int
    is_shared: bool
    """Whether it is made for readers who look for single rows, and storage that knows chunks."""
    is_described: bool = True
    """Whether it says what its columns mean, which takes as much room as a hundred rows."""


PUBLISHED: Final = Form(level=10, row_group=ROW_GROUP, is_shared=True)
"""For what many read."""
FURTHER: Final = replace(PUBLISHED, is_described=False)
"""For files beside one that is described: they have its columns."""
OURS: Final = Form(level=1, row_group=1_000, is_shared=False)
"""For what is written for ourselves, quickly, and read as a whole."""
_PROSE: Final = "text"
_DIGESTS: Final = frozenset({"id", "raw_sha256", "text_sha256"})
"""Columns of hex digits drawn as by lot: four bits each are the least there is, which come out where nothing stands between
the values and no chance likeness is searched for; a longer search is slower and finds more of those."""
_DIGEST_LEVEL: Final = 1
_SPANS: Final = ("start", "end", "before", "after")
_PLAIN: Final = frozenset({*_DIGESTS, _PROSE, "url", "similarity", *(f"edits.list.element.{each}" for each in _SPANS)})
"""Columns whose values hardly recur, or recur in runs: compression sees runs of values better than runs of their numbers in
a dictionary, which are no whole bytes."""
_FEW: Final = 200
"""Rows of a file for which a dictionary takes more room than it saves, and to skip among them more than to read them."""
_FEW_PROSE_LEVEL: Final = 15
"""That of zstd for the body where rows are few: it is most of such a file, and a search that long is soon over there."""
_SIDES: Final = frozenset({"id", "split", "time_split", "lender_split"})
"""Texts by whose least and greatest value a reader may skip rows that are sorted by id; each file is of one side."""
_CHUNKED: Final[Mapping[str, Any]] = {
    "use_content_defined_chunking": {"min_chunk_size": 4 << 20, "max_chunk_size": 16 << 20, "norm_level": 0}
}


def _settings(schema: pa.Schema, form: Form, rows: int) -> dict[str, Any]:
    """What the writer of a file whose row groups hold so many rows at most is told."""
    names = [name for column in schema for name in leaves(column.name, column.type)]
    is_few = rows <= _FEW
    is_skipped_in = form.is_shared and not is_few
    return {
        "compression": "zstd",
        "compression_level": {name: _level(name, form, is_few=is_few) for name in names},
        "use_dictionary": False if is_few else [name for name in names if name not in _PLAIN],
        "column_encoding": dict.fromkeys(_digests(schema), "DELTA_LENGTH_BYTE_ARRAY"),
        "data_page_size": 16 << 20,
        "write_page_checksum": True,
        "write_statistics": _ranged(schema) if is_skipped_in else ["id"],
        "store_schema": form.is_described,
        **(_CHUNKED if form.is_shared else {}),
        **({"write_page_index": True, "bloom_filter_options": _bloom(schema, rows)} if is_skipped_in else {}),
    }


def _level(name: str, form: Form, *, is_few: bool) -> int:
    """That of zstd for a column."""
    if name in _DIGESTS:
        return _DIGEST_LEVEL
    return _FEW_PROSE_LEVEL if name == _PROSE and is_few and form.is_shared else form.level


def _digests(schema: pa.Schema) -> Iterator[str]:
    """The columns of hex digits; in a selection of somebody's own an `id` may be a number."""
    return (column.name for column in schema if column.name in _DIGESTS and pa.types.is_string(column.type))


def told(schema: pa.Schema, form: Form) -> str:
    """Return all that decides beside its rows which bytes a file has."""
    settings = [_settings(schema, form, rows) for rows in (_FEW, form.row_group)]
    return f"pyarrow {pa.__version__} {form} {settings} {schema.to_string(show_field_metadata=True)}"


def _ranged(schema: pa.Schema) -> list[str]:
    """Columns by whose least and greatest value readers skip pages; no reader does so by those of a list's members."""
    return [column.name for column in schema if column.name in _SIDES or pa.types.is_primitive(column.type)]


def leaves(name: str, kind: pa.DataType) -> Iterator[str]:
    """Yield the names that Parquet gives to the columns in which a column is kept.

    >>> list(leaves("changes", pa.list_(pa.struct([("rule", pa.string()), ("count", pa.int32())]))))
    ['changes.list.element.rule', 'changes.list.element.count']
    """
    if pa.types.is_list(kind):
        yield from leaves(f"{name}.list.element", kind.value_type)
    elif pa.types.is_struct(kind):
        for member in kind:
            yield from leaves(f"{name}.{member.name}", member.type)
    else:
        yield name


def write(
    path: Path,
    table: pa.Table,
    *,
    order: tuple[str, ...] = ("id",),
    metadata: Mapping[str, str] | None = None,
    form: Form = PUBLISHED,
) -> None:
    """Write `table`, sorted by `order`, atomically; `metadata` is added to the schema's.

    Raises:
        DataError: the disk is full or the folder cannot be written to; no half file is left.
    """
    table = table if _is_sorted(table, order) else table.sort_by([(name, "ascending") for name in order])
    schema = table.schema.with_metadata({**(table.schema.metadata or {}), **(metadata or {})})
    with writing(path, schema, order=order, form=form) as add:
        for batch in regrouped(table.to_batches(), form.row_group):
            add(batch)


def _is_sorted(table: pa.Table, order: tuple[str, ...]) -> bool:
    """Whether rows certainly come in that order: of one column that is seen at once."""
    column = table[order[0]]
    return len(order) == 1 and bool(pc.all(pc.less_equal(column[:-1], column[1:]), min_count=0).as_py())


@contextmanager
def writing(
    path: Path, schema: pa.Schema, *, order: tuple[str, ...] = ("id",), form: Form = PUBLISHED
) -> Iterator[Callable[[pa.RecordBatch], None]]:
    """Yield what adds rows to a file, which is there whole or not at all; each batch is a row group, and they come in order.

    One that holds less than half of `form.row_group` rows is the last.

    Raises:
        DataError: the disk is full or the folder cannot be written to; no half file is left.
    """
    sorting = pq.SortingColumn.from_ordering(schema, [(name, "ascending") for name in order])
    opened: pq.ParquetWriter | None = None
    with replacing(path) as temporary, ExitStack() as stack:

        def add(batch: pa.RecordBatch) -> None:
            nonlocal opened
            if opened is None:  # only now it is known how many ids the filter of a small file must hold
                settings = _settings(schema, form, batch.num_rows)
                opened = stack.enter_context(pq.ParquetWriter(temporary, schema, sorting_columns=sorting, **settings))
                if not form.is_described:
                    opened.add_key_value_metadata(schema.metadata or {})
            opened.write_batch(batch)

        yield add
        if opened is None:
            add(pa.RecordBatch.from_pylist([], schema))


@contextmanager
def writer(sink: IO[bytes], schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
    """Yield a writer of batches to an open file, each batch a row group, in the order they come."""
    with pq.ParquetWriter(sink, schema, **_settings(schema, PUBLISHED, ROW_GROUP)) as opened:
        yield opened


def _bloom(schema: pa.Schema, rows: int) -> dict[str, Any] | None:
    if "id" not in schema.names or not rows:
        return None
    return {"id": {"ndv": rows if rows < ROW_GROUP // 2 else 2 * ROW_GROUP, "fpp": 0.01}}


def read(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Return the rows of a file, its page checksums verified.

    Raises:
        DamagedData: the file is missing, cut off or no longer what was written.
    """
    try:
        return pq.ParquetFile(path, page_checksum_verification=True).read(columns)
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def batches(path: Path, columns: list[str] | None = None, rows: int = 1_000) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a file, at most `rows` at once and in their order, their page checksums verified.

    Raises:
        DamagedData: the file is missing, cut off or no longer what was written.
    """
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            yield from file.iter_batches(rows, columns=columns)
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def batches_of(path: Path, is_wanted: IsWanted, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Yield the rows whose `id` is wanted, in their order; of a row group without one only the ids are read.

    Raises:
        DamagedData: the file is missing, cut off or no longer what was written.
    """
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            for group in range(file.num_row_groups):
                mask = is_wanted(file.read_row_group(group, ["id"])["id"].to_pylist())
                if mask.any():
                    found = file.read_row_group(group, columns).filter(pa.array(mask))
                    yield from found.to_batches(max_chunksize=1_000)
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def read_metadata(path: Path) -> pq.FileMetaData:
    """Return the footer of a file, which knows its rows and schema.

    Raises:
        DamagedData: the footer cannot be read.
    """
    try:
        return pq.read_metadata(path)
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> DamagedData:
    return DamagedData(f"{path}: cannot be read as Parquet ({error}); restore the file from a copy")
