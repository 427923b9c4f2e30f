"""A release holds what was collected, never changes, and is made again only when something changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from pipelines.dedup.rows import SPLITS
from pipelines.errors import DamagedData, DataBusy, DataError, ReleaseError
from pipelines.publish import card, manifest
from pipelines.publish.figures import measure
from pipelines.publish.leakage import SECTION, search_leaks
from pipelines.publish.releases import release
from pipelines.publish.summary import summarise
from pipelines.publish.tables import KINDS, data_files, read_tables
from pipelines.publish.versions import next_version, order
from pipelines.schema import COLUMNS, REJECTED_SCHEMA, REPAIRS_SCHEMA, SCHEMA
from pipelines.store.layout import part_path
from pipelines.store.ledger import Ledger
from pipelines.types import Kept, Rejected

DAY = date(2026, 11, 21)
START = datetime(2026, 1, 5, tzinfo=UTC)


def _hashes(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in paths}


def test_release_holds_every_page(data: Path) -> None:
    """Kept pages are in the splits, rejected ones in `rejected`, edits in `repairs`, each with its schema."""
    done = release(data, today=DAY)
    tables = read_tables(done.path)
    assert (done.version, done.is_new, done.path) == ("2026.11.21", True, data / "releases" / "2026.11.21")
    assert sum(tables[split].num_rows for split in ("train", "validation", "test") if split in tables) == 52
    assert tables["train"].schema.equals(SCHEMA)
    assert tables["rejected"].schema.equals(REJECTED_SCHEMA)
    assert tables["repairs"].schema.equals(REPAIRS_SCHEMA)
    assert (tables["rejected"].num_rows, tables["repairs"].num_rows) == (8, 52)
    described = pq.read_schema(done.path / "data" / "repairs-00000-of-00001.parquet").field("edits").metadata
    assert described[b"description"].decode().startswith("Every change of the body")


def test_the_first_file_of_a_config_tells_what_its_columns_mean(data: Path) -> None:
    """A release of few rows has many files: the others tell the version of the schema, and the same columns and types."""
    done = release(data, today=DAY)
    first, *others = [pq.read_schema(path) for split in SPLITS for path in data_files(done.path, split)]
    assert [column.metadata[b"description"] for column in first] == [
        column.metadata[b"description"] for column in SCHEMA
    ]
    assert others
    for schema in (first, *others):
        assert schema.equals(SCHEMA)
        assert schema.metadata == SCHEMA.metadata
    for schema in others:
        assert not any(column.metadata and b"description" in column.metadata for column in schema)
    for table in read_tables(done.path).values():
        assert all(b"description" in column.metadata for column in table.schema)


def test_latest_leads_to_the_release(data: Path) -> None:
    """The link is relative, so the folder can be moved."""
    done = release(data, today=DAY)
    assert (data / "latest").readlink() == Path("releases/2026.11.21")
    assert (data / "latest").resolve() == done.path.resolve()


def test_twins_share_template_and_split(data: Path, kept: Callable[..., Kept]) -> None:
    """Texts that differ in numbers only fall together; copies of a text point to the first published."""
    first = kept(0).record
    copy = replace(first, id="f" * 16, published_at=START.replace(year=2027))
    with Ledger.open(data) as ledger:
        ledger.finish("", Kept(record=copy), run=None)
    rows = [
        row
        for name, table in read_tables(release(data).path).items()
        if name in ("train", "validation", "test")
        for row in table.to_pylist()
    ]
    assert len({row["template_id"] for row in rows}) < 30
    assert [(row["id"], row["duplicate_of"], row["similarity"]) for row in rows if row["duplicate_of"]] == [
        ("f" * 16, f"{0:016x}", 1.0)
    ]
    for row in rows:
        assert len({other["split"] for other in rows if other["template_id"] == row["template_id"]}) == 1


def test_unchanged_input_makes_no_release(data: Path, kept: Callable[..., Kept]) -> None:
    """Nothing new, or a page met again as it was: the newest release stands."""
    first = release(data, today=DAY)
    before = _hashes(first.path)
    with Ledger.open(data) as ledger:
        ledger.finish("", kept(0, http_status=304), run=None)
    again = release(data, today=date(2026, 12, 1))
    assert (again.is_new, again.version) == (False, first.version)
    assert _hashes(first.path) == before


def test_same_input_gives_the_same_bytes(data: Path, tmp_path: Path) -> None:
    """Another folder, another day, the same version: every file is the same, parts too."""
    other = shutil.copytree(data, tmp_path / "elsewhere" / "copy")
    first = release(data, version="2026.11.21", today=DAY)
    second = release(other, version="2026.11.21", today=date(2027, 1, 1))
    assert _hashes(first.path) == _hashes(second.path)
    assert part_path(data, 1).read_bytes() == part_path(other, 1).read_bytes()


def test_changes_are_told_row_by_row(data: Path, kept: Callable[..., Kept], rejected: Callable[..., Rejected]) -> None:
    """Added, changed and removed row versions, with the reason; the release before is untouched."""
    first = release(data, today=DAY)
    before = _hashes(first.path)
    with Ledger.open(data) as ledger:
        ledger.finish("", kept(0, title="改过的标题"), run=None)
        ledger.finish("", rejected(1), run=None)
        ledger.finish("", kept(6), run=None)
        ledger.finish("", kept(90, text="一篇全新的文章，讲的是催收电话。"), run=None)
    second = release(data, today=DAY)
    changes = {(row["config"], row["id"]): row for row in pq.read_table(second.path / "changes.parquet").to_pylist()}
    told = {key: (row["change"], row["reason"]) for key, row in changes.items() if key[0] != "repairs"}
    assert second.version == "2026.11.21.1"
    assert told == {
        ("default", f"{0:016x}"): ("changed", "title"),
        ("default", f"{1:016x}"): ("removed", "now in rejected"),
        ("default", f"{6:016x}"): ("added", "was in rejected"),
        ("default", f"{90:016x}"): ("added", "new"),
        ("rejected", f"{1:016x}"): ("added", "was in default"),
        ("rejected", f"{6:016x}"): ("removed", "now in default"),
    }
    assert "| default | changed | title | 1 |" in (second.path / "CHANGES.md").read_text("utf-8")
    assert _hashes(first.path) == before
    assert changes["default", f"{0:016x}"]["version_before"] != changes["default", f"{0:016x}"]["version"]


def test_manifest_tells_every_file(data: Path) -> None:
    """Rows, bytes and sha256 of each file are those on disk."""
    done = release(data)
    told = manifest.read(done.path)
    assert {file.path: file.sha256 for file in told.files} == {
        k: v for k, v in _hashes(done.path).items() if k != "manifest.json"
    }
    assert {file.path: file.rows for file in told.files}["data/rejected-00000-of-00001.parquet"] == 8
    assert (told.previous, told.synthetic) == (None, False)


def test_empty_dataset_is_no_release(tmp_path: Path, rejected: Callable[..., Rejected]) -> None:
    """Where nothing was kept, the error says so, with the cure, and nothing is made."""
    with Ledger.open(tmp_path) as ledger:
        ledger.finish("", rejected(1), run=None)
    with pytest.raises(ReleaseError, match=r"nothing to release: of 1 pages read none was kept.*lendersms status"):
        release(tmp_path)
    assert not (tmp_path / "releases").exists()
    assert not (tmp_path / "latest").exists()


def test_missing_folder_is_an_error_and_is_not_made(tmp_path: Path) -> None:
    """A release of nothing makes nothing."""
    with pytest.raises(DataError, match="holds no dataset yet"):
        release(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_release_waits_for_nobody(data: Path) -> None:
    """While another run writes, a release says so."""
    with Ledger.open(data), pytest.raises(DataBusy, match="another run"):
        release(data)


@pytest.mark.parametrize("version", ["2026.11.21", "2026.11.20.5", "1.0", "2026.02.30", "2026.11.22.0", "../x"])
def test_version_must_be_a_later_day(data: Path, kept: Callable[..., Kept], version: str) -> None:
    """Versions go forward, and only one spelling of them is one."""
    release(data, version="2026.11.21")
    with Ledger.open(data) as ledger:
        ledger.finish("", kept(91), run=None)
    with pytest.raises(ReleaseError, match=r"not later|no version"):
        release(data, version=version)
    assert [path.name for path in (data / "releases").iterdir()] == ["2026.11.21"]


def test_versions_go_forward_whatever_the_clock_says() -> None:
    """A clock that goes back does not bring `latest` back."""
    versions = ["2026.11.21"]
    for day in (DAY, date(2026, 1, 1), date(2026, 11, 22), DAY):
        versions.append(next_version(versions[-1], day))
    assert versions == ["2026.11.21", "2026.11.21.1", "2026.11.21.2", "2026.11.22", "2026.11.22.1"]
    assert sorted(versions, key=order) == versions


def test_damaged_part_is_not_published(data: Path, kept: Callable[..., Kept]) -> None:
    """A changed byte in a part stops the release, by the part's name; no half release is seen."""
    release(data, today=DAY)
    content = bytearray(part_path(data, 1).read_bytes())
    content[len(content) // 2] ^= 1
    part_path(data, 1).write_bytes(content)
    with Ledger.open(data) as ledger:
        ledger.finish("", kept(91), run=None)
    with pytest.raises(DamagedData, match=r"part-000001\.parquet"):
        release(data)
    assert [path.name for path in (data / "releases").iterdir()] == ["2026.11.21"]


def test_leftovers_of_a_killed_release_are_cleared(data: Path) -> None:
    """A half-built folder of an earlier run goes."""
    (data / "releases" / ".building-2026.01.01" / "data").mkdir(parents=True)
    release(data, today=DAY)
    assert [path.name for path in (data / "releases").iterdir()] == ["2026.11.21"]


def test_card_says_what_the_files_hold(data: Path) -> None:
    """The numbers of the card are those of the data; a changed one is named."""
    done = release(data)
    text = (done.path / "README.md").read_text("utf-8")
    found = {**measure(done.path), SECTION: search_leaks(done.path).figures}
    assert card.check(text, found) == []
    assert card.check(text.replace("| rejected | 8 |", "| rejected | 9 |"), found) == [
        "Rows, rejected: the card says 9, the data 8"
    ]
    assert "num_examples is 9" in card.check(text.replace("num_examples: 8", "num_examples: 9"), found)[0]
    assert card.check("no header", found)


def test_card_describes_every_column(data: Path) -> None:
    """The field table takes every column's words from the schema."""
    text = (release(data).path / "README.md").read_text("utf-8")
    for name, _, meaning in COLUMNS:
        assert f"| `{name}` | " in text
        assert meaning in text


def test_card_lists_only_what_is_there(tmp_path: Path, kept: Callable[..., Kept]) -> None:
    """A release of one page has one split and no config without rows."""
    with Ledger.open(tmp_path, synthetic=True) as ledger:
        ledger.finish("", Kept(record=kept(1).record), run=None)
    done = release(tmp_path)
    header = yaml.safe_load((done.path / "README.md").read_text("utf-8").split("---\n")[1])
    assert [config["config_name"] for config in header["configs"]] == ["default"]
    assert len(header["configs"][0]["data_files"]) == 1
    assert len(list((done.path / "data").iterdir())) == 1
    text = (done.path / "README.md").read_text("utf-8")
    assert "rejected" not in text.partition("## Columns")[0]
    assert "Columns of `rejected`" not in text
    assert "Columns of `repairs`" not in text
    assert "synthetic" in header["tags"]
    assert "Synthetic data" in (done.path / "README.md").read_text("utf-8")
    assert json.loads((done.path / "manifest.json").read_text())["synthetic"] is True


def test_kinds_have_names_of_their_own() -> None:
    """No table's files are taken for those of another."""
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names) == len({(kind.config, kind.split) for kind in KINDS})


def test_summary_adds_up(data: Path) -> None:
    """What `status` prints is what was staged and released."""
    release(data, today=DAY)
    summary = summarise(data)
    assert (summary.pages, summary.kept, dict(summary.rejected), summary.unreleased) == (60, 52, {"no_message": 8}, 0)
    assert sum(summary.splits.values()) == 52
    assert summary.changes == {"gloss.pinyin": 104, "script.t2s": 52}
    assert sum(summary.lenders.values()) == 52
    assert (summary.version, summary.urls) == ("2026.11.21", {"done": 60})
