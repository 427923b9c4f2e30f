"""Copies of what stands nowhere else than in the ledger: a JSON object a line in a file beside it, for the day it is lost.

The ledger knows the digest of the copy it wrote; any other copy holds what a new or older ledger has to take over, as long
as it is what somebody wrote: its last line is the checksum of the others. All functions work inside a transaction of the
caller.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar

from pipelines.errors import DamagedData
from pipelines.store.database import Database
from pipelines.store.files import BROKEN, sha256_of, write_bytes

T = TypeVar("T")
_CURE: Final = "restore it from a copy, or move it away"


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy."""

    name: str
    """The key of the ledger's metadata under which it knows the digest."""
    path: Path

    def write(self, database: Database, rows: Iterable[Mapping[str, object]]) -> None:
        """Write all of it anew."""
        content = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()
        write_bytes(self.path, content + _checksum(content))
        self.know(database)

    def is_known(self, database: Database) -> bool:
        """Tell whether it is the one that the ledger wrote, as is one that is not there."""
        known = database.query("SELECT value FROM meta WHERE key = ?", (self.name,))
        return not self.path.is_file() or known == [(sha256_of(self.path),)]

    def read(self, row: Callable[[dict[str, Any]], T]) -> list[T]:
        """Return what it holds.

        Raises:
            DamagedData: it is no longer what was written.
        """
        if problem := self.damage():
            raise DamagedData(f"{self.path}: {problem}; {_CURE}")
        content, _ = _parted(self.path.read_bytes())
        try:
            return [row(json.loads(line)) for line in content.splitlines()]
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
            raise DamagedData(f"{self.path}: is damaged ({error}); {_CURE}") from error

    def damage(self) -> str | None:
        """Return what is wrong with it, or None, as where there is none; one of before there were checksums has none."""
        content, checksum = _parted(self.path.read_bytes()) if self.path.is_file() else (b"", b"")
        if checksum:
            return None if checksum == _checksum(content) else f"is damaged ({BROKEN})"
        try:
            json.loads(b"[%s]" % b",".join(content.splitlines()))
        except (ValueError, RecursionError) as error:
            return f"is damaged ({error})"
        return None

    def know(self, database: Database) -> None:
        """Let the ledger know it as it is."""
        values = (self.name, sha256_of(self.path))
        database.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", values)


def _checksum(content: bytes) -> bytes:
    """The last line of a copy."""
    return f"{sha256(content).hexdigest()}\n".encode()


def _parted(copy: bytes) -> tuple[bytes, bytes]:
    """The rows of a copy and its last line, which is empty where that is a row: rows begin with a brace."""
    at = copy.rstrip(b"\n").rfind(b"\n") + 1
    return (copy, b"") if copy[at : at + 1] in (b"{", b"") else (copy[:at], copy[at:])
