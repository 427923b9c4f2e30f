"""People's decisions in the ledger: the newest answer of each annotator to each question about each page.

All functions work inside a transaction of the caller: an import is there whole or not at all.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from pipelines.annotation.decisions import Decision
from pipelines.store.database import Database

Fate: TypeAlias = Literal["new", "changed", "known", "older"]
"""What becomes of a decision: `known` is the answer that stands already, `older` one that was taken back since."""

_COLUMNS = "page, annotator, question, answer, decided_at, text_sha256"


def record(database: Database, decisions: Iterable[Decision], signatures: Mapping[str, bytes]) -> Counter[Fate]:
    """Keep decisions, and the signatures of their texts by digest; return what became of them.

    Of an annotator's answers to one question about one page the latest stands, in whatever order they come. Given
    again on the same text, an answer only becomes a later one.
    """
    for digest, signature in signatures.items():
        database.execute(
            "INSERT OR IGNORE INTO decided_texts (text_sha256, signature) VALUES (?, ?)", (digest, signature)
        )
    return Counter(_record(database, decision) for decision in decisions)


def _record(database: Database, decision: Decision) -> Fate:
    key = (decision.page, decision.annotator, decision.question)
    answer = json.dumps(decision.answer)
    found = database.query(
        "SELECT answer, text_sha256, decided_at FROM decisions WHERE page = ? AND annotator = ? AND question = ?", key
    )
    is_known = bool(found) and found[0][:2] == (answer, decision.text_sha256)
    if found and decision.decided_at <= datetime.fromisoformat(found[0][2]):
        return "known" if is_known else "older"
    values = (*key, answer, decision.decided_at.astimezone(UTC).isoformat(), decision.text_sha256)
    database.execute(f"INSERT OR REPLACE INTO decisions ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", values)  # noqa: S608 - a constant
    if is_known:
        return "known"
    return "changed" if found else "new"


def read(database: Database) -> list[Decision]:
    """Return all decisions, sorted by page, annotator and question."""
    found = database.query(f"SELECT {_COLUMNS} FROM decisions ORDER BY page, annotator, question")  # noqa: S608 - a constant
    return [
        Decision(
            page=page,
            annotator=annotator,
            question=question,
            answer=tuple(json.loads(answer)),
            decided_at=datetime.fromisoformat(decided_at),
            text_sha256=text_sha256,
        )
        for page, annotator, question, answer, decided_at, text_sha256 in found
    ]


def signatures(database: Database) -> dict[str, bytes]:
    """Return the signatures of the texts that were decided on, by digest."""
    return dict(database.query("SELECT text_sha256, signature FROM decided_texts"))
