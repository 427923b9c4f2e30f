"""The columns that only the whole collection can tell: copies, templates and splits; and which rows a release takes.

Where a site has more rows of a template than it may, some are left out, and the others are placed as if those were not
there: no row points to one that the release does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.annotation.overrides import PERSON
from pipelines.arrow import Row as Values
from pipelines.dedup import Known, Places, Rows, learn
from pipelines.dedup.known import Told, digests_in
from pipelines.dedup.masks import Masker
from pipelines.dedup.rows import SPLITS, UNDATED, Names, Standing
from pipelines.publish import further_splits, template_cap
from pipelines.publish.template_cap import Group

BEFORE = ("id", "template_id", "cluster_id", "duplicate_of", "split", *further_splits.COLUMNS.values())
"""What of the release before decides."""
PLACED = (*BEFORE[1:], "similarity")
"""Those columns."""
_SPARED = ("site", "label_source")
"""What says that a row is never too much."""
READ = ("id", "lenders", "published_at", "text_sha256", *_SPARED, "first_seen", *PLACED)
"""What of a row decides beside its text, and where that goes."""
_BATCH = 1_000
"""Rows that are Python values at once."""


def told(rows: pa.Table, texts: Told, before: Sequence[pa.Table]) -> Rows:
    """Return what decides about rows, column by column.

    Rows need no more than the columns `READ`; `texts` are theirs. `before` are the splits of the release before, with at
    least `BEFORE`.
    """
    subjects: dict[str, int] = {}
    published = rows["published_at"].cast(pa.timestamp("us", "UTC")).cast(pa.int64())
    return Rows(
        ids=_names(rows["id"]),
        texts=texts,
        text_of=np.arange(rows.num_rows),
        digests=digests_in(rows["text_sha256"].to_pylist(), texts),
        subject_of=np.array(
            [subjects.setdefault(each, len(subjects)) for each in _subjects(rows["lenders"])], np.int64
        ),
        subjects=[*subjects],
        published=pc.fill_null(published, UNDATED).to_numpy(),
        released=_standing(rows["id"], before),
    )


def placed(rows: pa.Table, given: Rows, mask: Masker, known: Known, most: int | None) -> tuple[pa.Table, Known]:
    """Return the rows that stay with those columns, but for the further splits, and what is known now of all their texts.

    `given` is what is `told` of the rows; `known` is what was known before; `most` is how many rows of a template a site
    may have, None for any number.
    """
    places, learnt = learn(given, mask, known)
    if most is not None and (over := _over(rows, given, places, most)):
        stay = np.setdiff1d(np.arange(rows.num_rows), [*over])
        rows, given = rows.take(stay), given.take(stay)
        places, _ = learn(given, mask, learnt)
    return _with_columns(rows, _columns(given, places)), learnt


def _names(column: pa.ChunkedArray) -> Names:
    return np.array(pc.fill_null(column, "").to_pylist(), np.str_)


def _subjects(lenders: pa.ChunkedArray) -> Iterator[str]:
    for at in range(0, len(lenders), _BATCH):
        yield from (_subject(each or []) for each in lenders.slice(at, _BATCH).to_pylist())


def _standing(ids: pa.ChunkedArray, before: Sequence[pa.Table]) -> Standing:
    """Where rows stood in the release before."""
    if not before:
        return Standing.of([None] * len(ids))
    there = pa.concat_tables([table.select(BEFORE) for table in before])
    at = pc.index_in(ids, there["id"])
    found = there.take(at)
    return Standing(
        templates=_names(found["template_id"]),
        clusters=_names(found["cluster_id"]),
        is_copy=pc.is_valid(found["duplicate_of"]).to_numpy(),
        splits=pc.fill_null(pc.index_in(found["split"], pa.array(SPLITS)), -1).to_numpy().astype(np.int8),
    )


def _over(rows: pa.Table, given: Rows, places: Places, most: int) -> set[int]:
    """The rows that a site has too many of: what was released stays, then what copies no other, in order of rank."""
    groups: list[Group] = [
        None if site is None or source == PERSON else (site, template)
        for site, source, template in zip(
            *(rows[name].to_pylist() for name in _SPARED), places.templates.tolist(), strict=True
        )
    ]
    rank = np.argsort(given.ranked())

    def rank_of(row: int) -> tuple[object, ...]:
        return (given.released.splits[row] < 0, places.is_copy[row], rank[row])

    return template_cap.over(groups, rank_of, most)


def _columns(given: Rows, places: Places) -> dict[str, pa.Array]:
    """The values of columns, null where a row copies none."""
    stands = ~places.is_copy
    return {
        "cluster_id": pa.array(places.clusters),
        "template_id": pa.array(places.templates),
        "duplicate_of": pa.array(given.ids[places.heads], mask=stands),
        "similarity": pa.array(places.similarities, mask=stands),
        "split": pa.array(np.array(SPLITS)[places.splits]),
    }


def _with_columns(rows: pa.Table, columns: Mapping[str, pa.Array]) -> pa.Table:
    for name, values in columns.items():
        at = rows.schema.get_field_index(name)
        rows = rows.set_column(at, rows.schema.field(at), values.cast(rows.schema.field(at).type))
    return rows


def with_places(rows: pa.Table, places: pa.Table) -> pa.Table:
    """Return rows with the columns of places, which come in the same order."""
    return _with_columns(rows, {name: places[name] for name in PLACED})


def _subject(lenders: list[Values]) -> str:
    """The lender a row is about, or where that is open all that it names.

    >>> _subject([{"id": "b", "subject": False}, {"id": "a", "subject": True}])
    'a'
    >>> _subject([{"id": "b", "subject": False}, {"id": "a", "subject": False}])
    'a b'
    """
    subjects = [lender["id"] for lender in lenders if lender["subject"]]
    return " ".join(sorted(subjects or (lender["id"] for lender in lenders)))
