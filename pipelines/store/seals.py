"""The checksum of a ledger at rest.

SQLite notices a broken structure, not a changed letter. So whoever wrote to the ledger leaves its checksum beside it
when closing, and takes that away before the next write. After a kill there is none, and nothing to compare.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from pipelines.errors import DataError
from pipelines.store.files import cannot_write, sha256_of, sync, write_bytes

CURE: Final = "remove it: the next run seals the ledger anew"
_DIGITS: Final = 64
_DIGEST_RE: Final = re.compile(rb"[0-9a-f]{64}")  # a checksum as we write it, whatever stands behind it


def seal_path(ledger: Path) -> Path:
    """Return where the checksum of a ledger lies."""
    return ledger.with_suffix(".sha256")


def seal(ledger: Path) -> None:
    """Write the checksum of a ledger that nobody writes to any more."""
    write_bytes(seal_path(ledger), _content(ledger))


def _content(ledger: Path) -> bytes:
    return f"{sha256_of(ledger)}  {ledger.name}\n".encode()


def break_seal(ledger: Path) -> None:
    """Take the checksum away before the first write."""
    path = seal_path(ledger)
    try:
        if path.exists():
            path.unlink()
            sync(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error


def at_fault(ledger: Path) -> Path | None:
    """Return which changed where there is a checksum and it does not hold, the ledger or its seal; else nothing.

    A writer takes the checksum away, so it is read twice: a ledger that is being written to is not called damaged.
    """
    path = seal_path(ledger)
    try:
        promised = path.read_bytes()
        found = _content(ledger)
        is_sound = promised == found or not path.exists()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); set the rights right") from error
    if is_sound:
        return None
    return path if is_spoilt(promised, found) else ledger


def is_spoilt(promised: bytes, found: bytes) -> bool:
    """Tell whether a seal was damaged, rather than the ledger whose true seal is `found`.

    A letter changed in a ledger changes nearly all digits of its checksum: of those of another file one in sixteen is the
    same. So where at least half of them are the same, the ledger is what was sealed. Where they are not, but what stands there
    is no checksum at all, the seal says nothing of the ledger.

    >>> found = b"0123456789abcdef" * 4
    >>> is_spoilt(found.replace(b"7", b"8"), found), is_spoilt(b"", found)
    (True, True)
    >>> is_spoilt(b"f0e1d2c3b4a59687" * 4, found)
    False
    """
    same = sum(one == other for one, other in zip(promised[:_DIGITS], found[:_DIGITS], strict=False))
    return same >= _DIGITS // 2 or _DIGEST_RE.match(promised) is None
