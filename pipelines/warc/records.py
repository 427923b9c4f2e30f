"""The records of an archive file, one by one: a broken one is told and passed over, and costs nothing else.

FastWARC reads; where it stops at a broken record, reading goes on at the next place where a record may begin: a gzip
member, or a line `WARC/1.x` where the file is not packed. Such a place inside a record's own bytes is met only after
that record was found broken, and what is read there is none.
"""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

from fastwarc.warc import ArchiveIterator, WarcRecord

from pipelines.errors import UnreadablePage

MOST_BYTES: Final = 8 * 2**20
"""A page may be as large as the crawl allows one to be; a record has room for its headers too."""
_HEAD_ROOM: Final = 2**20
_MEMBER: Final = b"\x1f\x8b\x08"
_LINE: Final = b"\r\n\r\nWARC/1."
_NOWHERE: Final = -1
_BLOCK: Final = 2**16
_LONGEST_ID: Final = 100
"""Characters; a UUID as a URN in angle brackets takes 47."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A record that was read to its end."""

    offset: int
    kind: str
    """Such as `response`."""
    fields: dict[str, str]
    """The headers of the record, names in lower case."""
    block: bytes
    """What it holds; empty for kinds that nobody asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A record that gave no page."""

    offset: int
    reason: str
    """A stable id such as `bad_record`."""
    why: str
    record_id: str = ""
    """Its `WARC-Record-ID`, where its head could be read: all records of a file that is packed in one share an offset."""


Entry: TypeAlias = Whole | Broken


def read_records(path: Path, kinds: frozenset[str], start: int = 0) -> Iterator[Entry]:
    """Yield the records of a file from `start` on, with the blocks of `kinds`.

    Raises:
        UnreadablePage: the file cannot be opened, is empty, or holds no WARC record at all.
    """
    try:
        with path.open("rb") as file:
            if not path.stat().st_size:
                raise UnreadablePage("empty_file", "the file is empty: copy it again")
            yield from _from(file, kinds, start)
    except OSError as error:
        why = error.strerror or str(error)
        raise UnreadablePage(
            "unreadable_file", f"cannot be read ({why}): check what it is and its permissions"
        ) from error


def _from(file: BinaryIO, kinds: frozenset[str], start: int) -> Iterator[Entry]:
    """The records from `start` on; of broken ones in a row only the first is told."""
    at: int | None = start
    is_new = True
    while at is not None:
        good, broken = _NOWHERE, None
        for entry in _run(file, kinds, at):
            if isinstance(entry, Broken):
                broken = entry
                break
            good, is_new = entry.offset, True
            yield entry
        if broken is None:
            rest = at if good == _NOWHERE else _rest(file, at, good)
            if is_new and rest is not None:
                yield Broken(offset=rest, reason="bad_record", why="the file ends in the middle of it")
            return
        where = _place(file, broken, good, at)
        if alone := _alone(file, kinds, where):
            yield alone[0]
            is_new, at = True, alone[1]
            continue
        if is_new:
            yield replace(broken, offset=where)
        is_new, at = False, _next(file, where + 1)


def _place(file: BinaryIO, broken: Broken, good: int, at: int) -> int:
    """Where a broken record begins: told, or behind the last good one, or where reading began."""
    if broken.offset != _NOWHERE:
        return broken.offset
    behind = at if good == _NOWHERE else _next(file, good + 1)
    return good if behind is None else behind


def _run(file: BinaryIO, kinds: frozenset[str], at: int) -> Iterator[Entry]:
    """The records from `at` on up to the first broken one; its offset may not be known."""
    file.seek(at)
    return _records(file, kinds)


def _records(file: BinaryIO, kinds: frozenset[str]) -> Iterator[Entry]:
    begun = _NOWHERE
    try:
        for record in ArchiveIterator(file, parse_http=False, max_header_len=_HEAD_ROOM):
            begun = record.stream_pos
            entry = _read(record, kinds)
            yield entry
            if isinstance(entry, Broken):
                return
            begun = _NOWHERE
    except (OSError, ValueError) as error:
        yield Broken(offset=begun, reason="bad_record", why=str(error))


def _read(record: WarcRecord, kinds: frozenset[str]) -> Entry:
    fields = {name.lower(): value for name, value in record.headers.to_tuples()}
    kind, offset = fields.get("warc-type", ""), record.stream_pos
    if not kind:
        return Broken(offset=offset, reason="bad_record", why="it has no header")
    if kind not in kinds:
        return Whole(offset=offset, kind=kind, fields=fields, block=b"")
    block = record.reader.read(MOST_BYTES + _HEAD_ROOM)
    if len(block) < min(record.content_length, MOST_BYTES + _HEAD_ROOM):
        return Broken(offset=offset, reason="bad_record", why="it ends too early", record_id=record_id(fields))
    return Whole(offset=offset, kind=kind, fields=fields, block=block)


def record_id(fields: Mapping[str, str]) -> str:
    """Return the id that a record's head tells, if it is as short as one.

    >>> record_id({"warc-record-id": "<urn:uuid:1>"}), record_id({"warc-record-id": "1" * 500}), record_id({})
    ('<urn:uuid:1>', '', '')
    """
    told = fields.get("warc-record-id", "")
    return told if len(told) <= _LONGEST_ID else ""


def _alone(file: BinaryIO, kinds: frozenset[str], at: int) -> tuple[Whole, int] | None:
    """The record that a sound member at `at` holds, and where that ends: FastWARC gives it up for what stands behind."""
    file.seek(at)
    unzip = zlib.decompressobj(16 + zlib.MAX_WBITS)
    content = bytearray()
    try:
        while not unzip.eof and (packed := file.read(_BLOCK)) and len(content) <= MOST_BYTES + _HEAD_ROOM:
            content += unzip.decompress(packed)
    except zlib.error:
        return None
    end = file.tell() - len(unzip.unused_data)
    entries = list(_records(BytesIO(content), kinds)) if unzip.eof else []
    only = entries[0] if len(entries) == 1 else None
    return (replace(only, offset=at), end) if isinstance(only, Whole) else None


def _end_of(file: BinaryIO, good: int) -> int | None:
    """Where the last good record ends, if anything stands behind it: FastWARC is silent about a torn one."""
    alone = _alone(file, frozenset(), good)
    return alone[1] if alone and file.seek(0, SEEK_END) > alone[1] else None


def _rest(file: BinaryIO, start: int, good: int) -> int | None:
    """Where what cannot be read behind the last good record begins, if there is any."""
    end = _end_of(file, good)
    return file.seek(0, SEEK_END) if end is None and _is_torn(file, start, good) else end


def _is_torn(file: BinaryIO, start: int, good: int) -> bool:
    """Whether a member that holds many records is cut off: FastWARC takes its end for the file's, and knows no record's place."""
    heads = []
    for place in (good, start):
        file.seek(place)
        heads.append(file.read(len(_MEMBER)) == _MEMBER)
    if heads != [False, True]:
        return False
    file.seek(start)
    unzip, packed = zlib.decompressobj(16 + zlib.MAX_WBITS), b""
    while packed := packed or file.read(_BLOCK):
        if unzip.eof:
            unzip = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            unzip.decompress(packed)
        except zlib.error:
            return True
        packed = unzip.unused_data
    return not unzip.eof


def _next(file: BinaryIO, start: int) -> int | None:
    """Where the next record may begin."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        is_packed = content[: len(_MEMBER)] == _MEMBER
        found = content.find(_MEMBER if is_packed else _LINE, start if is_packed else max(0, start - _LINE.index(b"W")))
        return None if found < 0 else found if is_packed else found + _LINE.index(b"W")
