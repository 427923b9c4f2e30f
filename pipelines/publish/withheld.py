"""The tables and profiles of a release without some of its rows, as if it had been made without them."""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.dedup import Known
from pipelines.dedup.masks import Masker
from pipelines.dedup.rows import SPLITS
from pipelines.publish import further_splits, places
from pipelines.publish.tables import Tables, split_up
from pipelines.store.printed import split_off, without_titles
from pipelines.store.sought import Sought
from pipelines.store.wordings import words_of


def profiles(path: Path, digests: AbstractSet[str], sought: Sought) -> bytes:
    """The site profiles that rows still record, without the sites that are forgotten."""
    lines = map(json.loads, path.read_text("utf-8").splitlines() if path.is_file() else [])
    left = (
        {**line, "sites": [site for site in line["sites"] if not sought.is_named(f"http://{site}")]}
        for line in lines
        if line["digest"] in digests
    )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in left).encode()


def telling(path: Path, sought: Sought) -> set[str]:
    """The digests of the site profiles that hold a text which is to be forgotten."""
    lines = map(json.loads, path.read_text("utf-8").splitlines() if sought.texts and path.is_file() else [])
    return {line["digest"] for line in lines if sought.is_said(words_of(line))}


def without(tables: Tables, ids: AbstractSet[str], titles: AbstractSet[str], mask: Masker, cut: str | None) -> Tables:
    """Return the tables of a release without the rows of these ids and links of these titles, groups named after rows that are left.

    `cut` is that of its split by time. What stood for its group stays so; where that row is gone the next one stands for it, as if the release had been made
    without it.
    """
    left = {name: without_titles(split_off(table, ids)[1], titles) for name, table in tables.items()}
    splits = [left[split] for split in SPLITS if split in left]
    if splits:
        before = [_renamed(table.select(places.BEFORE), ids) for table in splits]
        rows = pa.concat_tables(splits).sort_by("id")
        told = places.told(rows, rows["text"].to_pylist(), before)
        found, _ = places.placed(rows, told, mask, Known(), None)
        left |= split_up(further_splits.assigned(found, before, cut))
    return {name: table for name, table in left.items() if table.num_rows}


def _renamed(before: pa.Table, ids: AbstractSet[str]) -> pa.Table:
    """What decides about the rows that are left, no group of theirs named after a row that is gone."""
    rows = sorted(before.to_pylist(), key=lambda row: (row["duplicate_of"] is not None, row["id"]))
    for column in ("template_id", "cluster_id"):
        heirs: dict[str, str] = {}
        for row in rows:
            heirs.setdefault(row[column], row["id"])
        rows = [{**row, column: heirs[row[column]] if row[column] in ids else row[column]} for row in rows]
    return pa.Table.from_pylist(rows, before.schema)


def unprofiled(tables: Tables, digests: AbstractSet[str]) -> Tables:
    """The tables with no row that records a profile of these digests."""
    return {
        name: _cleared(table, digests) if "profile_digest" in table.column_names else table
        for name, table in tables.items()
    }


def _cleared(table: pa.Table, digests: AbstractSet[str]) -> pa.Table:
    at = table.schema.get_field_index("profile_digest")
    is_told = pc.is_in(table["profile_digest"], pa.array(sorted(digests), pa.string()))
    return table.set_column(
        at, table.schema.field(at), pc.if_else(is_told, pa.scalar(None, pa.string()), table["profile_digest"])
    )
