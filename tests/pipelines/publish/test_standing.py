"""A file that would be that of the release before is that file, sound and only then, and releases do not hang on one another."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.publish import filing, growing
from pipelines.publish.releases import release
from pipelines.publish.retention import retire
from pipelines.publish.tables import KINDS
from pipelines.publish.takedown import forget
from pipelines.publish.verify import verify
from pipelines.store import parquet
from pipelines.store.files import sha256_of
from pipelines.store.layout import duplicates_path
from pipelines.store.ledger import Ledger
from pipelines.store.tombstones import Target
from tests.pipelines.conftest import START, MakeKept

ONE, TWO, THREE = "2026.02.01", "2026.02.02", "2026.02.03"
LATER = START + timedelta(days=9)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a few rows."""
    monkeypatch.setattr(filing, "LEAST", 2)
    monkeypatch.setattr(filing, "FEWEST", 1)


def add(data: Path, *numbers: int, kept: MakeKept, fetched_at: datetime = LATER, **given: object) -> None:
    """Stage pages that were fetched later."""
    with Ledger.open(data) as ledger:
        for number in numbers:
            ledger.finish("", kept(number, fetched_at=fetched_at, **given), run=None)


def files(folder: Path) -> dict[str, str]:
    """The digests of all data files."""
    return {path.name: sha256_of(path) for path in (folder / "data").iterdir()}


def shared(one: Path, other: Path) -> set[str]:
    """The names of the second folder's data files that are files of the first one."""
    numbers = {path.stat().st_ino for path in (one / "data").iterdir()}
    return {path.name for path in (other / "data").iterdir() if path.stat().st_ino in numbers}


def two(data: Path, kept: MakeKept) -> tuple[Path, Path]:
    """A release, and one with two pages more that were seen later."""
    first = release(data, version=ONE).path
    add(data, 70, 71, kept=kept)
    return first, release(data, version=TWO).path


def test_files_of_old_rows_are_those_of_the_release_before(data: Path, tmp_path: Path, kept: MakeKept) -> None:
    """Most of them: by a second name, which no byte of any release shows."""
    anew = shutil.copytree(data, tmp_path / "anew", symlinks=True)
    first, second = two(data, kept)
    assert len(shared(first, second)) > len(files(second)) / 2
    release(anew, version=ONE)
    duplicates_path(anew).unlink()
    add(anew, 70, 71, kept=kept)
    made = release(anew, version=TWO).path
    assert shared(anew / "releases" / ONE, made) == set()
    assert _bytes(made) == _bytes(second)
    assert verify(data) == verify(anew) == []
    assert duplicates_path(data).read_bytes() == duplicates_path(anew).read_bytes()


def _bytes(folder: Path) -> Mapping[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_when_a_page_was_seen_again_is_told(data: Path, kept: MakeKept) -> None:
    """A row of the same version is not the same row: its file is made anew with what it says now, and others are not."""
    first = release(data, version=ONE).path
    add(data, 1, kept=kept)
    add(data, 70, kept=kept)
    second = release(data, version=TWO).path
    rows = [row for path in (second / "data").glob("*-of-*") for row in parquet.read(path).to_pylist()]
    assert [row["last_seen"] for row in rows if row["id"] == f"{1:016x}" and "last_seen" in row] == [LATER]
    assert shared(first, second)


def test_damage_does_not_spread(data: Path, kept: MakeKept) -> None:
    """A byte changed in every old file that is not read for what stood where: the next release holds none of them, and is whole."""
    first = release(data, version=ONE).path
    damaged = {path for name in ("rejected", "repairs") for path in (first / "data").glob(f"{name}-*")}
    for path in damaged:
        content, group = bytearray(path.read_bytes()), parquet.read_metadata(path).row_group(0)
        last = group.column(group.num_columns - 1)
        content[last.data_page_offset + last.total_compressed_size // 2] ^= 1
        path.write_bytes(content)
    add(data, 70, kept=kept)
    second = release(data, version=TWO).path
    assert {name.partition("-")[0] for name in shared(first, second)} <= {"train", "validation", "test"}
    assert {finding.path for finding in verify(data)} == damaged


def test_a_file_that_is_gone_is_made_anew(data: Path, kept: MakeKept) -> None:
    """A release before that lacks files is no hindrance."""
    first = release(data, version=ONE).path
    gone = next((first / "data").glob("rejected-*"))
    gone.unlink()
    add(data, 70, kept=kept)
    second = release(data, version=TWO).path
    assert {finding.path for finding in verify(data)} == {gone}
    assert shared(first, second)


def test_nothing_is_taken_over_from_another_form(data: Path, kept: MakeKept, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other settings of the writer, or another form of ours: all files are made anew."""
    first, second = two(data, kept)
    monkeypatch.setattr(parquet, "_FEW", 0)
    monkeypatch.setattr(growing, "_FORM", growing._FORM + 1)
    add(data, 72, kept=kept)
    third = release(data, version=THREE).path
    assert shared(second, third) == shared(first, third) == set()
    add(data, 73, kept=kept)
    assert shared(third, release(data, version="2026.02.04").path)


def test_settings_of_the_writer_are_told() -> None:
    """What makes other bytes of the same rows makes another digest."""
    one, other = (parquet.told(KINDS[0].schema, form) for form in (parquet.PUBLISHED, parquet.FURTHER))
    assert one != other
    assert parquet.told(KINDS[-1].schema, parquet.PUBLISHED) != one


def test_a_release_stands_without_the_one_before(data: Path, tmp_path: Path, kept: MakeKept) -> None:
    """Copied elsewhere, or when the old one was let go, every file is there."""
    first, second = two(data, kept)
    wanted, names = files(second), shared(first, second)
    copied = shutil.copytree(second, tmp_path / "copy")
    assert files(copied) == wanted
    assert shared(first, copied) == set()
    assert retire(data, 1, grace=timedelta()).gone == (ONE,)
    assert names
    assert files(second) == wanted
    assert verify(data) == []
    add(data, 72, kept=kept)
    assert shared(second, release(data, version=THREE).path)
    assert verify(data) == []


def test_what_is_forgotten_is_in_no_release_that_shared_its_file(data: Path, kept: MakeKept) -> None:
    """Both are built anew; no file of either, or of a reader's copy of a name, was written to."""
    mark = "此人住在柳条巷七号"
    add(data, 61, kept=kept, fetched_at=START + timedelta(days=3, minutes=5), text=f"收到青杉贷的短信，{mark}。")
    first, second = two(data, kept)
    holding = {
        path.name for path in (second / "data").iterdir() if f"{61:016x}" in parquet.read(path)["id"].to_pylist()
    }
    assert holding & shared(first, second)
    kept_by_reader = data.parent / "kept"
    os.link(second / "data" / min(holding), kept_by_reader)
    before = kept_by_reader.read_bytes()
    assert forget(data, Target.of("id", f"{61:016x}")).releases == (ONE, TWO)
    assert kept_by_reader.read_bytes() == before
    for path in [*(first / "data").iterdir(), *(second / "data").iterdir()]:
        rows = parquet.read(path).to_pylist()
        assert f"{61:016x}" not in {row["id"] for row in rows}
        assert mark not in repr(rows)
    assert verify(data) == []
    add(data, 72, kept=kept)
    third = release(data, today=date(2026, 2, 3)).path
    assert not any(mark in repr(parquet.read(path).to_pylist()) for path in (third / "data").iterdir())
    assert verify(data) == []
