"""The readers people use load a release: all columns, right types, right counts, offline."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from huggingface_hub import DatasetCard

from pipelines.publish.further_splits import COLUMNS
from pipelines.publish.releases import release
from pipelines.schema import SCHEMA
from pipelines.store.ledger import Ledger
from pipelines.types import Mention
from tests.pipelines.conftest import MakeKept, fill

MAY = datetime(2026, 5, 9, tzinfo=UTC)
HELD_OUT = Mention(id="haibei", name="还呗", mention="还呗", subject=True, start=0, end=2)


@pytest.fixture(scope="module", params=["all", "few"])
def latest(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, kept: MakeKept) -> Path:
    """`latest` of a release with all splits and configs, and of one with five rows, where most are missing."""
    data = tmp_path_factory.mktemp(request.param)
    if request.param == "all":
        fill(data, range(60))
    else:
        fill(data, range(5))
    with Ledger.open(data) as ledger:
        for number in range(60, 90) if request.param == "all" else ():
            text = f"还呗的短信第{number}次来时他在{'山' * number}上，信号很差，只看见一个陌生号码和一串数字。"
            row = kept(number, text=text, lenders=(HELD_OUT,), published_at=MAY, fetched_at=MAY)
            ledger.finish("", row, run=None)
    return release(data).path.parent.parent / "latest"


def _rows(latest: Path) -> int:
    return 82 if (latest.parent.name).startswith("all") else 5


def _articles(latest: Path) -> list[Path]:
    data = latest / "data"
    return sorted(path for path in data.iterdir() if path.name.startswith(("train", "validation", "test")))


LOAD = """
import json, sys
from datasets import load_dataset
path, streaming = sys.argv[1], sys.argv[2] == "streaming"
found = {}
from datasets import get_dataset_config_names
for config in get_dataset_config_names(path):
    for split, rows in load_dataset(path, config, streaming=streaming).items():
        read = list(rows)
        found[f"{config} {split}"] = [len(read), list(read[0]), str(rows.features.arrow_schema.remove_metadata())]
