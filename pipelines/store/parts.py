"""Parts: the Parquet files that staged rows are sealed into, each row version exactly once.

A part is promised its rows in one transaction, written, and marked sealed in another. Killed anywhere in between, the
next call writes the promised rows again: the same rows, the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.arrow import OUTCOMES_SCHEMA
from pipelines.errors import DamagedData
from pipelines.store import parquet, staging
from pipelines.store.adoption import SYNTHETIC
from pipelines.store.files import damage_of, make_folder, sha256_of
from pipelines.store.layout import part_path
from pipelines.store.ledger import Ledger
from pipelines.store.merging import merge, regrouped
from pipelines.store.revisions import batches_as
from pipelines.store.staging import Part

ROWS_PER_PART = 10_000
"""As many rows as compaction holds in memory at once: some 100 MB of columns."""
_BATCH = 1_000
"""Rows that are read at once, of one part or, where they are merged, of all."""
_FEWEST = 200
"""Rows of a part that are worth being read at once."""
CURE = "restore it from a copy; without one `lendersms reprocess` reads its pages again from the archive"


def seal(ledger: Ledger) -> None:
    """Move all staged rows into parts, after finishing the part a killed run left behind.

    Raises:
        DataError: something is half forgotten.
    """
    ledger.refuse_half_forgotten()
    for part in ledger.parts():
        if part.sha256 is None:
            _write(ledger, part)
    while promised := _promise(ledger):
        _write(ledger, promised)


def _promise(ledger: Ledger) -> Part | None:
    with ledger.writing() as database:
        return staging.assign(database, ROWS_PER_PART)


def _write(ledger: Ledger, part: Part) -> None:
    path = part_path(ledger.data, part.number)
    make_folder(path.parent)
    synthetic = {SYNTHETIC: "true" if ledger.is_synthetic else "false"}
    schema = OUTCOMES_SCHEMA.with_metadata({**(OUTCOMES_SCHEMA.metadata or {}), **synthetic})
    batches = (batch for table in ledger.promised(part) for batch in table.to_batches())
    with parquet.writing(path, schema, form=parquet.OURS) as add:
        for batch in regrouped(batches, parquet.OURS.row_group):
            add(batch)
    sha256 = sha256_of(path)
    with ledger.writing() as database:
        staging.seal(database, part, sha256)


def newest(ledger: Ledger) -> pa.Table:
    """Return the newest version of every page that a part holds, as `OUTCOMES_SCHEMA` has it, sorted by id.

    Raises:
        DamagedData: a part is missing or its bytes are not those of its checksum: nothing is read from it.
    """
    streams = [_stream(ledger, part) for part in _sealed(ledger)]
    return pa.concat_tables([OUTCOMES_SCHEMA.empty_table(), *chain(*streams)]).sort_by("id")


def merged(ledger: Ledger, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """Yield what `newest` returns, piece by piece; `columns` are those that are wanted, `id` among them, None for all.

    Raises:
        DamagedData: as `newest`.
    """
    names = [name for name in OUTCOMES_SCHEMA.names if columns is None or name in columns]
    sealed = _sealed(ledger)
    rows = max(_BATCH // max(len(sealed), 1), _FEWEST)
    return merge([_stream(ledger, part, names, rows) for part in sealed])


def read_all(ledger: Ledger) -> pa.Table:
    """Return the newest version of every page, also of those that wait for a part, sorted by id; nothing is sealed.

    Raises:
        DamagedData: as `newest`, or a staged row is damaged.
    """
    return pa.concat_tables([newest(ledger), ledger.waiting()]).sort_by("id")


def newest_in(ledger: Ledger, part: Part) -> pa.Table:
    """Return the rows of a part that are the newest version of their page, as `OUTCOMES_SCHEMA` has them.

    Raises:
        DamagedData: the part is missing or its bytes are not those of its checksum.
    """
    return pa.concat_tables([OUTCOMES_SCHEMA.empty_table(), *_stream(ledger, part)])


def _sealed(ledger: Ledger) -> list[Part]:
    return [part for part in ledger.parts() if part.sha256 is not None]


def _stream(ledger: Ledger, part: Part, columns: Sequence[str] | None = None, rows: int = _BATCH) -> Iterator[pa.Table]:
    """The rows of a part that are the newest version of their page, piece by piece."""
    path = part_path(ledger.data, part.number)
    if problem := damage(ledger, part):
        raise DamagedData(f"{path}: {problem}; {CURE}")
    pages = ledger.newest(part)
    for table in batches_as(path, OUTCOMES_SCHEMA, rows, columns):
        at = pc.index_in(table["id"], pages["id"])
        if len(left := at.drop_null()):
            there = table.filter(at.is_valid()) if at.null_count else table
            yield _seen(there, pages["last_seen"].take(left))


def _seen(table: pa.Table, moments: pa.ChunkedArray) -> pa.Table:
    """The rows with the time their pages were last seen, if they tell it."""
    at = table.schema.get_field_index("last_seen")
    return table.set_column(at, table.schema.field(at), moments) if at >= 0 else table


def damage(ledger: Ledger, part: Part) -> str | None:
    """Return what is wrong with a part's file, or None; a part that is only promised has no file to be wrong."""
    return None if part.sha256 is None else damage_of(part_path(ledger.data, part.number), part.sha256)
