"""Rows between the page and the part: the newest version of each page, staged until a part holds it.

All functions work inside a transaction of the caller, so that a row and the state of its URL change together.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow as pa

from pipelines.arrow import OUTCOMES_SCHEMA, Row, outcome_to_row
from pipelines.errors import DamagedData
from pipelines.store.database import Database
from pipelines.store.rows import dumps, parse, row_signature, version_of
from pipelines.types import Outcome

_BATCH: Final = 1_000
"""Staged rows that are parsed at once."""


@dataclass(frozen=True, slots=True)
class Part:
    """A Parquet file of rows; `sha256` is None until it is on disk."""

    number: int
    rows: int
    sha256: str | None = None


def stage(database: Database, outcome: Outcome) -> bool:
    """Keep what a page became, unless it says what it said before: then only the time it was last seen moves.

    Returns whether the version is new.

    `first_seen` is the earliest and `last_seen` the latest time of any version, in whatever order they come.
    """
    row = outcome_to_row(outcome)
    sql = "SELECT first_seen, last_seen, version, signature FROM pages WHERE id = ?"
    known = next(iter(database.query(sql, (row["id"],))), None)
    row = _seen(row, known[:2] if known else ())
    text = dumps(row)
    version = version_of(text)
    is_new = known is None or not _says_the_same(row, version, *known[2:])
    if is_new:
        database.execute("DELETE FROM staged WHERE id = ? AND part IS NULL", (row["id"],))
        values = (row["id"], version, text)
        cursor = database.execute("INSERT INTO staged (id, version, row) VALUES (?, ?, ?)", values)
        remember(database, row, version, sequence=cursor.lastrowid)
    else:
        _see(database, row["id"], row["last_seen"])
    return is_new


def _says_the_same(row: Row, version: str, known: str, signature: str | None) -> bool:
    """Whether a row says what the known version of it says; of old ones only the version is known."""
    return version == known if signature is None else row_signature(row) == signature


def see_again(database: Database, page_id: str, moment: datetime) -> bool:
    """Record that a page was there as it was; return False where no page has that id."""
    known = database.query("SELECT last_seen FROM pages WHERE id = ?", (page_id,))
    if known:
        _see(database, page_id, max(moment, datetime.fromisoformat(known[0][0])))
    return bool(known)


def _see(database: Database, page_id: str, moment: datetime) -> None:
    database.execute("UPDATE pages SET last_seen = ? WHERE id = ?", (moment.isoformat(), page_id))


def _seen(row: Row, known: Sequence[str]) -> Row:
    """The row with the span of time in which its page was seen."""
    times = [row["fetched_at"], row["first_seen"], row["last_seen"]]
    times += [datetime.fromisoformat(moment) for moment in known]
    moments = [moment for moment in times if moment is not None]
    return {**row, "first_seen": min(moments), "last_seen": max(moments)}


def withdraw(database: Database, page: str) -> None:
    """Let a page be none of this folder's any more; parts keep the versions of it that they hold."""
    database.execute("DELETE FROM staged WHERE id = ? AND part IS NULL", (page,))
    database.execute("DELETE FROM pages WHERE id = ?", (page,))


def remember(
    database: Database, row: Row, version: str, *, sequence: int | None = None, part: int | None = None
) -> None:
    """Record `row` as the newest version of its page, staged under `sequence` or held by `part`."""
    seen = (row["first_seen"].isoformat(), row["last_seen"].isoformat())
    database.execute(
        "INSERT OR REPLACE INTO pages (id, sequence, reason, version, signature, first_seen, last_seen, part) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (row["id"], sequence, row["reason"], version, row_signature(row), *seen, part),
    )


def assign(database: Database, limit: int) -> Part | None:
    """Promise the oldest `limit` staged rows to a new part; None where no row waits."""
    number = database.query("SELECT coalesce(max(number), 0) + 1 FROM parts")[0][0]
    oldest = "SELECT sequence FROM staged WHERE part IS NULL ORDER BY sequence LIMIT ?"
    rows = database.execute(f"UPDATE staged SET part = ? WHERE sequence IN ({oldest})", (number, limit)).rowcount  # noqa: S608 - a constant
    if not rows:
        return None
    database.execute("INSERT INTO parts (number, rows) VALUES (?, ?)", (number, rows))
    return Part(number, rows)


def promised(database: Database, part: Part) -> pa.Table:
    """Return the rows of a part that is not sealed yet, as `OUTCOMES_SCHEMA` has them, sorted by id.

    Raises:
        DamagedData: a row is no longer the one that was staged.
    """
    return _table(database, database.query("SELECT sequence FROM staged WHERE part = ? ORDER BY id", (part.number,)))


def newest(database: Database, part: Part) -> pa.Table:
    """Return the pages whose newest version lies in a part, by `id`, and when each was `last_seen`."""
    found = database.query("SELECT id, last_seen FROM pages WHERE part = ? ORDER BY id", (part.number,))
    ids, moments = zip(*found, strict=True) if found else ((), ())
    seen = pa.array(moments, pa.string()).cast(OUTCOMES_SCHEMA.field("last_seen").type)
    return pa.table({"id": pa.array(ids, pa.string()), "last_seen": seen})


def waiting(database: Database) -> pa.Table:
    """Return the newest version of every page that no sealed part holds yet, sorted by id.

    Raises:
        DamagedData: a row is no longer the one that was staged.
    """
    newest = "SELECT staged.sequence FROM staged JOIN pages ON pages.sequence = staged.sequence ORDER BY staged.id"
    return _table(database, database.query(newest))


def _table(database: Database, sequences: Sequence[tuple[int]]) -> pa.Table:
    """Staged rows, which come sorted by id, after making sure that they are what was staged; few are text at once."""
    batches = [_batch(database, sequences[at : at + _BATCH]) for at in range(0, len(sequences), _BATCH)]
    return pa.concat_tables([OUTCOMES_SCHEMA.empty_table(), *batches])


def _batch(database: Database, sequences: Sequence[tuple[int]]) -> pa.Table:
    wanted = json.dumps([sequence for (sequence,) in sequences])
    those = "sequence IN (SELECT value FROM json_each(?))"
    found = database.query(f"SELECT id, version, row FROM staged WHERE {those} ORDER BY id", (wanted,))  # noqa: S608 - a constant
    if problem := next(_problems(database, found), None):
        raise DamagedData(problem)
    return parse([text for _, _, text in found])


def damaged(database: Database) -> list[str]:
    """Return what is wrong with the staged rows; empty where all are sound."""
    return [*_problems(database, database.query("SELECT id, version, row FROM staged ORDER BY id"))]


def _problems(database: Database, found: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    for page_id, version, text in found:
        if version_of(text) != version or f', "id": {json.dumps(page_id, ensure_ascii=False)}, ' not in text:
            yield f"{database.path}: staged row {page_id} is damaged; restore the ledger from a copy"


def seal(database: Database, part: Part, sha256: str) -> None:
    """Record that the part is on disk; its rows leave the ledger."""
    sequences = "SELECT sequence FROM staged WHERE part = ?"
    database.execute(f"UPDATE pages SET part = ? WHERE sequence IN ({sequences})", (part.number, part.number))  # noqa: S608 - a constant
    database.execute("DELETE FROM staged WHERE part = ?", (part.number,))
    database.execute("UPDATE parts SET sha256 = ? WHERE number = ?", (sha256, part.number))
