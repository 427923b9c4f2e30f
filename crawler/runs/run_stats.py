"""The few counts of a run that a person asks for, kept among Scrapy's many."""

from __future__ import annotations

from collections.abc import Mapping

from scrapy.statscollectors import StatsCollector

from crawler.counted import counted
from pipelines.store.addresses import host_of
from pipelines.store.frontier import Standing
from pipelines.types import Kept, Outcome, RawPage

READ = "read"
"""Articles fetched and understood: kept, rejected or unchanged."""
KEPT = "kept"
REJECTED = "rejected"
NEW = "new"
CHANGED = "changed"
UNCHANGED = "unchanged"
"""Pages read that were never here before, that were here in other words, and that were here word for word."""
NOT_MODIFIED = "not_modified"
"""Of the unchanged: those of which the server said so, by 304."""
FAILED = "failed"
KNOWN = "known"
"""Articles that are here already, and were not asked for again since they were not due."""
GONE = "gone"
"""Addresses found missing by two runs in a row."""
LISTED = "listed"
"""Articles that the lists of the run's sources show, each list for itself: what there would be to ask for. Lists that show
none are counted as such."""
FORGOTTEN = "forgotten"
"""Pages that came again after they were forgotten: nothing of them is kept."""
LEFT_OUT = "left_out"
"""Addresses that were not asked for, by the bound that they met."""
UNVERIFIED = "unverified"
"""Pages whose server's certificate does not hold, by their host."""
PASSED_OVER = "passed_over"
"""Records of other people's archives that are no pages for us."""
REMAINING = "remaining"
"""Addresses of the run's sources that are still to be asked for when it ends."""

ARTICLES = "articles"
HAS = "has"
"""Pages that belong to the dataset, new or not, and by field how many of them have it: `has.author`."""
FIELDS = ("title", "author", "published_at", "comments", "messages")
"""Fields of an article whose coverage is watched."""
BOUNDED = "bounded"
"""1 where a run was to ask for so many articles only: it says nothing about how many there are."""
RED = "red"
"""What the gate found wrong, by what it is: `red.silent`, `red.coverage.author`."""

_PREFIX = "run/"
_OF_SOURCE = "run_of/{}/"


def count(stats: StatsCollector, what: str, reason: str = "", number: int = 1, *, source: str = "") -> None:
    """Count one more of `what`, or `number` more, and of `reason` where there is one; what never happened stays out.

    What is counted for a source counts for the whole run too.
    """
    for prefix in _prefixes(source) if number else ():
        stats.inc_value(prefix + what, number)
        if reason:
            stats.inc_value(f"{prefix}{what}.{reason}", number)


def count_page(stats: StatsCollector, page: RawPage, outcome: Outcome, change: str) -> None:
    """Count what a page became, which is NEW, CHANGED or UNCHANGED, and which fields it has if it belongs."""
    kept = outcome.record if isinstance(outcome, Kept) else None
    counted = [(READ, ""), (change, "")]
    if change != UNCHANGED:
        counted.append((KEPT, "") if isinstance(outcome, Kept) else (REJECTED, outcome.reason))
    if kept:
        counted += [(ARTICLES, ""), *((f"{HAS}.{field}", "") for field in FIELDS if getattr(kept, field))]
    if page.certificate:
        counted.append((UNVERIFIED, host_of(page.final_url or page.url)))
    for what, reason in counted:
        count(stats, what, reason, source=page.source)


def count_standing(stats: StatsCollector, source: str, standing: Standing) -> None:
    """Count what a run left alone of a source, what it found gone, and what its lists show, though it be nothing."""
    for what, number in ((KNOWN, standing.resting), (GONE, standing.gone)):
        count(stats, what, number=number, source=source)
    if standing.listed is not None:
        for prefix in _prefixes(source):
            stats.inc_value(prefix + LISTED, standing.listed)


def read(stats: StatsCollector, source: str = "") -> dict[str, int]:
    """Return the counts, of one source or all: `kept`, `failed`, `failed.timeout`; what never happened is left out."""
    prefix = _OF_SOURCE.format(source) if source else _PREFIX
    return {key.removeprefix(prefix): n for key, n in sorted(stats.get_stats().items()) if key.startswith(prefix)}


def _prefixes(source: str) -> tuple[str, ...]:
    """What the counts of the whole run begin with, and those of a source where there is one."""
    return (_PREFIX, _OF_SOURCE.format(source)) if source else (_PREFIX,)


def reasons(counts: Mapping[str, int], what: str) -> dict[str, int]:
    """Return how often `what` happened for each reason, most first.

    >>> reasons({"failed": 3, "failed.dns": 1, "failed.timeout": 2, "kept": 9}, FAILED)
    {'timeout': 2, 'dns': 1}
    """
    found = [(name.removeprefix(f"{what}."), n) for name, n in counts.items() if name.startswith(f"{what}.")]
    return dict(sorted(found, key=lambda each: (-each[1], each[0])))


def sentence(counts: Mapping[str, int]) -> str:
    """Return the counts in a line for a person.

    >>> sentence({"read": 3, "kept": 2, "rejected": 1, "rejected.no_message": 1})
    '3 articles read: 2 kept, 1 rejected, 0 failures.'
    >>> sentence({"read": 2, "kept": 1, "unchanged": 1})
    '2 articles read: 1 kept, 0 rejected, 1 unchanged, 0 failures.'
    >>> sentence({"known": 1200})
    '0 articles read: 0 kept, 0 rejected, 0 failures. 1,200 were here already and not fetched again.'
    >>> sentence({"read": 1, "kept": 1, "passed_over": 99})
    '1 article read: 1 kept, 0 rejected, 0 failures. 99 records passed over.'
    >>> sentence({"left_out": 7})
    '0 articles read: 0 kept, 0 rejected, 0 failures. 7 addresses left out.'
    """
    done, kept, rejected, failed, known = (counts.get(what, 0) for what in (READ, KEPT, REJECTED, FAILED, KNOWN))
    same = f"{counts[UNCHANGED]:,} unchanged, " if UNCHANGED in counts else ""
    told = f"{counted(done, 'article')} read: {kept:,} kept, {rejected:,} rejected, {same}{counted(failed, 'failure')}."
    told += f" {known:,} were here already and not fetched again." if known else ""
    told += f" {counts[FORGOTTEN]:,} were forgotten before and left alone." if FORGOTTEN in counts else ""
    told += f" {counted(counts[LEFT_OUT], 'address', 'addresses')} left out." if LEFT_OUT in counts else ""
    return told + (f" {counted(counts[PASSED_OVER], 'record')} passed over." if PASSED_OVER in counts else "")
