"""Records are what Argilla's client reads, and responses come back in either of its forms."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipelines.annotation import argilla
from pipelines.annotation.entries import Given, Left, Source, Wrong
from pipelines.annotation.questions import question, questions
from pipelines.annotation.sampling import Drawn


def _record(responses: Any, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    fixed = {"id": "0" * 16, "fields": {"text": "短信"}, "metadata": {"text_sha256": "a" * 64}, "suggestions": {}}
    return {**fixed, "responses": responses, **given}


def _said(value: Any, user: str = "an", **given: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"value": value, "user_id": user, **given}


def test_a_record_suggests_what_the_rules_say(sample: list[Drawn]) -> None:
    """Single answers as words, several as a list; the digest of the text goes along."""
    record = argilla.records(sample)[0]
    assert record["id"] == sample[0].page.id
    assert record["metadata"]["text_sha256"] == sample[0].page.text_sha256
    for asked in questions():
        value = record["suggestions"][asked.name]["value"]
        assert isinstance(value, list) == asked.takes_several
        assert set(value if isinstance(value, list) else [value]) <= set(asked.options)


def test_settings_declare_all_that_records_hold(sample: list[Drawn]) -> None:
    """Fields, metadata and questions by the same names, options with values and words."""
    settings, record = argilla.settings(), argilla.records(sample)[0]
    assert [each["name"] for each in settings["fields"]] == [*record["fields"]]
    assert [each["name"] for each in settings["metadata"]] == [*record["metadata"]]
    assert [each["name"] for each in settings["questions"]] == [*record["suggestions"]]
    for each in settings["questions"]:
        assert tuple(option["value"] for option in each["settings"]["options"]) == question(each["name"]).options


def test_suggestions_accepted_come_back_as_decided(sample: list[Drawn], source: Source) -> None:
    """What an annotator submits unchanged is what the rules said."""
    exported = [
        record | {"responses": {name: [_said(each["value"])] for name, each in record["suggestions"].items()}}
        for record in argilla.records(sample)
    ]
    found = [*argilla.read(json.loads(json.dumps(exported)), source)]
    assert all(isinstance(each, Given) for each in found)
    decided = {
        (each.decision.page, each.decision.question): each.decision.answer for each in found if isinstance(each, Given)
    }
    assert decided == {
        (drawn.page.id, name): chosen for drawn in sample for name, chosen in drawn.page.predicted.items()
    }


def test_submitted_responses_count_and_no_others(source: Source) -> None:
    """By question: a draft, a discarded and a submitted one, and one of a version that tells no status."""
    statuses = ("draft", "discarded", "submitted")
    given = [_said("sms", user, status=user) for user in statuses]
    found = [*argilla.read([_record({"channel": [*given, _said("call", "old")]})], source)]
    assert [each for each in found if isinstance(each, Left)] == [Left(why="draft"), Left(why="discarded")]
    decided = [each.decision for each in found if isinstance(each, Given)]
    assert [(each.annotator, each.answer) for each in decided] == [("submitted", ("sms",)), ("old", ("call",))]


def test_responses_by_user_are_read_too(source: Source) -> None:
    """The server's own form, with numbers for a rating and the time of the answer."""
    values = {"issues": {"value": ["harassment", "legal_threat"]}, "severity": {"value": 3}}
    response = {"values": values, "user_id": "an", "status": "submitted", "updated_at": "2026-03-02T08:00:00"}
    discarded = {"values": None, "user_id": "bo", "status": "discarded"}
    issues, severity, left = argilla.read([_record([response, discarded])], source)
    assert isinstance(issues, Given)
    assert isinstance(severity, Given)
    assert (issues.decision.answer, severity.decision.answer) == (("harassment", "legal_threat"), ("3",))
    assert issues.decision.decided_at.isoformat() == "2026-03-02T08:00:00+00:00"
    assert left == Left(why="discarded")


def test_the_time_of_the_file_stands_in(source: Source) -> None:
    """Where a response tells none."""
    (given,) = argilla.read([_record({"channel": [_said("sms")]})], source)
    assert isinstance(given, Given)
    assert given.decision.decided_at == source.changed_at


@pytest.mark.parametrize("responses", [{}, [], None])
def test_records_nobody_answered_are_left(responses: Any, source: Source) -> None:  # noqa: ANN401 - JSON
    """No decision, no fault."""
    assert [*argilla.read([_record(responses)], source)] == [Left(why="not answered")]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("x", "f entry 1: fields: is no record: write it with `records.to_json`"),
        ({"id": "a"}, "f entry 1: fields: is no record"),
        (_record({"channel": "sms"}), "responses: are neither by question nor by user"),
        (_record([{"user_id": "an"}]), "responses: are neither by question nor by user"),
        (_record({"channel": [_said("fax")]}), "(id 0000000000000000): channel: 'fax' is no answer"),
        (
            _record({"lender": [_said(["a", "b"])]}),
            "lender: 'a' is no answer: take an id of the lender table, or `none`",
        ),
        (_record({"channel": [_said("sms")]}, metadata=None), "text_sha256: is missing"),
        (_record({"channel": [_said("sms", "")]}), "annotator: is missing: name one by --annotator"),
    ],
)
def test_what_is_wrong_names_entry_and_key(record: Any, said: str, source: Source) -> None:  # noqa: ANN401 - JSON
    """One message for one entry, with the cure."""
    (wrong,) = argilla.read([record], source)
    assert isinstance(wrong, Wrong)
    assert said in str(wrong)
