"""What was brought in so far, clue by clue: how many pages a clue spoke for, how many of them gave something, and since when none.

A clue is a word that the crawl wrote beside an address when it found it (`u:farm.example.com/info/N.html`, `w:催收`): the
ledger only counts. A count changes in the transaction that settles the page, so that a kill loses a page and what it taught
together, and neither is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from pipelines.store.database import Database

_MOST_CACHED: Final = 100_000
"""Clues held in memory; beyond that the memory is emptied and fills anew from the ledger."""

_LEARN = """
INSERT INTO harvest (source, clue, asked, gave, dry) VALUES (?1, ?2, 1, ?3, 1 - ?3)
ON CONFLICT (source, clue) DO UPDATE SET
    asked = asked + 1, gave = gave + excluded.gave, dry = iif(excluded.gave, 0, dry + 1)"""


class Yield(NamedTuple):
    """What the pages of one clue came to."""

    asked: int = 0
    gave: int = 0
    """How many of them brought something."""
    dry: int = 0
    """How many in a row, up to the last, brought nothing."""


_NOTHING: Final = Yield()


class Harvest:
    """The counts of one ledger; reads are remembered, since one page has dozens of links and each a dozen clues."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[tuple[str, str], Yield] = {}
        self.learned = 0
        """Pages learned from since this object was made."""

    def of(self, source: str, clue: str) -> Yield:
        """Return what a clue of a source yielded; zeros where nobody met it."""
        known = self._known.get((source, clue))
        if known is None:
            if len(self._known) >= _MOST_CACHED:
                self._known.clear()
            sql = "SELECT asked, gave, dry FROM harvest WHERE source = ? AND clue = ?"
            found = self._database.query(sql, (source, clue))
            known = self._known[source, clue] = Yield(*found[0]) if found else _NOTHING
        return known

    def learn(self, source: str, clues: Iterable[str], *, gave: bool) -> None:
        """Count a page for each of its clues, in the transaction of the caller."""
        self.learned += 1
        for clue in clues:
            self._database.execute(_LEARN, (source, clue, int(gave)))
            self._known.pop((source, clue), None)
