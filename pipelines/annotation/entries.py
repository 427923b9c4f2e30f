"""What the readers of people's files give: one answer each, or what is wrong with an entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from pipelines.annotation.decisions import Decision
from pipelines.annotation.questions import answer, question_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Something about an entry that cannot be read."""

    place: str
    """`file.json entry 3 (id 0123456789abcdef)`."""
    key: str
    what: str
    """What is wrong, and the cure."""

    def __str__(self) -> str:
        return f"{self.place}: {self.key}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """An entry without decisions: skipped, discarded, a draft, or not answered yet."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A decision, and the text it was made on where the file holds it."""

    place: str
    decision: Decision
    text: str | None = None


Entry: TypeAlias = Given | Left | Wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is known of a file beside what it says."""

    name: str
    annotator: str | None
    """Who decided where an entry names nobody."""
    changed_at: datetime
    """When the file was written: the time of answers that tell none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The answers of one annotator about one page, as a file has them."""

    place: str
    page: object
    text_sha256: object
    text: object
    annotator: object
    decided_at: object
    chosen: Mapping[str, Any]
    """Options chosen, by question."""


def entries(sheet: Sheet, source: Source) -> Iterator[Entry]:
    """Yield the decisions of a sheet, or everything that is wrong with it."""
    wrong = [*_wrong_keys(sheet, source)]
    if wrong:
        yield from wrong
        return
    moment = _moment(sheet.decided_at, source)
    if moment is None:
        yield Wrong(place=sheet.place, key="time", what=f"{sheet.decided_at!r} is no time: write it as ISO 8601 does")
        return
    for name, chosen in sheet.chosen.items():
        yield _entry(sheet, source, moment, name, chosen)


def _wrong_keys(sheet: Sheet, source: Source) -> Iterator[Wrong]:
    for key, value in (("id", sheet.page), ("text_sha256", sheet.text_sha256)):
        if not isinstance(value, str) or not value:
            yield Wrong(place=sheet.place, key=key, what="is missing: keep what `labels sample` wrote")
    if not sheet.annotator and not source.annotator:
        yield Wrong(place=sheet.place, key="annotator", what="is missing: name one by --annotator")


def _moment(value: object, source: Source) -> datetime | None:
    if not value:
        return source.changed_at
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _entry(sheet: Sheet, source: Source, moment: datetime, name: str, chosen: object) -> Entry:
    """One answer as a decision."""
    if name not in question_names():
        known = ", ".join(sorted(question_names()))
        return Wrong(place=sheet.place, key=name, what=f"is no question: name it one of {known}")
    options = chosen if isinstance(chosen, list) else [chosen]
    try:
        given = answer(name, [str(option) for option in options])
    except ValueError as error:
        return Wrong(place=sheet.place, key=name, what=str(error))
    decision = Decision(
        page=str(sheet.page),
        annotator=str(sheet.annotator or source.annotator),
        question=name,
        answer=given,
        decided_at=moment,
        text_sha256=str(sheet.text_sha256),
    )
    return Given(place=sheet.place, decision=decision, text=sheet.text if isinstance(sheet.text, str) else None)


def contradictions(found: Iterable[Entry]) -> Iterator[Wrong]:
    """Yield where one annotator gives two answers to one question about one page at one time: which one holds?"""
    seen: dict[tuple[str, str, str, datetime], tuple[str, ...]] = {}
    for each in found:
        if isinstance(each, Given):
            made = each.decision
            known = seen.setdefault((made.page, made.annotator, made.question, made.decided_at), made.answer)
            if known != made.answer:
                what = f"{made.annotator} answers twice, {'/'.join(known)} and {'/'.join(made.answer)}: leave one"
                yield Wrong(place=each.place, key=made.question, what=what)
