"""A release's own proof that its splits, the further ones too, share no near-duplicate: searched in its files, told in its card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from pipelines.arrow import Row
from pipelines.dedup.known import Proven
from pipelines.dedup.masks import Masker
from pipelines.dedup.proof import prove
from pipelines.dedup.rows import SPLITS
from pipelines.errors import ReleaseError
from pipelines.lexicon.lenders import names
from pipelines.publish.further_splits import COLUMNS
from pipelines.publish.tables import read_tables

SECTION = "Leakage proof"
"""Its heading in the card."""


@dataclass(frozen=True, slots=True)
class Leakage:
    """What the search between the splits found."""

    rows: int
    """Rows compared with those of the other splits."""
    pairs: tuple[tuple[str, str, float], ...]
    """Ids and similarity of near-duplicates that stand in different splits."""

    @property
    def figures(self) -> Mapping[str, int]:
        """What the card prints.

        >>> dict(Leakage(5, ()).figures)
        {'rows compared between splits': 5, 'near-duplicates found': 0}
        """
        return {"rows compared between splits": self.rows, "near-duplicates found": len(self.pairs)}


def search_leaks(folder: Path) -> Leakage:
    """Search the splits of the release in `folder` for near-duplicates of one another, knowing nothing of them.

    Raises:
        DamagedData: a file cannot be read.
    """
    return prove_splits(folder, Masker(names()), Proven())[0]


def prove_splits(folder: Path, mask: Masker, known: Proven) -> tuple[Leakage, Proven]:
    """As `search_leaks`, with what earlier releases proved; return what is proven where nothing was found.

    Raises:
        DamagedData: a file cannot be read.
    """
    tables = read_tables(folder, ("id", "text", "split", "template_id", *COLUMNS.values()))
    rows = [row for split in SPLITS if split in tables for row in _told(tables[split], split)]
    ids = [row["id"] for row in rows]
    found, proven = prove([row["text"] for row in rows], _sides(rows), mask, known)
    return Leakage(len(rows), tuple((ids[link.one], ids[link.other], link.similarity) for link in found)), proven


def _told(table: pa.Table, split: str) -> list[Row]:
    """The rows of the files of a split, whatever they say of themselves."""
    return [{**row, "split": split} for row in table.to_pylist()]


def _sides(rows: Sequence[Row]) -> list[str]:
    """Where each row stands in all splits; what is in neither side of one stands with its template.

    >>> row = {"split": "train", "template_id": "a", "time_split": None, "lender_split": None}
    >>> _sides([row, {**row, "time_split": "test"}])
    ['train test -', 'train test -']
    >>> _sides([{**row, "lender_split": "train"}, {**row, "lender_split": "test"}])
    ['train - train', 'train - test']
    """
    of_template = {(row["template_id"], name): row[name] for row in rows for name in COLUMNS.values() if row.get(name)}
    return [
        " ".join(
            (
                row["split"],
                *(row.get(name) or of_template.get((row["template_id"], name), "-") for name in COLUMNS.values()),
            )
        )
        for row in rows
    ]


def check_leaks(version: str, found: Leakage) -> None:
    """Raise where a release must not get out.

    Raises:
        ReleaseError: two rows in different splits are alike.

    >>> check_leaks("2026.11.21", Leakage(5, ()))
    """
    if found.pairs:
        one, other, similarity = found.pairs[0]
        raise ReleaseError(
            f"{version}: rows {one} and {other} are alike ({similarity:.2f}) and stand in different splits, as do "
            f"{len(found.pairs) - 1} other pairs; this is a fault of the program"
        )
