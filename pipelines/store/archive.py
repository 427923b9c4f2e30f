"""The archive of a data folder: every fetched page, as it came, in WARC files that only grow.

The ledger never names a record that is not whole on disk: what was written is forced to disk before the commit that
names it, once for all pages of that commit. A kill may leave bytes behind the last record that the ledger names; nobody
knows of them, and their pages are fetched again. The next command that writes sets them aside under another name
(`archive_adoption`), so that whoever reads the archive finds each page once and no torn record, and nothing is ever deleted.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from pipelines.store import captures
from pipelines.store.captures import Capture
from pipelines.store.database import Database
from pipelines.store.files import cannot_write, make_folder, sync, write_bytes
from pipelines.store.layout import archive_number, archive_path, archives, uncommitted_path
from pipelines.types import Place, RawPage
from pipelines.warc.fields import part_of
from pipelines.warc.writing import Earlier, info_member, page_members, payload_digest

MOST_BYTES: Final = 2**30
"""A file that has grown to this is followed by another one."""


class Archive:
    """Writes the archive of one data folder; there is one writer, which the ledger's lock sees to."""

    def __init__(
        self, data: Path, database: Database, *, synthetic: bool, most_bytes: int = MOST_BYTES, is_behind: bool = False
    ) -> None:
        """Write to `data`; where the ledger `is_behind` and took over what it could, the rest is left and a new file begun."""
        self._data = data
        self._database = database
        self._synthetic = synthetic
        self._most_bytes = most_bytes
        self._is_behind = is_behind
        self._file: _File | None = None
        self._has_unsynced = False
        database.before_commit(self.sync)

    def keep(self, page: RawPage) -> tuple[Capture, ...]:
        """Write a page, and those its article goes on over, and return what the ledger has to record of them.

        Nothing of it holds until the ledger has: the caller records the captures in the transaction of the page's row.

        Raises:
            DataError: the disk is full or failing; what was written of the page is taken back.
        """
        pages = (page, *page.later)
        return self._write(
            [(each, captures.earlier(self._database, each.url, payload_digest(each.body))) for each in pages]
        )

    def keep_unchanged(self, page: RawPage) -> tuple[Capture, ...]:
        """Write that a server said, by 304, that a page did not change, nor those its article goes on over.

        Nothing is written where the archive does not hold what they were: then nothing is returned.

        Raises:
            DataError: as `keep`.
        """
        pages = (page, *page.later)
        before = [last for each in pages if (last := captures.last_whole(self._database, each.url))]
        if len(before) < len(pages):
            return ()
        kept = self._write([(each, last.as_earlier) for each, last in zip(pages, before, strict=True)])
        return tuple(replace(each, page=last.page, is_unchanged=True) for each, last in zip(kept, before, strict=True))

    def _write(self, pages: Sequence[tuple[RawPage, Earlier | None]]) -> tuple[Capture, ...]:
        """Write the pages of an article, each with the capture that holds its bytes already, if there is one."""
        file = self._with_room()
        kept: list[Capture] = []
        content = b""
        for number, (page, earlier) in enumerate(pages, 1):
            records = page_members(page, part_of(page, number, len(pages)), earlier)
            kept.append(_capture(page, Place(file.name, file.end + len(content)), records, earlier))
            content += records
        file.append(content)
        self._has_unsynced = True
        return tuple(kept)

    def sync(self) -> None:
        """Force to disk what was written."""
        if self._file and self._has_unsynced:
            self._file.sync()
            self._has_unsynced = False

    def close(self) -> None:
        """Close the file; what no commit names is set aside by the next run."""
        if self._file:
            self._file.close()
            self._file = None

    def _with_room(self) -> _File:
        """The file to write to: the newest, or a new one where that is full, unknown to the ledger or not there."""
        if self._file is None:
            self._file = self._newest()
        if self._file is None or self._file.end >= self._most_bytes:
            self.sync()
            self.close()
            self._file = self._new()
        return self._file

    def _newest(self) -> _File | None:
        paths = archives(self._data)
        end = captures.end_of(self._database, paths[-1].name) if paths else None
        if (
            end is None or self._is_behind or paths[-1].stat().st_size < end
        ):  # not ours to go on with: `verify` says what is wrong
            return None
        set_aside(paths[-1], end)
        return _File(paths[-1])

    def _new(self) -> _File:
        """A file with its head, which is on disk and known to the ledger before any page."""
        now = datetime.now(UTC)
        path = archive_path(self._data, self._next_number(), now)
        make_folder(path.parent)
        file = _File(path)
        head = info_member(path.name, synthetic=self._synthetic)
        file.append(head)
        file.sync()
        sync(path.parent)
        with self._database.transaction():
            captures.add(self._database, [_head(Place(path.name, 0), head, now)])
        self._database.commit()
        return file

    def _next_number(self) -> int:
        """A number that no file on disk has, nor one that is lost: its name would lead to another's records."""
        known = captures.last_file(self._database)
        paths = [*archives(self._data), *([Path(known)] if known else [])]
        return max(map(archive_number, paths), default=0) + 1


class _File:
    """An archive file, open at its end."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        try:
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
            self.end = os.lseek(self._descriptor, 0, os.SEEK_END)
        except OSError as error:
            raise cannot_write(path, error) from error

    def append(self, content: bytes) -> None:
        """Write all of it, or nothing."""
        rest = memoryview(content)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            os.ftruncate(self._descriptor, self.end)
            os.lseek(self._descriptor, self.end, os.SEEK_SET)
            raise cannot_write(self._path, error) from error
        self.end += len(content)

    def sync(self) -> None:
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            raise cannot_write(self._path, error) from error

    def close(self) -> None:
        os.close(self._descriptor)


def set_aside(path: Path, end: int) -> None:
    """Move what lies behind `end` into a file of its own, which no reader of archives takes for one."""
    size = path.stat().st_size
    if size <= end:
        return
    with path.open("rb") as file:
        file.seek(end)
        tail = file.read()
    write_bytes(uncommitted_path(path, end), tail)
    try:
        os.truncate(path, end)
        sync(path)
    except OSError as error:
        raise cannot_write(path, error) from error


def places_of(kept: Iterable[Capture]) -> tuple[Place, ...]:
    """Return where the pages of an article lie."""
    return tuple(each.place for each in kept)


def _capture(page: RawPage, place: Place, records: bytes, earlier: Earlier | None) -> Capture:
    """What the ledger is to record of the records of a page."""
    return Capture(
        url=page.url,
        place=place,
        length=len(records),
        sha256=sha256(records).hexdigest(),
        payload=earlier.payload if earlier else payload_digest(page.body),
        is_revisit=earlier is not None,
        captured_at=page.fetched_at,
    )


def _head(place: Place, records: bytes, at: datetime) -> Capture:
    """What the ledger is to record of the head of a file."""
    return Capture(url="", place=place, length=len(records), sha256=sha256(records).hexdigest(), captured_at=at)
