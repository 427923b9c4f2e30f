"""Take pages out of a data folder's memory: archive, parts and ledger; its releases are for `pipelines.publish.takedown`.

A file is written anew beside the old one, the ledger learns of it in one transaction, and only then the new file takes
the old one's name. Killed in between, `settle` finds the file that the ledger speaks of and gives it the name; so every
step can be taken again, and the whole is done when all have been.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.arrow import OUTCOMES_SCHEMA, Row
from pipelines.extract.links import site_of
from pipelines.store import decisions, parquet, variants
from pipelines.store.addresses import key_of
from pipelines.store.captures import Capture, is_whole
from pipelines.store.database import Database
from pipelines.store.files import cannot_write, sha256_of, sync
from pipelines.store.layout import archives, part_path, uncommitted
from pipelines.store.ledger import Ledger
from pipelines.store.printed import without_addresses
from pipelines.store.returning import texts_of
from pipelines.store.revisions import read_as
from pipelines.store.tombstones import Target, squashed
from pipelines.store.variants import marks_of
from pipelines.warc.blotting import IsGone
from pipelines.warc.erasing import blank, copy_with
from pipelines.warc.pages import Captured, read_captures

Ids: TypeAlias = AbstractSet[str]
_NEW: Final = ".kept"
"""What the name of a file ends in that is to take another one's place."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """What takes the place of a capture's records."""

    records: bytes
    payload: str = ""
    """The digest of the page; empty where there is none any more."""


def is_of(target: Target, row: Row) -> bool:
    """Tell whether a row, of a part or a release, is what is to be forgotten, or holds it.

    >>> is_of(Target.of("site", "farm.example.com"), {"id": "1", "url": "http://www.example.com/1"})
    True
    >>> is_of(Target.of("text", "张三丰的短信"), {"id": "1", "text": "我收到張三豐的 短信。"})
    True
    >>> is_of(Target.of("url", "http://farm.example.com/2"), {"id": "1", "url": "http://farm.example.com/1"})
    False
    """
    if target.kind == "text":
        return target.value in squashed(json.dumps(row, ensure_ascii=False, default=str))
    if target.kind == "id":
        return bool(row["id"] == target.value)
    urls = [row[name] for name in ("url", "canonical_url") if row.get(name)]
    return any(is_address_of(target, url) for url in urls)


def is_address_of(target: Target, url: str) -> bool:
    """Tell whether an address is what is to be forgotten, or lies there."""
    if target.kind == "text":
        return target.value in squashed(url)
    return (target.kind == "url" and key_of(url) == target.value) or (
        target.kind == "site" and site_of(url) == target.value
    )


def is_gone_by(targets: Iterable[Target]) -> IsGone:
    """Return what tells whether an address is among what is to be forgotten, or lies there."""
    gone = [target for target in targets if target.kind in {"url", "site"}]
    return lambda url: any(is_address_of(target, url) for target in gone)


def pages_of(ledger: Ledger, target: Target) -> set[str]:
    """Return the ids of all pages that are to be forgotten, by what rows, addresses and archived bytes say."""
    found = {
        row["id"] for part in ledger.parts() for row in _rows(part_path(ledger.data, part.number)) if is_of(target, row)
    }
    captures = [each for kept in ledger.archived().values() for each in kept]
    found |= {each.page for each in captures if is_address_of(target, each.url)}
    if target.kind == "text":
        at = {(each.place.file, each.place.offset): each.page for each in captures}
        found |= {at[place] for place in _places_with(ledger.data, target) if place in at}
    return found - {""}


def addresses_of(ledger: Ledger, pages: Ids) -> set[str]:
    """Return the addresses of pages, by what rows and the archive say."""
    rows = (row for part in ledger.parts() for row in _rows(part_path(ledger.data, part.number)) if row["id"] in pages)
    found = {row[name] for row in rows for name in ("url", "canonical_url")}
    found |= {each.url for page in pages for each in ledger.captures(page=page)}
    return {url for url in found if url}


def _rows(path: Path) -> Iterator[Row]:
    for batch in read_as(path, OUTCOMES_SCHEMA).to_batches(max_chunksize=1_000):
        yield from batch.to_pylist()


def _places_with(data: Path, target: Target) -> Iterator[tuple[str, int]]:
    for path in archives(data):
        for each in read_captures(path):
            if isinstance(each, Captured) and any(target.value in squashed(text) for text in texts_of(each.page)):
                yield from ((place.file, place.offset) for place in each.places)


def settle(ledger: Ledger) -> None:
    """Finish what a kill left: a file that the ledger speaks of takes its name, any other is removed."""
    for folder in ("raw", "state/parts"):
        for path in sorted((ledger.data / folder).glob(f"*{_NEW}")):
            _take_place(path) if _is_promised(ledger, path) else path.unlink()


def _is_promised(ledger: Ledger, path: Path) -> bool:
    old = path.with_name(path.name.removesuffix(_NEW))
    if old.suffix == ".parquet":
        digest = sha256_of(path)
        return any(part_path(ledger.data, each.number) == old and each.sha256 == digest for each in ledger.parts())
    kept = ledger.archived().get(old.name, [])
    with path.open("rb") as file:
        return all(is_whole(file.fileno(), each) for each in kept)


def _take_place(path: Path) -> None:
    old = path.with_name(path.name.removesuffix(_NEW))
    try:
        path.replace(old)
        sync(old.parent)
    except OSError as error:
        raise cannot_write(old, error) from error


def is_doomed(capture: Capture, pages: Ids, is_gone: IsGone) -> bool:
    """Return whether a record of the archive is a forgotten page's; of one whose row was lost only the address tells."""
    return capture.page in pages or (not capture.page and is_gone(capture.url))


