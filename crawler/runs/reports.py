"""The report of a run, source by source: what it counted, what is usual, and what the gate says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from scrapy.settings import BaseSettings

from crawler.console.terminal import plain
from crawler.runs import run_stats
from crawler.runs.gate import Counts, Finding, Limits, coverage, judge
from crawler.runs.run_stats import FIELDS
from pipelines.store.ledger import Ledger
from pipelines.store.reports import Run

FINISHED: Final = "finished"
"""Why a run ended that was neither stopped nor bounded in time."""
_READ_BACK: Final = 50
"""Runs of a source looked through for whole ones."""
_COLUMNS: Final = (
    run_stats.READ,
    run_stats.NEW,
    run_stats.CHANGED,
    run_stats.UNCHANGED,
    run_stats.REJECTED,
    run_stats.FAILED,
    run_stats.GONE,
)
_HEADS: Final = {"published_at": "date"}
_REASONS: Final = {
    run_stats.FAILED: "failed by reason",
    run_stats.LEFT_OUT: "left out by reason",
    run_stats.UNVERIFIED: "pages of hosts whose certificates do not hold",
}
"""What is counted by reason, and how a person reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """What a run did for one source."""

    source: str
    counts: Counts
    before: tuple[Counts, ...] = ()
    """What its last whole runs counted, newest first."""
    findings: tuple[Finding, ...] = ()


def limits_of(settings: BaseSettings) -> Limits:
    """Return the limits that the settings give."""
    return Limits(
        runs=settings.getint("GATE_RUNS"),
        least_runs=settings.getint("GATE_LEAST_RUNS"),
        least_pages=settings.getint("GATE_LEAST_PAGES"),
        coverage_fall=settings.getfloat("GATE_COVERAGE_FALL"),
        failures_rise=settings.getfloat("GATE_FAILURES_RISE"),
        silence=settings.getfloat("GATE_SILENCE"),
    )


def counts_of(run: Run, source: str) -> Counts:
    """Return what a run counted for one of its sources.

    >>> from datetime import UTC, datetime
    >>> ended = {"started_at": datetime.now(UTC), "ended_at": None, "reason": None}
    >>> counts_of(Run(id=1, kind="collect", sources=("a", "b"), stats={"read": 3, "read@a": 1, "read@b": 2}, **ended), "b")
    {'read': 2}
    """
    if run.sources == (source,):
        return run.stats
    return {name.removesuffix(f"@{source}"): n for name, n in run.stats.items() if name.endswith(f"@{source}")}


def report(ledger: Ledger, source: str, counts: Counts, limits: Limits, *, is_whole: bool) -> SourceReport:
    """Return the report of a run that is not in the ledger yet; one that is not whole is told and not judged."""
    runs = ledger.runs(_READ_BACK, source=source)
    before = tuple(counts_of(run, source) for run in runs if is_judged_as(run.reason, run.stats))
    findings = judge(counts, before, limits) if is_whole else ()
    return SourceReport(source=source, counts=counts, before=before[: limits.runs], findings=findings)


def is_judged_as(reason: str | None, counts: Counts) -> bool:
    """Tell whether a run that ended so went over all of its sources, so that it can be judged and says what is usual.

    >>> is_judged_as("finished", {}), is_judged_as("shutdown", {}), is_judged_as("finished", {"bounded": 1})
    (True, False, False)
    """
    return reason == FINISHED and run_stats.BOUNDED not in counts


def stats_of(counts: Mapping[str, int], reports: Sequence[SourceReport]) -> dict[str, int]:
    """Return what the ledger keeps of a run: all counts, those of each source where there are several, and what is red.

    >>> red = Finding(kind="silent", now=0, usual=90)
    >>> stats_of({"failed": 1}, [SourceReport(source="a", counts={"failed": 1}, findings=(red,))])
    {'failed': 1, 'red': 1, 'red.silent': 1}
    """
    stats, red = dict(counts), [(each.source, finding) for each in reports for finding in each.findings]
    for each in reports if len(reports) > 1 else ():
        stats |= {f"{name}@{each.source}": number for name, number in each.counts.items()}
    for source, finding in red:
        names = [run_stats.RED, f"{run_stats.RED}.{finding.id}"]
        for name in [*names, *(f"{name}@{source}" for name in names if len(reports) > 1)]:
            stats[name] = stats.get(name, 0) + 1
    return stats


def tables(reports: Iterable[SourceReport]) -> Iterator[RenderableType]:
    """Yield the report for a person: a row for each source and one for what is usual; then failures by reason."""
    told = list(reports)
    table = Table(title="Report", title_justify="left", box=None, pad_edge=False)
    table.add_column("source", overflow="fold")
    for head in (*_COLUMNS, *(_HEADS.get(field, field) for field in FIELDS)):
        table.add_column(head, justify="right")
    for each in told:
        counts = [f"{each.counts.get(name, 0):,}" for name in _COLUMNS]
        shares = [coverage(each.counts, field) for field in FIELDS]
        table.add_row(*map(plain, (each.source, *counts, *map(_percent, shares))))
        if each.before:
            table.add_row(*map(plain, _usual(each.before)))
    yield table
    for each in told:
        for what, words in _REASONS.items():
            if reasons := run_stats.reasons(each.counts, what):
                yield plain(f"{each.source}: {words}: {', '.join(f'{w} {n:,}' for w, n in reasons.items())}")


def _usual(before: Sequence[Counts]) -> list[str]:
    """The medians of the last runs, as a row."""
    numbers = [f"{median(counts.get(name, 0) for counts in before):,.0f}" for name in _COLUMNS]
    shares = []
    for field in FIELDS:
        known = [share for counts in before if (share := coverage(counts, field)) is not None]
        shares.append(_percent(median(known) if known else None))
    return ["  usually", *numbers, *shares]


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"
