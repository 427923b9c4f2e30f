"""The few counts of a run that a person asks for, kept among Scrapy's many."""

from __future__ import annotations

from collections.abc import Mapping

from scrapy.statscollectors import StatsCollector

READ = "read"
"""Articles fetched and understood: kept, rejected or unchanged."""
KEPT = "kept"
REJECTED = "rejected"
UNCHANGED = "unchanged"
"""Articles read that were here already, word for word."""
FAILED = "failed"
KNOWN = "known"
"""Articles found that are here already, and were not asked for again."""
REMAINING = "remaining"
"""Addresses of the run's sources that are still to be asked for when it ends."""

_PREFIX = "run/"


def count(stats: StatsCollector, what: str, reason: str = "", number: int = 1) -> None:
    """Count one more of `what`, or `number` more, and of `reason` where there is one; what never happened stays out."""
    if number:
        stats.inc_value(_PREFIX + what, number)
    if number and reason:
        stats.inc_value(f"{_PREFIX}{what}.{reason}", number)


def read(stats: StatsCollector) -> dict[str, int]:
    """Return the counts: `kept`, `failed`, `failed.timeout`; what never happened is left out."""
    return {key.removeprefix(_PREFIX): n for key, n in sorted(stats.get_stats().items()) if key.startswith(_PREFIX)}


def sentence(counts: Mapping[str, int]) -> str:
    """Return the counts in a line for a person.

    >>> sentence({"read": 3, "kept": 2, "rejected": 1, "rejected.no_message": 1})
    '3 articles read: 2 kept, 1 rejected, 0 failures.'
    >>> sentence({"read": 2, "kept": 1, "unchanged": 1})
    '2 articles read: 1 kept, 0 rejected, 1 unchanged, 0 failures.'
    >>> sentence({"known": 1200})
    '0 articles read: 0 kept, 0 rejected, 0 failures. 1,200 were here already and not fetched again.'
    """
    done, kept, rejected, failed, known = (counts.get(what, 0) for what in (READ, KEPT, REJECTED, FAILED, KNOWN))
    same = f"{counts[UNCHANGED]:,} unchanged, " if UNCHANGED in counts else ""
    told = f"{done:,} articles read: {kept:,} kept, {rejected:,} rejected, {same}{failed:,} failures."
    return f"{told} {known:,} were here already and not fetched again." if known else told
