"""Whether a data folder is what it promises: every checksum, count and number of every release, part, archive and ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipelines.dedup.rows import SPLITS
from pipelines.dedup.splits import leaks
from pipelines.errors import DamagedData, DataError, InputError, NewerData
from pipelines.publish import archived, card, changes, charts, further_splits, manifest, site_lines
from pipelines.publish.figures import Figures, measure
from pipelines.publish.findings import Finding, making_ledger_anew, releasing, releasing_anew, removing, reprocessing
from pipelines.publish.leakage import SECTION, search_leaks
from pipelines.publish.manifest import File, Manifest
from pipelines.publish.tables import KINDS, Tables, read_tables, written_tables
from pipelines.publish.versions import all_versions
from pipelines.schema import PIPELINE_VERSION, SCHEMA_VERSION
from pipelines.store import decisions, duplicates, parquet, parts, seals, tombstones
from pipelines.store.files import BROKEN, damage_of
from pipelines.store.layout import duplicates_path, forget_key_path, latest_path, ledger_path, part_path, releases_path
from pipelines.store.ledger import Ledger

_LEDGER_CURE = "restore it from a copy, or move it away: the next run makes a new one from parts and archive"
_UNREAD_CURE = "`lendersms reprocess` reads their pages again from the archive"
_GONE_CURE = "restore that from a copy; without one the next release leads to what the parts hold"
_COPY_CURE = "restore it from a copy, or remove it: the ledger holds what it says, and writes it anew"


def verify(data: Path) -> list[Finding]:
    """Check all of a data folder; where nothing but harmless findings come back, every byte is as it was written.

    Findings come in the order in which they are to be mended.

    Raises:
        DataError: the folder holds no dataset.
        NewerData: a release was made by a later version of this program.
    """
    return [
        *_beside(data),
        *_ledger(data),
        *_latest(data),
        *_index(data),
        *(each for version in all_versions(data) for each in _findings(data, version)),
    ]


def _ledger(data: Path) -> Iterator[Finding]:
    path = ledger_path(data)
    try:
        with Ledger.open(data, read_only=True) as ledger:
            fault = seals.at_fault(path)
            if fault == seals.seal_path(path):
                yield Finding(fault, BROKEN, seals.CURE, command=removing(fault))
            problems = [BROKEN] if fault == path else ledger.problems()
            for problem in problems:
                yield Finding(path, _said(path, problem), _LEDGER_CURE, command=making_ledger_anew(data))
            if not problems:
                yield from _parts(ledger)
                yield from _unread(ledger)
                yield from archived.findings(ledger)
                yield from _key(ledger)
    except DamagedData as error:
        yield Finding(path, _said(path, error), _LEDGER_CURE, command=making_ledger_anew(data))


def _of(folder: Path, path: Path, what: str) -> Finding:
    """Something about the release in `folder`."""
    return Finding(path, what, manifest.CURE, command=releasing_anew(folder))


def _said(path: Path, error: OSError | DataError | InputError | str) -> str:
    """What an error says of a path, without naming it again, and without its cure: a finding has its own."""
    said = str(error).removeprefix(f"{path}: ")
    return said.rpartition("; ")[0] or said


def _parts(ledger: Ledger) -> Iterator[Finding]:
    for part in ledger.parts():
        if problem := parts.damage(ledger, part):
            path = part_path(ledger.data, part.number)
            yield Finding(path, problem, parts.CURE, command=reprocessing(ledger.data))


def _unread(ledger: Ledger) -> Iterator[Finding]:
    """What `reprocess` let go of and, killed, did not read again."""
    if count := ledger.counts().unread:
        what = f"rows of a damaged part, {count} of them, are not read again yet"
        yield Finding(ledger.data, what, _UNREAD_CURE, command=reprocessing(ledger.data))


def _beside(data: Path) -> Iterator[Finding]:
    """The copies of what stands nowhere else than in the ledger."""
    for copy in (decisions.copy_of(data), tombstones.copy_of(data)):
        if problem := copy.damage():
            command = f"{removing(copy.path)} && {releasing(data)}"
            yield Finding(copy.path, problem, _COPY_CURE, command=command)


def _key(ledger: Ledger) -> Iterator[Finding]:
    """The key by which what was forgotten is known again."""
    path = forget_key_path(ledger.data)
    try:
        ledger.forgotten()
    except DamagedData as error:
        yield Finding(path, _said(path, error), tombstones.KEY_CURE)


def _latest(data: Path) -> Iterator[Finding]:
    latest, known = latest_path(data), all_versions(data)
    if latest.is_symlink() and not latest.exists():
        what = f"leads to {latest.readlink()}, which is gone"
        yield Finding(latest, what, _GONE_CURE, command=releasing(data))
    elif known and (not latest.is_symlink() or latest.readlink() != Path("releases") / known[-1]):
        what = f"does not point to the newest release {known[-1]}"
        yield Finding(latest, what, "the next release sets it right", command=releasing(data))


def _index(data: Path) -> Iterator[Finding]:
    if problem := duplicates.damage(data):
        path = duplicates_path(data)
        yield Finding(path, problem, duplicates.CURE, command=removing(path))


def _findings(data: Path, version: str) -> Iterator[Finding]:
    folder = releases_path(data) / version
    try:
        promised = manifest.read(folder)
    except DamagedData as error:
        path = folder / manifest.NAME
        yield _of(folder, path, _said(path, error))
        return
    damaged = [*_files(folder, promised), *_strangers(folder, promised)]
    yield from damaged or _content(folder, promised)


def _files(folder: Path, promised: Manifest) -> Iterator[Finding]:
    for file in promised.files:
        path = folder / file.path
        if problem := _damage(path, file):
            yield _of(folder, path, problem)


def _damage(path: Path, file: File) -> str | None:
    if path.is_file() and path.stat().st_size != file.bytes:
        return f"has {path.stat().st_size} bytes, the manifest says {file.bytes}"
    if problem := damage_of(path, file.sha256):
        return problem
    if file.rows is not None and (rows := parquet.read_metadata(path).num_rows) != file.rows:
        return f"has {rows} rows, the manifest says {file.rows}"
    return None


def _strangers(folder: Path, promised: Manifest) -> Iterator[Finding]:
    known = {manifest.NAME, *(file.path for file in promised.files)}
    for path in sorted(folder.rglob("*")):
        if not path.is_dir() and path.relative_to(folder).as_posix() not in known:
            cure = "remove it: a release never changes"
            yield Finding(path, "is not in the manifest", cure, command=removing(path))


def _content(folder: Path, promised: Manifest) -> Iterator[Finding]:
    """What the bytes, though intact, do not keep of their promise."""
    try:
        tables = read_tables(folder)
        text = (folder / card.NAME).read_text("utf-8")
        figures = _told({**measure(folder), SECTION: _leakage(folder, promised, text)}, text, promised)
        for problem in [*card.check(text, figures), *charts.check(text, charts.read(folder), figures)]:
            yield _of(folder, folder / card.NAME, problem)
        written = tables if promised.schema_version == SCHEMA_VERSION else written_tables(folder)
    except NewerData:
        raise
    except (OSError, DataError) as error:
        yield _of(folder, folder, _said(folder, error))
        return
    yield from _columns(folder, tables)
    if changes.content_sha256(changes.versions(written), promised.schema_version) != promised.content_sha256:
        yield _of(folder, folder / manifest.NAME, "its rows are not those of its content digest")
    yield from _leaks(folder, tables)
    yield from _profiles(folder, promised, tables)


def _columns(folder: Path, tables: Tables) -> Iterator[Finding]:
    for kind in KINDS:
        if kind.name in tables and not tables[kind.name].schema.equals(kind.schema):
            yield _of(folder, folder / "data", f"the columns of {kind.name} are not those of the schema")


def _leaks(folder: Path, tables: Tables) -> Iterator[Finding]:
    for column in ("cluster_id", "template_id"):
        groups = [(group, split) for split in SPLITS if split in tables for group in tables[split][column].to_pylist()]
        further = (_stands(tables, column, name) for name in further_splits.COLUMNS.values())
        yield from (
            _of(folder, folder / "data", f"{column} {group} stands in several splits")
            for group in dict.fromkeys(group for pairs in (groups, *further) for group in leaks(pairs))
        )


def _stands(tables: Tables, column: str, name: str) -> Iterator[tuple[str, str]]:
    """The groups on each side of a further split."""
    for split in SPLITS:
        if split in tables:
            pairs = zip(tables[split][column].to_pylist(), tables[split][name].to_pylist(), strict=True)
            yield from ((group, side) for group, side in pairs if side)


def _profiles(folder: Path, promised: Manifest, tables: Tables) -> Iterator[Finding]:
    """The profiles that rows name; releases made before they were published have none."""
    path = folder / site_lines.NAME
    if not any(file.path == site_lines.NAME for file in promised.files):
        return
    try:
        missing = site_lines.digests(tables) - set(site_lines.read_profiles(path))
    except InputError as error:
        yield _of(folder, path, _said(path, error))
    else:
        yield from (_of(folder, path, f"lacks the profile {digest}") for digest in sorted(missing))


def _told(figures: Figures, text: str, promised: Manifest) -> Figures:
    """What the card has to tell: all figures; of a release that another version made, those it told then."""
    if promised.pipeline_version == PIPELINE_VERSION:
        return figures
    printed = card.read_figures(text)
    return {section: counts for section, counts in figures.items() if section in printed or section == "Rows"}


def _leakage(folder: Path, promised: Manifest, text: str) -> Mapping[str, int]:
    """The proof, searched again; that of a release made by other rules, which knew other names, stands as printed."""
    if promised.pipeline_version == PIPELINE_VERSION:
        return search_leaks(folder).figures
    return card.read_figures(text).get(SECTION, {})
