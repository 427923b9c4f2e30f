"""What a page becomes once people have decided about it: their answers stand, all else stays the rules'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final

from pipelines.annotation.firings import issue_firings
from pipelines.annotation.questions import IRRELEVANT, NONE, RELEVANT
from pipelines.labels import label
from pipelines.labels.quality import read_quality
from pipelines.labels.rules import ISSUES
from pipelines.lexicon.lenders import Lender, lenders
from pipelines.records import columns_of
from pipelines.schema import NOT_PUBLIC
from pipelines.text.masks import mark_masks
from pipelines.types import Article, Cleaned, Document, Issue, Kept, Mention, Outcome, Record, Rejected

PERSON: Final = "person"
"""`label_source` of a row about which people decided; reason of one that people rejected."""
_SHARED: Final = tuple(field.name for field in fields(Rejected) if field.name not in {"reason", "score"})
_FACETS: Final = ("channel", "sender_claim", "page_kind")


def overridden(outcome: Outcome, answers: Mapping[str, str]) -> Outcome:
    """Return what a page becomes by people's answers; without one that concerns it, what it is.

    A page that the rules rejected and people keep is labelled anew from its text and title; what rejected rows do not
    hold (charset, byline, comments, edits) is null or empty.
    """
    relevance = answers.get("relevance")
    if isinstance(outcome, Rejected):
        if relevance != RELEVANT or outcome.reason == NOT_PUBLIC:
            return outcome
        outcome = _readmitted(outcome)
    if relevance == IRRELEVANT:
        shared: dict[str, Any] = {name: getattr(outcome.record, name) for name in _SHARED}
        return Rejected(reason=PERSON, score=0.0, **shared)
    return replace(outcome, record=_decided(outcome.record, answers)) if answers else outcome


def _readmitted(rejected: Rejected) -> Kept:
    """The row of a page that belongs after all."""
    signals = mark_masks(rejected.text).signals
    document = Document(
        article=Article(text=rejected.text),
        body=Cleaned(text=rejected.text, signals=signals),
        title=rejected.title,
    )
    shared: dict[str, Any] = {name: getattr(rejected, name) for name in _SHARED}
    columns = shared | columns_of(document, label(document), read_quality(document.body))
    return Kept(record=Record(charset=None, charset_confidence=None, **columns))


def _decided(row: Record, answers: Mapping[str, str]) -> Record:
    changes: dict[str, Any] = {name: answers[name] for name in _FACETS if name in answers}
    if "severity" in answers:
        changes["severity"] = int(answers["severity"])
    if answers.get("relevance") == RELEVANT:
        changes["relevance"] = 1.0
    if "lender" in answers:
        changes["lenders"] = with_subject(row, answers["lender"])
    decided = {issue: answers[name] == "yes" for issue in ISSUES if (name := f"issues.{issue}") in answers}
    return replace(row, label_source=PERSON, **changes, issues=with_issues(row, decided))


def with_issues(row: Record, decided: Mapping[str, bool]) -> tuple[Issue, ...] | None:
    """Return the issues of a row: those that people found first, then what they left to the rules.

    What people found has the score 1 and the rules' evidence: of the issue where they list it, else the sentence of a
    rule that spoke for it too faintly, else none (an empty text).
    """
    if not decided:
        return row.issues
    listed = {issue.label: issue.evidence for issue in row.issues or ()}
    faint = {each.label: row.text[slice(*each.sentence)].strip() for each in issue_firings(row.text)}
    found = tuple(
        Issue(label=each, score=1.0, evidence=listed.get(each, faint.get(f"issues.{each}", "")))
        for each, is_there in decided.items()
        if is_there
    )
    return found + tuple(issue for issue in row.issues or () if issue.label not in decided)


def with_subject(row: Record, chosen: str) -> tuple[Mention, ...]:
    """Return the lenders of a row with the chosen one as its subject, added where the rules did not find it."""
    mentions = tuple(replace(each, subject=each.id == chosen) for each in row.lenders)
    if chosen == NONE or any(each.subject for each in mentions):
        return mentions
    return (*mentions, _mention(row.text, next(each for each in lenders() if each.id == chosen)))


def _mention(text: str, lender: Lender) -> Mention:
    """A lender that only people found: where one of its names stands, or nowhere."""
    names = sorted((*lender.aliases, *lender.context_aliases), key=lambda name: -len(name))
    printed = next((name for name in names if name in text), None)
    if printed is None:
        return Mention(id=lender.id, name=lender.name, mention=lender.name, subject=True)
    start = text.index(printed)
    return Mention(id=lender.id, name=lender.name, mention=printed, subject=True, start=start, end=start + len(printed))
