"""The checksum of a ledger at rest.

SQLite notices a broken structure, not a changed letter. So whoever wrote to the ledger leaves its checksum beside it
when closing, and takes that away before the next write. After a kill there is none, and nothing to compare.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.errors import DataError
from pipelines.store.files import BROKEN, cannot_write, sha256_of, sync, write_bytes


def seal_path(ledger: Path) -> Path:
    """Return where the checksum of a ledger lies."""
    return ledger.with_suffix(".sha256")


def seal(ledger: Path) -> None:
    """Write the checksum of a ledger that nobody writes to any more."""
    write_bytes(seal_path(ledger), f"{sha256_of(ledger)}  {ledger.name}\n".encode())


def break_seal(ledger: Path) -> None:
    """Take the checksum away before the first write."""
    path = seal_path(ledger)
    try:
        if path.exists():
            path.unlink()
            sync(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error


def broken(ledger: Path) -> list[str]:
    """Return what is wrong where there is a checksum and it does not hold; else nothing.

    A writer takes the checksum away, so it is read twice: a ledger that is being written to is not called damaged.
    """
    path = seal_path(ledger)
    try:
        promised = path.read_bytes()
        found = f"{sha256_of(ledger)}  {ledger.name}\n".encode()
        is_sound = promised == found or not path.exists()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); set the rights right") from error
    return [] if is_sound else [BROKEN]
