"""Let old releases go by rule: the newest of them stay, and none that somebody is reading goes.

Our own readers say so by a shared lock on the release's manifest (`reading`). Of others' the kernel tells, where it has
`/proc`: a process that has a file of the release open is reading it. A release goes by a rename and is then removed, so
nobody sees half of one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import InputError
from pipelines.publish import manifest
from pipelines.publish.versions import all_versions
from pipelines.store.files import cannot_write, sync
from pipelines.store.layout import latest_path, releases_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """What the rule did."""

    gone: tuple[str, ...]
    """Releases that were removed, oldest first."""
    read: tuple[str, ...]
    """Releases that would have gone, but are being read: the next call asks again."""


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


def retire(data: Path, keep: int) -> Retired:
    """Remove all releases but the newest `keep`, the one that `latest` names, and those that are being read.

    Raises:
        InputError: not even one would stay.
        DataError: the folder cannot be written to.
    """
    if keep < 1:
        raise InputError(f"--keep: {keep} releases would leave none; give 1 or more")
    releases, latest = releases_path(data), latest_path(data)
    for leftover in releases.glob(".retired-*"):
        shutil.rmtree(leftover)
    named = latest.readlink().name if latest.is_symlink() else ""
    gone: list[str] = []
    read: list[str] = []
    for version in all_versions(data)[:-keep]:
        if version != named:
            (gone if _remove(releases / version) else read).append(version)
    return Retired(gone=tuple(gone), read=tuple(read))


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
