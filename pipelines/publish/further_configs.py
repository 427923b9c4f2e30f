"""The configs of the further splits: whole rows, in files that they share with the config `default`.

Each file of `default` is of one side of every further split, so a config is a list of files and costs no byte of data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.dedup.rows import SPLITS
from pipelines.publish.further_splits import COLUMNS, SIDES
from pipelines.publish.tables import data_files, weight
from pipelines.store import parquet


@dataclass(frozen=True, slots=True)
class Config:
    """One further split that has rows on both sides."""

    name: str
    sides: tuple[tuple[str, tuple[Path, ...]], ...]
    """Each side with its files."""


_MEANT = {
    "by_time": "`by_time` trains on what is known to be from before {cut} (in China) and tests on what was published since.",
    "by_lender": "`by_lender` tests on articles about lenders that no article of its train names: one lender in five, by a hash of its id.",
}
_TERMS = """Rows that are of neither side, or whose template is of the other one, are in neither: copies and twins never stand on both.
Rows keep their side when others are added. The columns `{columns}` say the same in the files."""


def read(folder: Path) -> list[Config]:
    """Return the further configs of the release in `folder`, whose data files are written.

    Raises:
        DamagedData: a file cannot be read.
    """
    sides = {path: _sides(path) for split in SPLITS for path in data_files(folder, split)}
    found = (
        Config(name, tuple((side, tuple(path for path in sides if sides[path][column] == side)) for side in SIDES))
        for name, column in COLUMNS.items()
    )
    return [config for config in found if all(paths for _, paths in config.sides)]


def _sides(path: Path) -> dict[str, str | None]:
    """The one side of each further split that the rows of a file have."""
    first = next(parquet.batches(path, [*COLUMNS.values()], rows=1))
    return {column: first[column][0].as_py() for column in COLUMNS.values()}


def configs(further: list[Config]) -> Iterator[dict[str, Any]]:
    """Yield what the card's header says of where their files are."""
    for config in further:
        files = [
            {"split": side, "path": [f"{path.parent.name}/{path.name}" for path in paths]}
            for side, paths in config.sides
        ]
        yield {"config_name": config.name, "data_files": files}


def infos(further: list[Config]) -> Iterator[dict[str, Any]]:
    """Yield what the header says of their sizes; their features are those of `default`, as each file tells."""
    for config in further:
        splits = [{"name": side, **weight(paths)} for side, paths in config.sides]
        yield {
            "config_name": config.name,
            "splits": splits,
            "download_size": sum(path.stat().st_size for _, paths in config.sides for path in paths),
            "dataset_size": sum(split["num_bytes"] for split in splits),
        }


def described(further: list[Config], time_cut: str | None) -> str:
    """Return the card's words for them."""
    meant = [_MEANT[config.name].format(cut=time_cut) for config in further]
    columns = "`, `".join(COLUMNS[config.name] for config in further)
    return "\n".join(
        ["The same rows are split in other ways as well, for other questions:", *meant, _TERMS.format(columns=columns)]
    )
