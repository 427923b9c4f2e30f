"""Forget a page, a site or a person's datum: out of the archive, the parts, the ledger and every release, for good.

What is asked for is written down first, with the pages that it is; then each store lets go of them, in an order in which
every step can be taken again; at last the plain words go, and a tombstone is left. Killed anywhere, the next call goes
on. Meanwhile nothing is collected or released in the folder.

A release in which something is forgotten is built anew under its own version: the same rows without those, copies and
templates named after rows that are there. Feeds tell its readers to start anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.arrow import Row
from pipelines.dedup import Known
from pipelines.dedup.masks import Masker
from pipelines.dedup.rows import SPLITS
from pipelines.lexicon.lenders import names
from pipelines.publish import changes, manifest, site_lines, withheld
from pipelines.publish.releases import Draft, fill
from pipelines.publish.tables import Tables, read_tables
from pipelines.publish.versions import all_versions
from pipelines.store import erasing, parts, tombstones
from pipelines.store.erasing import is_gone_by, is_of
from pipelines.store.files import cannot_write, link, sync
from pipelines.store.layout import duplicates_path, latest_path, ledger_path, releases_path
from pipelines.store.ledger import Ledger, without_ledger
from pipelines.store.printed import without_addresses
from pipelines.store.tombstones import Target
from pipelines.store.unlinking import erase_links


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenDown:
    """What was forgotten."""

    pages: int
    """Pages that were rows, of any version, in any release or none."""
    records: int
    """Records of the archive."""
    releases: tuple[str, ...]
    """Releases that were built anew, or went where nothing was left in them."""
    links: int = 0
    """Captures of other pages out of which links to it were taken."""


def forget(data: Path, target: Target, why: str = "") -> TakenDown:
    """Forget all that `target` is; what an interrupted call began is finished first.

    Raises:
        DataBusy: another run is writing there.
        DataError: the folder holds no dataset, or the disk is full: call again, and it goes on.
        DamagedData: a file is not what was written, so that nothing can be promised of it.
    """
    with _opened(data) as ledger:
        _finish(ledger)
        parts.seal(ledger)
        _begin(ledger, target, why)
        return _finish(ledger)


def resume(data: Path) -> TakenDown:
    """Finish what an interrupted call began; nothing where nothing was."""
    with _opened(data) as ledger:
        return _finish(ledger)


def preview(data: Path, target: Target) -> TakenDown:
    """Return what would be forgotten; nothing changes."""
    with Ledger.open(data, read_only=True) as ledger:
        pages = erasing.pages_of(ledger, target)
        is_gone = is_gone_by([target])
        records = sum(erasing.is_doomed(each, pages, is_gone) for kept in ledger.archived().values() for each in kept)
    touched = [
        version
        for version in all_versions(data)
        if _ids(data, version, [target]) or pages & _all_ids(data, version) or _prints(data, version, [target])
    ]
    return TakenDown(pages=len(pages), records=records, releases=tuple(touched))


def _opened(data: Path) -> Ledger:
    if not ledger_path(data).is_file():
        raise without_ledger(data)
    return Ledger.open(data)


def _begin(ledger: Ledger, target: Target, why: str) -> None:
    """Write down what is forgotten, and bury it: the tombstones stand before anything is gone."""
    pages = erasing.pages_of(ledger, target)
    targets = [target, *(_addresses(ledger, pages) if target.kind == "id" else ())]
    ids = () if target.kind == "text" else [Target("id", page) for page in sorted(pages)]
    known, now = tombstones.with_key(ledger.data), datetime.now(UTC)
    with ledger.writing() as database:
        for each in targets:
            tombstones.begin(database, each, pages)
        tombstones.add(database, [known.bury(each, why, now) for each in (*targets, *ids)])
        tombstones.save(database, ledger.data)
    ledger.commit()


def _addresses(ledger: Ledger, pages: AbstractSet[str]) -> Iterator[Target]:
    """The addresses of pages, so that they are not asked for again."""
    for url in sorted(erasing.addresses_of(ledger, pages)):
        yield Target.of("url", url)


def _finish(ledger: Ledger) -> TakenDown:
    """Go through all steps for all that is being forgotten; each may have been taken before."""
    open_cases = ledger.forgetting()
    erasing.settle(ledger)
    _settle_releases(ledger.data)
    if not open_cases:
        return TakenDown(pages=0, records=0, releases=())
    pages = {page for _, known in open_cases for page in known}
    targets = [target for target, _ in open_cases]
    erasing.erase_leftovers(ledger.data)
    records = erasing.erase_archive(ledger, pages, is_gone_by(targets))
    links = erase_links(ledger, targets)
    erasing.erase_marks(ledger, pages)
    erasing.erase_parts(ledger, pages, is_gone_by(targets))
    for target in targets:
        erasing.erase_rows(ledger, target, pages)
    duplicates_path(ledger.data).unlink(
        missing_ok=True
    )  # digests of texts that are gone; the next release makes it anew
    rewritten, ids = _erase_releases(ledger, targets, pages)
    with ledger.writing() as database:
        for target in targets:
            tombstones.end(database, target)
    ledger.rewrite()
    return TakenDown(pages=len(pages | ids), records=records, releases=rewritten, links=links)


def _erase_releases(
    ledger: Ledger, targets: Iterable[Target], pages: AbstractSet[str]
) -> tuple[tuple[str, ...], set[str]]:
    """Build anew, oldest first, each release that holds what is forgotten."""
    rewritten: list[str] = []
    gone: set[str] = set()
    for version in all_versions(ledger.data):
        ids = _ids(ledger.data, version, targets) | (pages & _all_ids(ledger.data, version))
        if ids or _follows(ledger.data, version, rewritten) or _prints(ledger.data, version, targets):
            _rewrite(ledger, version, ids, targets)
            rewritten.append(version)
            gone |= ids
    return tuple(rewritten), gone


def _follows(data: Path, version: str, rewritten: list[str]) -> bool:
    """Whether a release tells what changed against one that is another now."""
    return manifest.read(releases_path(data) / version).previous in rewritten


def _prints(data: Path, version: str, targets: Iterable[Target]) -> bool:
    """Whether a row of a release prints an address that is to be forgotten."""
    tables = read_tables(releases_path(data) / version)
    return any(without_addresses(table, is_gone_by(targets)) is not table for table in tables.values())


def _ids(data: Path, version: str, targets: Iterable[Target]) -> set[str]:
    """The ids of the rows of a release that are to be forgotten."""
    return {
        row["id"]
        for row in _rows(read_tables(releases_path(data) / version))
        if any(is_of(each, row) for each in targets)
    }


def _all_ids(data: Path, version: str) -> set[str]:
    tables = read_tables(releases_path(data) / version, ["id"])
    return {page for table in tables.values() for page in table["id"].to_pylist()}


def _rows(tables: Tables) -> Iterator[Row]:
    for table in tables.values():
        for batch in table.to_batches(max_chunksize=1_000):
            yield from batch.to_pylist()


def _rewrite(ledger: Ledger, version: str, ids: AbstractSet[str], targets: Iterable[Target]) -> None:
    """Build a release without these rows beside it, and put it in its place; without any row left, it goes."""
    folder = releases_path(ledger.data) / version
    telling = withheld.telling(folder / site_lines.NAME, targets)
    told = {name: without_addresses(table, is_gone_by(targets)) for name, table in read_tables(folder).items()}
    left = withheld.without(told, ids, Masker(names()), manifest.read(folder).time_cut)
    tables = withheld.unprofiled(left, telling)
    new = folder.with_name(f".kept-{version}")
    old = folder.with_name(f".forgotten-{version}")
    try:
        if set(tables) & set(SPLITS):
            shutil.rmtree(new, ignore_errors=True)
            (new / "data").mkdir(parents=True)
            fill(new, ledger.data, _draft(ledger, folder, tables, targets))
            sync(new)
        folder.rename(old)
        _settle_releases(ledger.data)
    except OSError as error:
        raise cannot_write(folder, error) from error


def _settle_releases(data: Path) -> None:
    """Finish what a kill left: a release that was set aside is followed by its new build, or by none."""
    releases = releases_path(data)
    for old in sorted(releases.glob(".forgotten-*")):
        version = old.name.removeprefix(".forgotten-")
        new = releases / f".kept-{version}"
        if new.is_dir():
            new.rename(releases / version)
        sync(releases)
        shutil.rmtree(old)
    for unfinished in releases.glob(".kept-*"):
        shutil.rmtree(unfinished)
    _point_latest(data)


def _point_latest(data: Path) -> None:
    """Let `latest` be the newest release that is left."""
    latest, left = latest_path(data), all_versions(data)
    if latest.is_symlink() and not latest.exists():
        link(latest, Path("releases") / left[-1]) if left else latest.unlink()


def _draft(ledger: Ledger, folder: Path, tables: Tables, targets: Iterable[Target]) -> Draft:
    told = manifest.read(folder)
    previous = told.previous if told.previous and (folder.parent / told.previous).is_dir() else None
    return Draft(
        version=told.version,
        previous=previous,
        tables=(tables,),
        profiles=withheld.profiles(folder / site_lines.NAME, site_lines.digests(tables), targets),
        versions=changes.versions(tables),
        mask=Masker(names()),
        known=Known(),
        time_cut=told.time_cut,
        synthetic=ledger.is_synthetic,
    )
