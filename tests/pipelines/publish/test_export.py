"""An export is the release's rows, all of them or those asked for, whole in its place or not there."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import DamagedData, DataError, InputError
from pipelines.publish import manifest
from pipelines.publish.clause import are_among, sorted_ids
from pipelines.publish.export import export, export_release, format_of
from pipelines.publish.formats import FORMATS
from pipelines.publish.releases import release
from pipelines.publish.selection import Selection, select
from pipelines.publish.tables import data_files
from pipelines.schema import SCHEMA
from pipelines.store.ledger import Ledger
from pipelines.store.merging import regrouped
from pipelines.types import Kept

SPLITS = ("train", "validation", "test")
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "'=1",
    "＝1",
    "",
    '"',
    ",",
    "\n",
    "欠款\x1b[31m;=1",
    "\u3000=1",
)
SIGNS = tuple("=+-@\t\r\n＝＋－＠")


@pytest.fixture(scope="module")
def published(_full: Path, tmp_path_factory: pytest.TempPathFactory, kept: Callable[..., Kept]) -> Path:
    """A data folder with one release, in which titles are what spreadsheets would compute."""
    data = tmp_path_factory.mktemp("published") / "data"
    with Ledger.open(data) as ledger:
        for number, title in enumerate(FORMULAS * 3):
            ledger.finish("", kept(number, title=title, severity=number % 5), run=None)
    release(data, version="2026.11.21")
    return data


def _rows(data: Path, *names: str) -> list[dict[str, Any]]:
    """All rows of the newest release, in its order."""
    files = [path for name in names or SPLITS for path in data_files(data / "latest", name)]
    return [row for path in files for row in pq.read_table(path).to_pylist()]


def _jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]


def _ids(path: Path) -> list[str]:
    return [row["id"] for row in _jsonl(path)]


def test_parquet_and_arrow_hold_the_same_rows_types_and_words(published: Path, tmp_path: Path) -> None:
    """In the order of the release, with the descriptions of the columns."""
    export_release(published, Selection(), str(tmp_path / "rows.parquet"))
    export_release(published, Selection(), str(tmp_path / "rows.arrow"))
    with pa.ipc.open_stream(tmp_path / "rows.arrow") as stream:
        streamed = stream.read_all()
    for table in (pq.read_table(tmp_path / "rows.parquet"), streamed):
        assert table.schema.equals(SCHEMA, check_metadata=False)
        assert table.schema.field("url").metadata == SCHEMA.field("url").metadata
        assert table.to_pylist() == _rows(published)


def test_jsonl_holds_every_column_of_every_row(published: Path, tmp_path: Path) -> None:
    """Times are ISO 8601 with their zone; nothing in a line runs a terminal."""
    made = export_release(published, Selection(), str(tmp_path / "rows.jsonl"))
    found, rows = _jsonl(tmp_path / "rows.jsonl"), _rows(published)
    assert made.rows == len(found) == len(rows)
    assert [list(row) for row in found] == [SCHEMA.names] * len(rows)
    assert [row["title"] for row in found] == [row["title"] for row in rows]
    assert [row["fetched_at"] for row in found] == [row["fetched_at"].isoformat() for row in rows]
    assert b"\x1b" not in (tmp_path / "rows.jsonl").read_bytes()


def test_csv_is_what_spreadsheets_read_and_computes_nothing(published: Path, tmp_path: Path) -> None:
    """Byte order mark, no cell that begins a formula, nested columns as JSON; the texts come back."""
    export_release(published, Selection(), str(tmp_path / "rows.csv"))
    content = (tmp_path / "rows.csv").read_bytes()
    assert content.startswith("\ufeff".encode())
    header, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    found, rows = [dict(zip(header, line, strict=True)) for line in lines], _rows(published)
    assert header == SCHEMA.names
    assert not [each for line in lines for each in line if each.lstrip("\u3000").startswith(SIGNS)]
    assert [row["title"].removeprefix("'") for row in found] == [row["title"] for row in rows]
    assert [json.loads(row["lenders"]) for row in found] == [row["lenders"] for row in rows]


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_selection_gives_the_same_bytes(published: Path, tmp_path: Path, name: str) -> None:
    """Of every format, with a condition."""
    asked = Selection(where="severity > 0 AND title IS NOT NULL")
    for out in ("one", "two"):
        export_release(published, asked, str(tmp_path / out), name)
    digests = {sha256((tmp_path / out).read_bytes()).hexdigest() for out in ("one", "two")}
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("clause", "holds"),
    [
        ("severity >= 3", lambda row: row["severity"] >= 3),
        ("title LIKE '=%' -- a remark", lambda row: row["title"].startswith("=")),
        ("len(lenders) > 0 AND lenders[1].name = '青杉贷'", lambda row: row["lenders"][0]["name"] == "青杉贷"),
        ("published_at >= TIMESTAMPTZ '2026-01-06 00:00:00+00'", lambda row: row["published_at"].day >= 6),
        ("id IN (SELECT max(id) FROM rows)", lambda row: row["id"] == f"{len(FORMULAS) * 3 - 1:016x}"),
        ("false", lambda _: False),
    ],
)
def test_a_condition_chooses_rows(
    published: Path, tmp_path: Path, clause: str, holds: Callable[[dict[str, Any]], bool]
) -> None:
    """Those for which it holds, in the order of the release, with all of their values."""
    made = export_release(published, Selection(where=clause), str(tmp_path / "rows.parquet"))
    expected = [row for row in _rows(published) if holds(row)]
    assert pq.read_table(tmp_path / "rows.parquet").to_pylist() == expected
    assert made.rows == len(expected)


@pytest.mark.parametrize(
    "clause",
    [
        "",
        "*",
        "sevrity > 2",
        "severity > 2; DROP TABLE rows",
        "true) UNION (SELECT 'x'",
        "true) LIMIT 1 OFFSET (0",
        "true ORDER BY id",
        "true /*",
        "id, title",
        "id = ?",
        "title::INT > 2",
        "(SELECT count(*) FROM read_text('{file}')) > 0",
        "(SELECT count(*) FROM '{file}') > 0",
        "(SELECT count(*) FROM glob('/etc/*')) > 0",
        "(SELECT count(*) FROM read_csv('http://127.0.0.1:9/x')) > 0",
        "(SELECT count(*) FROM clause) > 0",
        "(SET enable_external_access = true)",
        "(COPY rows TO '{file}')",
        "title = '\udcff'",
    ],
)
def test_a_clause_is_one_condition_and_reaches_nothing(published: Path, tmp_path: Path, clause: str) -> None:
    """No second statement, no other file, no setting: one error that names the clause and the columns; nothing is written."""
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n", "utf-8")
    asked = clause.replace("{file}", str(secret))
    with pytest.raises(InputError) as told:
        export_release(published, Selection(where=asked), str(tmp_path / "rows.csv"))
    assert repr(asked) in str(told.value)
    assert "severity, script" in str(told.value)
    assert "\n" not in str(told.value)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]
    assert secret.read_text("utf-8") == "a,b\n1,2\n"


def test_columns_come_in_the_order_asked_for(published: Path, tmp_path: Path) -> None:
    """Without the id too, and a condition may look at columns that are left out."""
    asked = Selection(columns=("title", "severity"), where="id > '0000000000000003'")
    export_release(published, asked, str(tmp_path / "rows.jsonl"))
    rows = [row for row in _rows(published) if row["id"] > "0000000000000003"]
    expected = [{"title": row["title"], "severity": row["severity"]} for row in rows]
    assert [list(row) for row in _jsonl(tmp_path / "rows.jsonl")] == [["title", "severity"]] * len(rows)
    assert _jsonl(tmp_path / "rows.jsonl") == expected


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Selection(config="rejected"), "has no rows of config 'rejected'; it has all, train"),
        (Selection(columns=("id", "titel")), "there is no 'titel'; there are id, text"),
        (Selection(columns=("id", "id")), "name each once"),
        (Selection(columns=()), "none is named; give some of id, text"),
        (Selection(columns=("",)), "none is named; give some of id, text"),
    ],
)
def test_what_is_not_there_is_named(published: Path, asked: Selection, told: str) -> None:
    """Config and columns, with those that there are."""
    with pytest.raises(InputError, match=told):
        select(published, asked)


def test_other_configs_and_single_splits(data: Path, tmp_path: Path) -> None:
    """`rejected` and `repairs` have columns of their own; a split is its rows only."""
    release(data)
    for config in ("train", "rejected", "repairs"):
        export_release(data, Selection(config=config), str(tmp_path / f"{config}.jsonl"))
        assert _ids(tmp_path / f"{config}.jsonl") == [row["id"] for row in _rows(data, config)]
    assert {row["reason"] for row in _jsonl(tmp_path / "rejected.jsonl")} == {"no_message"}


def test_a_release_folder_can_be_named(published: Path, tmp_path: Path) -> None:
    """`latest`, or a release wherever it lies; a folder that is none is named."""
    export_release(published / "latest", Selection(), str(tmp_path / "rows.jsonl"))
    assert _ids(tmp_path / "rows.jsonl") == [row["id"] for row in _rows(published)]
    with pytest.raises(DataError, match="holds no release"):
        select(tmp_path, Selection())


def test_a_whole_release_as_a_folder_is_its_files(published: Path, tmp_path: Path) -> None:
    """Byte for byte, so that its manifest holds."""
    export_release(published, Selection(), str(tmp_path / "copy"), "hf")
    assert manifest.describe(tmp_path / "copy") == manifest.read(published / "latest").files
    assert manifest.read(tmp_path / "copy") == manifest.read(published / "latest")


LOAD = """
import json, sys
from datasets import load_dataset
found = load_dataset(sys.argv[1])
print(json.dumps({split: [rows.column_names, rows["id"][:]] for split, rows in found.items()}))
"""


@pytest.mark.slow
def test_a_selection_as_a_folder_loads_and_says_what_it_is(published: Path, tmp_path: Path) -> None:
    """Hugging Face `datasets` reads it; the card names release, condition and columns; splits without rows are out."""
    asked = Selection(where="severity > 1 | 2", columns=("id", "title", "lenders"))
    export_release(published, asked, str(tmp_path / "part"), "hf")
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-c", LOAD, str(tmp_path / "part")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    rows = [row for row in _rows(published) if row["severity"] > 3]
    assert found == {
        split: [["id", "title", "lenders"], [row["id"] for row in rows if row["split"] == split]]
        for split in SPLITS
        if any(row["split"] == split for row in rows)
    }
    card = (tmp_path / "part" / "README.md").read_text("utf-8")
    assert "<code>severity &gt; 1 &#124; 2</code>" in card
    assert "| release | 2026.11.21 |" in card
    assert "| `title` | `string` |" in card
    assert "| `text` |" not in card


def test_a_folder_without_rows_is_refused(published: Path, tmp_path: Path) -> None:
    """Readers fail on one; nothing is left of it."""
    with pytest.raises(InputError, match="no row is selected"):
        export_release(published, Selection(where="false"), str(tmp_path / "part"), "hf")
    assert list(tmp_path.iterdir()) == []


def test_files_are_replaced_and_folders_are_not(published: Path, tmp_path: Path) -> None:
    """A file gives way to the new one; a folder that exists, or a name that is one, is left alone."""
    (tmp_path / "rows.csv").write_text("old", "utf-8")
    export_release(published, Selection(), str(tmp_path / "rows.csv"))
    assert (tmp_path / "rows.csv").stat().st_size > 1_000
    (tmp_path / "part").mkdir()
    with pytest.raises(InputError, match="part: exists"):
        export_release(published, Selection(), str(tmp_path / "part"), "hf")
    with pytest.raises(InputError, match="part: is a folder"):
        export_release(published, Selection(), str(tmp_path / "part"), "csv")
    assert list((tmp_path / "part").iterdir()) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from pipelines.publish.export import export
from pipelines.publish.selection import Selection, select
found = select(Path(sys.argv[1]), Selection(where="severity > 0"))
export(found, sys.argv[2], sys.argv[3], lambda _: os.kill(os.getpid(), signal.SIGKILL))
"""


