"""Which page lies where in the archive: the ledger's rows of it, each with the digest of its bytes on disk.

All functions work inside a transaction of the caller, so that a row, its address and the places of its page change
together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pipelines.store.addresses import key_of
from pipelines.store.database import Database
from pipelines.types import Place
from pipelines.warc.writing import Earlier

_COLUMNS = "url, file, offset, length, sha256, payload, is_revisit, captured_at, page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Some records of an archive file that lie side by side: what came and what was asked, or the file's head."""

    url: str
    """The address asked for; empty for the head of a file."""
    place: Place
    length: int
    """In bytes on disk."""
    sha256: str
    """Of these bytes."""
    payload: str = ""
    """The digest of the page's body."""
    is_revisit: bool = False
    captured_at: datetime
    page: str = ""
    """The id of the row that the page became."""


def add(database: Database, captures: Iterable[Capture], page: str = "") -> None:
    """Record captures of the page with that id."""
    for each in captures:
        moment = each.captured_at.isoformat()
        values = (each.url, each.place.file, each.place.offset, each.length, each.sha256, each.payload)
        database.execute(
            f"INSERT INTO captures ({_COLUMNS}, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant
            (*values, int(each.is_revisit), moment, page, key_of(each.url)),
        )


def earlier(database: Database, url: str, payload: str) -> Earlier | None:
    """Return the capture whose bytes the last capture of an address holds or stands for, if they are these."""
    last = _where(database, "key = ? ORDER BY sequence DESC LIMIT 1", key_of(url))
    if not last or last[0].payload != payload:
        return None
    first = _where(
        database, "key = ? AND payload = ? AND NOT is_revisit ORDER BY sequence DESC LIMIT 1", key_of(url), payload
    )
    return Earlier(url=first[0].url, fetched_at=first[0].captured_at, place=first[0].place) if first else None


def of_url(database: Database, url: str) -> list[Capture]:
    """Return the captures of an address, oldest first."""
    return _where(database, "key = ? ORDER BY sequence", key_of(url))


def of_page(database: Database, page: str) -> list[Capture]:
    """Return the captures of the page with that id, oldest first."""
    return _where(database, "page = ? ORDER BY sequence", page)


def newest(database: Database) -> dict[Place, str]:
    """Return where the last capture of every page lies, the last page of its article, and the id of its row."""
    last = "SELECT max(sequence) FROM captures WHERE page != '' GROUP BY page"
    found = database.query(f"SELECT file, offset, page FROM captures WHERE sequence IN ({last})")  # noqa: S608 - a constant
    return {Place(file, offset): page for file, offset, page in found}


def rename(database: Database, page: str, new: str) -> None:
    """Let the captures of one page be those of another: its id became that."""
    database.execute("UPDATE captures SET page = ? WHERE page = ?", (new, page))


def of_file(database: Database, name: str) -> list[Capture]:
    """Return what is known of an archive file, in its order."""
    return _where(database, "file = ? ORDER BY offset", name)


def end_of(database: Database, name: str) -> int | None:
    """Return where the last record ends that is known of an archive file; None where the file is unknown."""
    found = database.query("SELECT offset + length FROM captures WHERE file = ? ORDER BY offset DESC LIMIT 1", (name,))
    return int(found[0][0]) if found else None


def files(database: Database) -> list[str]:
    """Return the names of all archive files that are known."""
    return [name for (name,) in database.query("SELECT DISTINCT file FROM captures ORDER BY file")]


def count(database: Database) -> int:
    """Return how many captures of pages there are."""
    return int(database.query("SELECT count(*) FROM captures WHERE url != ''")[0][0])


def _where(database: Database, condition: str, *values: str) -> list[Capture]:
    rows = database.query(f"SELECT {_COLUMNS} FROM captures WHERE {condition}", values)  # noqa: S608 - constants
    return [
        Capture(
            url=url,
            place=Place(file, offset),
            length=length,
            sha256=sha256,
            payload=payload,
            is_revisit=bool(is_revisit),
            captured_at=datetime.fromisoformat(captured_at),
            page=page,
        )
        for url, file, offset, length, sha256, payload, is_revisit, captured_at, page in rows
    ]
