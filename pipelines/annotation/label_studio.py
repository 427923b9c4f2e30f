"""Samples as Label Studio imports them, and decisions as it exports them ("JSON").

A task holds the article under `data` and the rules' answers as a prediction; `config` is the labelling interface for it.
Of an export every annotation counts that was not cancelled; where a project asks more than our questions in words
(text areas), that is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from lxml import etree

from pipelines.annotation.entries import Entry, Left, Sheet, Source, Wrong, entries
from pipelines.annotation.questions import RELEVANT, Question, questions
from pipelines.annotation.sampling import Drawn
from pipelines.lexicon.lenders import lenders
from pipelines.schema import PIPELINE_VERSION

_TO = "text"
"""The object that all questions are asked about."""


def tasks(sample: Iterable[Drawn]) -> list[dict[str, Any]]:
    """Return the sample as tasks."""
    return [_task(each) for each in sample]


def _task(drawn: Drawn) -> dict[str, Any]:
    page = drawn.page
    data = {
        "id": page.id,
        "text_sha256": page.text_sha256,
        "title": page.title or "",
        "text": page.text,
        "site": page.site or "",
        "stratum": ".".join(drawn.stratum),
    }
    prediction = {
        "model_version": f"rules {PIPELINE_VERSION}",
        "score": page.labels.verdict.score,
        "result": [
            {
                "id": f"{page.id}-{name}",
                "from_name": name,
                "to_name": _TO,
                "type": "choices",
                "value": {"choices": [*chosen]},
            }
            for name, chosen in page.predicted.items()
        ],
    }
    return {"data": data, "predictions": [prediction]}


def config() -> str:
    """Return the labelling interface as XML; only relevant pages are asked about further."""
    view = etree.Element("View")
    etree.SubElement(view, "Header", value="$title")
    etree.SubElement(view, "Text", name=_TO, value="$text")
    for question in questions():
        box = view if question.name == "relevance" else etree.SubElement(view, "View", _WHEN_RELEVANT)
        etree.SubElement(box, "Header", value=question.asks)
        _add_choices(box, question)
    return etree.tostring(view, encoding="unicode", pretty_print=True)


_WHEN_RELEVANT = {"visibleWhen": "choice-selected", "whenTagName": "relevance", "whenChoiceValue": RELEVANT}


def _add_choices(box: etree._Element, question: Question) -> None:
    """One group of choices; lenders are too many for buttons and are shown by their names."""
    names = {lender.id: lender.name for lender in lenders()} if question.name == "lender" else {}
    choices = etree.SubElement(
        box,
        "Choices",
        name=question.name,
        toName=_TO,
        choice="multiple" if question.takes_several else "single",
        layout="select" if names else "inline",
        required="true" if question.name == "relevance" else "false",
    )
    for option in question.options:
        etree.SubElement(choices, "Choice", _named(option, names.get(option, option)))


def _named(option: str, shown: str) -> dict[str, str]:
    """A choice that is shown by one word and exported as another."""
    return {"value": shown} if shown == option else {"value": shown, "alias": option}


def read(exported: list[Any], source: Source) -> Iterator[Entry]:
    """Yield what an export holds, task by task."""
    for number, task in enumerate(exported, 1):
        place = f"{source.name} entry {number}"
        data = task.get("data") if isinstance(task, dict) else None
        annotations = task.get("annotations", []) if isinstance(task, dict) else None
        if not isinstance(data, dict) or not isinstance(annotations, list):
            yield Wrong(place=place, key="data", what="is no task with `data` and `annotations`: export as JSON")
            continue
        if not annotations:
            yield Left(why="not answered")
        for annotation in annotations:
            yield from _annotation(f"{place} (id {data.get('id')})", data, annotation, source)


def _annotation(place: str, data: Mapping[str, Any], annotation: Any, source: Source) -> Iterator[Entry]:  # noqa: ANN401 - JSON
    """What one annotator did with a task."""
    if not isinstance(annotation, dict) or not isinstance(results := annotation.get("result"), list):
        yield Wrong(place=place, key="annotations", what="an annotation has no list `result`: export as JSON")
        return
    if annotation.get("was_cancelled"):
        yield Left(why="skipped")
        return
    chosen: dict[str, list[str]] = {}
    for result in results:
        if wrong := _gather(result, chosen):
            yield Wrong(place=place, key="result", what=wrong)
            return
    if not chosen:
        yield Left(why="not answered")
        return
    sheet = Sheet(
        place=place,
        page=data.get("id"),
        text_sha256=data.get("text_sha256"),
        text=data.get("text"),
        annotator=_annotator(annotation.get("completed_by")),
        decided_at=annotation.get("updated_at") or annotation.get("created_at"),
        chosen=chosen,
    )
    yield from entries(sheet, source)


def _gather(result: Any, chosen: dict[str, list[str]]) -> str | None:  # noqa: ANN401 - JSON
    """Add the choices of one result, or say what is wrong with it."""
    if not isinstance(result, dict) or not isinstance(result.get("from_name"), str):
        return "names no `from_name`: export as JSON"
    if result.get("type") != "choices":
        return None
    value = result.get("value")
    choices = value.get("choices") if isinstance(value, dict) else None
    if not isinstance(choices, list):
        return f"{result['from_name']} has no list of `choices`: export as JSON"
    chosen.setdefault(result["from_name"], []).extend(_ids().get(str(each), str(each)) for each in choices)
    return None


@cache
def _ids() -> dict[str, str]:
    """Ids of lenders by name: a project without our aliases exports the names shown."""
    return {lender.name: lender.id for lender in lenders()}


def _annotator(completed_by: object) -> str | None:
    """Who made an annotation: a number, or an object that names the user."""
    if isinstance(completed_by, dict):
        completed_by = completed_by.get("email") or completed_by.get("id")
    return None if completed_by in (None, "") else str(completed_by)
