"""Hosts that are not to be asked for a while, remembered from run to run.

All functions work inside a transaction of the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipelines.store.database import Database
from pipelines.store.revisits import DAY

_FORGOTTEN_AFTER: Final = DAY
"""Seconds after the end of a hold: what a host did before that says nothing of today."""


@dataclass(frozen=True, slots=True)
class Hold:
    """How a host is being left alone."""

    failures: int
    """In a row, by which the next hold grows."""
    until: float
    """In seconds since 1970."""


def put(database: Database, host: str, hold: Hold) -> None:
    """Remember how a host is held; no failures and no time mean that it answers again."""
    if hold.failures or hold.until:
        values = (host, hold.failures, int(hold.until) + 1)
        database.execute("INSERT OR REPLACE INTO holds (host, failures, until) VALUES (?, ?, ?)", values)
    else:
        database.execute("DELETE FROM holds WHERE host = ?", (host,))


def standing(database: Database, now: int) -> dict[str, Hold]:
    """Return the holds that still mean something."""
    found = database.query("SELECT host, failures, until FROM holds WHERE until > ?", (now - _FORGOTTEN_AFTER,))
    return {host: Hold(failures, until) for host, failures, until in found}
