"""Samples as Argilla's records, and decisions as it exports them.

`records` and `settings` are what its client reads with `dataset.records.from_json` and `Settings.from_json`. Responses
come back by question (`records.to_json`: a list of value and user each, with a status in some versions) or by user (the
server's own form: values, user and status). Submitted responses count, and those that tell no status; drafts and
discarded ones do not. Argilla 2.8 writes no status into a file: export submitted records alone, by a query whose
filter is `("response.status", "==", "submitted")`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from pipelines.annotation.entries import Entry, Left, Sheet, Source, Wrong, entries
from pipelines.annotation.questions import Question, questions
from pipelines.annotation.sampling import Drawn
from pipelines.lexicon.lenders import lenders
from pipelines.schema import PIPELINE_VERSION

_METADATA = ("text_sha256", "site", "stratum")


def records(sample: Iterable[Drawn]) -> list[dict[str, Any]]:
    """Return the sample as records with suggestions."""
    return [_record(each) for each in sample]


def _record(drawn: Drawn) -> dict[str, Any]:
    page = drawn.page
    several = {question.name for question in questions() if question.takes_several}
    return {
        "id": page.id,
        "fields": {"title": page.title or "", "text": page.text},
        "metadata": dict(zip(_METADATA, (page.text_sha256, page.site or "", ".".join(drawn.stratum)), strict=True)),
        "suggestions": {
            name: {
                "value": [*chosen] if name in several else chosen[0],
                "score": None,
                "agent": f"rules {PIPELINE_VERSION}",
            }
            for name, chosen in page.predicted.items()
        },
        "responses": {},
        "vectors": {},
    }


def settings() -> dict[str, Any]:
    """Return the settings of the dataset that the records go into; only relevance has to be answered."""
    return {
        "guidelines": "Decide by the article's text alone. Where a page is irrelevant, answer nothing else.",
        "fields": [_field("title", required=False), _field("text", required=True)],
        "questions": [_question(each) for each in questions()],
        "metadata": [{"name": name, "title": name, "settings": {"type": "terms"}} for name in _METADATA],
        "vectors": [],
        "allow_extra_metadata": True,
    }


def _field(name: str, *, required: bool) -> dict[str, Any]:
    return {"name": name, "title": name, "required": required, "settings": {"type": "text", "use_markdown": False}}


def _question(asked: Question) -> dict[str, Any]:
    names = {lender.id: lender.name for lender in lenders()} if asked.name == "lender" else {}
    kind = "multi_label_selection" if asked.takes_several else "label_selection"
    options = [{"value": each, "text": names.get(each, each), "description": None} for each in asked.options]
    return {
        "name": asked.name,
        "title": asked.asks,
        "description": None,
        "required": asked.name == "relevance",
        "settings": {"type": kind, "options": options, "visible_options": None},
    }


def read(exported: list[Any], source: Source) -> Iterator[Entry]:
    """Yield what an export holds, record by record."""
    for number, record in enumerate(exported, 1):
        place = f"{source.name} entry {number}"
        if not isinstance(record, dict) or not isinstance(record.get("fields"), dict):
            yield Wrong(place=place, key="fields", what="is no record: write it with `records.to_json`")
            continue
        page = record.get("external_id") or record.get("id")
        yield from _record_entries(f"{place} (id {page})", page, record, source)


def _record_entries(place: str, page: object, record: dict[str, Any], source: Source) -> Iterator[Entry]:
    try:
        responses = [*_by_user(record.get("responses") or [])]
    except (AttributeError, KeyError, TypeError):
        yield Wrong(place=place, key="responses", what="are neither by question nor by user: write `records.to_json`")
        return
    if not responses:
        yield Left(why="not answered")
    metadata = record.get("metadata")
    for user, status, moment, chosen in responses:
        if status not in ("submitted", None):
            yield Left(why=str(status))
            continue
        sheet = Sheet(
            place=place,
            page=page,
            text_sha256=metadata.get("text_sha256") if isinstance(metadata, dict) else None,
            text=record["fields"].get("text"),
            annotator=user,
            decided_at=moment,
            chosen=chosen,
        )
        yield from entries(sheet, source)


def _by_user(responses: Any) -> Iterator[tuple[Any, Any, Any, dict[str, Any]]]:  # noqa: ANN401 - JSON
    """(user, status, time, options chosen by question) of each user's responses, in either form."""
    if isinstance(responses, list):
        for each in responses:
            values = {name: value["value"] for name, value in (each["values"] or {}).items()}
            yield each["user_id"], each["status"], each.get("updated_at"), values
        return
    found: defaultdict[tuple[Any, Any], dict[str, Any]] = defaultdict(dict)
    for name, given in responses.items():
        for each in given:
            found[each["user_id"], each.get("status")][name] = each["value"]
    for (user, status), values in found.items():
        yield user, status, None, values