def erase_archive(ledger: Ledger, pages: Ids, is_gone: IsGone) -> int:
    """Take the records of pages out of the archive, and what killed runs left there; return how many."""
    count = 0
    for name, kept in ledger.archived().items():
        doomed = [each for each in kept if is_doomed(each, pages, is_gone)]
        if doomed:
            blank_records(ledger, name, doomed)
            count += len(doomed)
    for path in uncommitted(ledger.data):
        path.unlink()
    return count


def erase_leftovers(data: Path) -> None:
    """Take away what killed runs left behind under temporary names: files that were being written, releases half built."""
    for path in [*data.glob("raw/.*.tmp"), *data.glob("state/**/.*.tmp")]:
        path.unlink()
    for path in [*data.glob("releases/.building-*"), *data.glob("releases/.retired-*")]:
        shutil.rmtree(path)


def blank_records(ledger: Ledger, name: str, doomed: Sequence[Capture]) -> None:
    """Put records that hold nothing in the place of some of an archive file's."""
    rewrite_records(ledger, name, [(each, None) for each in doomed])


def rewrite_records(ledger: Ledger, name: str, changed: Sequence[tuple[Capture, Renewed | None]]) -> None:
    """Put others in the place of some records of an archive file, of the same length; None for one that holds nothing."""
    path = ledger.data / "raw" / name
    new = path.with_name(path.name + _NEW)
    told = [(each, renewed or Renewed(blank(each.length))) for each, renewed in changed]
    copy_with(path, new, [(each.place.offset, renewed.records) for each, renewed in told])
    sync(new)
    with ledger.writing() as database:
        for each, renewed in told:
            _renew_capture(database, each, renewed)
    ledger.commit()
    _take_place(new)


def _renew_capture(database: Database, each: Capture, renewed: Renewed) -> None:
    digest = sha256(renewed.records).hexdigest()
    if not renewed.payload:
        database.execute(
            "UPDATE captures SET key = '', url = '', page = '' WHERE file = ? AND offset = ?",
            (each.place.file, each.place.offset),
        )
    database.execute(
        "UPDATE captures SET sha256 = ?, payload = ? WHERE file = ? AND offset = ?",
        (digest, renewed.payload, each.place.file, each.place.offset),
    )


