"""Exports that Label Studio and Argilla wrote of our own samples come back as the decisions that were made there."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from pipelines.annotation.entries import Entry, Given, Left
from pipelines.annotation.files import read_file
from pipelines.annotation.questions import question_names

EXPORTS = Path(__file__).parents[2] / "fixtures" / "annotation"
LABEL_STUDIO = EXPORTS / "label-studio-1.23.2.json"
ARGILLA = EXPORTS / "argilla-2.8.0.json"
DRAFT, UNANSWERED = 2, 4
"""Records of the export of Argilla."""


def decided(entries: list[Entry]) -> dict[tuple[str, str], tuple[str, ...]]:
    """What was decided, by page and question."""
    given = [each.decision for each in entries if isinstance(each, Given)]
    return {(each.page, each.question): each.answer for each in given}


def exported(path: Path) -> list[dict[str, Any]]:
    """What stands in an export."""
    loaded: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return loaded


def test_what_was_annotated_in_label_studio() -> None:
    """Every answer comes back with its annotator; the task skipped and the one left alone are no decisions."""
    entries = read_file(LABEL_STUDIO, None)
    answers = {
        (task["data"]["id"], result["from_name"]): tuple(result["value"]["choices"])
        for task in exported(LABEL_STUDIO)
        for annotation in task["annotations"]
        if not annotation["was_cancelled"]
        for result in annotation["result"]
    }
    assert decided(entries) == answers
    assert len(answers) == 4 * len(question_names())
    assert Counter(each.why for each in entries if isinstance(each, Left)) == {"skipped": 1, "not answered": 1}
    assert {each.decision.annotator for each in entries if isinstance(each, Given)} == {"1"}
    assert all(each.decision.text_sha256 for each in entries if isinstance(each, Given))


def test_what_was_answered_in_argilla() -> None:
    """Every answer comes back; the export tells of no draft that it is one, so that drafts have to be left out there."""
    entries = read_file(ARGILLA, None)
    records = exported(ARGILLA)
    answers = {
        (record["id"], name): tuple(said["value"]) if isinstance(said["value"], list) else (said["value"],)
        for record in records
        for name, given in record["responses"].items()
        for said in given
    }
    assert decided(entries) == answers
    assert [each.why for each in entries if isinstance(each, Left)] == ["not answered"]
    assert not records[UNANSWERED]["responses"]
    assert all("status" not in said for given in records[DRAFT]["responses"].values() for said in given)
