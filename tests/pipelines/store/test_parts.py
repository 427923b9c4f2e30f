"""Every row version goes into exactly one part, and a lost ledger is made again from the parts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.arrow import row_to_outcome
from pipelines.errors import DamagedData, DataError
from pipelines.store import parquet, parts
from pipelines.store.layout import ledger_path, part_numbers, part_path
from pipelines.store.ledger import Ledger
from pipelines.types import Kept, Rejected


def test_staged_rows_are_sealed_once(data: Path) -> None:
    """Sealing empties the ledger of rows; sealing again makes no part."""
    with Ledger.open(data) as ledger:
        assert ledger.counts().staged == 60
        parts.seal(ledger)
        parts.seal(ledger)
        assert (ledger.counts().staged, [part.rows for part in ledger.parts()]) == (0, [60])
        assert (ledger.counts().kept, parts.newest(ledger).num_rows) == (52, 60)
    assert part_numbers(data) == [1]


def test_sealed_rows_are_those_that_were_staged(data: Path, kept: Callable[..., Kept]) -> None:
    """A row comes back from its part as the page gave it, with the time it was seen."""
    with Ledger.open(data) as ledger:
        parts.seal(ledger)
        row = parts.newest(ledger).slice(0, 1).to_pylist()[0]
    record = kept(0).record
    assert (row["text"], row["published_at"], row["first_seen"]) == (
        record.text,
        record.published_at,
        record.fetched_at,
    )
    assert row["edits"][0]["rule"] == "gloss.pinyin"


def test_newest_version_wins(data: Path, kept: Callable[..., Kept], rejected: Callable[..., Rejected]) -> None:
    """Later parts hold later versions; a page is there once, as what it became last."""
    with Ledger.open(data) as ledger:
        parts.seal(ledger)
        ledger.finish("", kept(0, title="改过的标题"), run=None)
        ledger.finish("", rejected(1), run=None)
        parts.seal(ledger)
        rows = {row["id"]: row for row in parts.newest(ledger).to_pylist()}
    assert len(rows) == 60
    assert rows[kept(0).record.id]["title"] == "改过的标题"
    assert rows[kept(1).record.id]["reason"] == "no_message"


def test_last_seen_is_that_of_the_ledger(data: Path, kept: Callable[..., Kept]) -> None:
    """A page met again without a change makes no part, and still tells when it was last seen."""
    again = kept(0).record.fetched_at + timedelta(days=9)
    with Ledger.open(data) as ledger:
        parts.seal(ledger)
        ledger.finish("", kept(0, fetched_at=again), run=None)
        parts.seal(ledger)
        assert parts.newest(ledger)["last_seen"][0].as_py() == again
        assert len(ledger.parts()) == 1


def test_version_staged_while_a_part_is_half_made(data: Path, kept: Callable[..., Kept]) -> None:
    """A part that was promised its rows gets them, though a page has changed since; the change goes into the next."""
    with Ledger.open(data) as ledger:
        parts.seal(ledger)
        wanted = part_path(data, 1).read_bytes()
    again = data / "again"
    with Ledger.open(again) as ledger:
        for row in parquet.read(part_path(data, 1)).to_pylist():
            ledger.finish("", row_to_outcome(row), run=None)
        part_path(again, 1).parent.touch()  # a file where the folder of the parts must be
        with pytest.raises(DataError, match="cannot be written"):
            parts.seal(ledger)
        part_path(again, 1).parent.unlink()
        ledger.finish("", kept(0, title="改过的标题"), run=None)
        parts.seal(ledger)
        assert [part.rows for part in ledger.parts()] == [60, 1]
        assert parts.newest(ledger)["title"][0].as_py() == "改过的标题"
    assert part_path(again, 1).read_bytes() == wanted


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("harm", [_flip, Path.unlink])
def test_damaged_part_is_never_read(data: Path, harm: Callable[[Path], None]) -> None:
    """A part that is not what was sealed stops the reading, by its name and with the cure."""
    with Ledger.open(data) as ledger:
        parts.seal(ledger)
        harm(part_path(data, 1))
        with pytest.raises(DamagedData, match=r"part-000001\.parquet: .*restore it from a copy"):
            parts.newest(ledger)


def test_damaged_staged_row_is_never_sealed(data: Path) -> None:
    """A staged row whose text changed behind our back stops the sealing."""
    with Ledger.open(data) as ledger:
        with ledger.writing() as database:
            database.execute("UPDATE staged SET row = replace(row, '短信', '短倍') WHERE sequence = 3")
        assert "is damaged" in ledger.problems()[0]
        with pytest.raises(DamagedData, match="staged row"):
            parts.seal(ledger)


@pytest.mark.parametrize("synthetic", [True, False])
def test_lost_ledger_is_made_again_from_its_parts(
    tmp_path: Path, kept: Callable[..., Kept], rejected: Callable[..., Rejected], synthetic: bool
) -> None:
    """Pages of the parts are known again, as done; the next part does not overwrite one; practice stays practice."""
    with Ledger.open(tmp_path, synthetic=synthetic) as ledger:
        ledger.finish("http://farm-a.example.com/1", kept(1), run=None)
        ledger.finish("http://farm-a.example.com/2", rejected(2), run=None)
        parts.seal(ledger)
        ledger.finish("http://farm-a.example.com/1", kept(1, title="改过的标题"), run=None)
        parts.seal(ledger)
        before = parts.newest(ledger)
    ledger_path(tmp_path).unlink()
    with Ledger.open(tmp_path) as ledger:
        assert ledger.is_synthetic is synthetic
        assert ledger.counts().urls == {"done": 2}
        assert parts.newest(ledger).equals(before)
        ledger.finish("", kept(1, title="改过的标题"), run=None)
        assert ledger.counts().staged == 0
        ledger.finish("", kept(5), run=None)
        parts.seal(ledger)
    assert part_numbers(tmp_path) == [1, 2, 3]
