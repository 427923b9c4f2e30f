"""Rows come out of the ledger as they were staged, whichever version of it they were staged by."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.arrow import OUTCOMES_SCHEMA, Row, outcome_to_row
from pipelines.store import parts
from pipelines.store.ledger import Ledger
from pipelines.store.ledger_schema import MIGRATIONS
from pipelines.store.packing import checksum, edits_of, text_of, unpack
from pipelines.store.rows import dumps, row_version
from pipelines.types import Kept, Outcome

STRANGE = ('"', "\\", "\x00", "\x1f", "\u2028", "\n\t\r\b", "𠮷", ", null", '", "id": "')


def _unpacked(rows: Sequence[Row]) -> pa.Table:
    return unpack([text_of(row).encode() for row in rows], [edits_of(row) for row in rows])


@settings(max_examples=40)
@given(data=st.data())
def test_packed_rows_come_back_as_the_table_they_were(
    data: st.DataObject, outcomes: st.SearchStrategy[Outcome]
) -> None:
    """Kept and rejected rows, with and without edits, with nulls and empty lists in any column."""
    rows = [outcome_to_row(each) for each in data.draw(st.lists(outcomes, max_size=5))]
    assert _unpacked(rows).equals(pa.Table.from_pylist(rows, schema=OUTCOMES_SCHEMA))


@pytest.mark.parametrize("text", STRANGE)
def test_strange_texts_come_back(kept: Callable[..., Kept], text: str) -> None:
    """Whatever JSON escapes, beside a row without it."""
    rows = [outcome_to_row(each) for each in (kept(1, text=text, related=(text, "")), kept(2))]
    assert _unpacked(rows).equals(pa.Table.from_pylist(rows, schema=OUTCOMES_SCHEMA))


@pytest.mark.parametrize("text", [b'{"id": "a"', b'{"id": 1}', b'{"id": "a", "unknown": 1}', b"[]"])
def test_no_row_is_an_error(kept: Callable[..., Kept], text: bytes) -> None:
    """A text that is none is not read as another."""
    with pytest.raises(ValueError, match=r"JSON|rows"):
        unpack([text], [edits_of(outcome_to_row(kept(1)))])


@pytest.mark.parametrize("at", range(3))
def test_checksum_is_of_all_that_is_staged(at: int) -> None:
    """The id, the text and the edits; and of where one ends and the next begins."""
    given = ("a", b"bc", b"de")
    other: tuple[str, bytes, bytes] = (*given[:at], "f" if at == 0 else b"f", *given[at + 1 :])  # type: ignore[assignment]
    assert checksum(*other) != checksum(*given) != checksum("a", b"bcd", b"e")


def _stage_as_before(data: Path, rows: Sequence[Row], promised: int) -> None:
    """A ledger of the version before rows were packed, the first of its rows promised to a part."""
    (data / "state").mkdir()
    with closing(sqlite3.connect(data / "state" / "ledger.sqlite")) as connection, connection:
        connection.create_function("host_of", 1, str)
        connection.create_function("key_of", 1, str)
        for statement in (statement for step in MIGRATIONS[:7] for statement in step):
            connection.execute(statement)
        for sequence, row in enumerate(rows, 1):
            values = (sequence, row["id"], row_version(row), dumps(row), 1 if sequence <= promised else None)
            connection.execute("INSERT INTO staged (sequence, id, version, row, part) VALUES (?, ?, ?, ?, ?)", values)
            seen = [row["fetched_at"].isoformat()] * 2
            known = (row["id"], sequence, row_version(row), *seen)
            connection.execute(
                "INSERT INTO pages (id, sequence, version, first_seen, last_seen) VALUES (?, ?, ?, ?, ?)", known
            )
        if promised:
            connection.execute("INSERT INTO parts (number, rows) VALUES (1, ?)", (promised,))
        connection.execute("PRAGMA user_version = 7")


def _rows(kept: Callable[..., Kept]) -> list[Row]:
    rows = [outcome_to_row(kept(number)) for number in range(5)]
    return [row | dict.fromkeys(("first_seen", "last_seen"), row["fetched_at"]) for row in rows]


@pytest.mark.parametrize("promised", [0, 2])
def test_rows_staged_before_are_sealed(tmp_path: Path, kept: Callable[..., Kept], promised: int) -> None:
    """Those that a part was promised go into that part, the others into the next; a page seen again is no news."""
    rows = _rows(kept)
    _stage_as_before(tmp_path, rows, promised)
    with Ledger.open(tmp_path) as ledger:
        assert ledger.problems() == []
        ledger.finish("", kept(4), run=None)
        parts.seal(ledger)
        assert [part.rows for part in ledger.parts()] == ([2, 3] if promised else [5])
        assert parts.newest(ledger).equals(pa.Table.from_pylist(rows, schema=OUTCOMES_SCHEMA))


@pytest.mark.parametrize(
    "damage",
    [
        "row = replace(row, '短信', '短倍')",
        "id = '0000000000000000'",
        "row = '{'",
        "row = ''",
        "row = '[1]'",
        "row = CAST(replace(CAST(row AS BLOB), CAST('短' AS BLOB), x'ff') AS TEXT)",
    ],
)
def test_damage_of_before_is_still_found(tmp_path: Path, kept: Callable[..., Kept], damage: str) -> None:
    """Packing a row that is no longer what was staged vouches for nothing."""
    _stage_as_before(tmp_path, _rows(kept), 0)
    with closing(sqlite3.connect(tmp_path / "state" / "ledger.sqlite")) as connection, connection:
        connection.execute(f"UPDATE staged SET {damage} WHERE sequence = 2")  # noqa: S608 - a constant
    with Ledger.open(tmp_path) as ledger:
        assert [problem.count("is damaged") for problem in ledger.problems()] == [1]
