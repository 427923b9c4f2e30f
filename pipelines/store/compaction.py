"""Compaction: many small parts become one, which holds the newest version of each of their pages.

A crawl that is released every hour leaves a part an hour. The ledger is told first what is to become of which parts; then
the new part is written, and in one transaction takes the place of the others. Their files stay for whoever is still reading
them, until the next writer opens the folder: it clears what a finished or a killed compaction left behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from pipelines.store import parquet
from pipelines.store.adoption import SYNTHETIC
from pipelines.store.files import sha256_of
from pipelines.store.layout import part_path
from pipelines.store.ledger import Ledger
from pipelines.store.leftovers import promise
from pipelines.store.parts import ROWS_PER_PART, newest_in
from pipelines.store.staging import Part

MOST_SMALL: Final = 16
"""Parts of less than half the usual size that are left alone."""


def compact(ledger: Ledger, most_small: int = MOST_SMALL) -> None:
    """Merge small parts, oldest first, until at most so many are left; pages and their versions stay as they are.

    Raises:
        DamagedData: a part is missing or damaged; nothing is merged.
    """
    while len(small := _small(ledger.parts())) > max(most_small, 1):
        _merge(ledger, _filling(small))


def _small(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part.sha256 is not None and part.rows < ROWS_PER_PART // 2]


def _filling(parts: Sequence[Part]) -> list[Part]:
    """The first of them that fill a part, at least two."""
    chosen, rows = list(parts[:2]), sum(part.rows for part in parts[:2])
    for part in parts[2:]:
        rows += part.rows
        if rows > ROWS_PER_PART:
            break
        chosen.append(part)
    return chosen


def _merge(ledger: Ledger, chosen: Sequence[Part]) -> None:
    table = pa.concat_tables([newest_in(ledger, part) for part in chosen])
    numbers = [part.number for part in chosen]
    into = max(part.number for part in ledger.parts()) + 1
    with ledger.writing() as database:
        promise(database, ledger.data, into, numbers)
    ledger.commit()
    path = part_path(ledger.data, into)
    synthetic = {SYNTHETIC: "true" if ledger.is_synthetic else "false"}
    parquet.write(path, table, metadata=synthetic, form=parquet.OURS)
    values = (into, table.num_rows, sha256_of(path))
    with ledger.writing() as database:
        database.execute("INSERT INTO parts (number, rows, sha256) VALUES (?, ?, ?)", values)
        for number in numbers:
            database.execute("UPDATE pages SET part = ? WHERE part = ?", (into, number))
            database.execute("DELETE FROM parts WHERE number = ?", (number,))
    ledger.commit()
