"""Archive files that a ledger does not know: one that was lost, or restored from an older copy, takes them over.

So what they hold is checked, read again and forgotten as if the ledger had always been there. A page that no part tells
of is known by its address alone, until `import` reads it from the archive.

What stands behind the last record that is known of a file is either of pages that came after the copy was made, or what a
killed run had not committed, whose pages are fetched again: that is set aside. A killed run is the last one that the ledger
knows of, it has no end, and it left no more articles than share a commit.
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
from pipelines.store.archive import set_aside
from pipelines.store.captures import Capture
from pipelines.store.database import Database
from pipelines.store.frontier import STEPS_PER_COMMIT
from pipelines.store.layout import archives, part_numbers, part_path
from pipelines.store.parquet import batches
from pipelines.types import Place
from pipelines.warc.fields import NOT_MODIFIED, PAGE, Part
from pipelines.warc.pages import is_synthetic as is_synthetic_file
from pipelines.warc.records import Broken, Entry, Whole, read_records

_BEGINS: Final = frozenset({"warcinfo", "response", "revisit", "metadata"})
"""Kinds of records that a capture begins with; a `request` stands behind what it brought."""


def adopt(database: Database, data: Path, *, is_behind: bool) -> int:
    """Take over what the archive holds and the ledger does not know, and set aside what a killed run left there.

    `is_behind` says that the ledger is known to be an older copy. Returns how many captures were taken over. What is damaged
    is passed over: `verify` names it.
    """
    count = 0
    ids: Mapping[str, str] = {}
    for each in _unknown(database, data, is_behind=is_behind):
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


def _unknown(database: Database, data: Path, *, is_behind: bool) -> Iterator[_Taken]:
    """What the archive holds that the ledger does not know, oldest first; what a killed run left is set aside on the way."""
    ends = {path: captures.end_of(database, path.name) for path in archives(data)}
    is_behind = is_behind or any(_holds_page(path) for path, end in ends.items() if end is None)
    for path, end in ends.items():
        if end is None:
            yield from _behind(path, 0)
        elif path.stat().st_size > end:
            found = [*_behind(path, end)]
            if is_behind or not _is_killed_runs(database, found):
                yield from found
            else:
                set_aside(path, end)


def _holds_page(path: Path) -> bool:
    """Whether a file holds more than its head, which is on disk before the ledger knows of it."""
    return any(each.article for each in _behind(path, 0))


def _is_killed_runs(database: Database, found: Iterable[_Taken]) -> bool:
    """Whether the last run was killed, and may have left this: of each article the first page counts."""
    last = database.query("SELECT ended_at FROM runs ORDER BY id DESC LIMIT 1")
    articles = {each.article for each in found} - {""}
    return bool(last) and last[0][0] is None and len(articles) <= STEPS_PER_COMMIT


def _behind(path: Path, end: int) -> Iterator[_Taken]:
    """What an archive file holds from there on."""
    article = ""
    try:
        for record, stop in _spans(path, read_records(path, frozenset(), end)):
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
