"""The columns that only the whole collection can tell: copies, templates and all splits."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from pipelines.arrow import Row as Values
from pipelines.dedup import Known, Released, Row, learn
from pipelines.dedup.known import digest_in
from pipelines.dedup.masks import Masker
from pipelines.publish import further_splits

BEFORE = ("id", "template_id", "cluster_id", "duplicate_of", "split", *further_splits.COLUMNS.values())
"""What of the release before decides."""
PLACED = (*BEFORE[1:], "similarity")
"""Those columns."""
_TOLD = ("id", "text", "lenders", "published_at", "text_sha256")
READ = (*_TOLD, "first_seen", *PLACED)
"""What of a row decides, and where that goes."""
_BATCH = 1_000
"""Rows that are Python values at once."""


def placed(
    rows: pa.Table, mask: Masker, before: Sequence[pa.Table], known: Known, cut: str | None
) -> tuple[pa.Table, Known]:
    """Return the rows with those columns, and what is known now of their texts.

    Rows need no more than the columns `READ`. `before` are the splits of the release before, with at least `BEFORE`; `known` is what was known then; `cut` is that
    of the split by time.
    """
    released = {row["id"]: row for table in before for row in table.select(BEFORE).to_pylist()}
    wanted = rows.select(_TOLD).to_batches(max_chunksize=_BATCH)
    found = [_row(each, released.get(each["id"])) for batch in wanted for each in batch.to_pylist()]
    places, learnt = learn(found, mask, known)
    for name in ("cluster_id", "template_id", "duplicate_of", "similarity", "split"):
        at = rows.schema.get_field_index(name)
        values = pa.array([getattr(each, name) for each in places], rows.schema.field(at).type)
        rows = rows.set_column(at, rows.schema.field(at), values)
    return further_splits.assigned(rows, before, cut), learnt


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
