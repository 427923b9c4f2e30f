"""Where an export goes: a local path or an fsspec URL, which shows all of it or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any, TypeAlias, cast

import fsspec

from pipelines.errors import DataError, InputError
from pipelines.store.files import cannot_write, make_folder, replacing, sync

Open: TypeAlias = Callable[[str], AbstractContextManager[IO[bytes]]]
"""Open a file for writing by its name under the target; the name of a target that is a file itself is empty."""


@contextmanager
def target(out: str, *, is_folder: bool) -> Iterator[Open]:
    """Yield how to open files of the target; they appear together when the block ends, and not at all if it fails.

    A file that was there is replaced, a local folder never.

    Raises:
        InputError: no such kind of URL, one that cannot be written to, or a folder that exists.
        DataError: the disk is full, or the path cannot be written to.
    """
    path = out.removeprefix("file://")
    opened = _remote(path) if "://" in path else _local_folder(Path(path)) if is_folder else _local_file(Path(path))
    with opened as found:
        yield found


@contextmanager
def _local_file(path: Path) -> Iterator[Open]:
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name a file in it")
    make_folder(path.parent)
    with replacing(path) as temporary:
        yield lambda _: temporary.open("wb")


@contextmanager
def _local_folder(path: Path) -> Iterator[Open]:
    if path.exists():
        raise InputError(f"{path}: exists; name a new folder, or remove this one first")
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        yield lambda name: _made(temporary / name).open("wb")
        for each in (*temporary.rglob("*"), temporary):
            sync(each)
        temporary.rename(path)
        sync(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def _remote(url: str) -> Iterator[Open]:
    """A transaction of the file system: what it gathered is committed at the end, or discarded."""
    try:
        system, root = fsspec.url_to_fs(url, skip_instance_cache=True)
    except (ValueError, ImportError) as error:
        raise InputError(f"{url}: {error}") from error

    def opened(name: str) -> AbstractContextManager[IO[bytes]]:
        path = f"{root}/{name}" if name else root
        system.makedirs(system._parent(path), exist_ok=True)
        return cast("AbstractContextManager[IO[bytes]]", system.open(path, "wb"))

    try:
        with _transaction(system):
            yield opened
    except NotImplementedError as error:
        raise InputError(
            f"{url}: cannot be written to; name a path, or a URL of a file system such as s3://"
        ) from error
    except OSError as error:
        raise DataError(
            f"{url}: cannot be written ({error}); see whether it is there and yours, then run again"
        ) from error


def _transaction(system: Any) -> AbstractContextManager[Any]:  # noqa: ANN401 - fsspec has no types
    return cast("AbstractContextManager[Any]", system.transaction)
