"""What a release changes against the one before, row version by row version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.arrow import Row
from pipelines.publish.tables import KINDS, Tables
from pipelines.schema import SCHEMA_VERSION
from pipelines.store.json_columns import versions_of
from pipelines.store.rows import VOLATILE

Key: TypeAlias = tuple[str, str]
"""(config, id)."""
Versions: TypeAlias = Mapping[Key, str]

NAME = "changes.parquet"
CONFIGS = {kind.name: kind.config for kind in KINDS}
"""The config of each table."""
_BATCH = 1_000
"""Rows that are Python values at once."""


def _meaning(description: str) -> Any:  # noqa: ANN401 - what `field` gives is of the field's own type
    return field(metadata={"description": description})


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row version that came, went or took another's place: a row of `changes.parquet`."""

    config: str = _meaning("default, rejected or repairs.")
    id: str = _meaning("The row's id in that config.")
    change: str = _meaning("added, changed or removed.")
    reason: str = _meaning("What changed (columns), where a removed row went, or `new`.")
    version: str | None = _meaning(
        "The row's version: a hash of all but when and where the page was met; null where removed."
    )
    version_before: str | None = _meaning("Its version in the release before; null where added.")


CHANGES_SCHEMA: pa.Schema = pa.schema(
    [pa.field(each.name, pa.string(), metadata=dict(each.metadata)) for each in fields(RowChange)],
    metadata={"schema_version": str(SCHEMA_VERSION)},
)


def versions(tables: Tables) -> dict[Key, str]:
    """Return the version of every row."""
    return {
        (CONFIGS[name], row_id): version for name, table in tables.items() for row_id, version in versions_of(table)
    }


def content_sha256(found: Versions, schema_version: int = SCHEMA_VERSION) -> str:
    """Return the digest of all row versions: two releases with the same one say the same, in the same columns.

    >>> one, two = {("default", "a"): "1", ("default", "b"): "2"}, {("default", "b"): "2", ("default", "a"): "1"}
    >>> content_sha256(one) == content_sha256(two), content_sha256(one) == content_sha256({})
    (True, False)
    """
    digest = sha256(f"schema {schema_version}\n".encode())
    for (config, row_id), version in sorted(found.items()):
        digest.update(f"{config} {row_id} {version}\n".encode())
    return digest.hexdigest()


def compare(before: Tables, after: Tables) -> list[RowChange]:
    """Return all changes, sorted by config and id."""
    return differing(before, after, versions(before), versions(after))


def differing(before: Tables, after: Tables, old: Versions, new: Versions) -> list[RowChange]:
    """As `compare`, where the versions of all rows are known: of the tables, rows that changed are needed alone."""
    touched = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    both = changed(old, new)
    was, now = _picked(before, both), _picked(after, both)
    return [
        RowChange(
            *key,
            _change(key, old, new),
            _columns(was[key], now[key]) if key in both else _reason(key, old, new),
            new.get(key),
            old.get(key),
        )
        for key in sorted(touched)
    ]


def changed(old: Versions, new: Versions) -> set[Key]:
    """Return the rows that have a version in both, but not the same.

    >>> changed({("default", "a"): "1", ("default", "b"): "1"}, {("default", "a"): "2", ("default", "c"): "1"})
    {('default', 'a')}
    """
    return {key for key in old.keys() & new.keys() if old[key] != new[key]}


def _picked(tables: Tables, keys: set[Key]) -> dict[Key, Row]:
    """The rows with those keys; no other becomes Python values."""
    found: dict[Key, Row] = {}
    for name, table in tables.items():
        ids = pa.array([row_id for config, row_id in keys if config == CONFIGS[name]], pa.string())
        for batch in table.filter(pc.is_in(table["id"], ids)).to_batches(max_chunksize=_BATCH):
            found |= {(CONFIGS[name], row["id"]): row for row in batch.to_pylist()}
    return found


def _change(key: Key, old: Versions, new: Versions) -> str:
    if key not in old:
        return "added"
    return "changed" if key in new else "removed"


def _columns(was: Row, now: Row) -> str:
    """The names of the columns that differ."""
    return ", ".join(name for name in now if name not in VOLATILE and was.get(name) != now[name])


def _reason(key: Key, old: Versions, new: Versions) -> str:
    """Where an added row came from, or a removed one went."""
    config, row_id = key
    other = {"default": "rejected", "rejected": "default"}.get(config)
    if other is None:
        return "follows its row"
    if key in new:
        return f"was in {other}" if (other, row_id) in old else "new"
    return f"now in {other}" if (other, row_id) in new else "gone"


def changes_table(changes: list[RowChange]) -> pa.Table:
    """Return the changes as a table of `CHANGES_SCHEMA`."""
    columns = [[getattr(each, name) for each in changes] for name in CHANGES_SCHEMA.names]
    return pa.table([pa.array(column, pa.string()) for column in columns], schema=CHANGES_SCHEMA)


def changes_text(version: str, previous: str | None, changes: list[RowChange]) -> str:
    """Return CHANGES.md: the counts; every change stands in `changes.parquet`."""
    counts = Counter((each.config, each.change, each.reason) for each in changes)
    since = f"Against {previous}." if previous else "The first release."
    lines = [
        f"| {config} | {change} | {reason} | {count} |" for (config, change, reason), count in sorted(counts.items())
    ]
    head = ["| config | change | reason | rows |", "|---|---|---|---:|"]
    listed = "Every changed row version is in `changes.parquet`."
    return "\n".join([f"# Changes in {version}", "", f"{since} {listed}", "", *head, *lines, ""])
