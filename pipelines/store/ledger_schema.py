"""The tables of the ledger, as the list of steps that made them: step n brings version n - 1 to version n.

SQLite's `user_version` holds the version. A step, once released, never changes; a change of the tables is a new step.
"""

from __future__ import annotations

from typing import TypeAlias

Migration: TypeAlias = tuple[str, ...]

_FIRST: Migration = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    # One row per article address. `run` is the run that last settled it.
    """CREATE TABLE urls (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        url TEXT NOT NULL UNIQUE,
        source TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'done', 'failed')),
        run INTEGER
    ) STRICT""",
    "CREATE INDEX urls_by_state ON urls (state, source)",
    # Rows that no part holds yet. `part` is set when a part has been promised to hold the row, for good.
    """CREATE TABLE staged (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL,
        version TEXT NOT NULL,
        row TEXT NOT NULL,
        part INTEGER
    ) STRICT""",
    "CREATE INDEX staged_by_id ON staged (id)",
    "CREATE INDEX staged_by_part ON staged (part)",
    # The newest version of every page: `reason` is null where it was kept, `part` where it is still staged.
    """CREATE TABLE pages (
        id TEXT PRIMARY KEY,
        sequence INTEGER,
        reason TEXT,
        version TEXT NOT NULL,
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        part INTEGER
    ) STRICT""",
    "CREATE INDEX pages_by_sequence ON pages (sequence)",
    "CREATE INDEX pages_by_part ON pages (part)",
    # `sha256` is null until the file is on disk.
    """CREATE TABLE parts (
        number INTEGER PRIMARY KEY,
        rows INTEGER NOT NULL,
        sha256 TEXT
    ) STRICT""",
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        sources TEXT NOT NULL,
        started_at TEXT NOT NULL,
        ended_at TEXT,
        reason TEXT,
        stats TEXT NOT NULL
    ) STRICT""",
    # `is_open` until the address is fetched after all, or asked again.
    """CREATE TABLE failures (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        url TEXT NOT NULL,
        source TEXT NOT NULL,
        run INTEGER,
        reason TEXT NOT NULL,
        detail TEXT NOT NULL,
        failed_at TEXT NOT NULL,
        is_open INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX failures_by_url ON failures (url, is_open)",
)

_DECISIONS: Migration = (
    # What people decided about pages: the newest answer of each annotator to each question; `answer` is a JSON list.
    """CREATE TABLE decisions (
        page TEXT NOT NULL,
        annotator TEXT NOT NULL,
        question TEXT NOT NULL,
        answer TEXT NOT NULL,
        decided_at TEXT NOT NULL,
        text_sha256 TEXT NOT NULL,
        PRIMARY KEY (page, annotator, question)
    ) STRICT, WITHOUT ROWID""",
    # Signatures of the texts that were decided on: they tell whether a text that changed since changed much.
    "CREATE TABLE decided_texts (text_sha256 TEXT PRIMARY KEY, signature BLOB NOT NULL) STRICT, WITHOUT ROWID",
)

MIGRATIONS: tuple[Migration, ...] = (_FIRST, _DECISIONS)
LEDGER_VERSION = len(MIGRATIONS)
