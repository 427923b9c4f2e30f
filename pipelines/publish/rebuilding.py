"""Releases without what is forgotten: each that holds any of it is built anew under its own version.

The new build stands beside the old one until it is whole; then the old one is set aside and the new one takes its place. Of a
release in which no row is left nothing stays.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from pipelines.arrow import Row
from pipelines.dedup import Known
from pipelines.dedup.known import Versioned
from pipelines.dedup.masks import Masker
from pipelines.dedup.rows import SPLITS
from pipelines.lexicon.lenders import names
from pipelines.publish import changes, manifest, site_lines, withheld
from pipelines.publish.growing import Standing
from pipelines.publish.releases import Draft, fill
from pipelines.publish.row_versions import survey
from pipelines.publish.tables import Tables, read_tables
from pipelines.publish.versions import all_versions
from pipelines.store import parquet
from pipelines.store.files import cannot_write, link, sync
from pipelines.store.layout import latest_path, releases_path
from pipelines.store.ledger import Ledger
from pipelines.store.printed import without_addresses, without_titles
from pipelines.store.sought import Sought

_ADDRESSES = ("id", "url", "canonical_url")
_ROWS = 1_000
"""Rows that are Python objects at once."""


@dataclass(frozen=True, slots=True)
class Going:
    """What is forgotten, as releases are looked through for it."""

    sought: Sought
    pages: AbstractSet[str]
    titles: AbstractSet[str]
    """What the pages are called, and no other page is."""

    @property
    def ids(self) -> AbstractSet[str]:
        """The pages, and ids that are forgotten whether or not they are of any."""
        return self.pages | self.sought.ids


def holding(data: Path, sought: Sought, pages: AbstractSet[str]) -> Mapping[str, AbstractSet[str]]:
    """Return all releases, oldest first, each with the ids of the rows that it loses."""
    folders = {version: releases_path(data) / version for version in all_versions(data)}
    gone = pages | sought.ids
    return {version: _ids(folder, sought) | (gone & _all_ids(folder)) for version, folder in folders.items()}


def titled(data: Path) -> Iterator[pa.Table]:
    """Yield the ids and titles of all rows of all releases."""
    for version in all_versions(data):
        yield from read_tables(releases_path(data) / version, ("id", "title")).values()


def touched(
    data: Path, going: Going, held: Mapping[str, AbstractSet[str]], promised: AbstractSet[str]
) -> Mapping[str, AbstractSet[str]]:
    """Return the releases that are to be built anew, oldest first, each with the ids of the rows that it loses.

    These are those that hold a page or a text, print an address or a title among links, or tell what changed since such a one;
    and those that were `promised` before a kill. `held` is what `holding` found.
    """
    found: dict[str, AbstractSet[str]] = {}
    for version, ids in held.items():
        folder = releases_path(data) / version
        follows = manifest.read(folder).previous in found
        if ids or follows or version in promised or _tells(folder, going):
            found[version] = ids
    return found


def _tells(folder: Path, going: Going) -> bool:
    """Whether a release tells of what is forgotten elsewhere than by its rows: in what changed, a site's lines, an address or a link."""
    listed = set(parquet.read(folder / changes.NAME, ["id"])["id"].to_pylist())
    is_told = bool(listed & going.ids) or bool(withheld.telling(folder / site_lines.NAME, going.sought))
    return is_told or any(_prints(table, going) for table in read_tables(folder).values())


def _prints(table: pa.Table, going: Going) -> bool:
    return without_titles(without_addresses(table, going.sought.is_address), going.titles) is not table


def _ids(folder: Path, sought: Sought) -> set[str]:
    """The ids of the rows of a release that are to be forgotten."""
    tables = read_tables(folder, None if sought.texts else _ADDRESSES)
    return {row["id"] for row in _rows(tables) if sought.is_row(row)}


def _all_ids(folder: Path) -> set[str]:
    return {page for table in read_tables(folder, ["id"]).values() for page in table["id"].to_pylist()}


def _rows(tables: Tables) -> Iterator[Row]:
    for table in tables.values():
        for batch in table.to_batches(max_chunksize=_ROWS):
            yield from batch.to_pylist()


def rebuild(ledger: Ledger, version: str, ids: AbstractSet[str], going: Going) -> None:
    """Build a release without these rows beside it, and put it in its place; without any row left, it goes."""
    folder = releases_path(ledger.data) / version
    tables = _left(folder, ids, going)
    new = folder.with_name(f".kept-{version}")
    try:
        if set(tables) & set(SPLITS):
            shutil.rmtree(new, ignore_errors=True)
            (new / "data").mkdir(parents=True)
            fill(new, ledger.data, _draft(ledger, folder, tables, going.sought))
            sync(new)
        folder.rename(folder.with_name(f".forgotten-{version}"))
        settle(ledger.data)
    except OSError as error:
        raise cannot_write(folder, error) from error


def _left(folder: Path, ids: AbstractSet[str], going: Going) -> Tables:
    """The rows that stay, without addresses and titles of links that are forgotten."""
    telling = withheld.telling(folder / site_lines.NAME, going.sought)
    told = {name: without_addresses(table, going.sought.is_address) for name, table in read_tables(folder).items()}
    left = withheld.without(told, ids, going.titles, Masker(names()), manifest.read(folder).time_cut)
    return {name: table.sort_by("id") for name, table in withheld.unprofiled(left, telling).items()}


def _draft(ledger: Ledger, folder: Path, tables: Tables, sought: Sought) -> Draft:
    told = manifest.read(folder)
    previous = told.previous if told.previous and (folder.parent / told.previous).is_dir() else None
    return Draft(
        version=told.version,
        previous=previous,
        tables=(tables,),
        profiles=withheld.profiles(folder / site_lines.NAME, site_lines.digests(tables), sought),
        survey=survey((tables,), Versioned()),
        standing=Standing(),
        mask=Masker(names()),
        known=Known(),
        time_cut=told.time_cut,
        synthetic=ledger.is_synthetic,
    )


def settle(data: Path) -> None:
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
