"""Parts: the Parquet files that staged rows are sealed into, each row version exactly once.

A part is promised its rows in one transaction, written, and marked sealed in another. Killed anywhere in between, the
next call writes the promised rows again: the same rows, the same bytes.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.arrow import OUTCOMES_SCHEMA
from pipelines.errors import DamagedData
from pipelines.store import parquet, staging
from pipelines.store.adoption import SYNTHETIC
from pipelines.store.files import damage_of, make_folder, sha256_of
from pipelines.store.layout import part_path
from pipelines.store.ledger import Ledger
from pipelines.store.revisions import read_as
from pipelines.store.staging import Part

ROWS_PER_PART = 10_000
"""As many rows as are held in memory at once: some 200 MB of JSON and columns."""
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
    metadata = {SYNTHETIC: "true" if ledger.is_synthetic else "false"}
    parquet.write(path, ledger.promised(part), metadata=metadata, level=parquet.QUICK)
    sha256 = sha256_of(path)
    with ledger.writing() as database:
        staging.seal(database, part, sha256)


def newest(ledger: Ledger) -> pa.Table:
    """Return the newest version of every page that a part holds, as `OUTCOMES_SCHEMA` has it, sorted by id.

    Raises:
        DamagedData: a part is missing or its bytes are not those of its checksum: nothing is read from it.
    """
    tables = [newest_in(ledger, part) for part in ledger.parts() if part.sha256 is not None]
    return pa.concat_tables([OUTCOMES_SCHEMA.empty_table(), *tables]).sort_by("id")


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
    if problem := damage(ledger, part):
        raise DamagedData(f"{part_path(ledger.data, part.number)}: {problem}; {CURE}")
    seen = ledger.newest(part)
    table = read_as(part_path(ledger.data, part.number), OUTCOMES_SCHEMA)
    table = table.replace_schema_metadata(OUTCOMES_SCHEMA.metadata)
    table = table.filter(pc.is_in(table["id"], pa.array(seen, pa.string())))
    moments = [seen[page_id] for page_id in table["id"].to_pylist()]
    at = table.schema.get_field_index("last_seen")
    return table.set_column(at, table.schema.field(at), pa.array(moments, table.schema.field(at).type))


def damage(ledger: Ledger, part: Part) -> str | None:
    """Return what is wrong with a part's file, or None; a part that is only promised has no file to be wrong."""
    return None if part.sha256 is None else damage_of(part_path(ledger.data, part.number), part.sha256)