@pytest.mark.parametrize("name", ["jsonl", "hf"])
def test_a_kill_leaves_nothing_half_written(published: Path, tmp_path: Path, name: str) -> None:
    """Killed after rows were written, nothing is in the place; the next run does it whole."""
    out = tmp_path / "out"
    done = subprocess.run([sys.executable, "-c", KILLED, str(published), str(out), name], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not out.exists()
    export_release(published, Selection(where="severity > 0"), str(out), name)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def _fault(_: int) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("name", ["csv", "hf"])
def test_a_full_disk_is_one_error_and_leaves_nothing(published: Path, tmp_path: Path, name: str) -> None:
    """What was in the place stays."""
    with pytest.raises(DataError, match="No space left on device"):
        export(select(published, Selection(where="true")), str(tmp_path / "out"), name, _fault)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [*FORMATS, "hf"])
def test_any_url_of_fsspec_is_a_place(published: Path, tmp_path: Path, name: str) -> None:
    """What lands there is what lands in a local path, and nothing lands where an export fails."""
    asked, url = Selection(where="severity > 0"), f"memory://{tmp_path}/to/out"
    export_release(published, asked, str(tmp_path / "out"), name)
    memory = fsspec.filesystem("memory")
    with pytest.raises(DataError, match=r"memory://.*No space left"):
        export(select(published, asked), url, name, _fault)
    assert not [path for path in memory.find(f"{tmp_path}/to") if memory.size(path)]
    export_release(published, asked, url, name)
    local = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} or {
        tmp_path / "out": (tmp_path / "out").read_bytes()
    }
    there = {Path(path): memory.cat_file(path) for path in memory.find(f"{tmp_path}/to")}
    assert {tmp_path / path.relative_to(tmp_path / "to"): content for path, content in there.items()} == local


