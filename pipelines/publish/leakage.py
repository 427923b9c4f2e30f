"""A release's own proof that its splits, the further ones too, share no near-duplicate: searched in its files, told in its card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import Final

import pyarrow as pa

from pipelines.dedup.known import Proven
from pipelines.dedup.masks import Masker
from pipelines.dedup.proof import prove
from pipelines.dedup.rows import SPLITS
from pipelines.errors import ReleaseError
from pipelines.lexicon.lenders import names
from pipelines.publish.further_splits import COLUMNS
from pipelines.publish.tables import read_pieces
from pipelines.store.spool import SpooledTexts

SECTION = "Leakage proof"
"""Its heading in the card."""
_TOLD: Final = ("id", "split", "template_id", *COLUMNS.values())
"""What tells where a row stands."""


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
    return prove_splits(folder, Masker(names()), Proven(), Path(gettempdir()))[0]


def prove_splits(folder: Path, mask: Masker, known: Proven, scratch: Path) -> tuple[Leakage, Proven]:
    """As `search_leaks`, with what earlier releases proved; return what is proven where nothing was found.

    Texts lie in a file in the folder `scratch` meanwhile.

    Raises:
        DamagedData: a file cannot be read.
        DataError: there is no space left for the texts.
    """
    with SpooledTexts(scratch) as texts:
        rows = _read(folder, texts)
        found, proven = prove(texts, _sides(rows), mask, known)
    ids = rows["id"]
    pairs = ((ids[link.one].as_py(), ids[link.other].as_py(), link.similarity) for link in found)
    return Leakage(len(ids), tuple(pairs)), proven


def _read(folder: Path, texts: SpooledTexts) -> pa.Table:
    """What tells the sides of rows; a row's split is that of its file, whatever it says of itself."""
    found = [pa.table({name: pa.array([], pa.string()) for name in _TOLD})]
    for split in SPLITS:
        for rows in read_pieces(folder, split, (*_TOLD, "text")):
            texts.add_column(rows["text"])
            columns = {name: rows[name] if name in rows.column_names else pa.nulls(len(rows)) for name in _TOLD}
            found.append(pa.table({**columns, "split": [split] * len(rows)}, found[0].schema))
    return pa.concat_tables(found)


def _sides(rows: pa.Table) -> list[str]:
    """Where each row stands in all splits; what is in neither side of one stands with its template.

    >>> rows = {"split": ["train"] * 2, "template_id": ["a"] * 2, "time_split": [None, "test"], "lender_split": [None] * 2}
    >>> _sides(pa.table(rows))
    ['train test -', 'train test -']
    >>> _sides(pa.table(rows | {"time_split": [None] * 2, "lender_split": ["train", "test"]}))
    ['train - train', 'train - test']
    """
    columns = [rows["split"].to_pylist()]
    templates = rows["template_id"].to_pylist()
    for name in COLUMNS.values():
        sides = rows[name].to_pylist()
        of_template = {template: side for template, side in zip(templates, sides, strict=True) if side}
        columns.append(
            [side or of_template.get(template, "-") for template, side in zip(templates, sides, strict=True)]
        )
    return [*map(" ".join, zip(*columns, strict=True))]


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
