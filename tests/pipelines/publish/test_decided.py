"""Decisions of people are in the release, and survive what happens to the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.annotation.decisions import Decision, signature
from pipelines.publish.decided import current, texts_of
from pipelines.publish.releases import release
from pipelines.publish.tables import read_tables
from pipelines.publish.verify import verify
from pipelines.store import decisions
from pipelines.store.ledger import Ledger
from pipelines.types import Kept

DAY = date(2026, 11, 21)


def _decide(data: Path, number: int, question: str, *answer: str, annotator: str = "mei") -> None:
    """Record a decision on the text that a page has now."""
    page = f"{number:016x}"
    with Ledger.open(data) as ledger:
        digest, text = texts_of(current(ledger), [page])[page]
        made = Decision(
            page=page,
            annotator=annotator,
            question=question,
            answer=answer,
            decided_at=datetime(2026, 3, 1, tzinfo=UTC),
            text_sha256=digest,
        )
        with ledger.writing() as database:
            decisions.record(database, [made], {digest: signature(text)})


def _row(folder: Path, number: int) -> dict[str, Any]:
    tables = read_tables(folder)
    rows = [row | {"table": name} for name, table in tables.items() if name != "repairs" for row in table.to_pylist()]
    return next(row for row in rows if row["id"] == f"{number:016x}")


def _changes(folder: Path) -> dict[str, str]:
    return {row["id"]: row["reason"] for row in pq.read_table(folder / "changes.parquet").to_pylist()}


def test_a_release_carries_decisions_and_lists_them(data: Path) -> None:
    """The row has the person's label, `changes` names its columns, and all checks hold."""
    first = release(data, today=DAY)
    _decide(data, 3, "channel", "letter")
    done = release(data, today=DAY)
    assert done.is_new
    row = _row(done.path, 3)
    assert (row["channel"], row["label_source"]) == ("letter", "person")
    assert _row(first.path, 3)["channel"] is None
    assert _changes(done.path) == {f"{3:016x}": "label_source, channel"}
    assert verify(data) == []


def test_rejected_and_readmitted_pages_change_places(data: Path) -> None:
    """What people reject is in `rejected`, what they keep in a split, and both say where they were."""
    release(data, today=DAY)
    _decide(data, 3, "relevance", "irrelevant")
    _decide(data, 6, "relevance", "relevant")
    done = release(data, today=DAY)
    gone, back = _row(done.path, 3), _row(done.path, 6)
    assert (gone["table"], gone["reason"]) == ("rejected", "person")
    assert (back["label_source"], back["charset"], back["first_seen"]) == ("person", None, back["fetched_at"])
    assert back["split"] == back["table"]
    assert verify(data) == []


def test_the_same_decisions_make_no_new_release(data: Path) -> None:
    """Nothing decided since, nothing released."""
    _decide(data, 3, "channel", "letter")
    first = release(data, today=DAY)
    assert not release(data, today=DAY).is_new
    assert _row(first.path, 3)["channel"] == "letter"


def _story(number: int) -> str:
    days = "".join(f"第{day}天又收到蓝湖金融的短信，让我还{number}笔里的第{day * 3}笔，我没理。\n" for day in range(12))
    return f"{days}我从没借过这些钱。"


def test_decisions_survive_a_little_change_of_the_text(data: Path, kept: Callable[..., Kept]) -> None:
    """Cleaned anew, the text lacks a line: the decision stands; another text altogether: it is stale, and told."""
    page = kept(70, text=_story(4))
    with Ledger.open(data) as ledger:
        ledger.finish("http://farm-a.example.com/70", page, run=None)
    _decide(data, 70, "channel", "letter")
    for text, channel, stale in ((_story(4)[:-9], "letter", 0), ("蓝湖金融换了说法，" * 20, None, 1)):
        with Ledger.open(data) as ledger:
            changed = Kept(record=replace(page.record, text=text, text_sha256=sha256(text.encode()).hexdigest()))
            ledger.finish("http://farm-a.example.com/70", changed, run=None)
        done = release(data, today=DAY)
        assert (_row(done.path, 70)["channel"], done.stale) == (channel, stale)


def test_divided_people_leave_it_to_the_rules(data: Path) -> None:
    """A tie is counted, and the row stays as it was."""
    _decide(data, 3, "channel", "letter")
    _decide(data, 3, "channel", "call", annotator="bo")
    done = release(data, today=DAY)
    assert (_row(done.path, 3)["channel"], done.ties) == (None, 1)
    assert _row(done.path, 3)["label_source"] is None


def test_texts_of_unknown_pages_are_not_there(data: Path) -> None:
    """Only what is here is found."""
    with Ledger.open(data) as ledger:
        found: pa.Table = current(ledger)
    assert list(texts_of(found, [f"{1:016x}", "f" * 16])) == [f"{1:016x}"]
