"""Judge a run of a source by its last ones: did fields go missing, did the source fall silent, do more pages fail?

What a source usually does is the median over its last runs, so that one bad run changes little. With too few runs or
pages to tell, nothing is judged: a new source, or one of three pages, is never red.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, TypeAlias

from crawler.counted import counted
from crawler.runs import run_stats
from crawler.runs.run_stats import FIELDS

Counts: TypeAlias = Mapping[str, int]
"""What a run counted for one source, by the names of `run_stats`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a run is red. Shares are from 0 to 1."""

    runs: int = 10
    """How many of the last runs tell what is usual."""
    least_runs: int = 3
    least_pages: int = 20
    """Runs, and articles in each, below which nothing is judged."""
    coverage_fall: float = 0.2
    """A field may stand on this much less of the articles than usual."""
    failures_rise: float = 0.2
    """This much more of what was asked for may fail than usual."""
    silence: float = 0.1
    """A source that shows less than this share of its usual articles has fallen silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong with a run."""

    kind: Literal["coverage", "failures", "silent"]
    field: str = ""
    now: float
    usual: float

    @property
    def id(self) -> str:
        """A stable name: `silent`, `coverage.author`."""
        return f"{self.kind}.{self.field}" if self.field else self.kind

    def __str__(self) -> str:
        match self.kind:
            case "coverage":
                return f"{self.field} stands on {self.now:.0%} of the articles, usually on {self.usual:.0%}"
            case "failures":
                return f"{self.now:.0%} of what was asked for failed, usually {self.usual:.0%}"
            case "silent":
                return f"{counted(round(self.now), 'article was', 'articles were')} met, usually {self.usual:,.0f}"


def judge(now: Counts, before: Sequence[Counts], limits: Limits) -> tuple[Finding, ...]:
    """Return what is wrong with a run, given the counts of the source's last ones, newest first.

    >>> usual = {"read": 100, "articles": 100, "has.title": 100, "has.author": 80}
    >>> [finding.id for finding in judge({**usual, "has.author": 8}, [usual] * 3, Limits())]
    ['coverage.author']
    >>> judge({**usual, "has.author": 8}, [usual] * 2, Limits())
    ()
    """
    looked_at = before[: limits.runs]
    return (*_silence(now, looked_at, limits), *_failures(now, looked_at, limits), *_coverage(now, looked_at, limits))


def met(counts: Counts) -> int:
    """How many articles of the source a run met: those its lists show, or where it has none, those it read or knew.

    What is known stays known though all lists turn empty, so it says nothing where there are lists.

    >>> met({"read": 3, "known": 40, "failed": 2}), met({"read": 3, "known": 40, "listed": 50})
    (43, 50)
    >>> met({"known": 40, "listed": 0})
    0
    """
    return counts.get(run_stats.LISTED, counts.get(run_stats.READ, 0) + counts.get(run_stats.KNOWN, 0))


def coverage(counts: Counts, field: str) -> float | None:
    """The share of the articles that have a field; None without articles.

    >>> coverage({"articles": 4, "has.author": 3}, "author"), coverage({"read": 4}, "author")
    (0.75, None)
    """
    articles = counts.get(run_stats.ARTICLES, 0)
    return counts.get(f"{run_stats.HAS}.{field}", 0) / articles if articles else None


def failed(counts: Counts) -> float | None:
    """The share of what was asked for that failed; None where nothing was.

    >>> failed({"read": 3, "failed": 1}), failed({"known": 9})
    (0.25, None)
    """
    failures = counts.get(run_stats.FAILED, 0)
    asked = counts.get(run_stats.READ, 0) + failures
    return failures / asked if asked else None


def _silence(now: Counts, before: Sequence[Counts], limits: Limits) -> Iterator[Finding]:
    if len(before) >= limits.least_runs:
        usual = median(map(met, before))
        if usual >= limits.least_pages and met(now) < limits.silence * usual:
            yield Finding(kind="silent", now=met(now), usual=usual)


def _failures(now: Counts, before: Sequence[Counts], limits: Limits) -> Iterator[Finding]:
    def asked(counts: Counts) -> int:
        return counts.get(run_stats.READ, 0) + counts.get(run_stats.FAILED, 0)

    shares = [
        share for counts in before if asked(counts) >= limits.least_pages and (share := failed(counts)) is not None
    ]
    share = failed(now)
    if share is None or asked(now) < limits.least_pages or len(shares) < limits.least_runs:
        return
    if share > median(shares) + limits.failures_rise:
        yield Finding(kind="failures", now=share, usual=median(shares))


def _coverage(now: Counts, before: Sequence[Counts], limits: Limits) -> Iterator[Finding]:
    told = [counts for counts in before if counts.get(run_stats.ARTICLES, 0) >= limits.least_pages]
    if now.get(run_stats.ARTICLES, 0) < limits.least_pages or len(told) < limits.least_runs:
        return
    for field in FIELDS:
        share = coverage(now, field) or 0.0
        usual = median(coverage(counts, field) or 0.0 for counts in told)
        if share < usual - limits.coverage_fall:
            yield Finding(kind="coverage", field=field, now=share, usual=usual)
