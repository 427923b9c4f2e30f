"""Versions that are taken over are those that rows have, and a release made step by step is that made at once."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.dedup.known import Versioned
from pipelines.publish import changes
from pipelines.publish.changes import Versions
from pipelines.publish.releases import release
from pipelines.publish.row_versions import earlier_of, recalled, remembered, survey
from pipelines.publish.tables import read_tables
from pipelines.store.duplicates import load, save
from pipelines.store.json_columns import versions_of
from pipelines.store.layout import duplicates_path
from pipelines.store.ledger import Ledger
from pipelines.types import Kept

Files = dict[str, bytes]


def _files(folder: Path) -> Files:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _add(data: Path, outcomes: list[Kept]) -> None:
    with Ledger.open(data) as ledger:
        for outcome in outcomes:
            ledger.finish("", outcome, run=None)


@pytest.mark.parametrize("seed", range(2))
def test_what_is_known_changes_no_byte_of_a_release(
    seed: int, tmp_path: Path, data: Path, kept: Callable[..., Kept]
) -> None:
    """Rows come and change at random, release by release: with the index and without it all files are the same."""
    rng = random.Random(seed)
    anew = shutil.copytree(data, tmp_path / "anew", symlinks=True)
    for day in range(1, 3):
        numbers = rng.sample(range(90), rng.randrange(1, 12))
        more = [kept(number, title=f"第{rng.randrange(3)}个标题") for number in numbers]
        for folder in (data, anew):
            _add(folder, more)
        duplicates_path(anew).unlink(missing_ok=True)
        one, other = (release(folder, version=f"2026.02.0{day}") for folder in (data, anew))
        assert _files(one.path) == _files(other.path)
    assert duplicates_path(data).read_bytes() == duplicates_path(anew).read_bytes()


def test_only_rows_that_are_not_as_they_were_are_hashed(
    data: Path, kept: Callable[..., Kept], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row changed among sixty: it alone gets its version anew, and all are what they are without memory."""
    release(data, version="2026.02.01")
    _add(data, [kept(1, title="另一个标题")])
    folder = release(data, version="2026.02.02").path
    before = folder.with_name("2026.02.01")
    told = survey([read_tables(before)], Versioned())
    tables, hashed = read_tables(folder), set[str]()

    def counted(table: pa.Table) -> Iterator[tuple[str, str]]:
        hashed.update(table["id"].to_pylist())
        return versions_of(table)

    monkeypatch.setattr("pipelines.publish.row_versions.versions_of", counted)
    assert survey([tables], remembered(told.versions, told.said)).versions == changes.versions(tables)
    assert len(hashed) == 1


def test_versions_that_are_not_those_of_the_release_are_not_believed(data: Path) -> None:
    """One version wrong, one row too few, or none at all: they are made anew."""
    folder = release(data, version="2026.02.01").path
    true = changes.versions(read_tables(folder))
    first = next(iter(true))
    assert _is_believed(folder, true)
    assert recalled(load(data).versioned) == true
    assert not _is_believed(folder, {**true, first: "0" * 64})
    assert not _is_believed(folder, {key: each for key, each in true.items() if key != first})
    assert not _is_believed(folder, {})


def _is_believed(folder: Path, found: Versions) -> bool:
    return earlier_of(folder, remembered(found, dict.fromkeys(found, bytes(16)))) is not None


def test_an_index_of_an_earlier_release_changes_nothing(data: Path, kept: Callable[..., Kept], tmp_path: Path) -> None:
    """A kill between a release and its index leaves that of the release before: the next release is what it would be."""
    release(data, version="2026.02.01")
    old = load(data)
    _add(data, [kept(1, title="另一个标题")])
    release(data, version="2026.02.02")
    other = shutil.copytree(data, tmp_path / "killed", symlinks=True)
    save(other, replace(old, versioned=old.versioned))
    for folder in (data, other):
        _add(folder, [kept(2, title="另一个标题")])
    one, two = (release(folder, version="2026.02.03").path for folder in (data, other))
    assert _files(one) == _files(two)
