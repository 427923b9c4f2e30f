"""What the ledger tells about itself: counts, runs and failures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The state of a data folder in numbers."""

    urls: Mapping[str, int]
    """Article addresses by state: queued, leased, done, failed, gone."""
    queues: Mapping[str, Mapping[str, int]]
    """All addresses, by source and state; `waiting` are those of the failed that are asked again later."""
    kept: int
    rejected: Mapping[str, int]
    """Pages by the reason they were rejected for."""
    failures: Mapping[str, int]
    """Addresses and files that could not be read, by reason; those read since do not count."""
    staged: int
    """Rows that no release has sealed yet."""
    unread: int
    """Pages whose row stood in a damaged part that was given up, and which are not read again yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a command that collects."""

    id: int
    kind: str
    """`collect` or `import`."""
    sources: tuple[str, ...]
    started_at: datetime
    ended_at: datetime | None
    reason: str | None
    """Why it ended; None while it runs, `killed` where it was not given the time to say."""
    stats: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One address or file that could not be read, and was not read since."""

    url: str
    source: str
    run: int | None
    reason: str
    detail: str
    failed_at: datetime
