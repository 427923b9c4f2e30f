"""What a run of a source would ask for, without leasing or changing anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.store.addresses import Address
from pipelines.store.database import Database

# Rows that `queue.wake` would queue count as queued, as they would be when a run asks.
_IS_DUE = "(state = 'queued' OR next_fetch <= ?2 OR state = 'leased' AND lease_until <= ?2)"
_BEST = f"""SELECT url, kind, priority, depth FROM urls WHERE source = ?1 AND {_IS_DUE}
    ORDER BY kind = 'article', priority DESC, sequence LIMIT ?3"""  # noqa: S608 - constants
_COUNTS = f"""SELECT iif({_IS_DUE}, 'due', iif(next_fetch NOTNULL, 'later', state)), count(*) FROM urls
    WHERE source = ?1 AND kind = 'article' GROUP BY 1 ORDER BY 1"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """What the frontier holds for a source at one time."""

    articles: Mapping[str, int]
    """Articles by what a run would do about them: `due` would be asked for, `later` has a time of its own to come, the
    others (`done`, `gone`, `failed`, `leased`) are left as they are."""
    first: tuple[Address, ...]
    """The addresses that would be asked for first: lists before articles, then by priority."""


def upcoming(database: Database, source: str, *, now: int, most: int) -> Upcoming:
    """Return what a run of `source` at `now` (seconds since 1970) would find, and its first `most` addresses."""
    found = database.query(_BEST, (source, now, most))
    return Upcoming(
        articles=dict(database.query(_COUNTS, (source, now))),
        first=tuple(
            Address(url=url, source=source, kind=kind, priority=priority, depth=depth)
            for url, kind, priority, depth in found
        ),
    )
