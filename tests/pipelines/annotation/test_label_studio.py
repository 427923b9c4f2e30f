"""Tasks are what Label Studio imports, and its exports are read without losing or inventing a decision."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from pipelines.annotation import label_studio
from pipelines.annotation.entries import Given, Left, Source, Wrong
from pipelines.annotation.questions import question, question_names
from pipelines.annotation.sampling import Drawn


def _result(name: str, *choices: str) -> dict[str, Any]:
    return {"id": "r", "from_name": name, "to_name": "text", "type": "choices", "value": {"choices": list(choices)}}


def _annotation(*results: dict[str, Any], **given: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    fixed = {"id": 7, "was_cancelled": False, "completed_by": 10, "updated_at": "2026-03-02T08:00:00.5Z"}
    return {**fixed, "result": list(results), **given}


def _task(*annotations: Any, **data: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    known = {"id": "0" * 16, "text_sha256": "a" * 64, "text": "短信", **data}
    return {"id": 3, "data": known, "annotations": list(annotations), "predictions": []}


def test_a_task_holds_the_article_and_what_the_rules_say(sample: list[Drawn]) -> None:
    """Each prediction answers every question by an option of the interface."""
    task = label_studio.tasks(sample)[0]
    assert task["data"]["text"] == sample[0].page.text
    assert task["data"]["id"] == sample[0].page.id
    results = task["predictions"][0]["result"]
    assert {each["from_name"] for each in results} == question_names()
    assert len({each["id"] for each in results}) == len(results)
    for each in results:
        assert set(each["value"]["choices"]) <= set(question(each["from_name"]).options)


def test_the_interface_asks_every_question() -> None:
    """Its controls have the names and options that predictions and exports use."""
    view = etree.fromstring(label_studio.config())
    controls = {each.get("name"): each for each in view.iter("Choices")}
    assert set(controls) == question_names()
    for name, control in controls.items():
        assert tuple(each.get("alias") or each.get("value") for each in control) == question(str(name)).options
        assert control.get("toName") == "text"
        assert (control.get("choice") == "multiple") == question(str(name)).takes_several
    shown = [each.get("value") for each in controls["lender"]]
    assert len(shown) == len(set(shown))


def test_what_was_predicted_comes_back_as_decided(sample: list[Drawn], source: Source) -> None:
    """An annotator who submits the prediction as it is decides just that."""
    tasks = label_studio.tasks(sample)
    exported = [task | {"annotations": [_annotation(*task["predictions"][0]["result"])]} for task in tasks]
    found = [*label_studio.read(json.loads(json.dumps(exported)), source)]
    decided = {
        (each.decision.page, each.decision.question): each.decision.answer for each in found if isinstance(each, Given)
    }
    assert decided == {
        (drawn.page.id, name): chosen for drawn in sample for name, chosen in drawn.page.predicted.items()
    }


def test_a_decision_tells_who_and_when(source: Source) -> None:
    """By number or by mail address; `updated_at` is the time."""
    user = {"id": 4, "email": "mei@example.com"}
    task = _task(_annotation(_result("channel", "sms")), _annotation(_result("channel", "call"), completed_by=user))
    one, two = (each for each in label_studio.read([task], source) if isinstance(each, Given))
    assert (one.decision.annotator, two.decision.annotator) == ("10", "mei@example.com")
    assert one.decision.decided_at == datetime(2026, 3, 2, 8, 0, 0, 500_000, tzinfo=UTC)
    assert (one.decision.text_sha256, one.text) == ("a" * 64, "短信")


def test_what_is_no_decision_is_left_out(source: Source) -> None:
    """Skipped, empty and unanswered tasks; text areas and regions beside our questions."""
    notes = {"from_name": "notes", "to_name": "text", "type": "textarea", "value": {"text": ["?"]}}
    exported = [_task(_annotation(was_cancelled=True)), _task(), _task(_annotation(notes))]
    assert [*label_studio.read(exported, source)] == [
        Left(why="skipped"),
        Left(why="not answered"),
        Left(why="not answered"),
    ]


def test_a_lender_may_come_back_by_its_name(source: Source) -> None:
    """Where a project was set up without our aliases."""
    task = _task(_annotation(_result("lender", "招联消费金融")))
    (given,) = label_studio.read([task], source)
    assert isinstance(given, Given)
    assert given.decision.answer == ("zhaolian-cf",)


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (5, "f entry 1: data: is no task with `data` and `annotations`: export as JSON"),
        ({"data": {}, "annotations": 3}, "f entry 1: data: is no task"),
        ({"id": 1, "relevance": "relevant"}, "f entry 1: data: is no task"),
        (_task("x"), "(id 0000000000000000): annotations: an annotation has no list `result`: export as JSON"),
        (_task(_annotation({"type": "choices"})), "result: names no `from_name`"),
        (_task(_annotation({**_result("channel"), "value": {}})), "result: channel has no list of `choices`"),
        (_task(_annotation(_result("relevanse", "relevant"))), "relevanse: is no question: name it one of channel, "),
        (_task(_annotation(_result("channel", "fax"))), "channel: 'fax' is no answer: take one of sms, "),
        (_task(_annotation(_result("channel", "sms", "im"))), "channel: 2 answers; the question takes exactly one"),
        (
            _task(_annotation(_result("channel", "sms"), completed_by=None)),
            "annotator: is missing: name one by --annotator",
        ),
        (_task(_annotation(_result("channel", "sms")), id=None), "id: is missing: keep what `labels sample` wrote"),
        (_task(_annotation(_result("channel", "sms")), text_sha256=""), "text_sha256: is missing"),
        (_task(_annotation(_result("channel", "sms"), updated_at="soon")), "time: 'soon' is no time"),
    ],
)
def test_what_is_wrong_names_entry_and_key(task: Any, said: str, source: Source) -> None:  # noqa: ANN401 - JSON
    """One message for one entry, with the cure."""
    (wrong,) = label_studio.read([task], source)
    assert isinstance(wrong, Wrong)
    assert said in str(wrong)
    assert str(wrong).startswith("f entry 1")
