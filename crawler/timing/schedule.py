"""When each source is due, by its file and by what the ledger says of its last run; nothing else is remembered.

So a scheduler that is killed loses nothing: the next one reads the same ledger. A source that was never collected is due at
once, as is one whose last time was missed; a run that was killed or stopped is gone on with soon.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from crawler.registry import Known, Source, choose
from crawler.timing.timetable import next_time
from pipelines.errors import SourceError
from pipelines.store.layout import ledger_path
from pipelines.store.ledger import Ledger
from pipelines.store.reports import Run

_CUT_SHORT: Final = frozenset({None, "killed", "shutdown"})
"""Why a run ended that is to be gone on with; None where it has not said yet."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A source and when it is to be collected next."""

    source: Source
    last: Run | None
    due: datetime


def scheduled(known: Known, names: Sequence[str]) -> tuple[Source, ...]:
    """Return the sources to keep collecting: those named, or all that are enabled, real, and have a schedule.

    Raises:
        SourceError: as `choose` does; one that is named has no schedule, or none has.
    """
    chosen = choose(known, names)
    found = tuple(source for source in chosen if source.schedule)
    lacking = [source.name for source in chosen if not source.schedule]
    if not found or (names and lacking):
        cure = 'give its file one, such as schedule = "30 4 * * mon" or "6h"'
        raise SourceError(f"{', '.join(lacking)}: no schedule: {cure}")
    return found


def plans(sources: Iterable[Source], data: Path, now: datetime, resume_after: timedelta) -> list[Plan]:
    """Return what is to be collected, the first due first; what is overdue is due now, or when its hours begin."""
    last = last_runs(sources := tuple(sources), data)
    found = [
        Plan(source, last.get(source.name), due(source, last.get(source.name), now, resume_after)) for source in sources
    ]
    return sorted(found, key=lambda plan: (plan.due, plan.source.name))


def last_runs(sources: Iterable[Source], data: Path) -> dict[str, Run]:
    """Return the last run of each source that had one."""
    if not ledger_path(data).is_file():
        return {}
    with Ledger.open(data, read_only=True) as ledger:
        return {source.name: run for source in sources for run in ledger.runs(1, source=source.name)}


def due(source: Source, last: Run | None, now: datetime, resume_after: timedelta) -> datetime:
    """Return when a source is to be collected next: never in the past, and within its hours.

    >>> from datetime import UTC
    >>> source = Source(name="a", feeds=("https://a.example/rss",), schedule="6h")
    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> due(source, None, noon, timedelta()) == noon
    True
    """
    at = (
        now
        if last is None or source.schedule is None
        else max(now, _after(source, source.schedule, last, resume_after))
    )
    return source.hours.opening(at) if source.hours else at


def was_cut_short(last: Run | None) -> bool:
    """Tell whether a run is to be gone on with soon: it was killed or stopped, or never said how it ended."""
    return last is not None and last.reason in _CUT_SHORT


def was_collected(source: Source, last: Run | None, now: datetime) -> bool:
    """Tell whether a run has had the source's turn: it was not cut short, and the next time of the schedule is to come."""
    if last is None or source.schedule is None or was_cut_short(last):
        return False
    return next_time(source.schedule, source.timezone, last.started_at) > now


def following(source: Source, started: datetime) -> datetime:
    """Return when a source with a schedule is due after a run that started then, all going well."""
    if source.schedule is None:
        raise ValueError(f"{source.name} has no schedule")
    at = next_time(source.schedule, source.timezone, started)
    return source.hours.opening(at) if source.hours else at


def _after(source: Source, schedule: str, last: Run, resume_after: timedelta) -> datetime:
    regular = next_time(schedule, source.timezone, last.started_at)
    return min(regular, last.started_at + resume_after) if was_cut_short(last) else regular
