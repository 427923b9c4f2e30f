"""Parts that a ledger does not know: a ledger that was lost, or restored from an older copy, takes them over.

What a part holds is never written again under the same number, and its pages are not fetched again.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.arrow import OUTCOMES_SCHEMA, Row
from pipelines.store import queue, staging
from pipelines.store.database import Database
from pipelines.store.files import sha256_of
from pipelines.store.layout import part_numbers, part_path
from pipelines.store.queue import Read
from pipelines.store.revisions import read_as

SYNTHETIC = "synthetic"
"""Key of a part's metadata: whether its pages are practice pages."""


def adopt(database: Database, data: Path) -> bool | None:
    """Take over the parts on disk that the ledger lacks; return whether they are of practice pages, None without any.

    Raises:
        DamagedData: such a part cannot be read.
    """
    known = {number for (number,) in database.query("SELECT number FROM parts")}
    is_synthetic = None
    for number in part_numbers(data):
        if number not in known:
            is_synthetic = _adopt_part(database, part_path(data, number), number)
    return is_synthetic


def _adopt_part(database: Database, path: Path, number: int) -> bool:
    table = read_as(path, OUTCOMES_SCHEMA)
    for row in table.to_pylist():
        staging.remember(database, row, part=number)
        if row["url"]:
            _adopt_url(database, row)
    values = (number, table.num_rows, sha256_of(path))
    database.execute("INSERT INTO parts (number, rows, sha256) VALUES (?, ?, ?)", values)
    return bool((table.schema.metadata or {}).get(SYNTHETIC.encode()) == b"true")


def _adopt_url(database: Database, row: Row) -> None:
    fetched_at = int(row["fetched_at"].timestamp())
    queue.settle_read(database, row["url"], Read(source=row["source"], at=fetched_at))
