"""The index of near-duplicates: what is known of all texts that were placed, in a file beside the ledger.

It follows from the rows, so nothing is lost with it: where it is missing or damaged, the next release searches all of
them anew. Its arrays stand one behind the other, the checksum of all behind them; it is there whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from hashlib import sha256
from io import SEEK_END
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from pipelines.dedup.known import Copies, Known, Proven, Similarities, Templates, Versioned, Written
from pipelines.store.files import BROKEN, replacing, sha256_of
from pipelines.store.layout import duplicates_path

CURE: Final = "remove it: the next release makes it anew"

_FORM: Final = np.array([3], np.uint8)
"""Comes first; an index of another form is none."""
_BLOCKS: Final[dict[str, Any]] = {
    "templates": Templates,
    "pages": Templates,
    "copies": Copies,
    "similarities": Similarities,
    "proven": Proven,
    "versioned": Versioned,
    "written": Written,
}
_CHECKSUM: Final = 32
_CHUNK: Final = 1 << 20


def save(data: Path, known: Known) -> None:
    """Keep what is known for the next release.

    Raises:
        DataError: the disk is full or the folder cannot be written to; the index stays as it was.
    """
    with replacing(duplicates_path(data)) as temporary:
        with temporary.open("wb") as file:
            for array in (_FORM, np.frombuffer(known.mask, np.uint8), *_arrays(known)):
                np.save(file, array, allow_pickle=False)
        checksum = bytes.fromhex(sha256_of(temporary))
        with temporary.open("ab") as file:
            file.write(checksum)


def _arrays(known: Known) -> Iterator[Any]:
    for name, kind in _BLOCKS.items():
        block = getattr(known, name)
        yield from (getattr(block, each.name) for each in fields(kind))


def load(data: Path) -> Known:
    """Return what is known: nothing where there is no index, or none that is as it was written, in the form of today."""
    path = duplicates_path(data)
    if not path.is_file() or damage(data):
        return Known()
    with path.open("rb") as file:
        if not np.array_equal(np.load(file, allow_pickle=False), _FORM):
            return Known()
        mask = np.load(file, allow_pickle=False).tobytes()
        return Known(mask=mask, **{name: _block(kind, file) for name, kind in _BLOCKS.items()})


def _block(kind: Any, file: IO[bytes]) -> Any:  # noqa: ANN401 - a dataclass of arrays
    return kind(**{each.name: np.load(file, allow_pickle=False) for each in fields(kind)})


def damage(data: Path) -> str | None:
    """Return what is wrong with the index of a data folder, or None, as where there is none."""
    path = duplicates_path(data)
    if not path.is_file():
        return None
    digest = sha256()
    with path.open("rb") as file:
        left = file.seek(0, SEEK_END) - _CHECKSUM
        file.seek(0)
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            digest.update(chunk)
            left -= len(chunk)
        return None if file.read() == digest.digest() else BROKEN
