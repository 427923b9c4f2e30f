"""Copies of what stands nowhere else than in the ledger: a JSON object a line in a file beside it, for the day it is lost.

The ledger knows the digest of the copy it wrote; any other copy holds what a new or older ledger has to take over. All
functions work inside a transaction of the caller.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pipelines.errors import DamagedData
from pipelines.store.database import Database
from pipelines.store.files import sha256_of, write_bytes

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy."""

    name: str
    """The key of the ledger's metadata under which it knows the digest."""
    path: Path

    def write(self, database: Database, rows: Iterable[Mapping[str, object]]) -> None:
        """Write all of it anew."""
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        write_bytes(self.path, "".join(f"{line}\n" for line in lines).encode())
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
        try:
            return [row(json.loads(line)) for line in self.path.read_text("utf-8").splitlines()]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            cure = "restore it from a copy, or move it away"
            raise DamagedData(f"{self.path}: is damaged ({error}); {cure}") from error

    def know(self, database: Database) -> None:
        """Let the ledger know it as it is."""
        values = (self.name, sha256_of(self.path))
        database.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", values)
