"""Let old releases go by rule: the newest of them stay, and none that somebody is reading goes.

Our own readers say so by a shared lock on the release's manifest (`reading`). Of others' the kernel tells, where it has
`/proc`: a process that has a file of the release open is reading it. Whoever followed `latest` and is between two files tells
nobody: so a release stays for some hours (`GRACE`) after the one that follows it was published, since until then `latest`
led to it. A release goes by a rename and is then removed, so nobody sees half of one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path
from typing import Final

from pipelines.errors import InputError
from pipelines.publish import manifest
from pipelines.publish.versions import all_versions
from pipelines.store.files import cannot_write, sync
from pipelines.store.layout import latest_path, releases_path

GRACE: Final = timedelta(hours=24)
"""How long a reader of `latest` may take, from the first file of a release to its last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """What the rule did."""

    gone: tuple[str, ...]
    """Releases that were removed, oldest first."""
    read: tuple[str, ...]
    """Releases that would have gone, but are being read: the next call asks again."""
    recent: tuple[str, ...]
    """Releases that would have gone, but may be read still: `latest` led to them a short while ago."""


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Keep a release while it is read; one that is gone already is the reader's own error to find."""
    try:
        descriptor = os.open(folder / manifest.NAME, os.O_RDONLY)
    except FileNotFoundError:
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def retire(data: Path, keep: int, *, grace: timedelta = GRACE, now: datetime | None = None) -> Retired:
    """Remove all releases but the newest `keep`, the one that `latest` names, those of late, and those that are being read.

    `now` is the clock's time if left out.

    Raises:
        InputError: not even one would stay.
        DataError: the folder cannot be written to.
        DamagedData: a manifest is missing or damaged: it may be what a good release is made again from.
    """
    if keep < 1:
        raise InputError(f"--keep: {keep} releases would leave none; give 1 or more")
    releases, latest = releases_path(data), latest_path(data)
    for version in all_versions(data):
        manifest.read(releases / version)
    for leftover in releases.glob(".retired-*"):
        shutil.rmtree(leftover)
    named = latest.readlink().name if latest.is_symlink() else ""
    found: dict[str, list[str]] = {"gone": [], "read": [], "recent": []}
    since = (now or datetime.now(UTC)) - grace
    versions = all_versions(data)
    for version, follower in islice(pairwise(versions), max(len(versions) - keep, 0)):
        if version != named:
            is_recent = _left_at(latest, releases / follower) > since
            found["recent" if is_recent else "gone" if _remove(releases / version) else "read"].append(version)
    return Retired(**{fate: tuple(those) for fate, those in found.items()})


def _left_at(latest: Path, follower: Path) -> datetime:
    """When `latest` left a release for its follower: not before that was whole, and its manifest is written last.

    What was killed in between is made good by the next release, and then the link is younger.
    """
    found = (follower / manifest.NAME).stat().st_mtime
    if latest.is_symlink() and latest.readlink().name == follower.name:
        found = max(found, latest.lstat().st_mtime)
    return datetime.fromtimestamp(found, UTC)


def _remove(folder: Path) -> bool:
    """Remove a release; False where it is being read."""
    retired = folder.with_name(f".retired-{folder.name}")
    with (folder / manifest.NAME).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if folder.resolve() in _open_folders():
            return False
        try:
            folder.rename(retired)
            sync(folder.parent)
            shutil.rmtree(retired)
        except OSError as error:
            raise cannot_write(folder, error) from error
    return True


def _open_folders() -> set[Path]:
    """The folders, and those they lie in, of all files that other processes have open, as far as the kernel tells us."""
    found: set[Path] = set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        if link.parts[2] == str(os.getpid()):
            continue
        try:
            path = link.readlink()
        except OSError:  # the process ended, closed the file, or is not ours to look at
            continue
        if path.suffix in {".parquet", ".json", ".jsonl"}:
            found |= set(path.parents)
    return found
