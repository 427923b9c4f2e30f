"""A release of schema version 1 is read by everything that reads releases today."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pipelines.publish import changes, figures
from pipelines.publish.export import export_release
from pipelines.publish.feed import feed, lines
from pipelines.publish.releases import release
from pipelines.publish.selection import Selection
from pipelines.publish.tables import read_tables, written_tables
from pipelines.publish.takedown import forget
from pipelines.publish.verify import verify
from pipelines.schema import SCHEMA
from pipelines.store import parquet
from pipelines.store.ledger import Ledger
from pipelines.store.tombstones import Target
from tests.pipelines.conftest import MakeKept, fill
from tests.pipelines.publish.conftest import forge

BROUGHT = ("time_split", "lender_split")
"""Columns that came with version 3."""
FIRST = "2026.11.21"


def as_first(table: pa.Table) -> pa.Table:
    """A table as version 1 had it: without those columns, its messages without the days that version 2 brought."""
    table = table.drop_columns([name for name in BROUGHT if name in table.column_names])
    if "messages" in table.column_names:
        at = table.schema.get_field_index("messages")
        members = [member for member in table.schema.field(at).type.value_type if member.name != "dates"]
        kind = pa.list_(pa.struct(members))
        table = table.set_column(at, table.schema.field(at).with_type(kind), table["messages"].cast(kind))
    return table.replace_schema_metadata({**table.schema.metadata, b"schema_version": b"1"})


@pytest.fixture(scope="module")
def _base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("first") / "data"
    fill(data, range(20))
    folder = release(data, version=FIRST).path
    for path in [*folder.glob("data/*.parquet"), folder / "changes.parquet"]:
        order = ("config", "id") if path.name.startswith("changes") else ("id",)
        parquet.write(path, as_first(parquet.read(path)), order=order)
    forge(folder, schema_version=1, content_sha256=changes.content_sha256(changes.versions(written_tables(folder)), 1))
    return data


@pytest.fixture
def data(_base: Path, tmp_path: Path) -> Path:
    """A folder with a release of version 1."""
    return Path(shutil.copytree(_base, tmp_path / "data", symlinks=True))


def test_it_is_verified_and_measured(data: Path) -> None:
    """Its bytes and numbers are as promised, though its columns are not today's."""
    assert verify(data) == []
    assert figures.measure(data / "latest")["Rows"]["rejected"] == 2
    rows = read_tables(data / "latest")["train"]
    assert rows.schema.equals(SCHEMA)
    assert rows["time_split"].null_count == rows.num_rows
    assert all(message["dates"] is None for messages in rows["messages"].to_pylist() for message in messages)


@pytest.mark.parametrize("name", ["rows.parquet", "rows.jsonl", "rows.csv", "rows.arrow"])
def test_it_is_exported_as_it_is(data: Path, tmp_path: Path, name: str) -> None:
    """An export is of the release, so it has the columns that the release has."""
    selection = Selection(where="list_contains([m.signature for m in messages], '蓝湖金融')")
    done = export_release(data, selection, str(tmp_path / name))
    assert done.rows == 5
    if name.endswith(".jsonl"):
        row = json.loads((tmp_path / name).read_text("utf-8").splitlines()[0])
        assert not {*BROUGHT} & {*row}
        assert row["messages"][0]["amounts"] == ["300元", "5元"]


def test_it_is_exported_as_a_folder(data: Path, tmp_path: Path) -> None:
    """A part of it gets a card whose features are those of its files."""
    export_release(data, Selection(where="severity IS NULL"), str(tmp_path / "folder"), "hf")
    assert "time_split" not in (tmp_path / "folder" / "README.md").read_text("utf-8")
    files = str(tmp_path / "folder" / "data" / "*.parquet")
    assert duckdb.execute("SELECT count(*) FROM read_parquet(?)", [files]).fetchone() == (18,)


def test_its_feed_has_the_columns_of_today(data: Path) -> None:
    """A reader sees one schema, whatever the release was made with."""
    found = feed(data)
    batches = list(found.batches())
    assert all(batch.schema.equals(found.schema) for batch in batches)
    rows = [json.loads(line)["row"] for batch in batches for line in lines(batch)]
    assert len(rows) == 18
    assert {*BROUGHT} <= {*rows[0]}
    assert rows[0]["messages"][0]["links"] == []
    assert pa.ipc.open_stream(_stream(found.schema, batches)).read_all().num_rows == 18


def _stream(schema: pa.Schema, batches: list[pa.RecordBatch]) -> io.BytesIO:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, schema) as stream:
        for batch in batches:
            stream.write_batch(batch)
    return io.BytesIO(sink.getvalue())


def test_the_next_release_tells_what_changed(data: Path, kept: MakeKept) -> None:
    """Rows whose columns say the same are no other version for the columns that came; a feed goes on from version 1."""
    cursor = feed(data).cursor
    with Ledger.open(data) as ledger:
        ledger.finish("", kept(30), run=None)
    done = release(data, version="2026.11.22")
    told = pc.value_counts(parquet.read(done.path / "changes.parquet")["change"]).to_pylist()
    changed = feed(data, cursor)
    assert done.is_new
    assert {each["values"] for each in told} <= {"added", "changed"}
    assert sum(batch.num_rows for batch in changed.batches()) == changed.changes >= 1
    assert verify(data) == []


def test_a_row_of_it_can_be_forgotten(data: Path) -> None:
    """It is built anew without the row, with the columns of today."""
    forget(data, Target.of("id", f"{3:016x}"))
    assert verify(data) == []
    assert read_tables(data / "latest")["train"].schema.equals(SCHEMA)