print(json.dumps(found))
"""


def _run(code: str, *arguments: str, home: Path) -> dict[str, Any]:
    """The JSON that a script prints; it may not go online."""
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(home)}
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.slow
@pytest.mark.parametrize("how", ["normal", "streaming"])
def test_hugging_face_datasets(latest: Path, tmp_path: Path, how: str) -> None:
    """`load_dataset("X/latest")` reads every split that is there, with the columns and types of the schema."""
    found = _run(LOAD, str(latest), how, home=tmp_path / "home")
    articles = [value for name, value in found.items() if name.startswith("default")]
    assert sum(rows for rows, _, _ in articles) == _rows(latest)
    assert found["repairs train"][0] == _rows(latest)
    for name in ("by_time", "by_lender") if _rows(latest) > 5 else ():
        counts = [found[f"{name} {side}"] for side in ("train", "test")]
        assert [rows for rows, _, _ in counts] == [52, 30]
        articles += counts
    for _, names, schema in articles:
        assert names == SCHEMA.names
        assert schema == str(pa.schema([column.with_metadata(None).with_nullable(True) for column in SCHEMA]))


def test_polars(latest: Path) -> None:
    """Polars reads all columns, times with their zone."""
    frame = pl.read_parquet(_articles(latest))
    assert (frame.height, frame.columns) == (_rows(latest), SCHEMA.names)
    assert frame.schema["published_at"] == pl.Datetime("us", "UTC")
    assert frame["comments"].explode().struct.field("text")[0] == "我也收到过"


def test_duckdb(latest: Path) -> None:
    """DuckDB filters and unnests by SQL."""
    files = [str(path) for path in _articles(latest)]
    query = "SELECT count(*), count(DISTINCT id), sum(len(lenders)) FROM read_parquet(?) WHERE duplicate_of IS NULL"
    assert duckdb.execute(query, [files]).fetchone() == (_rows(latest),) * 3
    kinds = {row[0]: row[1] for row in duckdb.execute("DESCRIBE SELECT * FROM read_parquet(?)", [files]).fetchall()}
    assert (list(kinds), kinds["severity"], kinds["published_at"]) == (
        SCHEMA.names,
        "TINYINT",
        "TIMESTAMP WITH TIME ZONE",
    )


def test_pandas(latest: Path) -> None:
    """Pandas reads each file with all columns."""
    frame = pd.concat([pd.read_parquet(path) for path in _articles(latest)])
    assert (len(frame), list(frame.columns)) == (_rows(latest), SCHEMA.names)
    assert str(frame["published_at"].dtype) == "datetime64[us, UTC]"


def test_pyarrow_dataset(latest: Path) -> None:
    """A pyarrow dataset over the files has the schema, and finds a row by its id."""
    found = ds.dataset(_articles(latest))
    assert found.schema.equals(SCHEMA)
    assert found.count_rows() == _rows(latest)
    assert found.to_table(filter=ds.field("id") == f"{3:016x}").num_rows == 1


def test_hugging_face_card(latest: Path) -> None:
    """The card parses as the hub reads it, and its counts are those of the files."""
    card = DatasetCard.load(latest / "README.md")
    assert card.data.language == ["zh"]
    infos = {info["config_name"]: info for info in card.data.to_dict()["dataset_info"]}
    assert sum(split["num_examples"] for split in infos["default"]["splits"]) == _rows(latest)
    assert [feature["name"] for feature in infos["default"]["features"]] == SCHEMA.names


CROISSANT = """
import json, sys
import mlcroissant as mlc
dataset = mlc.Dataset(jsonld=sys.argv[1])
rows = list(dataset.records("default"))
first = rows[0]
print(json.dumps({
    "errors": list(dataset.metadata.issues.errors), "warnings": list(dataset.metadata.issues.warnings),
    "rows": len(rows), "fields": [name.removeprefix("default/") for name in first],
    "related": [each.decode() for each in first["default/related"]], "comments": str(first["default/comments"][0]),
    "repairs": len(list(dataset.records("repairs"))),
    "sides": {
        name: sorted((row[f"{name}/id"].decode(), row[f"{name}/{column}"].decode()) for row in dataset.records(name))
        for name, column in json.loads(sys.argv[2]).items()
    },
}))
"""


SPARK = """
import json, sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
rows = spark.read.parquet(*sys.argv[1:])
kinds = dict(rows.dtypes)
first = rows.where("size(comments) = 2").selectExpr("comments[0].text AS said").first()
told = {"rows": rows.count(), "columns": rows.columns, "kinds": [kinds["published_at"], kinds["severity"]], "said": first["said"]}
spark.stop()
print(json.dumps(told))
"""


@pytest.mark.slow
@pytest.mark.parametrize("latest", ["all"], indirect=True)
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark runs on Java, and there is none here")
def test_spark(latest: Path, tmp_path: Path) -> None:
    """Spark reads all columns, numbers and times as such, and looks into lists of structs."""
    pytest.importorskip("pyspark", reason="Spark is not at hand: `pip install pyspark` tests it too")
    found = _run(SPARK, *map(str, _articles(latest)), home=tmp_path / "home")
    assert (found["rows"], found["columns"]) == (_rows(latest), SCHEMA.names)
    assert (found["kinds"], found["said"]) == (["timestamp", "tinyint"], "我也收到过")


@pytest.mark.slow
def test_croissant(latest: Path, tmp_path: Path) -> None:
    """Mlcroissant finds neither error nor warning and reads the rows back, lists and structs too."""
    further = COLUMNS if _rows(latest) > 5 else {}
    found = _run(CROISSANT, str(latest / "croissant.json"), json.dumps(further), home=tmp_path / "home")
    assert (found["errors"], found["warnings"]) == ([], [])
    assert (found["rows"], found["repairs"]) == (_rows(latest), _rows(latest))
    assert found["fields"] == SCHEMA.names
    assert found["related"] == ["还有一篇", "再来一篇"]
    assert "posted_on" in found["comments"]
    there = ds.dataset(_articles(latest)).to_table(columns=["id", *COLUMNS.values()]).to_pylist()
    for name, column in further.items():
        assert found["sides"][name] == sorted([row["id"], row[column]] for row in there if row[column])


def test_croissant_names_the_configs_of_the_card(latest: Path) -> None:
    """Each config is a record set, also of the further splits, and none that the release does not have."""
    told = json.loads((latest / "croissant.json").read_text("utf-8"))
    card = DatasetCard.load(latest / "README.md").data.to_dict()
    assert [each["name"] for each in told["recordSet"]] == [each["config_name"] for each in card["configs"]]
