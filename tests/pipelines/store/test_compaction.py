"""Many small parts become few, and no page or version of one changes by it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.errors import DamagedData
from pipelines.publish.releases import release
from pipelines.publish.verify import verify
from pipelines.store import parts
from pipelines.store.compaction import compact
from pipelines.store.layout import ledger_path, part_numbers, part_path
from pipelines.store.ledger import Ledger
from pipelines.store.seals import seal_path
from pipelines.types import Kept


@pytest.fixture
def folder(tmp_path: Path, kept: Callable[..., Kept]) -> Path:
    """Five parts of two pages each, of which every second one comes again with another title in the part after."""
    for number in range(5):
        with Ledger.open(tmp_path, synthetic=True) as ledger:
            for page in (number, number + 1):
                ledger.finish(f"http://farm-a.example.com/{page}", kept(page, title=f"第{number}次"), run=None)
            parts.seal(ledger)
    return tmp_path


def test_small_parts_become_one(folder: Path) -> None:
    """The newest rows are the same before and after; what a newer version replaced is gone; files go with the next writer."""
    with Ledger.open(folder) as ledger:
        before = parts.newest(ledger)
        compact(ledger, 1)
        assert parts.newest(ledger).equals(before)
        assert [(part.number, part.rows) for part in ledger.parts()] == [(6, 6)]
    assert part_numbers(folder) == [1, 2, 3, 4, 5, 6]
    with Ledger.open(folder) as ledger:
        assert part_numbers(folder) == [6]
        assert parts.newest(ledger).equals(before)
        assert ledger.is_synthetic
    assert verify(folder) == []


def test_few_parts_are_left_alone(folder: Path) -> None:
    """Up to the number that is asked for nothing is merged."""
    with Ledger.open(folder) as ledger:
        compact(ledger, 5)
        compact(ledger)
        assert [part.number for part in ledger.parts()] == [1, 2, 3, 4, 5]


def test_large_parts_are_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of half the usual size or more is not written again."""
    monkeypatch.setattr("pipelines.store.compaction.ROWS_PER_PART", 4)
    with Ledger.open(folder) as ledger:
        compact(ledger, 1)
        assert [part.number for part in ledger.parts()] == [1, 2, 3, 4, 5]


def test_small_parts_fill_one_at_a_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest are merged first, as many as make up a part; the rows are the same."""
    monkeypatch.setattr("pipelines.store.compaction.ROWS_PER_PART", 6)
    with Ledger.open(folder) as ledger:
        before = parts.newest(ledger)
        compact(ledger, 2)
        assert [(part.number, part.rows) for part in ledger.parts()] == [(4, 2), (5, 2), (6, 3)]
        assert parts.newest(ledger).equals(before)


def test_a_lost_ledger_is_made_again_from_the_merged_part(folder: Path) -> None:
    """The rows that newer versions replaced do not come back."""
    with Ledger.open(folder) as ledger:
        before = parts.newest(ledger)
        compact(ledger, 1)
    Ledger.open(folder).close()
    ledger_path(folder).unlink()
    seal_path(ledger_path(folder)).unlink()
    with Ledger.open(folder) as ledger:
        assert parts.newest(ledger).equals(before)
        assert ledger.is_synthetic


def test_damaged_parts_are_not_merged(folder: Path) -> None:
    """The error names the part, and all parts are as they were."""
    path = part_path(folder, 3)
    path.write_bytes(path.read_bytes()[:-9])
    with Ledger.open(folder) as ledger, pytest.raises(DamagedData, match=path.name):
        compact(ledger, 1)
    with Ledger.open(folder) as ledger:
        assert [part.number for part in ledger.parts()] == part_numbers(folder) == [1, 2, 3, 4, 5]


def test_a_release_merges_parts_and_is_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compaction is no change: the release after it finds nothing new."""
    monkeypatch.setattr("pipelines.store.compaction.compact.__defaults__", (99,))
    first = release(folder, version="2026.11.21")
    monkeypatch.setattr("pipelines.store.compaction.compact.__defaults__", (1,))
    second = release(folder)
    assert (second.version, second.is_new) == (first.version, False)
    with Ledger.open(folder) as ledger:
        assert len(ledger.parts()) == 1
