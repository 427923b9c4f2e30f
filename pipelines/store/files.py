"""Files that are there whole or not at all.

Everything is written under a temporary name in the same folder, forced to disk, renamed, and the folder is forced to
disk too: whoever reads sees the file before or the file after, also when the machine stops in between.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Final

from pipelines.errors import DataError

_UNLINKED: Final = {errno.EXDEV, errno.EPERM, errno.EACCES, errno.EMLINK, errno.ENOTSUP, errno.ENOSYS}
"""Why a file system gives a file no second name: it lies on another one, there are none or too many, or it is somebody else's."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path to write to; afterwards it takes the place of `path`.

    Where anything fails, `path` stays as it was and the temporary file is gone. A full disk (or any other fault of
    the file system) is a DataError.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        yield temporary
        sync(temporary)
        temporary.replace(path)
        sync(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole small file."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def link(path: Path, target: Path) -> None:
    """Make `path` a symbolic link to `target`, given relative to the folder of `path`; an older link is replaced."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(target)
        temporary.replace(path)
        sync(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error


def link_or_copy(source: Path, path: Path) -> None:
    """Let a file that never changes have a second name, or where the file system gives it none, be there twice."""
    try:
        os.link(source, path)
        sync(path.parent)
    except OSError as error:
        if error.errno not in _UNLINKED:
            raise cannot_write(path, error) from error
        _copy(source, path)


def _copy(source: Path, path: Path) -> None:
    with replacing(path) as temporary:
        shutil.copyfile(source, temporary)


def sync(path: Path) -> None:
    """Force a file's content, or a folder's names, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Make a folder, and those it lies in, where they are missing."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error


def sha256_of(path: Path) -> str:
    """Return the hex digest of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


BROKEN = "its bytes are not those of its checksum"
"""What is wrong with a file whose content changed."""


def damage_of(path: Path, sha256: str) -> str | None:
    """Return what is wrong with a file that should have that digest, or None."""
    if not path.is_file():
        return "is missing"
    return None if sha256_of(path) == sha256 else BROKEN


def cannot_write(path: Path, error: OSError) -> DataError:
    """Return the error that a fault of the file system becomes."""
    why = error.strerror or str(error)
    if isinstance(error, NotADirectoryError | FileExistsError):
        return DataError(f"{path}: cannot be written ({why}); name a folder, not a file")
    return DataError(f"{path}: cannot be written ({why}); make room or set the rights right, then run again")
