"""Files are the same however their rows came, and hold every row in its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.publish import growing
from pipelines.publish.growing import write_tables
from pipelines.publish.tables import Tables, read_tables
from pipelines.schema import REJECTED_SCHEMA, SCHEMA
from pipelines.store import parquet

SIDES = ("train", "test", None)


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Tables:
    """Rows of every side; a row group holds four rows, and a file eight."""
    monkeypatch.setattr(parquet, "ROW_GROUP", 4)
    monkeypatch.setattr(growing, "ROWS_PER_FILE", 8)
    rows = [{"id": f"{at:03}", "text": "短信" * at, "time_split": SIDES[at % 2]} for at in range(50)]
    rejected = [{"id": f"{at:03}", "reason": "no_message"} for at in range(50, 59)]
    return {"train": _table(rows, SCHEMA), "rejected": _table(rejected, REJECTED_SCHEMA)}


def _table(rows: Sequence[Mapping[str, object]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=schema)


def _written(folder: Path, pieces: Iterable[Tables]) -> dict[str, bytes]:
    (folder / "data").mkdir(parents=True)
    write_tables(folder, pieces)
    return {path.name: path.read_bytes() for path in sorted((folder / "data").iterdir())}


def _cut(tables: Tables, size: int) -> list[Tables]:
    return [
        {name: table.slice(at, size) for name, table in tables.items() if at < table.num_rows}
        for at in range(0, 50, size)
    ]


@pytest.mark.parametrize("size", [1, 3, 4, 17])
def test_pieces_give_the_bytes_of_the_whole(tables: Tables, tmp_path: Path, size: int) -> None:
    """Row by row or by odd numbers: names and bytes of all files are those of one piece."""
    whole = _written(tmp_path / "whole", [tables])
    assert _written(tmp_path / "cut", _cut(tables, size)) == whole
    assert len(whole) == 2 * 4 + 2


def test_files_hold_one_side_each_and_no_more_rows_than_they_may(tables: Tables, tmp_path: Path) -> None:
    """Sides stand one behind the other, ids in order within each; nothing is lost."""
    _written(tmp_path / "x", _cut(tables, 7))
    found = read_tables(tmp_path / "x")
    assert {name: sorted(table["id"].to_pylist()) for name, table in found.items()} == {
        name: table["id"].to_pylist() for name, table in tables.items()
    }
    for path in (tmp_path / "x" / "data").glob("train-*"):
        rows = parquet.read(path)
        assert rows.num_rows <= 8
        assert len(set(rows["time_split"].to_pylist())) == 1
        assert rows["id"].to_pylist() == sorted(rows["id"].to_pylist())


def test_nothing_makes_no_file(tmp_path: Path) -> None:
    """Without a row there is no table."""
    assert _written(tmp_path / "x", []) == {}
    assert _written(tmp_path / "y", [{"train": SCHEMA.empty_table()}]) == {}


def test_half_a_file_is_never_left(tables: Tables, tmp_path: Path) -> None:
    """Where rows stop coming, no file is there but whole ones, and none has its name yet."""

    def broken() -> Iterable[Tables]:
        yield from _cut(tables, 17)[:2]
        raise RuntimeError("the rows end here")

    with pytest.raises(RuntimeError, match="the rows end here"):
        _written(tmp_path / "x", broken())
    for path in (tmp_path / "x" / "data").iterdir():
        assert "-of-" not in path.name
        assert parquet.read(path).num_rows == 8
