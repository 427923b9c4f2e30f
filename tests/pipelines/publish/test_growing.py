"""Files are the same however their rows came, and hold every row in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.dedup.known import Versioned
from pipelines.publish import filing
from pipelines.publish.growing import Standing, write_tables
from pipelines.publish.row_versions import survey
from pipelines.publish.tables import Tables, read_tables
from pipelines.schema import REJECTED_SCHEMA, SCHEMA, SCHEMA_VERSION
from pipelines.store import parquet, shelves
from tests.pipelines.publish.conftest import write

SIDES = ("train", "test", None)


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Tables:
    """Rows of every side; a row group holds four rows, and a file eight."""
    monkeypatch.setattr(parquet, "ROW_GROUP", 4)
    monkeypatch.setattr(filing, "MOST", 8)
    rows = [{"id": f"{at:03}", "text": "短信" * at, "time_split": SIDES[at % 2]} for at in range(50)]
    rejected = [{"id": f"{at:03}", "reason": "no_message"} for at in range(50, 59)]
    return {"train": _table(rows, SCHEMA), "rejected": _table(rejected, REJECTED_SCHEMA)}


def _table(rows: Sequence[Mapping[str, object]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=schema)


def _written(folder: Path, pieces: Sequence[Tables]) -> dict[str, bytes]:
    write(folder, pieces)
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
    """Where rows stop coming, no file was begun."""

    def broken() -> Iterable[Tables]:
        yield from _cut(tables, 17)[:2]
        assert list((tmp_path / "x" / "data").iterdir()) == []
        raise RuntimeError("the rows end here")

    (tmp_path / "x" / "data").mkdir(parents=True)
    filed = survey(_cut(tables, 17), Versioned()).filed
    with pytest.raises(RuntimeError, match="the rows end here"):
        write_tables(tmp_path / "x", broken(), filed, Standing(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
    assert list((tmp_path / "x" / "data").iterdir()) == []


def test_rows_that_wait_for_their_file_are_not_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of many sides, each less than a row group: memory does not grow with their number."""
    monkeypatch.setattr(shelves, "MOST_WAITING", 2 << 20)
    held: list[int] = []

    def pieces() -> Iterator[Tables]:
        for at in range(60):
            held.append(pa.total_allocated_bytes())
            sides = {"split": "train", "time_split": SIDES[at % 3], "lender_split": SIDES[at // 3 % 3]}
            yield {"train": _table([{"id": f"{at:03}", "text": "短" * 300_000, **sides}], SCHEMA)}

    (tmp_path / "data").mkdir()
    filed = survey(pieces(), Versioned()).filed
    assert len(write_tables(tmp_path, pieces(), filed, Standing(), tmp_path)) == 9
    assert max(held[60:]) - held[60] < 12 << 20


def test_the_first_file_of_a_config_is_described(tables: Tables, tmp_path: Path) -> None:
    """Whichever split comes first, and however many files its sides take."""
    _written(tmp_path / "x", [{"validation": tables["train"], "test": tables["train"], "rejected": tables["rejected"]}])
    told = {path.name: pq.read_schema(path) for path in (tmp_path / "x" / "data").iterdir()}
    described = {name for name, schema in told.items() if (schema.field("id").metadata or {}).get(b"description")}
    assert described == {"validation-00000-of-00008.parquet", "rejected-00000-of-00002.parquet"}
    assert {schema.metadata[b"schema_version"] for schema in told.values()} == {str(SCHEMA_VERSION).encode()}


@pytest.mark.parametrize("place", [0, 500, 1_999])
def test_a_row_added_changes_few_row_groups(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: int) -> None:
    """Storage that knows chunks keeps all others: they end where they did, and their bytes are the same."""
    monkeypatch.setattr(parquet, "ROW_GROUP", 50)
    monkeypatch.setattr(filing, "LEAST", 32)
    ids = sorted(sha256(str(at).encode()).hexdigest()[:16] for at in range(2_000))
    rows = [{"id": each, "text": f"{each}的短信" * 9} for each in ids]
    _written(tmp_path / "before", [{"train": _table(rows[:place] + rows[place + 1 :], SCHEMA)}])
    _written(tmp_path / "after", [{"train": _table(rows, SCHEMA)}])
    before, after = (_texts(tmp_path / each / "data" / "train-00000-of-00001.parquet") for each in ("before", "after"))
    assert len(after) > 25
    assert len(set(after) - set(before)) <= 3


def _texts(path: Path) -> list[bytes]:
    """The bytes of the texts of each row group."""
    metadata, content = pq.read_metadata(path), path.read_bytes()
    at = next(at for at in range(metadata.num_columns) if metadata.row_group(0).column(at).path_in_schema == "text")
    columns = [metadata.row_group(group).column(at) for group in range(metadata.num_row_groups)]
    return [content[each.data_page_offset :][: each.total_compressed_size] for each in columns]
