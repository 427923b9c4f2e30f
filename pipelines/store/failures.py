"""Failures on record: each stands open until its address (or file) is read after all, or is asked again.

All functions work inside a transaction of the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from pipelines.store.database import Database
from pipelines.store.reports import Failure

_DETAIL = 500
"""Characters of a failure's detail that are kept: enough for a message, too few for a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What went wrong with an address, or a file: its path."""

    url: str
    source: str
    reason: str
    detail: str = ""
    run: int | None = None


def record(database: Database, fault: Fault) -> None:
    """Put a failure on record, in the place of an open one of the same address."""
    url = encodable(fault.url)
    close(database, url)
    database.execute(
        "INSERT INTO failures (url, source, run, reason, detail, failed_at, is_open) VALUES (?, ?, ?, ?, ?, ?, 1)",
        (url, fault.source, fault.run, fault.reason, encodable(fault.detail[:_DETAIL]), datetime.now(UTC).isoformat()),
    )


def close(database: Database, url: str) -> None:
    """Take an address off the open failures; it stays in the history."""
    database.execute("UPDATE failures SET is_open = 0 WHERE url = ? AND is_open", (encodable(url),))


def close_lists(database: Database, source: str) -> None:
    """Close what stands open of a source and is no article: its lists are asked again by every run."""
    is_article = "SELECT 1 FROM urls WHERE key = key_of(failures.url) AND kind = 'article'"
    database.execute(
        f"UPDATE failures SET is_open = 0 WHERE is_open AND source = ? AND NOT EXISTS ({is_article})",  # noqa: S608 - a constant
        (source,),
    )


def newest(database: Database, limit: int) -> list[Failure]:
    """Return the last failures that stand open, newest first."""
    columns = "url, source, run, reason, detail, failed_at"
    found = database.query(
        f"SELECT {columns} FROM failures WHERE is_open ORDER BY id DESC LIMIT ?",  # noqa: S608 - a constant
        (limit,),
    )
    return [
        Failure(
            url=url,
            source=source,
            run=run,
            reason=reason,
            detail=detail,
            failed_at=datetime.fromisoformat(failed_at),
        )
        for url, source, run, reason, detail, failed_at in found
    ]


def encodable(text: str) -> str:
    r"""Return the text with what UTF-8 has no bytes for spelt out: paths may hold such.

    >>> encodable("caf\udce9.html")
    'caf\\udce9.html'
    """
    return text.encode("utf-8", "backslashreplace").decode()
