"""Files of earlier schema versions are read as today's; those of later ones are refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.arrow import OUTCOMES_SCHEMA, outcomes_to_batch
from pipelines.errors import DamagedData, NewerData
from pipelines.publish import changes, manifest, releases, tables, verify
from pipelines.publish.releases import release
from pipelines.schema import REVISIONS, SCHEMA, SCHEMA_VERSION, Revision
from pipelines.store import adoption, parquet, parts
from pipelines.store.layout import part_path
from pipelines.store.ledger import Ledger
from pipelines.store.revisions import batches_as, read_as, rows_as
from pipelines.types import Kept

BEFORE = SCHEMA_VERSION - 1
LATER: Mapping[int, Revision] = {
    **REVISIONS,
    SCHEMA_VERSION: Revision(renamed={"domain": "site"}, filled={"script": "none"}),
}
"""As if today's version had renamed `site` and brought `script`, `section` and the links of messages."""


def told(table: pa.Table, version: str) -> pa.Table:
    """The same rows under another schema version."""
    return table.replace_schema_metadata({**(table.schema.metadata or {}), b"schema_version": version.encode()})


def as_before(table: pa.Table) -> pa.Table:
    """A table of today as the version before would have written it."""
    table = table.drop_columns([name for name in ("script", "section") if name in table.column_names])
    table = table.rename_columns(["domain" if name == "site" else name for name in table.column_names])
    if "messages" in table.column_names:
        at = table.schema.get_field_index("messages")
        members = [member for member in table.schema.field(at).type.value_type if member.name != "links"]
        table = table.set_column(at, "messages", table["messages"].cast(pa.list_(pa.struct(members))))
    return told(table, str(BEFORE))


@pytest.fixture
def rows(kept: Callable[..., Kept]) -> pa.Table:
    """Rows of today."""
    return pa.Table.from_batches([outcomes_to_batch([kept(number) for number in range(8)])])


@pytest.fixture
def old(tmp_path: Path, rows: pa.Table) -> Path:
    """A file of the version before."""
    path = tmp_path / "old.parquet"
    parquet.write(path, as_before(rows))
    return path


def test_file_of_the_version_before_is_read_as_of_today(old: Path, rows: pa.Table) -> None:
    """Renamed columns have their new name, new ones their value or null, and all have today's types."""
    read = read_as(old, OUTCOMES_SCHEMA, revisions=LATER)
    assert read.schema.equals(OUTCOMES_SCHEMA, check_metadata=True)
    expected = [
        {**row, "script": "none", "section": None, "messages": [{**each, "links": None} for each in row["messages"]]}
        for row in rows.to_pylist()
    ]
    assert read.to_pylist() == expected


def test_some_columns_are_asked_for_by_their_names_of_today(old: Path, rows: pa.Table) -> None:
    """Order and presence go by today's schema; a name that no column has is left out, as in any file."""
    read = read_as(old, OUTCOMES_SCHEMA, ["site", "id", "script", "domain"], LATER)
    assert read.column_names == ["id", "site", "script"]
    assert read["site"].to_pylist() == rows["site"].to_pylist()


def test_file_of_today_is_not_touched(tmp_path: Path, rows: pa.Table) -> None:
    """It is read as it was written, whatever its columns: what is wrong with them is for `verify` to say."""
    path = tmp_path / "new.parquet"
    parquet.write(path, rows.drop_columns(["title"]))
    assert "title" not in read_as(path, OUTCOMES_SCHEMA).column_names


def test_later_version_is_refused(tmp_path: Path, rows: pa.Table) -> None:
    """One line names the file, both versions and the cure."""
    path = tmp_path / "later.parquet"
    parquet.write(path, told(rows, str(SCHEMA_VERSION + 1)))
    message = (
        f"later.parquet: has schema version {SCHEMA_VERSION + 1}, this program knows up to {SCHEMA_VERSION}; update"
    )
    with pytest.raises(NewerData, match=message):
        read_as(path, OUTCOMES_SCHEMA)


