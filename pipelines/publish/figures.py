"""The numbers of a release, counted in its files: what card and summary print and `verify` compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.dedup.rows import SPLITS
from pipelines.publish.further_splits import COLUMNS, SIDES
from pipelines.publish.tables import read_tables

Figures: TypeAlias = Mapping[str, Mapping[str, int]]
"""Section -> label -> count; sections and labels in the order they are printed."""

FURTHER = "Rows of further splits"
"""The section of their sizes, by config and split."""
_TOP_SITES = 20
_MONTHS = 36
"""Months told one by one: the last ones."""
_FACETS = ("channel", "sender_claim", "page_kind", "severity")
_COLUMNS = [
    *("cluster_id", "template_id", "duplicate_of", "lenders", "issues", "changes", "pii", "site", "reason", "id"),
    *("label_source", "published_at", "fetched_at", *_FACETS, *COLUMNS.values()),
]
_CHINA = timedelta(hours=8)


def measure(folder: Path) -> Figures:
    """Count what the data files of a release hold.

    Raises:
        DamagedData: a file cannot be read.
    """
    tables = read_tables(folder, _COLUMNS)
    rows = pa.concat_tables([tables[split] for split in SPLITS if split in tables])
    return {
        "Rows": {name: table.num_rows for name, table in tables.items()},
        FURTHER: _sides(rows),
        "Duplicates": _duplicates(rows),
        "Pages rejected": _tally(tables["rejected"]["reason"]) if "rejected" in tables else {},
        "Repairs by rule": _summed(rows["changes"], "rule"),
        "Personal data replaced": _summed(rows["pii"], "kind"),
        "Articles by month": _months(rows),
        "Articles by site": _top(_tally(rows["site"]), _TOP_SITES, "other sites"),
        "Articles by issue": _articles(rows, "issues", "label"),
        "Articles by lender": _articles(rows, "lenders", "name"),
        **{f"Articles by {name.replace('_', ' ')}": _tally(rows[name]) for name in _FACETS},
        "Articles by who labelled them": {
            name: _tally(rows["label_source"]).get(name, 0) for name in ("rules", "person")
        },
    }


def _sides(rows: pa.Table) -> dict[str, int]:
    """Rows by config and split, of the configs that have both."""
    counts = {config: _tally(rows[name]) for config, name in COLUMNS.items() if name in rows.column_names}
    return {
        f"{config} {split}": each[split]
        for config, each in counts.items()
        if len(each) == len(SIDES)
        for split in SIDES
    }


def _duplicates(rows: pa.Table) -> dict[str, int]:
    templates = pc.value_counts(rows["template_id"])
    return {
        "different articles": pc.count_distinct(rows["cluster_id"]).as_py(),
        "different templates": pc.count_distinct(rows["template_id"]).as_py(),
        "copies of another row": rows.num_rows - rows["duplicate_of"].null_count,
        "rows that share a template": sum(row["counts"] for row in templates.to_pylist() if row["counts"] > 1),
    }


def _months(rows: pa.Table) -> dict[str, int]:
    """Articles by month of publication in China, the last ones up to the crawl; every article counts somewhere."""
    counts = Counter(_tally(_month(rows["published_at"])))
    crawled = max(_tally(_month(rows["fetched_at"])), default="")
    last = max((month for month in counts if month <= crawled), default=None)
    shown = [] if last is None else months_before(last, _MONTHS)
    first = next((at for at, month in enumerate(shown) if counts[month]), 0)
    told = {month: counts[month] for month in shown[first:]}
    left = {"other months": counts.total() - sum(told.values()), "no date": rows["published_at"].null_count}
    return told | {label: count for label, count in left.items() if count}


def _month(moments: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.strftime(pc.add(moments, _CHINA), format="%Y-%m")


def months_before(last: str, count: int) -> list[str]:
    """Return `count` months in order, the last one among them.

    >>> months_before("2026-02", 3)
    ['2025-12', '2026-01', '2026-02']
    """
    year, month = map(int, last.split("-"))
    end = year * 12 + month
    return [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(end - count, end)]


def _tally(values: pa.ChunkedArray) -> dict[str, int]:
    """How often each value is there; nulls do not count."""
    counted = pc.value_counts(values.drop_null()).to_pylist()
    return _ranked(Counter({str(each["values"]): each["counts"] for each in counted}))


def _summed(column: pa.ChunkedArray, name: str) -> dict[str, int]:
    """The sum of `count` by `name` over a column of list<struct<name, count>>."""
    flat = pc.list_flatten(column.combine_chunks())
    table = pa.table({each: pc.struct_field(flat, each) for each in (name, "count")})
    sums = table.group_by(name).aggregate([("count", "sum")]).to_pylist()
    return _ranked(Counter({each[name]: each["count_sum"] for each in sums}))


def _ranked(counts: Counter[str]) -> dict[str, int]:
    """Counts, most frequent first, equals by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _top(ranked: dict[str, int], most: int, others: str) -> dict[str, int]:
    """The first of ranked counts, and the sum of the others.

    >>> _top({"a": 3, "b": 2, "c": 1}, 1, "others"), _top({"a": 3}, 1, "others")
    ({'a': 3, 'others': 3}, {'a': 3})
    """
    shown = dict(islice(ranked.items(), most))
    return shown if len(ranked) <= most else {**shown, others: sum(ranked.values()) - sum(shown.values())}


def _articles(rows: pa.Table, column: str, member: str) -> dict[str, int]:
    """How many rows have each value of `member` in a column of lists; a row counts once for each."""
    lists = rows[column].combine_chunks()
    named = pc.struct_field(pc.list_flatten(lists), member)
    pairs = pa.table({"row": pc.list_parent_indices(lists), "value": named}).group_by(["row", "value"]).aggregate([])
    return _tally(pairs["value"])
