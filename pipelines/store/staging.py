"""Rows between the page and the part: the newest version of each page, staged until a part holds it.

All functions work inside a transaction of the caller, so that a row and the state of its URL change together.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Final

import pyarrow as pa

from pipelines.arrow import OUTCOMES_SCHEMA, Row, outcome_to_row
from pipelines.errors import DamagedData
from pipelines.store.database import Database
from pipelines.store.packing import checksum, edits_of, text_of, unpack
from pipelines.store.rows import row_signature, row_version
from pipelines.types import Outcome

UNREAD: Final = ""
"""The version of a page whose part was given up."""
_BATCH: Final = 1_000
"""Staged rows that are unpacked at once."""
_FREE: Final = "sequence > coalesce((SELECT max(last) FROM parts WHERE sha256 IS NULL), 0)"
"""Of staged rows: no part was promised them."""
_PACKED: Final = "SELECT id, checksum, CAST(row AS BLOB), edits FROM staged"
_PROMISED: Final = "sequence <= (SELECT last FROM parts WHERE number = ?)"
"""Of staged rows: that part was, or one before it."""


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
    is_new = known is None or not _says_the_same(row, *known[2:])
    if is_new:
        _unstage(database, row["id"])
        text, edits = text_of(row), edits_of(row)
        values = (row["id"], checksum(row["id"], text.encode(), edits), text, edits)
        cursor = database.execute("INSERT INTO staged (id, checksum, row, edits) VALUES (?, ?, ?, ?)", values)
        remember(database, row, sequence=cursor.lastrowid)
    else:
        _see(database, row["id"], row["last_seen"])
    return is_new


def _says_the_same(row: Row, version: str, signature: str | None) -> bool:
    """Whether a row says what the known version of it says; of old ones only the version is known."""
    return row_version(row) == version if signature is None else row_signature(row) == signature


def _unstage(database: Database, page: str) -> None:
    """Let what is staged of a page go, unless a part was promised it."""
    database.execute(f"DELETE FROM staged WHERE id = ? AND {_FREE}", (page,))  # noqa: S608 - a constant


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
    _unstage(database, page)
    database.execute("DELETE FROM pages WHERE id = ?", (page,))


def unread(database: Database) -> int:
    """Return how many pages stood in a part that was given up, and were not staged again yet."""
    return int(database.query("SELECT count(*) FROM pages WHERE version = ?", (UNREAD,))[0][0])


def remember(database: Database, row: Row, *, sequence: int | None = None, part: int | None = None) -> None:
    """Record `row` as the newest version of its page, staged under `sequence` or held by `part`.

    `version` tells apart those of pages that have no signature yet, or were given up: here it is the same.
    """
    seen = (row["first_seen"].isoformat(), row["last_seen"].isoformat())
    signature = row_signature(row)
    database.execute(
        "INSERT OR REPLACE INTO pages (id, sequence, reason, version, signature, first_seen, last_seen, part) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (row["id"], sequence, row["reason"], signature, signature, *seen, part),
    )


def sign(database: Database, row: Row, part: int) -> None:
    """Record what the newest version of a page says now, if that part holds it: its row was changed in place."""
    signature = row_signature(row)
    database.execute(
        "UPDATE pages SET version = ?, signature = ? WHERE id = ? AND part = ?", (signature, signature, row["id"], part)
    )


def assign(database: Database, limit: int) -> Part | None:
    """Promise the oldest `limit` staged rows to a new part; None where no row waits.

    A promise is the sequence of the last of them: no row is touched.
    """
    oldest = f"SELECT sequence FROM staged WHERE {_FREE} ORDER BY sequence LIMIT ?"  # noqa: S608 - a constant
    last, rows = database.query(f"SELECT max(sequence), count(*) FROM ({oldest})", (limit,))[0]  # noqa: S608 - constants
    if not rows:
        return None
    number = database.query("SELECT coalesce(max(number), 0) + 1 FROM parts")[0][0]
    database.execute("INSERT INTO parts (number, rows, last) VALUES (?, ?, ?)", (number, rows, last))
    return Part(number, rows)


def promised(database: Database, part: Part) -> Iterator[pa.Table]:
    """Yield the rows of a part that is not sealed yet, as `OUTCOMES_SCHEMA` has them, sorted by id, piece by piece.

    Raises:
        DamagedData: a row is no longer the one that was staged.
    """
    theirs = f"SELECT sequence FROM staged WHERE {_PROMISED} ORDER BY id"  # noqa: S608 - a constant
    return _tables(database, database.query(theirs, (part.number,)))


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
    return pa.concat_tables([OUTCOMES_SCHEMA.empty_table(), *_tables(database, database.query(newest))])


def _tables(database: Database, sequences: Sequence[tuple[int]]) -> Iterator[pa.Table]:
    """Staged rows, which come sorted by id, after making sure that they are what was staged; few are text at once."""
    return (_batch(database, sequences[at : at + _BATCH]) for at in range(0, len(sequences), _BATCH))


def _batch(database: Database, sequences: Sequence[tuple[int]]) -> pa.Table:
    """Those rows sorted by id; here, since SQLite would carry them whole through its sorting."""
    wanted = json.dumps([sequence for (sequence,) in sequences])
    those = "sequence IN (SELECT value FROM json_each(?))"
    found = sorted(database.query(f"{_PACKED} WHERE {those}", (wanted,)), key=itemgetter(0))
    if problem := next(_problems(database, found), None):
        raise DamagedData(problem)
    return unpack([text for _, _, text, _ in found], [edits for *_, edits in found])


def damaged(database: Database) -> list[str]:
    """Return what is wrong with the staged rows; empty where all are sound."""
    return [*_problems(database, database.query(f"{_PACKED} ORDER BY id"))]


def _problems(database: Database, found: Iterable[tuple[str, str, bytes, bytes]]) -> Iterator[str]:
    for page, promised, text, edits in found:
        if checksum(page, text, edits) != promised:
            yield f"{database.path}: staged row {page} is damaged; restore the ledger from a copy"


def seal(database: Database, part: Part, sha256: str) -> None:
    """Record that the part is on disk; its rows leave the ledger."""
    sequences = f"SELECT sequence FROM staged WHERE {_PROMISED}"  # noqa: S608 - a constant
    database.execute(f"UPDATE pages SET part = ? WHERE sequence IN ({sequences})", (part.number, part.number))  # noqa: S608 - a constant
    database.execute(f"DELETE FROM staged WHERE {_PROMISED}", (part.number,))  # noqa: S608 - a constant
    database.execute("UPDATE parts SET sha256 = ? WHERE number = ?", (sha256, part.number))
