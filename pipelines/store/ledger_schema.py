"""The tables of the ledger, as the list of steps that made them: step n brings version n - 1 to version n.

SQLite's `user_version` holds the version. A step, once released, never changes; a change of the tables is a new step.
Beside SQLite's own functions a step may use `FUNCTIONS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from pipelines.store.addresses import host_of, key_of
from pipelines.store.packing import is_as_staged, repacked_checksum, repacked_edits, repacked_text

Migration: TypeAlias = tuple[str, ...]

FUNCTIONS: tuple[Callable[..., str | bytes | bool], ...] = (
    *(host_of, key_of),
    *(is_as_staged, repacked_text, repacked_edits, repacked_checksum),
)
"""What SQL may call by its name."""

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

# The frontier: addresses of lists as well as of articles, each with what leads to its next fetch.
_FRONTIER: Migration = (
    # `key` is the normal form of `url` and tells addresses apart. Times are seconds since 1970. `priority`, `depth` and
    # `found_run` come from whoever found the address, `tries` and `reason` from its failures since it was last read.
    # `next_fetch` is set while a done or failed address waits, `owner` (a run) and `lease_until` while it is leased.
    """CREATE TABLE frontier (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL UNIQUE,
        url TEXT NOT NULL,
        source TEXT NOT NULL,
        host TEXT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'done', 'failed', 'gone')),
        priority INTEGER NOT NULL DEFAULT 0,
        depth INTEGER NOT NULL DEFAULT 0,
        tries INTEGER NOT NULL DEFAULT 0,
        reason TEXT,
        next_fetch INTEGER CHECK (next_fetch IS NULL OR state IN ('done', 'failed')),
        owner INTEGER CHECK ((owner NOTNULL) = (state = 'leased')),
        lease_until INTEGER CHECK ((lease_until NOTNULL) = (state = 'leased')),
        first_seen INTEGER NOT NULL,
        last_seen INTEGER NOT NULL,
        found_run INTEGER,
        fetched_at INTEGER,
        run INTEGER
    ) STRICT""",
    # Failed addresses come due at once, as they did. Of two spellings of one address the one that was read stays.
    """INSERT OR IGNORE INTO frontier
        (sequence, key, url, source, host, kind, state, next_fetch, first_seen, last_seen, fetched_at, run)
        SELECT sequence, key_of(url), url, source, host_of(url), 'article', state, iif(state = 'failed', 0, NULL),
            seen, seen, iif(state = 'done', seen, NULL), run
        FROM (SELECT urls.*, coalesce(CAST(strftime('%s', runs.started_at) AS INTEGER), 0) AS seen
            FROM urls LEFT JOIN runs ON runs.id = urls.run)
        ORDER BY state != 'done', sequence""",
    "DROP TABLE urls",
    "ALTER TABLE frontier RENAME TO urls",
    # What can be leased, host by host and best first; small, since what is done is not in it.
    "CREATE INDEX urls_queued ON urls (source, kind = 'article', host, priority DESC, sequence) WHERE state = 'queued'",
    "CREATE INDEX urls_waiting ON urls (next_fetch) WHERE next_fetch NOTNULL",
    "CREATE INDEX urls_leased ON urls (lease_until) WHERE state = 'leased'",
)

# Which page lies where in the archive: `length` bytes from `offset` on, their digest, and the id of the row it became. The
# head of a file has no address; `payload` is the digest of a page's body, `key` the normal form of its address.
_CAPTURES: Migration = (
    """CREATE TABLE captures (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL,
        url TEXT NOT NULL,
        file TEXT NOT NULL,
        offset INTEGER NOT NULL,
        length INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        payload TEXT NOT NULL,
        is_revisit INTEGER NOT NULL,
        captured_at TEXT NOT NULL,
        page TEXT NOT NULL,
        UNIQUE (file, offset)
    ) STRICT""",
    "CREATE INDEX captures_by_key ON captures (key, sequence)",
    "CREATE INDEX captures_by_page ON captures (page)",
)

# What was forgotten, as keyed hashes; `fingerprint` is 64 bits in hex. `forgetting` is what is being forgotten, in plain
# words and with the ids found so far (a JSON list), until all of it is done.
_TOMBSTONES: Migration = (
    """CREATE TABLE tombstones (
        kind TEXT NOT NULL,
        digest TEXT NOT NULL,
        length INTEGER NOT NULL,
        fingerprint TEXT NOT NULL,
        why TEXT NOT NULL,
        forgotten_at TEXT NOT NULL,
        PRIMARY KEY (kind, digest)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE forgetting (
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        pages TEXT NOT NULL,
        PRIMARY KEY (kind, value)
    ) STRICT, WITHOUT ROWID""",
)

# What the crawl learns of where its subject is. `clues` are what spoke for an address, until its page has taught what came of
# it; `harvest` counts pages by clue, `marks` pages by what variants of one text have in common.
_DISCOVERY: Migration = (
    "ALTER TABLE urls ADD COLUMN clues TEXT",
    "CREATE INDEX urls_to_weigh ON urls (sequence) WHERE state = 'queued' AND clues NOTNULL",
    """CREATE TABLE harvest (
        source TEXT NOT NULL,
        clue TEXT NOT NULL,
        asked INTEGER NOT NULL,
        gave INTEGER NOT NULL,
        dry INTEGER NOT NULL,
        PRIMARY KEY (source, clue)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE marks (
        site TEXT NOT NULL,
        mark INTEGER NOT NULL,
        pages INTEGER NOT NULL,
        PRIMARY KEY (site, mark)
    ) STRICT, WITHOUT ROWID""",
)

# When a page that was read is asked again. `interval` is the pause in seconds that led to `next_fetch`, `due` the time at which
# a page came due that is queued to be read once more, `validators` what a conditional request says, `listed` how many articles
# a list showed when it was last read. `rank` tells what is leased first: lists and new articles, then those read before.
_REVISITS: Migration = (
    "ALTER TABLE urls ADD COLUMN interval INTEGER",
    "ALTER TABLE urls ADD COLUMN due INTEGER",
    "ALTER TABLE urls ADD COLUMN validators TEXT",
    "ALTER TABLE urls ADD COLUMN listed INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE urls ADD COLUMN rank INTEGER AS (iif(kind != 'article', 0, iif(due IS NULL, 1, 2))) VIRTUAL",
    # What was read before there was a time for it is asked again a week after it was read.
    """UPDATE urls SET interval = 604800, next_fetch = coalesce(fetched_at, 0) + 604800
        WHERE state = 'done' AND kind = 'article' AND next_fetch IS NULL""",
    "DROP INDEX urls_queued",
    "CREATE INDEX urls_queued ON urls (source, rank, host, due, priority DESC, sequence) WHERE state = 'queued'",
    "CREATE INDEX urls_lists ON urls (source) WHERE kind != 'article'",
    # What an article says, whatever else of its page changed; null for pages that were read before it was known.
    "ALTER TABLE pages ADD COLUMN signature TEXT",
    # Whether a server said, by 304, that its page is the one of the capture before; such a capture is a revisit too.
    "ALTER TABLE captures ADD COLUMN is_unchanged INTEGER NOT NULL DEFAULT 0",
    # `until` is in seconds since 1970; `host` has its port where it is not the usual one.
    "CREATE TABLE holds (host TEXT PRIMARY KEY, failures INTEGER NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID",
)

# Rows are staged without their edits, which stand beside them as columns; what is damaged already stays as it is, and so is found.
# A part is promised all staged rows up to its `last`, and none of them is written again for that.
_PACKED: Migration = (
    "ALTER TABLE parts ADD COLUMN last INTEGER",
    "UPDATE parts SET last = (SELECT max(sequence) FROM staged WHERE part = number)",
    "DROP INDEX staged_by_part",
    "ALTER TABLE staged DROP COLUMN part",
    "ALTER TABLE staged RENAME COLUMN version TO checksum",
    "ALTER TABLE staged ADD COLUMN edits BLOB NOT NULL DEFAULT x''",
    """UPDATE staged
        SET row = repacked_text(row), edits = repacked_edits(row), checksum = repacked_checksum(id, row)
        WHERE is_as_staged(id, CAST(row AS BLOB), checksum)""",
)

# Keys leave out what only tells visits apart, and default ports. Of rows that are one address now, one stays.
_KEYED: Migration = (
    "UPDATE OR IGNORE urls SET key = key_of(url) WHERE key != key_of(url)",
    "DELETE FROM urls WHERE key != key_of(url)",
    "UPDATE captures SET key = key_of(url) WHERE url != '' AND key != key_of(url)",
)

MIGRATIONS: tuple[Migration, ...] = (
    *(_FIRST, _DECISIONS, _FRONTIER, _CAPTURES, _TOMBSTONES, _DISCOVERY, _REVISITS),
    *(_PACKED, _KEYED),
)
LEDGER_VERSION = len(MIGRATIONS)