@pytest.mark.parametrize("version", ["", "-1", "one"])
def test_file_without_a_version_is_refused(tmp_path: Path, rows: pa.Table, version: str) -> None:
    """What is none of ours is not guessed at."""
    path = tmp_path / "strange.parquet"
    parquet.write(path, told(rows, version))
    with pytest.raises(DamagedData, match=r"strange\.parquet: tells no schema version"):
        read_as(path, OUTCOMES_SCHEMA)


def test_revisions_lead_to_the_version_of_today() -> None:
    """Every version has its revision, and what one renames or fills is a column that is known to the next."""
    assert sorted(REVISIONS) == list(range(1, SCHEMA_VERSION + 1))
    for revision in REVISIONS.values():
        assert not set(revision.renamed) & set(revision.renamed.values())


@pytest.fixture
def released(data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose part and release were made by the version before, under a program that has gone on."""
    release(data, version="2026.11.21")
    folder = data / "releases" / "2026.11.21"
    for path in folder.glob("data/*.parquet"):
        parquet.write(path, as_before(parquet.read(path)))
    old = manifest.read(folder)
    written = changes.versions(tables.written_tables(folder))
    values = {name: getattr(old, name) for name in manifest.Manifest.__dataclass_fields__}
    values |= {
        "schema_version": BEFORE,
        "content_sha256": changes.content_sha256(written, BEFORE),
        "files": manifest.describe(folder),
    }
    (folder / manifest.NAME).write_bytes(manifest.render(manifest.Manifest(**values)))
    for module, name, true in (
        (tables, "read_as", read_as),
        (tables, "rows_as", rows_as),
        (parts, "batches_as", batches_as),
    ):
        monkeypatch.setattr(module, name, partial(true, revisions=LATER))
    return data


def test_release_of_the_version_before_is_verified_as_it_was_written(released: Path) -> None:
    """Its digest is that of the rows it was made of, and its numbers are counted in them."""
    assert verify.verify(released) == []


def test_release_goes_on_from_the_version_before(released: Path, kept: Callable[..., Kept]) -> None:
    """Rows keep their split and their groups; the next release has today's columns and tells what is another."""
    before = tables.read_tables(released / "releases" / "2026.11.21")
    with Ledger.open(released) as ledger:
        ledger.finish("", kept(91), run=None)
    done = releases.release(released, version="2026.11.22")
    after = tables.read_tables(done.path)
    assert after["train"].schema.equals(SCHEMA)
    splits = {name: set(before[name]["id"].to_pylist()) for name in before}
    assert all(ids <= set(after[name]["id"].to_pylist()) for name, ids in splits.items())


def test_parts_of_the_version_before_are_taken_over(
    data: Path, kept: Callable[..., Kept], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the ledger was lost, its rows come back out of parts that an earlier version wrote, practice or not."""
    with Ledger.open(data) as ledger:
        parts.seal(ledger)
        before = parts.newest(ledger)
    path = part_path(data, 1)
    parquet.write(path, as_before(parquet.read(path)))
    for file in (data / "state").glob("ledger*"):
        file.unlink()
    monkeypatch.setattr(adoption, "read_as", partial(read_as, revisions=LATER))
    monkeypatch.setattr(parts, "batches_as", partial(batches_as, revisions=LATER))
    with Ledger.open(data) as ledger:
        after = parts.newest(ledger)
        assert not ledger.is_synthetic
    assert after.schema.equals(OUTCOMES_SCHEMA)
    assert after.drop_columns(["script", "messages"]).equals(before.drop_columns(["script", "messages"]))


def test_verify_refuses_a_release_of_a_later_version(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not called damaged: its bytes are as promised, and what they mean is not known here."""
    release(data, version="2026.11.21")
    older = {number: revision for number, revision in REVISIONS.items() if number < SCHEMA_VERSION} or {0: Revision()}
    monkeypatch.setattr(tables, "read_as", lambda path, schema, columns=None: read_as(path, schema, columns, older))
    with pytest.raises(NewerData, match=r"2026\.11\.21/data/.*: has schema version"):
        verify.verify(data)
