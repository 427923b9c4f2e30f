"""Releases: sealed rows become a folder that is there whole or not at all, and never changes again.

The folder is built under a hidden name, forced to disk and renamed; then `latest` is switched to it by a rename.
Killed anywhere, the next call clears what was half built and finishes what was not switched. Nothing but the version
takes the clock, so the same rows and the same version give the same bytes.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa

from pipelines.arrow import OUTCOMES_SCHEMA
from pipelines.dedup import Known
from pipelines.dedup.known import Proven, Written
from pipelines.dedup.masks import Masker
from pipelines.dedup.rows import SPLITS
from pipelines.errors import ReleaseError
from pipelines.lexicon.lenders import names
from pipelines.publish import (
    card,
    changes,
    charts,
    croissant,
    further_splits,
    growing,
    manifest,
    places,
    row_versions,
    site_lines,
    template_cap,
)
from pipelines.publish.changes import RowChange
from pipelines.publish.collected import Collected, Placed, collect
from pipelines.publish.figures import Figures, measure
from pipelines.publish.further_splits import choose_cut
from pipelines.publish.growing import DataFile, Standing, write_tables
from pipelines.publish.leakage import SECTION, check_leaks, prove_splits
from pipelines.publish.manifest import Manifest
from pipelines.publish.row_versions import Earlier, Survey
from pipelines.publish.tables import Tables, read_rows, read_tables
from pipelines.publish.versions import newest_version, next_version, order
from pipelines.schema import PIPELINE_VERSION, SCHEMA_VERSION
from pipelines.store import compaction, duplicates, mending, parquet, parts
from pipelines.store.files import cannot_write, link, sync, write_bytes
from pipelines.store.layout import latest_path, ledger_path, part_numbers, releases_path
from pipelines.store.ledger import Ledger, without_ledger
from pipelines.store.spool import Spool, SpooledTexts


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release that stands."""

    version: str
    path: Path
    is_new: bool
    """False where nothing changed since the newest release: that one is returned."""
    stale: int
    """Pages whose text changed much since people decided about them: the rules label them again."""
    ties: int
    """Labels that people are divided about: the rules decide them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a new release is made of."""

    version: str
    previous: str | None
    tables: Iterable[Tables]
    """In pieces, each table's rows sorted by id, which can be gone through several times."""
    profiles: bytes
    """The site profiles that its rows were cleaned with; empty where there are none."""
    survey: Survey
    """Of its tables."""
    earlier: Earlier | None = None
    """The release before, where the versions of its rows are known."""
    standing: Standing
    """Its files, as far as it is known what they were made of."""
    mask: Masker
    known: Known
    """What is known of its texts, but not yet proven."""
    time_cut: str | None
    """The month in which the test of the split by time begins; None while there is none."""
    synthetic: bool


