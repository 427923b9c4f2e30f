"""People's decisions in the ledger: the newest answer of each annotator to each question about each page.

All functions work inside a transaction of the caller: an import is there whole or not at all. Parts hold every row, so a
ledger that is lost can be made anew; decisions stand nowhere else, and so are copied to a file beside it (`save`) that a
new or older ledger takes over (`adopt`).
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias

from pipelines.annotation.decisions import Decision
from pipelines.store.copies import Copy
from pipelines.store.database import Database
from pipelines.store.layout import decisions_path

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


def save(database: Database, data: Path) -> None:
    """Write the copy: a line for each decision, the signature of its text with it."""
    known = signatures(database)
    copy_of(data).write(database, (_as_json(each, known.get(each.text_sha256)) for each in read(database)))


def adopt(database: Database, data: Path) -> None:
    """Take over what the copy holds and the ledger does not; a copy that is gone is written anew.

    Raises:
        DamagedData: the copy is no longer what was written.
    """
    copy = copy_of(data)
    if not copy.path.is_file() and database.query("SELECT 1 FROM decisions LIMIT 1"):
        save(database, data)
    elif not copy.is_known(database):
        found = copy.read(_of_json)
        signed = {each.text_sha256: sign for each, sign in found if sign is not None}
        record(database, [each for each, _ in found], signed)
        copy.know(database)


def copy_of(data: Path) -> Copy:
    """Return the copy that lies beside the ledger."""
    return Copy("decisions", decisions_path(data))


def _as_json(decision: Decision, signature: bytes | None) -> dict[str, object]:
    return {
        "page": decision.page,
        "annotator": decision.annotator,
        "question": decision.question,
        "answer": decision.answer,
        "decided_at": decision.decided_at.isoformat(),
        "text_sha256": decision.text_sha256,
        "signature": None if signature is None else b64encode(signature).decode(),
    }


def _of_json(values: dict[str, Any]) -> tuple[Decision, bytes | None]:
    signature = values.pop("signature")
    moment = datetime.fromisoformat(values["decided_at"])
    decision = Decision(**{**values, "answer": tuple(values["answer"]), "decided_at": moment})
    return decision, None if signature is None else b64decode(signature, validate=True)
