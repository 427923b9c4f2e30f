"""The columns that only the whole collection can tell: copies, templates and splits; and which rows a release takes.

Where a site has more rows of a template than it may, some are left out, and the others are placed as if those were not
there: no row points to one that the release does not hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

import pyarrow as pa

from pipelines.annotation.overrides import PERSON
from pipelines.arrow import Row as Values
from pipelines.dedup import Known, Place, Released, Row, learn
from pipelines.dedup.known import digest_in
from pipelines.dedup.masks import Masker
from pipelines.publish import further_splits, template_cap
from pipelines.publish.template_cap import Group

BEFORE = ("id", "template_id", "cluster_id", "duplicate_of", "split", *further_splits.COLUMNS.values())
"""What of the release before decides."""
PLACED = (*BEFORE[1:], "similarity")
"""Those columns."""
_TOLD = ("id", "text", "lenders", "published_at", "text_sha256")
_SPARED = ("site", "label_source")
"""What says that a row is never too much."""
READ = (*_TOLD, *_SPARED, "first_seen", *PLACED)
"""What of a row decides, and where that goes."""
_BATCH = 1_000
"""Rows that are Python values at once."""


def placed(
    rows: pa.Table, mask: Masker, before: Sequence[pa.Table], known: Known, most: int | None
) -> tuple[pa.Table, Known]:
    """Return the rows that stay with those columns, but for the further splits, and what is known now of all their texts.

    Rows need no more than the columns `READ`. `before` are the splits of the release before, with at least `BEFORE`;
    `known` is what was known then; `most` is how many rows of a template a site may have, None for any number.
    """
    released = {row["id"]: row for table in before for row in table.select(BEFORE).to_pylist()}
    wanted = rows.select(_TOLD).to_batches(max_chunksize=_BATCH)
    told = [_row(each, released.get(each["id"])) for batch in wanted for each in batch.to_pylist()]
    places, learnt = learn(told, mask, known)
    if most is not None and (over := _over(rows, told, places, most)):
        stays = [number not in over for number in range(len(told))]
        rows, told = rows.filter(pa.array(stays)), [*compress(told, stays)]
        places, _ = learn(told, mask, learnt)
    return _with_columns(rows, places), learnt


def _over(rows: pa.Table, told: Sequence[Row], places: Sequence[Place], most: int) -> set[int]:
    """The rows that a site has too many of: what was released stays, then what copies no other, in order of rank."""
    groups: list[Group] = [
        None if site is None or source == PERSON else (site, place.template_id)
        for site, source, place in zip(*(rows[name].to_pylist() for name in _SPARED), places, strict=True)
    ]

    def rank(row: int) -> tuple[object, ...]:
        return (told[row].released is None, places[row].duplicate_of is not None, told[row].rank)

    return template_cap.over(groups, rank, most)


def _with_columns(rows: pa.Table, places: Sequence[Place]) -> pa.Table:
    for name in ("cluster_id", "template_id", "duplicate_of", "similarity", "split"):
        at = rows.schema.get_field_index(name)
        values = pa.array([getattr(each, name) for each in places], rows.schema.field(at).type)
        rows = rows.set_column(at, rows.schema.field(at), values)
    return rows


def with_places(rows: pa.Table, places: pa.Table) -> pa.Table:
    """Return rows with the columns of places, which come in the same order."""
    for name in PLACED:
        at = rows.schema.get_field_index(name)
        rows = rows.set_column(at, rows.schema.field(at), places[name])
    return rows


def _row(values: Values, released: Values | None) -> Row:
    return Row(
        id=values["id"],
        text=values["text"],
        subject=_subject(values["lenders"] or []),
        published_at=values["published_at"],
        released=_released(released) if released else None,
        digest=digest_in(values["text_sha256"], values["text"]),
    )


def _subject(lenders: list[Values]) -> str:
    """The lender a row is about, or where that is open all that it names.

    >>> _subject([{"id": "b", "subject": False}, {"id": "a", "subject": True}])
    'a'
    >>> _subject([{"id": "b", "subject": False}, {"id": "a", "subject": False}])
    'a b'
    """
    subjects = [lender["id"] for lender in lenders if lender["subject"]]
    return " ".join(sorted(subjects or (lender["id"] for lender in lenders)))


def _released(values: Values) -> Released:
    return Released(
        template_id=values["template_id"],
        cluster_id=values["cluster_id"],
        is_copy=values["duplicate_of"] is not None,
        split=values["split"],
    )
