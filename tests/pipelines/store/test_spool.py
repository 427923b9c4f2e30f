"""What is spooled comes back as often as asked, and leaves nothing behind."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import DataError
from pipelines.store.spool import Spool, SpooledTexts

TABLE = pa.table({"id": ["a", "b", "c"], "edits": [[1, 2], None, []]})


def test_tables_come_back_in_order_as_often_as_asked(tmp_path: Path) -> None:
    """Twice through, the second time after the first broke off; slices and chunks are what their rows are."""
    with Spool(tmp_path, TABLE.schema) as spool:
        for piece in (TABLE, TABLE.slice(1), pa.concat_tables([TABLE, TABLE])):
            spool.add(piece)
        assert next(iter(spool)).slice(0, len(TABLE)).equals(TABLE)
        found = pa.concat_tables(spool)
    assert found.equals(pa.concat_tables([TABLE, TABLE.slice(1), TABLE, TABLE]))


def test_few_rows_wait_for_more(tmp_path: Path) -> None:
    """A thousand tables of one row come back as a few that are worth a frame each, none lost at the end."""
    rows = pa.table({"id": [f"{number:04}" for number in range(1_234)]})
    with Spool(tmp_path, rows.schema) as spool:
        for at in range(len(rows)):
            spool.add(rows.take([at]))
        assert spool.rows == len(rows)
        found = list(spool)
    assert pa.concat_tables(found).equals(rows)
    assert len(found) == 1


def test_rows_that_wait_are_few_bytes(tmp_path: Path) -> None:
    """Tables of a few rows and many bytes do not gather in memory."""
    before = pa.total_allocated_bytes()
    with Spool(tmp_path, pa.schema([("id", pa.string())])) as spool:
        for _ in range(50):
            spool.add(pa.table({"id": ["短" * 100_000]}))
            assert pa.total_allocated_bytes() - before < 10 << 20


def test_nothing_was_spooled(tmp_path: Path) -> None:
    """No table went in, none comes out."""
    with Spool(tmp_path, TABLE.schema) as spool:
        assert list(spool) == []


def test_no_file_is_seen(tmp_path: Path) -> None:
    """The folder is empty before, while and after: what a kill leaves is nothing."""
    with Spool(tmp_path, TABLE.schema) as spool:
        spool.add(TABLE)
        assert list(tmp_path.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    """A file where the folder should be: one clear error."""
    (tmp_path / "state").write_text("")
    with pytest.raises(DataError, match="state: cannot be written"):
        Spool(tmp_path / "state", TABLE.schema)


def test_texts_come_back_by_number(tmp_path: Path) -> None:
    """In any order and as often as asked, an empty one, one beyond the basic plane and a lone surrogate among them."""
    told = ["短信", "", "𠮷贷", "\ud800", "a\nb"]
    with SpooledTexts(tmp_path) as texts:
        texts.add(told[:2])
        texts.add([])
        assert texts[0] == "短信"
        texts.add(told[2:])
        assert [texts[number] for number in (4, 0, 3, 1, 2, 2)] == [told[number] for number in (4, 0, 3, 1, 2, 2)]
        assert len(texts) == 5
        assert list(tmp_path.iterdir()) == []
    with pytest.raises(ValueError, match="closed file"):
        texts[0]


@given(st.lists(st.lists(st.text())), st.lists(st.text()))
def test_a_column_is_kept_as_its_texts_are(chunks: list[list[str]], before: list[str]) -> None:
    """Whatever chunks it has, and where it begins in them; behind texts that came one by one."""
    column = pa.chunked_array([pa.array(["x", *chunk], pa.string())[1:] for chunk in chunks], pa.string())
    with TemporaryDirectory() as folder, SpooledTexts(Path(folder)) as texts:
        texts.add(before)
        texts.add_column(column)
        assert [texts[number] for number in range(len(texts))] == [*before, *chain(*chunks)]