def erase_parts(ledger: Ledger, pages: Ids, is_gone: IsGone) -> int:
    """Take the rows of pages, of all their versions, and addresses that other rows print, out of the parts; return how many rows."""
    count = 0
    for part in ledger.parts():
        path = part_path(ledger.data, part.number)
        table = parquet.read(path)
        is_doomed = pc.is_in(table["id"], pa.array(sorted(pages), pa.string()))
        kept = table.filter(pc.invert(is_doomed))
        left = without_addresses(kept, is_gone)
        if (removed := table.num_rows - kept.num_rows) or left is not kept:
            new = path.with_name(path.name + _NEW)
            parquet.write(new, left)
            with ledger.writing() as database:
                values = (left.num_rows, sha256_of(new), part.number)
                database.execute("UPDATE parts SET rows = ?, sha256 = ? WHERE number = ?", values)
            ledger.commit()
            _take_place(new)
            count += removed
    return count


def erase_rows(ledger: Ledger, target: Target, pages: Ids) -> None:
    """Take pages, and addresses that are to be forgotten, out of the tables of the ledger; its file keeps their bytes until it is rewritten."""
    with ledger.writing() as database:
        for page in sorted(pages):
            for table, column in (("pages", "id"), ("staged", "id"), ("decisions", "page")):
                database.execute(f"DELETE FROM {table} WHERE {column} = ?", (page,))  # noqa: S608 - constants
        database.execute("DELETE FROM decided_texts WHERE text_sha256 NOT IN (SELECT text_sha256 FROM decisions)")
        for table in ("urls", "failures"):
            _erase_addresses(database, table, target)
        _erase_details(database, target)
        _erase_lessons(database, target)
        _erase_site(database, target)
        decisions.save(database, ledger.data)


def _erase_addresses(database: Database, table: str, target: Target) -> None:
    for (url,) in database.query(f"SELECT DISTINCT url FROM {table}"):  # noqa: S608 - constants
        if is_address_of(target, url):
            database.execute(f"DELETE FROM {table} WHERE url = ?", (url,))  # noqa: S608 - constants


def _erase_lessons(database: Database, target: Target) -> None:
    """What a crawl learned is counted under words that may name an address, without its scheme, or quote an anchor."""
    for (clue,) in database.query("SELECT DISTINCT clue FROM harvest"):
        if _tells(target, clue):
            database.execute("DELETE FROM harvest WHERE clue = ?", (clue,))
    for column in ("clues", "validators"):
        for number, told in database.query(f"SELECT sequence, {column} FROM urls WHERE {column} NOTNULL"):  # noqa: S608 - constants
            if _tells(target, told):
                database.execute(f"UPDATE urls SET {column} = NULL WHERE sequence = ?", (number,))  # noqa: S608 - constants


def _erase_site(database: Database, target: Target) -> None:
    """What is known of a site as a whole: how its texts vary, and whether it is left alone."""
    if target.kind != "site":
        return
    database.execute("DELETE FROM marks WHERE site = ?", (target.value,))
    for (host,) in database.query("SELECT host FROM holds"):
        if is_address_of(target, f"http://{host}"):
            database.execute("DELETE FROM holds WHERE host = ?", (host,))


def _erase_details(database: Database, target: Target) -> None:
    """Messages of failures may quote a page, or an address that led to another."""
    for number, detail in database.query("SELECT id, detail FROM failures"):
        if _tells(target, detail):
            database.execute("DELETE FROM failures WHERE id = ?", (number,))


def _tells(target: Target, told: str) -> bool:
    """Whether words of ours quote what is to be forgotten: a text, an address without its scheme, a site's name, an id.

    >>> _tells(Target.of("url", "http://farm.example.com/2"), "redirected to //farm.example.com/2")
    True
    """
    if target.kind == "text":
        return target.value in squashed(told)
    return (target.value.partition("://")[2] or target.value) in told


def erase_marks(ledger: Ledger, pages: Ids) -> None:
    """Take out what the texts of pages are known by as variants of one text: of a short one that is its digest."""
    for part in ledger.parts():
        table = read_as(part_path(ledger.data, part.number), OUTCOMES_SCHEMA, ("id", "site", "text"))
        doomed = table.filter(pc.is_in(table["id"], pa.array(sorted(pages), pa.string())))
        with ledger.writing() as database:
            for row in doomed.to_pylist():
                variants.forget(database, row["site"] or "", marks_of(row["text"] or ""))
