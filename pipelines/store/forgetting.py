"""What is being forgotten, in plain words, from the moment it is asked for until nothing of it is left: a kill costs nothing of it.

At last the plain words go too; the file that they stood in still holds their bytes until it is written anew, and until then
what is being forgotten is not done. All functions work inside a transaction of the caller.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from pipelines.store.database import Database
from pipelines.store.tombstones import Target

_RELEASES: Final = "forgetting.releases"
"""The key of the ledger's metadata under which the releases stand that are to be built anew …"""
_TITLES: Final = "forgetting.titles"
"""… the one under which stands what the pages are called …"""
_TRACES: Final = "forgetting.traces"
"""… and the one that says that the ledger's file is to be written anew."""


def unfinished(database: Database) -> list[tuple[Target, frozenset[str]]]:
    """Return what is being forgotten, each with the ids of its pages that are known so far."""
    found = database.query("SELECT kind, value, pages FROM forgetting ORDER BY kind, value")
    return [(Target.kept(kind, value), frozenset(json.loads(pages))) for kind, value, pages in found]


def begin(database: Database, target: Target, pages: Iterable[str]) -> None:
    """Record, in plain words, what is being forgotten and which pages that are."""
    values = (target.kind, target.value, json.dumps(sorted(pages)))
    database.execute("INSERT OR REPLACE INTO forgetting (kind, value, pages) VALUES (?, ?, ?)", values)


def promise_releases(database: Database, versions: Iterable[str]) -> None:
    """Record that these releases are to be built anew, before the first of them is: one tells what changed since another."""
    values = (_RELEASES, json.dumps([*versions]))
    database.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", values)


def promised_releases(database: Database) -> set[str]:
    """Return the releases that are to be built anew."""
    told = database.query("SELECT value FROM meta WHERE key = ?", (_RELEASES,))
    return set(json.loads(told[0][0])) if told else set()


def keep_titles(database: Database, titles: Iterable[str]) -> None:
    """Record what the pages are called, before the first row that tells it is gone."""
    values = (_TITLES, json.dumps(sorted(titles)))
    database.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", values)


def kept_titles(database: Database) -> set[str]:
    """Return what the pages are called, as far as it was recorded."""
    told = database.query("SELECT value FROM meta WHERE key = ?", (_TITLES,))
    return set(json.loads(told[0][0])) if told else set()


def end(database: Database) -> None:
    """Record that all of it is gone from everywhere else: the plain words go too, and leave traces."""
    database.execute("DELETE FROM forgetting")
    database.execute("DELETE FROM meta WHERE key IN (?, ?)", (_RELEASES, _TITLES))
    database.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, 'true')", (_TRACES,))


def has_traces(database: Database) -> bool:
    """Tell whether the ledger's file may hold bytes of what was deleted from it."""
    return bool(database.query("SELECT 1 FROM meta WHERE key = ?", (_TRACES,)))


def clear_traces(database: Database) -> None:
    """Record that the file was written anew."""
    database.execute("DELETE FROM meta WHERE key = ?", (_TRACES,))