def release(
    data: Path, *, version: str | None = None, today: date | None = None, variants: int = template_cap.MOST
) -> Release:
    """Publish all that was collected in `data`; where nothing changed, return the newest release.

    `version` is the day (`today`, else that of the clock in UTC) if left out; `variants` is how many rows of one
    template a site may have.

    Raises:
        ReleaseError: nothing was kept, the version is no later one, two splits share a near-duplicate, or the card is
            not true.
        DataBusy: another run is writing there.
        DataError: the folder holds no dataset, is damaged, or the disk is full; nothing half made is visible.
    """
    if not ledger_path(data).is_file() and not part_numbers(data):
        raise without_ledger(data)
    mask = Masker(names())
    with Ledger.open(data) as ledger, Spool(ledger_path(data).parent, OUTCOMES_SCHEMA) as spool:
        mending.refuse_unread(ledger)
        parts.seal(ledger)
        compaction.compact(ledger)
        pa.default_memory_pool().release_unused()  # what a part took is kept for the next one: a fifth of a release's peak
        collected = collect(ledger, spool, duplicates.load(data).under(mask.digest))
        day = today or datetime.now(UTC).date()
        published, is_new = _publish(ledger, collected, _Asked(version, day, mask, variants))
    return Release(
        version=published,
        path=releases_path(data) / published,
        is_new=is_new,
        stale=len({each.page for each in collected.standing.stale}),
        ties=len(collected.settled.ties),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a release is to be."""

    version: str | None
    today: date
    mask: Masker
    variants: int


def _publish(ledger: Ledger, collected: Collected, asked: _Asked) -> tuple[str, bool]:
    data, previous = ledger.data, newest_version(ledger.data)
    draft = _draft(ledger, collected, asked, previous)
    content = changes.content_sha256(draft.survey.versions)
    if previous is not None and manifest.read(releases_path(data) / previous).content_sha256 == content:
        _switch(data, previous)
        return previous, False
    draft = replace(draft, version=_check_version(asked.version or next_version(previous, asked.today), previous))
    pa.default_memory_pool().release_unused()  # what the survey took, before files are compressed
    built = _build(data, draft)
    _switch(data, draft.version)
    versioned = row_versions.remembered(draft.survey.versions, draft.survey.said)
    duplicates.save(data, replace(draft.known, proven=built.proven, versioned=versioned, written=built.written))
    return draft.version, True


def _time_cut(data: Path, previous: str | None, kept: pa.Table) -> str | None:
    """The cut of the release before, or a first one."""
    standing = manifest.read(releases_path(data) / previous).time_cut if previous else None
    return standing or choose_cut(kept)


def _draft(ledger: Ledger, collected: Collected, asked: _Asked, previous: str | None) -> Draft:
    """What a release would hold, under no version yet."""
    folder = releases_path(ledger.data) / previous if previous else None
    before = read_tables(folder, places.BEFORE) if folder else {}
    released = [before[split] for split in SPLITS if split in before]
    with SpooledTexts(ledger_path(ledger.data).parent) as texts:
        kept = collected.kept(texts)
        _check_kept(ledger, kept)
        told = places.told(kept, texts, released)
        rows, known = places.placed(kept, told, asked.mask, collected.known, asked.variants)
    cut = _time_cut(ledger.data, previous, rows)
    found = further_splits.assigned(rows, released, cut)
    earlier = row_versions.earlier_of(folder, known.versioned) if folder else None
    tables = Placed(collected, found.select(["id", *places.PLACED]))
    return Draft(
        version="",
        previous=previous,
        tables=tables,
        profiles=site_lines.render(collected.sites, site_lines.digests({"kept": found})),
        survey=row_versions.survey(tables, known.versioned),
        earlier=earlier,
        standing=Standing.of(folder, known.written) if folder else Standing(),
        mask=asked.mask,
        known=known,
        time_cut=cut,
        synthetic=ledger.is_synthetic,
    )


def _check_kept(ledger: Ledger, kept: pa.Table) -> None:
    if not kept.num_rows:
        read = sum(ledger.counts().rejected.values())
        raise ReleaseError(
            f"{ledger.data}: nothing to release: of {read} pages read none was kept; "
            "see the reasons in `lendersms status` and collect or import more"
        )


def _check_version(version: str, previous: str | None) -> str:
    wanted = order(version)
    if previous is not None and wanted <= order(previous):
        raise ReleaseError(f"{version}: not later than the newest release {previous}; leave the version out")
    return version


@dataclass(frozen=True, slots=True)
class Built:
    """What is known of a release once it is built."""

    proven: Proven
    """Of its splits."""
    written: Written
    """Of its files."""


def _build(data: Path, draft: Draft) -> Built:
    """Write the release under a hidden name and rename it; where that fails, nothing is left."""
    releases = releases_path(data)
    folder = releases / f".building-{draft.version}"
    try:
        for leftover in releases.glob(".building-*"):
            shutil.rmtree(leftover)
        (folder / "data").mkdir(parents=True)
        built = fill(folder, data, draft)
        sync(folder)
        folder.rename(releases / draft.version)
        sync(releases)
    except OSError as error:
        raise cannot_write(folder, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return built


def fill(folder: Path, data: Path, draft: Draft) -> Built:
    """Write every file of the release, the manifest last."""
    scratch = ledger_path(data).parent
    files = write_tables(folder, draft.tables, draft.survey.filed, draft.standing, scratch)
    found = _changes(folder, draft, files)
    parquet.write(folder / changes.NAME, changes.changes_table(found), order=("config", "id"))
    leakage, proven = prove_splits(folder, draft.mask, draft.known.proven, scratch)
    check_leaks(draft.version, leakage)
    _write_card(folder, draft, {**measure(folder), SECTION: leakage.figures})
    texts = {
        "CHANGES.md": changes.changes_text(draft.version, draft.previous, found),
        croissant.NAME: croissant.render(folder, draft.version, synthetic=draft.synthetic),
    }
    for name, text in texts.items():
        write_bytes(folder / name, text.encode())
    if draft.profiles:
        write_bytes(folder / site_lines.NAME, draft.profiles)
    told = _manifest(folder, draft)
    write_bytes(folder / manifest.NAME, manifest.render(told))
    return Built(proven, growing.remembered(files, told))


def _changes(folder: Path, draft: Draft, files: Sequence[DataFile]) -> list[RowChange]:
    """What the release in `folder` changes; its data files are written, and those that are linked hold no row that changed."""
    new = draft.survey.versions
    if draft.previous is None:
        return changes.differing({}, {}, {}, new)
    before = folder.parent / draft.previous
    old = draft.earlier.versions if draft.earlier else changes.versions(read_tables(before))
    ids = {row_id for _, row_id in changes.changed(old, new)}
    linked = {file.name for file in files if file.source}, {file.source.name for file in files if file.source}
    now, was = (read_rows(each, ids, those) for each, those in zip((folder, before), linked, strict=True))
    return changes.differing(was, now, old, new)


def _write_card(folder: Path, draft: Draft, figures: Figures) -> None:
    """Write the card and its pictures, once their numbers are read back and are those of the data."""
    text = card.render(folder, draft.version, figures, draft.time_cut, synthetic=draft.synthetic)
    pictures = charts.render(figures)
    if wrong := [*card.check(text, figures), *charts.check(text, pictures, figures)]:
        raise ReleaseError(
            f"{draft.version}: the card is not true ({'; '.join(wrong)}); this is a fault of the program"
        )
    if pictures:
        (folder / charts.FOLDER).mkdir()
    for name, content in {card.NAME: text.encode(), **pictures}.items():
        write_bytes(folder / name, content)


def _manifest(folder: Path, draft: Draft) -> Manifest:
    return Manifest(
        version=draft.version,
        previous=draft.previous,
        schema_version=SCHEMA_VERSION,
        pipeline_version=PIPELINE_VERSION,
        synthetic=draft.synthetic,
        content_sha256=changes.content_sha256(draft.survey.versions),
        time_cut=draft.time_cut,
        files=manifest.describe(folder),
    )


def _switch(data: Path, version: str) -> None:
    """Point `latest` to a release, unless it does already."""
    latest, target = latest_path(data), Path("releases") / version
    if not latest.is_symlink() or latest.readlink() != target:
        link(latest, target)
