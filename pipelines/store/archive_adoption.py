"""Archive files that a ledger does not know: one that was lost, or restored from an older copy, takes them over.

So what they hold is checked, read again and forgotten as if the ledger had always been there. A page that no part tells
of is known by its address alone, until `import` reads it from the archive.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Final

from pipelines.errors import UnreadablePage
from pipelines.store import captures
from pipelines.store.addresses import key_of
from pipelines.store.captures import Capture
from pipelines.store.database import Database
from pipelines.store.layout import archives, part_numbers, part_path
from pipelines.store.parquet import batches
from pipelines.types import Place
from pipelines.warc.fields import NOT_MODIFIED, PAGE, Part
from pipelines.warc.pages import is_synthetic as is_synthetic_file
from pipelines.warc.records import Broken, Entry, Whole, read_records

_BEGINS: Final = frozenset({"warcinfo", "response", "revisit", "metadata"})
"""Kinds of records that a capture begins with; a `request` stands behind what it brought."""


def adopt(database: Database, data: Path, *, is_behind: bool) -> int:
    """Take over the archive files that the ledger lacks, and where it `is_behind` the parts what it lacks of others.

    Returns how many captures that were. What is damaged is passed over: `verify` names it.
    """
    count = 0
    ids: Mapping[str, str] = {}
    for each in (each for path in archives(data) for each in _unknown(database, path, is_behind=is_behind)):
        ids = ids if count else _ids(data)
        captures.add(database, [each.capture], ids.get(key_of(each.article), "") if each.article else "")
        count += 1
    return count


def is_synthetic(data: Path) -> bool:
    """Return whether an archive in a folder holds practice pages."""
    return any(is_synthetic_file(path) for path in archives(data))


@dataclass(frozen=True, slots=True)
class _Taken:
    capture: Capture
    article: str
    """The address of the article that its page belongs to; empty where it holds none."""


def _unknown(database: Database, path: Path, *, is_behind: bool) -> Iterator[_Taken]:
    """What an archive file holds that the ledger does not know."""
    end = captures.end_of(database, path.name)
    if end is not None and (not is_behind or path.stat().st_size <= end):
        return
    article = ""
    try:
        for record, stop in _spans(path, read_records(path, frozenset(), end or 0)):
            content, part = _whole(_content(path, record.offset, stop)), _part(record)
            article = part.url if part and part.number == 1 else article
            if content:
                capture = _capture(Place(path.name, record.offset), content, record, part)
                yield _Taken(capture, article if part else "")
    except UnreadablePage:  # nothing in it, or nothing of it can be read
        return


def _spans(path: Path, entries: Iterable[Entry]) -> Iterator[tuple[Whole, int]]:
    """The records that captures begin with, each with where its capture ends."""
    starts = (each for each in entries if isinstance(each, Broken) or each.kind in _BEGINS)
    end = Broken(offset=path.stat().st_size, reason="", why="")
    for one, other in pairwise((*starts, end)):
        if isinstance(one, Whole):
            yield one, other.offset


def _part(record: Whole) -> Part | None:
    try:
        return Part.loads(record.fields.get(PAGE.lower(), ""))
    except ValueError:  # a head, or what stands where something was removed
        return None


def _content(path: Path, start: int, stop: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(stop - start)


def _whole(content: bytes) -> bytes:
    """The gzip members side by side that end where and as they should; what stands behind a torn one is of nothing.

    >>> import gzip
    >>> one, other = gzip.compress(b"what came"), gzip.compress(b"what was asked")
    >>> _whole(one + other) == one + other, _whole(one + other[:-1]) == one, _whole(b"x" + one)
    (True, True, b'')
    """
    left = content
    while left:
        unzip = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            unzip.decompress(left)
        except zlib.error:
            break
        if not unzip.eof:
            break
        left = unzip.unused_data
    return content[: len(content) - len(left)]


def _capture(place: Place, content: bytes, record: Whole, part: Part | None) -> Capture:
    found = Capture(
        url="",
        place=place,
        length=len(content),
        sha256=sha256(content).hexdigest(),
        captured_at=datetime.fromisoformat(record.fields["warc-date"]),
    )
    if part is None:
        return found
    return replace(
        found,
        url=part.url,
        payload=record.fields.get("warc-payload-digest", ""),
        is_revisit=record.kind == "revisit",
        is_unchanged=record.fields.get("warc-profile") == NOT_MODIFIED,
    )


def _ids(data: Path) -> Mapping[str, str]:
    """The ids of pages by their address, as parts tell them."""
    rows = (
        (url, page)
        for number in part_numbers(data)
        for batch in batches(part_path(data, number), ["id", "url"])
        for url, page in zip(batch["url"].to_pylist(), batch["id"].to_pylist(), strict=True)
    )
    return {key_of(url): page for url, page in rows if url}
