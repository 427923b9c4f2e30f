"""The ledger keeps the newest answer of each annotator."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.annotation.decisions import Decision
from pipelines.errors import DamagedData
from pipelines.store import decisions as store
from pipelines.store.database import Database
from pipelines.store.ledger import Ledger
from pipelines.store.ledger_schema import MIGRATIONS

_DAY = datetime(2026, 3, 1, 9, tzinfo=UTC)


def _decision(day: int = 0, *, answer: str = "relevant", annotator: str = "mei", text: str = "a" * 64) -> Decision:
    return Decision(
        page="0" * 16,
        annotator=annotator,
        question="relevance",
        answer=(answer,),
        decided_at=_DAY + timedelta(days=day),
        text_sha256=text,
    )


def _record(data: Path, *found: Decision) -> dict[store.Fate, int]:
    with Ledger.open(data) as ledger, ledger.writing() as database:
        return dict(store.record(database, found, {each.text_sha256: b"s" for each in found}))


def _standing(data: Path) -> list[Decision]:
    with Ledger.open(data, read_only=True) as ledger:
        return ledger.decisions()[0]


def test_decisions_come_back_as_they_were(tmp_path: Path) -> None:
    """What is recorded is read, with the signatures of its texts."""
    one, two = _decision(), _decision(annotator="an", answer="irrelevant", text="b" * 64)
    assert _record(tmp_path, one, two) == {"new": 2}
    with Ledger.open(tmp_path, read_only=True) as ledger:
        assert ledger.decisions() == ([two, one], {"a" * 64: b"s", "b" * 64: b"s"})


def test_the_same_answer_again_changes_nothing(tmp_path: Path) -> None:
    """An import repeated is no news; repeated later, the answer is as late."""
    _record(tmp_path, _decision())
    assert _record(tmp_path, _decision()) == {"known": 1}
    assert _standing(tmp_path) == [_decision()]
    assert _record(tmp_path, _decision(3)) == {"known": 1}
    assert _standing(tmp_path) == [_decision(3)]


def test_a_later_answer_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    """And an earlier one that comes later is left out."""
    _record(tmp_path, _decision(1))
    assert _record(tmp_path, _decision(2, answer="irrelevant")) == {"changed": 1}
    assert _record(tmp_path, _decision(0)) == {"older": 1}
    assert _standing(tmp_path) == [_decision(2, answer="irrelevant")]


def test_the_same_answer_on_a_new_text_is_a_new_decision(tmp_path: Path) -> None:
    """Who read the changed text and stays with the answer has decided again."""
    _record(tmp_path, _decision())
    assert _record(tmp_path, _decision(1, text="b" * 64)) == {"changed": 1}


def test_an_import_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """Decisions are written in one transaction."""
    with (
        Ledger.open(tmp_path) as ledger,
        pytest.raises(sqlite3.IntegrityError),
        ledger.writing() as database,
    ):
        store.record(database, [_decision(), replace(_decision(1), annotator=None)], {})  # type: ignore[arg-type]  # a fault
    assert _standing(tmp_path) == []


@given(st.permutations([(0, "relevant"), (1, "irrelevant"), (2, "relevant"), (3, "irrelevant")]))
def test_the_latest_answer_stands_in_whatever_order_they_come(order: list[tuple[int, str]]) -> None:
    """The order of imports decides nothing."""
    with TemporaryDirectory() as folder, closing(Database(Path(folder, "ledger"), read_only=False)) as database:
        for day, answer in order:
            store.record(database, [_decision(day, answer=answer)], {})
        assert store.read(database) == [_decision(3, answer="irrelevant")]


def test_an_older_ledger_takes_decisions(tmp_path: Path) -> None:
    """A ledger of the first version gets the tables when it is opened for writing."""
    path = tmp_path / "state" / "ledger.sqlite"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        for statement in (*MIGRATIONS[0], "PRAGMA user_version = 1"):
            connection.execute(statement)
    assert _record(tmp_path, _decision()) == {"new": 1}


def _save(data: Path, *found: Decision) -> None:
    with Ledger.open(data) as ledger, ledger.writing() as database:
        store.record(database, found, {each.text_sha256: bytes(range(256)) for each in found})
        store.save(database, data)


def test_decisions_outlive_the_ledger(tmp_path: Path) -> None:
    """The ledger is moved away, as its own cure says: the next one takes the copy over, signatures too."""
    _save(tmp_path, _decision(), _decision(annotator="安"))
    with Ledger.open(tmp_path, read_only=True) as ledger:
        before = ledger.decisions()
    for path in tmp_path.glob("state/ledger*"):
        path.unlink()
    with Ledger.open(tmp_path) as ledger:
        assert ledger.decisions() == before
    assert before[1] == {"a" * 64: bytes(range(256))}


def test_an_older_ledger_takes_over_what_came_later(tmp_path: Path) -> None:
    """Restored from a copy made before the last import, it knows that import again; a newer answer of its own stays."""
    _save(tmp_path, _decision())
    old = (tmp_path / "state" / "ledger.sqlite").read_bytes()
    _save(tmp_path, _decision(2, answer="irrelevant"), _decision(annotator="bo"))
    (tmp_path / "state" / "ledger.sqlite").write_bytes(old)
    (tmp_path / "state" / "ledger.sha256").unlink()
    _record(tmp_path, _decision(5, annotator="ci"))
    assert _standing(tmp_path) == [
        _decision(annotator="bo"),
        _decision(5, annotator="ci"),
        _decision(2, answer="irrelevant"),
    ]


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}", b'{"signature": 5}', b"\xff", b"[" * 3_000])
def test_a_damaged_copy_is_told(content: bytes, tmp_path: Path) -> None:
    """Nothing is taken from it, and the message names it with the cure."""
    _save(tmp_path, _decision())
    path = tmp_path / "state" / "decisions.jsonl"
    path.write_bytes(content)
    with pytest.raises(DamagedData, match=r"decisions\.jsonl: is damaged .*; restore it from a copy, or move it away"):
        Ledger.open(tmp_path)


def test_an_untouched_copy_is_not_read_again(tmp_path: Path) -> None:
    """The ledger knows the copy that it wrote: what was taken back there meanwhile does not return."""
    _save(tmp_path, _decision())
    with Ledger.open(tmp_path) as ledger, ledger.writing() as database:
        database.execute("DELETE FROM decisions")
    with Ledger.open(tmp_path) as ledger:
        assert ledger.decisions()[0] == []
