"""Where an export goes: a local path or an fsspec URL, which shows all of it or nothing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any, Final, TypeAlias, cast
from urllib.parse import unquote

import fsspec

from pipelines.errors import DataError, InputError, LenderSmsError
from pipelines.store.files import cannot_write, make_folder, replacing, sync

Open: TypeAlias = Callable[[str], AbstractContextManager[IO[bytes]]]
"""Open a file for writing by its name under the target; the name of a target that is a file itself is empty."""

# A URL of this machine: `file:/a`, `file:///a`, `file://localhost/a`; fsspec calls the same `local`.
_LOCAL_RE: Final = re.compile(r"(?:file|local):(?://(?:localhost)?)?(/(?!/).*)", re.IGNORECASE | re.DOTALL)
_LOCAL_SCHEMES: Final = ("file:", "local:")


@contextmanager
def target(out: str, *, is_folder: bool) -> Iterator[Open]:
    """Yield how to open files of the target; they appear together when the block ends, and not at all if it fails.

    A file that was there is replaced, a folder never.

    Raises:
        InputError: no such kind of URL, one that cannot be written to, or a folder that exists.
        DataError: the disk is full, or the path cannot be written to.
    """
    path = local_path(out)
    if path is None:
        opened = _remote(out, is_folder=is_folder)
    else:
        opened = _local_folder(path) if is_folder else _local_file(path)
    with opened as found:
        yield found


def local_path(out: str) -> Path | None:
    """Return the path that is meant, None for a URL of another file system.

    What is percent-encoded in a URL of a file is the character it stands for; in a path it is itself.

    Raises:
        InputError: a URL of a file without its whole path, or on another machine.

    >>> [str(local_path(out)) for out in ("file://localhost/tmp/a%20b.csv", "file:/tmp/a.csv", "a%20b.csv", "s3://b/a.csv")]
    ['/tmp/a b.csv', '/tmp/a.csv', 'a%20b.csv', 'None']
    >>> local_path("file://a.csv")
    Traceback (most recent call last):
    pipelines.errors.InputError: file://a.csv: is no file of this machine; give its path alone, or file:///the/whole/path
    """
    if not out.lower().startswith(_LOCAL_SCHEMES):
        return None if "://" in out else Path(out)
    match = _LOCAL_RE.fullmatch(out)
    path = unquote(match[1], errors="surrogateescape") if match else ""
    if not path or "\0" in path:
        raise InputError(f"{out}: is no file of this machine; give its path alone, or file:///the/whole/path")
    return Path(path)


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
        raise _exists(path)
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
def _remote(url: str, *, is_folder: bool) -> Iterator[Open]:
    """A transaction of the file system: what it gathered is committed at the end, or discarded."""
    with _told(url):
        system, root = fsspec.url_to_fs(url, skip_instance_cache=True)
        if is_folder and _holds_files(system, root):
            raise _exists(url)

    def opened(name: str) -> AbstractContextManager[IO[bytes]]:
        path = f"{root}/{name}" if name else root
        with _told(url):
            system.makedirs(system._parent(path), exist_ok=True)
            return cast("AbstractContextManager[IO[bytes]]", system.open(path, "wb"))

    try:
        with _transaction(system):
            yield opened
    except OSError as error:
        raise _unwritten(url, error) from error


def _holds_files(system: Any, root: str) -> bool:  # noqa: ANN401 - fsspec has no types
    """Whether anything would be mixed with what is written there; folders alone, which a failed export leaves, are nothing."""
    return bool(system.isfile(root)) or any(files for *_, files in system.walk(root))


@contextmanager
def _told(url: str) -> Iterator[None]:
    """One error for whatever a file system raises when it is asked: each has errors of its own, and no code of ours runs."""
    try:
        yield
    except LenderSmsError:
        raise
    except OSError as error:
        raise _unwritten(url, error) from error
    except Exception as error:
        said = f" ({error})" if str(error) else ""
        raise InputError(
            f"{url}: cannot be written to{said}; name a path, or a URL of a file system such as s3://"
        ) from error


def _unwritten(url: str, error: OSError) -> DataError:
    return DataError(f"{url}: cannot be written ({error}); see whether it is there and yours, then run again")


def _exists(place: Path | str) -> InputError:
    return InputError(f"{place}: exists; name a new folder, or remove this one first")


def _transaction(system: Any) -> AbstractContextManager[Any]:  # noqa: ANN401 - fsspec has no types
    return cast("AbstractContextManager[Any]", system.transaction)
