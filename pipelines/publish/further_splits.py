"""Two further splits of the same rows: by time, and by lender. Each is a column, and a config of the card.

- `time_split`: train is known to be from before a cut, the first day of a month in China; test was published from that
  day on. The first release that can chooses the cut, later ones keep it.
- `lender_split`: train names no lender that is held out, test is about held-out lenders only. A hash of its id alone
  holds a lender out, so that two machines agree without talking.

A row is in neither (null) where it is not of one side for sure, or where its template belongs to the other: copies and
lender-swapped twins never stand on both sides. A template keeps the side that it was released on; a new one is train's
where any row of it can be. So no row that is added moves another from one side to the other: at most, where it joins two
templates, one of them leaves the test. Both splits are for tests; who needs a validation takes it from train by `split`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

TRAIN, TEST = SIDES = ("train", "test")
COLUMNS: Final = {"by_time": "time_split", "by_lender": "lender_split"}
"""The configs of the card, each with its column."""

_CHINA: Final = timezone(timedelta(hours=8))
_LEAST_LATER: Final = 5
"""One dated row in so many, at least, comes from after the cut when it is chosen."""
_ONE_IN: Final = 5
"""One lender in so many is held out."""


def is_held_out(lender_id: str) -> bool:
    """Return whether `by_lender` tests with this lender.

    >>> is_held_out("haibei"), is_held_out("jiebei")
    (True, False)
    """
    return int.from_bytes(sha256(f"held out:{lender_id}".encode()).digest()[:8]) % _ONE_IN == 0


def choose_cut(rows: pa.Table) -> str | None:
    """Return the latest month such that a fifth of the dated rows are from then on; None where none are from before it.

    `rows` have `published_at` and `first_seen`.

    >>> moments = [datetime(2026, month, 5, tzinfo=_CHINA) for month in (1, 1, 1, 2, 3)]
    >>> choose_cut(pa.table({"published_at": moments, "first_seen": moments}))
    '2026-03'
    >>> choose_cut(pa.table({"published_at": moments[:3], "first_seen": moments[:3]})) is None
    True
    """
    published, seen = rows["published_at"], rows["first_seen"]
    bounds = pc.if_else(pc.fill_null(pc.less(seen, published), fill_value=False), seen, published).drop_null()
    months = np.sort(pc.strftime(pc.add(bounds, _CHINA.utcoffset(None)), format="%Y-%m").to_numpy())
    if not len(months):
        return None
    cut = str(months[len(months) - -(-len(months) // _LEAST_LATER)])
    return cut if months[0] < cut else None


def assigned(rows: pa.Table, before: Sequence[pa.Table], cut: str | None) -> pa.Table:
    """Return the rows with both columns; `before` are rows of the release before, with `id` and both columns.

    `rows` have templates. Without a cut no row has a `time_split`.
    """
    wanted = {"time_split": _by_time(rows, cut), "lender_split": _by_lender(rows)}
    for name, sides in wanted.items():
        at = rows.schema.get_field_index(name)
        rows = rows.set_column(at, rows.schema.field(at), _kept_together(rows, sides, _released(rows, before, name)))
    return rows


def _by_time(rows: pa.Table, cut: str | None) -> pa.Array:
    """What each row is by itself: from before the cut, from after it, or not known."""
    if cut is None:
        return pa.nulls(rows.num_rows, pa.string())
    first = pa.scalar(datetime.fromisoformat(f"{cut}-01").replace(tzinfo=_CHINA), pa.timestamp("us", "UTC"))
    is_before = pc.or_kleene(pc.less(rows["published_at"], first), pc.less(rows["first_seen"], first))
    later = pc.if_else(pc.is_valid(rows["published_at"]), TEST, pa.scalar(None, pa.string()))
    return pc.if_else(pc.fill_null(is_before, fill_value=False), TRAIN, later)


def _by_lender(rows: pa.Table) -> pa.Array:
    """What each row is by itself: without held-out lenders, about them only, or neither."""
    lists = rows["lenders"].combine_chunks()
    flat, row_of = pc.list_flatten(lists), pc.list_parent_indices(lists).to_numpy()
    ids, is_subject = (
        flat.field("id"),
        pc.fill_null(flat.field("subject"), fill_value=False).to_numpy(zero_copy_only=False),
    )
    held = pa.array([each for each in pc.unique(ids).to_pylist() if is_held_out(each)], pa.string())
    is_held = pc.is_in(ids, held).to_numpy(zero_copy_only=False)
    has_held, has_subject, names_other, is_of_other = (
        np.bincount(row_of[chosen], minlength=rows.num_rows) > 0
        for chosen in (is_held, is_subject, ~is_held, is_subject & ~is_held)
    )
    is_test = pa.array(~np.where(has_subject, is_of_other, names_other))
    return pc.if_else(pa.array(has_held), pc.if_else(is_test, TEST, pa.scalar(None, pa.string())), TRAIN)


def _released(rows: pa.Table, before: Sequence[pa.Table], name: str) -> pa.Array:
    """On which side each row was released."""
    known = [table for table in before if name in table.column_names]
    if not known:
        return pa.nulls(rows.num_rows, pa.string())
    told = pa.concat_tables([table.select(["id", name]) for table in known])
    return told[name].combine_chunks().take(pc.index_in(rows["id"].combine_chunks(), told["id"].combine_chunks()))


def _kept_together(rows: pa.Table, wanted: pa.Array, released: pa.Array) -> pa.Array:
    """The side of each row: what it is by itself, if its template is of that side."""
    templates = rows["template_id"].combine_chunks()
    was_train, was_test, can_be_train = (
        pc.is_in(templates, templates.filter(pc.fill_null(pc.equal(*pair), fill_value=False)))
        for pair in ((released, TRAIN), (released, TEST), (wanted, TRAIN))
    )
    is_train = pc.or_(was_train, pc.and_not(can_be_train, was_test))
    of_template = pc.if_else(is_train, TRAIN, TEST)
    return pc.if_else(
        pc.fill_null(pc.equal(wanted, of_template), fill_value=False), wanted, pa.scalar(None, pa.string())
    )


def side_numbers(rows: pa.Table) -> npt.NDArray[np.int64]:
    """Return the number of the sides that each row is of: rows with one number can share a file for the configs of all further splits.

    The number is the same for all tables; those without further splits are of one side.

    >>> side_numbers(pa.table({"time_split": ["test", "train", "test"], "lender_split": ["train", None, "train"]})).tolist()
    [3, 2, 3]
    >>> side_numbers(pa.table({"id": ["a"]})).tolist()
    [0]
    """
    if set(COLUMNS.values()) - set(rows.column_names):
        return np.zeros(rows.num_rows, np.int64)
    codes = [pc.fill_null(pc.index_in(rows[name], pa.array(SIDES)), 2).to_numpy() for name in COLUMNS.values()]
    found: npt.NDArray[np.int64] = codes[0].astype(np.int64) * 3 + codes[1]
    return found
