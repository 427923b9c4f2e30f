"""Which row of a cluster stands for it.

The rule: the row with the earliest publication time, or the time it was first seen where the page names none; among
equals the smallest id. It depends on the set of rows alone, never on their order; a row that comes later and is no
older than the rest changes nothing. Copies stay in the data, marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """What decides about a row."""

    id: str
    cluster_id: str
    since: datetime
    """Publication time, else the time it was first seen."""


def duplicates(rows: Sequence[Candidate]) -> list[str | None]:
    """Return for each row the id of the row it copies, or None where it stands for its cluster itself.

    >>> early, late = datetime(2024, 1, 1), datetime(2024, 1, 2)
    >>> duplicates([Candidate("b", "x", late), Candidate("c", "x", early), Candidate("a", "y", late)])
    ['c', None, None]
    """
    first: dict[str, Candidate] = {}
    for row in rows:
        best = first.setdefault(row.cluster_id, row)
        if (row.since, row.id) < (best.since, best.id):
            first[row.cluster_id] = row
    stands_for = (first[row.cluster_id].id for row in rows)
    return [None if chosen == row.id else chosen for chosen, row in zip(stands_for, rows, strict=True)]