def test_a_changed_byte_is_not_exported(data: Path, tmp_path: Path) -> None:
    """The file is named, with the cure."""
    done = release(data)
    path = data_files(done.path, "train")[0]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(DamagedData, match=r"train-00000.*restore it from a copy"):
        export_release(data, Selection(), str(tmp_path / "rows.csv"))
    with pytest.raises(DamagedData, match=r"train-00000"):
        export_release(data, Selection(), str(tmp_path / "copy"), "hf")


@pytest.mark.parametrize(("out", "name"), [("rows", None), ("rows.hf", None), ("rows.xlsx", None), ("a.csv", "excel")])
def test_formats_are_known_by_name(out: str, name: str | None) -> None:
    """What is none is answered with those that are."""
    with pytest.raises(InputError, match="parquet, jsonl, csv, arrow, hf"):
        format_of(out, name)


def _batches(sizes: list[int]) -> Iterator[pa.RecordBatch]:
    at = 0
    for size in sizes:
        yield pa.RecordBatch.from_pydict({"id": pa.array([str(n) for n in range(at, at + size)], pa.string())})
        at += size


@given(st.lists(st.integers(0, 7), max_size=8), st.integers(1, 6))
def test_regrouping_moves_no_row(sizes: list[int], rows: int) -> None:
    """The same rows in the same order, all groups full but the last, none empty."""
    found = list(regrouped(_batches(sizes), rows))
    assert [each for batch in found for each in batch["id"].to_pylist()] == [str(n) for n in range(sum(sizes))]
    assert [batch.num_rows for batch in found[:-1]] == [rows] * max(len(found) - 1, 0)
    assert all(batch.num_rows for batch in found)


@given(st.lists(st.text("ab", max_size=3)), st.sets(st.text("ab", max_size=3)))
def test_ids_are_found_as_a_set_finds_them(asked: list[str], wanted: set[str]) -> None:
    """Searching sorted ids is membership."""
    assert are_among(asked, sorted_ids(list(wanted))).tolist() == [each in wanted for each in asked]
