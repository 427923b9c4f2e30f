"""What of a data folder is to be forgotten: pages by their ids, their addresses, and records of the archive.

A page is known by its row, by an address of its captures, or by a text in their bytes. Of a capture whose row was lost with
an older ledger nothing but address and bytes tell; its addresses are forgotten, and so it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from pipelines.arrow import OUTCOMES_SCHEMA, Row
from pipelines.store.captures import Capture, gaps, is_whole
from pipelines.store.layout import archives, part_numbers, part_path
from pipelines.store.ledger import Ledger
from pipelines.store.revisions import batches_as
from pipelines.store.sought import Sought
from pipelines.store.tombstones import Target
from pipelines.store.wordings import words_of_record
from pipelines.warc.fields import PAGE, Part
from pipelines.warc.members import records_of

Captures: TypeAlias = Mapping[str, Sequence[Capture]]
"""Of each archive file, in its order."""
_ADDRESSES = ("id", "url", "canonical_url")
_ROWS = 1_000
"""Rows that are Python objects at once."""


@dataclass(frozen=True, slots=True)
class Unread:
    """An archive file of which nobody can tell whether what is forgotten stands in it."""

    path: Path
    records: int
    """Records that are damaged, and stretches of bytes that are none; all it held where it is missing."""
    is_missing: bool = False


def told_with(ledger: Ledger, target: Target) -> tuple[list[Target], set[str]]:
    """Return all that goes with a target, itself first, and the ids of the pages: with a page go all its addresses.

    Of a site the addresses are known by the site.
    """
    pages = pages_of(ledger, Sought.of([target]))
    if target.kind == "site":
        return [target], pages
    urls: set[str] = set()
    known = addresses_of(ledger, pages) | _strays_of(ledger, Sought.of([target]))
    while known - urls:  # another page may lie at one of them
        urls = known
        at = Sought.of(Target.of("url", url) for url in urls)
        pages |= pages_of(ledger, at)
        known = urls | addresses_of(ledger, pages) | _strays_of(ledger, at)
    found = [Target.of("url", url) for url in sorted(urls)]
    return list(dict.fromkeys([target, *found])), pages


def pages_of(ledger: Ledger, sought: Sought) -> set[str]:
    """Return the ids of all pages that are to be forgotten, by what rows, addresses and archived bytes say."""
    found = {row["id"] for row in _rows(ledger, None if sought.texts else _ADDRESSES) if sought.is_row(row)}
    found |= {each.page for kept in ledger.archived().values() for each in kept if sought.is_named(each.url)}
    if sought.texts:
        found |= {each.page for each in _saying(ledger, ledger.archived(), sought)}
    return found - {""}


def addresses_of(ledger: Ledger, pages: AbstractSet[str]) -> set[str]:
    """Return the addresses of pages, by what rows and the archive say."""
    rows = (row for row in _rows(ledger, _ADDRESSES) if row["id"] in pages)
    found = {row[name] for row in rows for name in ("url", "canonical_url")}
    found |= {each.url for page in pages for each in ledger.captures(page=page)}
    return {url for url in found if url}


def records_of_pages(ledger: Ledger, pages: AbstractSet[str], sought: Sought) -> Captures:
    """Return the records of the archive that are to go, file by file; those of a page without a row go by their address."""
    found = {
        name: [each for each in kept if each.page in pages or (not each.page and sought.is_address(each.url))]
        for name, kept in ledger.archived().items()
    }
    return {name: doomed for name, doomed in found.items() if doomed}


def is_behind(ledger: Ledger) -> bool:
    """Tell whether archive or parts hold what a ledger does not know: it is an older copy, or a run was killed."""
    ends = {name: max(each.place.offset + each.length for each in kept) for name, kept in ledger.archived().items()}
    parts = {part.number for part in ledger.parts()}
    longer = (path.stat().st_size > ends.get(path.name, 0) for path in archives(ledger.data))
    return any(longer) or not parts.issuperset(part_numbers(ledger.data))


def unread(ledger: Ledger, doomed: Captures) -> list[Unread]:
    """Return what of the archive nobody can read, besides what goes anyway."""
    known = ledger.archived()
    names = sorted({*known, *(path.name for path in archives(ledger.data))})
    found = (_unread(ledger.data / "raw" / name, known.get(name, []), doomed.get(name, [])) for name in names)
    return [each for each in found if each.records]


def _unread(path: Path, kept: Sequence[Capture], doomed: Sequence[Capture]) -> Unread:
    going = {each.place for each in doomed}
    asked = [each for each in kept if each.place not in going]
    if not path.is_file():
        return Unread(path, sum(bool(each.url) for each in kept), is_missing=True)
    with path.open("rb") as file:
        damaged = sum(not is_whole(file.fileno(), each) for each in asked)
    return Unread(path, damaged + sum(1 for _ in gaps(kept, path.stat().st_size)))


def read_packed(path: Path, kept: Sequence[Capture]) -> Iterator[tuple[Capture, bytes]]:
    """Yield the captures of pages that are whole with their records as they lie in a file; none of a file that is gone."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        for each in kept:
            if each.url and is_whole(file.fileno(), each):
                yield each, os.pread(file.fileno(), each.length, each.place.offset)


def _strays_of(ledger: Ledger, sought: Sought) -> set[str]:
    """The addresses of captures without a row that are to be forgotten, with those of the other pages of their articles."""
    strays = {name: [each for each in kept if not each.page] for name, kept in ledger.archived().items()}
    saying = {each.place for each in _saying(ledger, strays, sought)} if sought.texts else set()
    return {
        each.url
        for name, kept in strays.items()
        for article in _articles(ledger.data / "raw" / name, kept)
        if any(each.place in saying or sought.is_named(each.url) for each in article)
        for each in article
    }


def _articles(path: Path, kept: Sequence[Capture]) -> Iterator[list[Capture]]:
    """The captures of each article, which lie side by side; a page that does not tell its number is one."""
    article: list[Capture] = []
    for each, packed in read_packed(path, kept):
        if _number(next(records_of(packed))) == 1 and article:
            yield article
            article = []
        article.append(each)
    if article:
        yield article


def _number(record: bytes) -> int:
    """Which page of its article a record is."""
    lines = (line.partition(":") for line in record.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").splitlines())
    told = next((value for name, _, value in lines if name == PAGE), "")
    try:
        return Part.loads(told).number
    except ValueError:
        return 1


def _saying(ledger: Ledger, kept: Captures, sought: Sought) -> Iterator[Capture]:
    """The captures in whose bytes a text stands that is to be forgotten."""
    for name, captures in kept.items():
        for each, packed in read_packed(ledger.data / "raw" / name, captures):
            if any(sought.is_said(words_of_record(record)) for record in records_of(packed)):
                yield each


def _rows(ledger: Ledger, columns: Sequence[str] | None) -> Iterator[Row]:
    """The rows of all parts, and those that wait for one."""
    paths = (part_path(ledger.data, part.number) for part in ledger.parts() if part.sha256)
    for table in chain(*(batches_as(path, OUTCOMES_SCHEMA, _ROWS, columns) for path in paths), (ledger.waiting(),)):
        for batch in table.to_batches(max_chunksize=_ROWS):
            yield from batch.to_pylist()
