"""manifest.json: every file of a release with its rows, bytes and sha256, and the digest of the whole content.

It ends with the checksum of itself, so a changed byte anywhere in it is noticed as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipelines.errors import DamagedData
from pipelines.store import parquet
from pipelines.store.files import BROKEN, sha256_of

NAME = "manifest.json"
CURE = "restore it from a copy, or move this release's folder away and run `lendersms release`: the parts hold its rows"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a release."""

    path: str
    """Relative to the release's folder."""
    bytes: int
    sha256: str
    rows: int | None
    """None for what is no Parquet file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a release promises about itself."""

    version: str
    previous: str | None
    """The release before; None for the first."""
    schema_version: int
    pipeline_version: str
    synthetic: bool
    content_sha256: str
    """Digest of all row versions: the same content, the same digest, whatever the version."""
    time_cut: str | None = None
    """The month in which the test of the split by time begins; a manifest without one does not name it."""
    files: tuple[File, ...]


def describe(folder: Path) -> tuple[File, ...]:
    """Return all files of a release but the manifest, sorted by path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != NAME)
    return tuple(_describe(folder, path) for path in paths)


def _describe(folder: Path, path: Path) -> File:
    rows = parquet.read_metadata(path).num_rows if path.suffix == ".parquet" else None
    relative = path.relative_to(folder).as_posix()
    return File(path=relative, bytes=path.stat().st_size, sha256=sha256_of(path), rows=rows)


def render(manifest: Manifest) -> bytes:
    """Return the bytes of manifest.json."""
    body = asdict(manifest)
    if manifest.time_cut is None:
        del body["time_cut"]
    return _json({**body, "sha256": sha256(_json(body)).hexdigest()})


def _json(body: Mapping[str, Any]) -> bytes:
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


def read(folder: Path) -> Manifest:
    """Return the manifest of a release.

    Raises:
        DamagedData: it is missing, or not byte for byte what was written.
    """
    path = folder / NAME
    try:
        content = path.read_bytes()
        body = json.loads(content)
        del body["sha256"]
        manifest = Manifest(**{**body, "files": tuple(File(**file) for file in body["files"])})
    except FileNotFoundError as error:
        raise DamagedData(f"{path}: is missing; {CURE}") from error
    except TypeError as error:
        raise DamagedData(f"{path}: holds a key that no manifest has, or lacks one; {CURE}") from error
    except (OSError, ValueError, RecursionError, KeyError) as error:
        raise DamagedData(f"{path}: cannot be read ({error}); {CURE}") from error
    if render(manifest) != content:
        raise DamagedData(f"{path}: {BROKEN}; {CURE}")
    return manifest
