"""Take pages out of a data folder's memory: archive, parts and ledger; its releases are for `pipelines.publish.takedown`.

A file is written anew beside the old one, the ledger learns of it in one transaction, and only then the new file takes
the old one's name. Killed in between, `settle` finds the file that the ledger speaks of and gives it the name; so every
step can be taken again, and the whole is done when all have been.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.arrow import OUTCOMES_SCHEMA
from pipelines.errors import DataError
from pipelines.store import captures, decisions, forgetting, parquet, staging, variants
from pipelines.store.captures import Capture, gaps, is_whole
from pipelines.store.database import Database
from pipelines.store.doomed import Captures
from pipelines.store.equality import same_rows
from pipelines.store.files import cannot_write, sha256_of, sync
from pipelines.store.layout import ledger_path, part_path, uncommitted
from pipelines.store.ledger import Ledger
from pipelines.store.printed import split_off, without_addresses, without_titles
from pipelines.store.revisions import read_as, rows_as
from pipelines.store.sought import Sought
from pipelines.store.staging import Part
from pipelines.store.variants import marks_of
from pipelines.types import Place
from pipelines.warc.erasing import blank, copy_with, filler
from pipelines.warc.printed_addresses import IsGone

Ids: TypeAlias = AbstractSet[str]
_NEW: Final = ".kept"
"""What the name of a file ends in that is to take another one's place."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """What takes the place of a capture's records."""

    records: bytes
    payload: str = ""
    """The digest of the page; empty where there is none any more."""


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
    return _count_whole(path, kept) > _count_whole(old, kept)  # others may be damaged, in both


def _count_whole(path: Path, kept: Iterable[Capture]) -> int:
    with path.open("rb") as file:
        return sum(is_whole(file.fileno(), each) for each in kept)


def _take_place(path: Path) -> None:
    old = path.with_name(path.name.removesuffix(_NEW))
    try:
        path.replace(old)
        sync(old.parent)
    except OSError as error:
        raise cannot_write(old, error) from error


def erase_archive(ledger: Ledger, doomed: Captures) -> None:
    """Take records out of the archive, and what killed runs left there."""
    for name, kept in doomed.items():
        blank_records(ledger, name, kept)
    for path in uncommitted(ledger.data):
        path.unlink()


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
    """Put others in the place of some records of an archive file, of the same length; None for one that holds nothing.

    Of a file that is missing the ledger forgets them all the same.
    """
    path = ledger.data / "raw" / name
    told = [(each, renewed or Renewed(blank(each.length))) for each, renewed in changed]
    new = _written_anew(path, [(each.place.offset, renewed.records) for each, renewed in told])
    with ledger.writing() as database:
        for each, renewed in told:
            _renew_capture(database, each, renewed)
    ledger.commit()
    if new:
        _take_place(new)


def _written_anew(path: Path, records: Iterable[tuple[int, bytes]]) -> Path | None:
    """The file that is to take the place of an archive file; None where that is missing."""
    new = path.with_name(path.name + _NEW)
    if not path.is_file():
        return None
    try:
        copy_with(path, new, records)
        sync(new)
    except OSError as error:
        raise cannot_write(path, error) from error
    return new


def fill_gaps(ledger: Ledger, name: str) -> int:
    """Put records that hold nothing in the place of all bytes of an archive file that no record is known of; return of how many stretches."""
    path = ledger.data / "raw" / name
    found = [*gaps(ledger.archived().get(name, []), path.stat().st_size)]
    filled = [(at, filler(length)) for at, length in found]
    if found and (new := _written_anew(path, filled)):
        now = datetime.now(UTC)
        with ledger.writing() as database:
            for at, content in filled:
                digest = sha256(content).hexdigest()
                known = Capture(url="", place=Place(name, at), length=len(content), sha256=digest, captured_at=now)
                captures.add(database, [known])
        ledger.commit()
        _take_place(new)
    return len(found)


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


def titled(ledger: Ledger) -> Iterator[pa.Table]:
    """Yield the ids and titles of all rows of the parts, and of those that wait for one."""
    yield ledger.waiting().select(["id", "title"])
    for part in ledger.parts():
        yield read_as(_path(ledger, part), OUTCOMES_SCHEMA, ("id", "title"))


def erase_parts(ledger: Ledger, pages: Ids, is_gone: IsGone, titles: AbstractSet[str]) -> int:
    """Take the rows of pages, of all their versions, out of the parts, and what other rows print of them; return how many rows."""
    for part in ledger.parts():
        table = parquet.read(_path(ledger, part))
        doomed, kept = split_off(table, pages)
        left = without_titles(without_addresses(kept, is_gone), titles)
        if left is not kept:
            changed = kept["id"].filter(pa.array(~same_rows(kept, left))).to_pylist()
            _rewrite_part(ledger, part, pa.concat_tables([doomed, left]), changed)
    count = 0
    for part in ledger.parts():
        doomed, kept = split_off(parquet.read(_path(ledger, part)), pages)
        if doomed.num_rows:
            _rewrite_part(ledger, part, kept)
            count += doomed.num_rows
    return count


def _path(ledger: Ledger, part: Part) -> Path:
    return part_path(ledger.data, part.number)


def _rewrite_part(ledger: Ledger, part: Part, rows: pa.Table, changed: Sequence[str] = ()) -> None:
    """Write a part anew; of the pages whose rows `changed` is known from then on what they say now."""
    new = _path(ledger, part).with_name(_path(ledger, part).name + _NEW)
    parquet.write(new, rows, form=parquet.OURS)
    values = (rows.num_rows, sha256_of(new), part.number)
    with ledger.writing() as database:
        database.execute("UPDATE parts SET rows = ?, sha256 = ? WHERE number = ?", values)
        for row in rows_as(new, OUTCOMES_SCHEMA, {*changed}).to_pylist():
            staging.sign(database, row, part.number)
    ledger.commit()
    _take_place(new)


def erase_rows(ledger: Ledger, sought: Sought, pages: Ids) -> None:
    """Take pages, and addresses that are to be forgotten, out of the tables of the ledger; its file keeps their bytes until it is rewritten."""
    with ledger.writing() as database:
        for page in sorted(pages):
            for table, column in (("pages", "id"), ("staged", "id"), ("decisions", "page")):
                database.execute(f"DELETE FROM {table} WHERE {column} = ?", (page,))  # noqa: S608 - constants
        database.execute("DELETE FROM decided_texts WHERE text_sha256 NOT IN (SELECT text_sha256 FROM decisions)")
        for table in ("urls", "failures"):
            _erase_addresses(database, table, sought)
        _erase_details(database, sought)
        _erase_lessons(database, sought)
        _erase_sites(database, sought)
        decisions.save(database, ledger.data)


def _erase_addresses(database: Database, table: str, sought: Sought) -> None:
    for (url,) in database.query(f"SELECT DISTINCT url FROM {table}"):  # noqa: S608 - constants
        if sought.is_named(url):
            database.execute(f"DELETE FROM {table} WHERE url = ?", (url,))  # noqa: S608 - constants


def _erase_lessons(database: Database, sought: Sought) -> None:
    """What a crawl learned is counted under words that may name an address, without its scheme, or quote an anchor."""
    for (clue,) in database.query("SELECT DISTINCT clue FROM harvest"):
        if sought.is_told(clue):
            database.execute("DELETE FROM harvest WHERE clue = ?", (clue,))
    for column in ("clues", "validators"):
        for number, told in database.query(f"SELECT sequence, {column} FROM urls WHERE {column} NOTNULL"):  # noqa: S608 - constants
            if sought.is_told(told):
                database.execute(f"UPDATE urls SET {column} = NULL WHERE sequence = ?", (number,))  # noqa: S608 - constants


def _erase_sites(database: Database, sought: Sought) -> None:
    """What is known of sites as a whole: how their texts vary, and whether they are left alone."""
    for site in sorted(sought.sites):
        database.execute("DELETE FROM marks WHERE site = ?", (site,))
    for (host,) in database.query("SELECT host FROM holds"):
        if sought.is_address(f"http://{host}"):
            database.execute("DELETE FROM holds WHERE host = ?", (host,))


def _erase_details(database: Database, sought: Sought) -> None:
    """Messages of failures may quote a page, or an address that led to another: the words go, and that it failed stays on record."""
    for number, detail in database.query("SELECT id, detail FROM failures"):
        if sought.is_told(detail):
            database.execute("UPDATE failures SET detail = '' WHERE id = ?", (number,))


def erase_marks(ledger: Ledger, pages: Ids) -> None:
    """Take out what the texts of pages are known by as variants of one text: of a short one that is its digest."""
    for part in ledger.parts():
        table = read_as(part_path(ledger.data, part.number), OUTCOMES_SCHEMA, ("id", "site", "text"))
        doomed = table.filter(pc.is_in(table["id"], pa.array(sorted(pages), pa.string())))
        with ledger.writing() as database:
            for row in doomed.to_pylist():
                variants.forget(database, row["site"] or "", marks_of(row["text"] or ""))


def erase_traces(ledger: Ledger) -> None:
    """Write the ledger's file anew where bytes of what was deleted may be left in it.

    Raises:
        DataError: a reader holds on to the file as it was.
    """
    with ledger.writing() as database:
        if not forgetting.has_traces(database):
            return
    if not ledger.rewrite():
        path = ledger_path(ledger.data)
        raise DataError(
            f"{path}: is being read, and still holds what was forgotten; let that end, then run `lendersms forget --resume`"
        )
    with ledger.writing() as database:
        forgetting.clear_traces(database)
