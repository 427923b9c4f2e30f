"""The numbers of a release, counted in its files: what card and summary print and `verify` compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.dedup.rows import SPLITS
from pipelines.publish.tables import read_tables

Figures: TypeAlias = Mapping[str, Mapping[str, int]]
"""Section -> label -> count; sections and labels in the order they are printed."""

_TOP_SITES = 20
_COLUMNS = ["cluster_id", "template_id", "duplicate_of", "lenders", "changes", "pii", "site", "reason", "id"]


def measure(folder: Path) -> Figures:
    """Count what the data files of a release hold.

    Raises:
        DamagedData: a file cannot be read.
    """
    tables = read_tables(folder, _COLUMNS)
    rows = pa.concat_tables([tables[split] for split in SPLITS if split in tables])
    return {
        "Rows": {name: table.num_rows for name, table in tables.items()},
        "Duplicates": _duplicates(rows),
        "Pages rejected": _tally(tables["rejected"]["reason"].to_pylist()) if "rejected" in tables else {},
        "Repairs by rule": _summed(rows["changes"], "rule"),
        "Personal data replaced": _summed(rows["pii"], "kind"),
        "Articles by lender": _lenders(rows),
        "Articles by site": dict(list(_tally(rows["site"].to_pylist()).items())[:_TOP_SITES]),
    }


def _duplicates(rows: pa.Table) -> dict[str, int]:
    templates = pc.value_counts(rows["template_id"])
    return {
        "different articles": pc.count_distinct(rows["cluster_id"]).as_py(),
        "different templates": pc.count_distinct(rows["template_id"]).as_py(),
        "copies of another row": rows.num_rows - rows["duplicate_of"].null_count,
        "rows that share a template": sum(row["counts"] for row in templates.to_pylist() if row["counts"] > 1),
    }


def _tally(values: Iterable[str | None]) -> dict[str, int]:
    """How often each value is there; nulls do not count."""
    return _ranked(Counter(value for value in values if value is not None))


def _summed(column: pa.ChunkedArray, name: str) -> dict[str, int]:
    """The sum of `count` by `name` over a column of list<struct<name, count>>."""
    counts: Counter[str] = Counter()
    for each in pc.list_flatten(column).to_pylist():
        counts[each[name]] += each["count"]
    return _ranked(counts)


def _ranked(counts: Counter[str]) -> dict[str, int]:
    """Counts, most frequent first, equals by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _lenders(rows: pa.Table) -> dict[str, int]:
    """How many rows name each lender; a row counts once for each."""
    return _tally(name for lenders in rows["lenders"].to_pylist() for name in {each["name"] for each in lenders or ()})
