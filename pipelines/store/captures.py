"""Which page lies where in the archive: the ledger's rows of it, each with the digest of its bytes on disk.

All functions work inside a transaction of the caller, so that a row, its address and the places of its page change
together.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from pipelines.store.addresses import key_of
from pipelines.store.database import Database
from pipelines.types import Place
from pipelines.warc.writing import Earlier

_COLUMNS = "url, file, offset, length, sha256, payload, is_revisit, captured_at, page, is_unchanged"


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
    is_unchanged: bool = False
    """Whether a server said, by 304, that its page is the one of the capture before."""

    @property
    def as_earlier(self) -> Earlier:
        """What a later record says of it."""
        return Earlier(url=self.url, fetched_at=self.captured_at, place=self.place, payload=self.payload)


def is_whole(descriptor: int, capture: Capture) -> bool:
    """Return whether the bytes of a capture, in its open archive file, are those that were written."""
    return sha256(os.pread(descriptor, capture.length, capture.place.offset)).hexdigest() == capture.sha256


def gaps(captures: Iterable[Capture], size: int) -> Iterator[tuple[int, int]]:
    """Yield where bytes of a file of that size begin that are no capture's, and how many; captures come in their order.

    >>> one = Capture(url="", place=Place("x", 10), length=5, sha256="", captured_at=datetime.min)
    >>> list(gaps([one], 20)), list(gaps([], 0))
    ([(0, 10), (15, 5)], [])
    """
    end = 0
    for each in captures:
        if each.place.offset > end:
            yield end, each.place.offset - end
        end = each.place.offset + each.length
    if size > end:
        yield end, size - end


def add(database: Database, captures: Iterable[Capture], page: str = "") -> None:
    """Record captures of the page with that id."""
    for each in captures:
        moment = each.captured_at.isoformat()
        values = (each.url, each.place.file, each.place.offset, each.length, each.sha256, each.payload)
        database.execute(
            f"INSERT INTO captures ({_COLUMNS}, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant
            (*values, int(each.is_revisit), moment, page, int(each.is_unchanged), key_of(each.url)),
        )


def earlier(database: Database, url: str, payload: str) -> Earlier | None:
    """Return the capture whose bytes the last capture of an address holds or stands for, if they are these."""
    last = _where(database, "key = ? ORDER BY sequence DESC LIMIT 1", key_of(url))
    if not last or last[0].payload != payload:
        return None
    first = _where(
        database, "key = ? AND payload = ? AND NOT is_revisit ORDER BY sequence DESC LIMIT 1", key_of(url), payload
    )
    return first[0].as_earlier if first else None


def last_whole(database: Database, url: str) -> Capture | None:
    """Return the last capture of an address that brought a page, not merely word that there is nothing new."""
    return next(
        iter(_where(database, "key = ? AND NOT is_unchanged ORDER BY sequence DESC LIMIT 1", key_of(url))), None
    )


def of_url(database: Database, url: str) -> list[Capture]:
    """Return the captures of an address, oldest first."""
    return _where(database, "key = ? ORDER BY sequence", key_of(url))


def of_page(database: Database, page: str) -> list[Capture]:
    """Return the captures of the page with that id, oldest first."""
    return _where(database, "page = ? ORDER BY sequence", page)


def newest(database: Database) -> dict[Place, str]:
    """Return where the last capture of every page lies that brought one, the last page of its article, and the id of its row."""
    last = "SELECT max(sequence) FROM captures WHERE page != '' AND NOT is_unchanged GROUP BY page"
    found = database.query(f"SELECT file, offset, page FROM captures WHERE sequence IN ({last})")  # noqa: S608 - a constant
    return {Place(file, offset): page for file, offset, page in found}


def rename(database: Database, page: str, new: str) -> None:
    """Let the captures of one page be those of another: its id became that."""
    database.execute("UPDATE captures SET page = ? WHERE page = ?", (new, page))


def claim(database: Database, places: Iterable[Place], page: str) -> None:
    """Let captures that are of no known page, at these places or of the same addresses, be of the page with that id."""
    same = "SELECT key FROM captures WHERE file = ? AND offset = ? AND url != ''"
    for place in places:
        sql = f"UPDATE captures SET page = ? WHERE page = '' AND key IN ({same})"  # noqa: S608 - a constant
        database.execute(sql, (page, place.file, place.offset))


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


def last_file(database: Database) -> str | None:
    """Return the name of the archive file with the highest number that is known, be it on disk or not."""
    last: str | None = database.query("SELECT max(file) FROM captures")[0][0]
    return last


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
            is_unchanged=bool(is_unchanged),
        )
        for url, file, offset, length, sha256, payload, is_revisit, captured_at, page, is_unchanged in rows
    ]
