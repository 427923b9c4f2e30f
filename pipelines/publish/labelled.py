"""The pages of a data folder or of one release, with what people decided about them: what reports and samples look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.annotation.decisions import Decision
from pipelines.annotation.overrides import PERSON
from pipelines.annotation.pages import Page, pages_of
from pipelines.annotation.settling import Settled
from pipelines.arrow import Row
from pipelines.publish import manifest
from pipelines.publish.decided import current, decided
from pipelines.publish.tables import read_tables
from pipelines.store.ledger import Ledger

_NOTHING: Final = Settled(answers={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Pages and decisions."""

    pages: tuple[Page, ...]
    decisions: tuple[Decision, ...] = ()
    """Those that hold."""
    settled: Settled = _NOTHING
    stale: tuple[Decision, ...] = ()
    absent: tuple[Decision, ...] = ()
    decided: frozenset[str] = frozenset()
    """Pages that people have decided about."""


def read_labelled(folder: Path) -> Labelled:
    """Return what a data folder holds now, or a release.

    A release knows which of its rows people labelled, but not who and what: decisions are the data folder's.

    Raises:
        DataError: the folder is neither.
    """
    if (folder / manifest.NAME).is_file():
        rows = [*_rows(folder)]
        return Labelled(pages=tuple(pages_of(rows)), decided=frozenset(row["id"] for row in rows if _is_decided(row)))
    with Ledger.open(folder, read_only=True) as ledger:
        outcomes = current(ledger)
        found = decided(outcomes, ledger)
    valid = found.standing.valid
    return Labelled(
        pages=tuple(pages_of(row for batch in outcomes.to_batches(max_chunksize=1_000) for row in batch.to_pylist())),
        decisions=valid,
        settled=found.settled,
        stale=found.standing.stale,
        absent=found.standing.absent,
        decided=frozenset(each.page for each in valid),
    )


def _rows(folder: Path) -> Iterator[Row]:
    for name, table in read_tables(folder).items():
        if name != "repairs":
            yield from table.to_pylist()


def _is_decided(row: Row) -> bool:
    return PERSON in (row.get("label_source"), row.get("reason"))
