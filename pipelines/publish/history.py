"""What changed from one release to a later one, however many lie between and whichever of them are still there.

Releases in a row are added up from their `changes.parquet`, without reading their rows. Where one is missing, the rows
of both ends are compared, as long as both are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from pipelines.errors import DamagedData, StaleCursor
from pipelines.publish import changes, manifest
from pipelines.publish.changes import Key, RowChange
from pipelines.publish.cursors import At
from pipelines.publish.tables import read_tables
from pipelines.store import parquet
from pipelines.store.files import damage_of
from pipelines.store.layout import releases_path

Changes: TypeAlias = Mapping[Key, RowChange]

_ANEW = "start anew without a cursor, and drop the rows that you hold"


def difference(data: Path, before: At, after: At) -> Changes:
    """Return every row that is not the same in two releases; the later one is there.

    Raises:
        StaleCursor: the earlier release was rewritten or is another dataset's, or is gone and so are those behind it.
        DamagedData: a file cannot be read.
    """
    is_there = standing(data, before) is not None
    between = _between(data, before.version, after.version)
    added = None if between is None else summed(_told(data, version) for version in between)
    if added is not None and (is_there or _leads_back(data, added, before, after)):
        return added
    if not is_there:
        raise StaleCursor(
            f"{data}: release {before.version} is gone, and its successors do not tell all that changed since; {_ANEW}"
        )
    one, other = (read_tables(_folder(data, at.version)) for at in (before, after))
    return {(each.config, each.id): each for each in changes.compare(one, other)}


def standing(data: Path, at: At) -> Path | None:
    """Return the folder of a release, or None where it is gone.

    Raises:
        StaleCursor: the release of that version holds something else.
    """
    folder = _folder(data, at.version)
    if not (folder / manifest.NAME).is_file():
        return None
    if not at.is_of(manifest.read(folder).content_sha256):
        raise StaleCursor(
            f"{data}: release {at.version} is not the one of the cursor: it was rewritten, or the cursor is another "
            f"dataset's; {_ANEW}"
        )
    return folder


def gone(data: Path, at: At) -> StaleCursor:
    """Return the error for a release that was being read and is there no more."""
    return StaleCursor(f"{data}: release {at.version}, which was being read, is gone; {_ANEW}")


def _folder(data: Path, version: str) -> Path:
    return releases_path(data) / version


def _between(data: Path, before: str, after: str) -> list[str] | None:
    """The releases after `before` up to `after`, oldest first; None where one is missing."""
    found: list[str] = []
    version: str | None = after
    while version != before:
        if version is None or not (_folder(data, version) / manifest.NAME).is_file():
            return None
        found.append(version)
        version = manifest.read(_folder(data, version)).previous
    return found[::-1]


def _told(data: Path, version: str) -> list[RowChange]:
    """The changes that a release itself tells."""
    folder, name = _folder(data, version), changes.NAME
    promised = {file.path: file.sha256 for file in manifest.read(folder).files}
    if damage := damage_of(folder / name, promised.get(name, "")):
        raise DamagedData(f"{folder / name}: {damage}; {manifest.CURE}")
    return [RowChange(**row) for row in parquet.read(folder / name).to_pylist()]


def summed(steps: Iterable[Iterable[RowChange]]) -> Changes | None:
    """Return the changes of several steps as one; None where they do not fit together.

    >>> new = RowChange("default", "a", "added", "new", "1", None)
    >>> title = RowChange("default", "a", "changed", "title", "2", "1")
    >>> summed([[new], [title]])
    {('default', 'a'): RowChange(config='default', id='a', change='added', reason='new', version='2', version_before=None)}
    >>> summed([[title], [title]]) is None
    True
    """
    found: dict[Key, RowChange] = {}
    for change in (change for step in steps for change in step):
        key = (change.config, change.id)
        earlier = found.get(key)
        if earlier is not None and earlier.version != change.version_before:
            return None
        found[key] = change if earlier is None else _joined(earlier, change)
    return {key: change for key, change in found.items() if change.version != change.version_before}


def _joined(earlier: RowChange, later: RowChange) -> RowChange:
    """Two changes of a row as one."""
    joined = replace(later, version_before=earlier.version_before)
    if joined.version is None:
        return replace(joined, change="removed")
    if joined.version_before is None:
        return replace(joined, change="added", reason=earlier.reason if earlier.change == "added" else later.reason)
    if earlier.change == later.change == "changed":
        columns = dict.fromkeys([*earlier.reason.split(", "), *later.reason.split(", ")])
        return replace(joined, reason=", ".join(columns))
    return replace(joined, change="changed")


def _leads_back(data: Path, added: Changes, before: At, after: At) -> bool:
    """Whether the later release without the changes is the earlier one, which is gone: the same dataset's."""
    found = changes.versions(read_tables(_folder(data, after.version)))
    for key, change in added.items():
        if found.pop(key, None) != change.version:
            return False
        if change.version_before is not None:
            found[key] = change.version_before
    return before.is_of(changes.content_sha256(found))
