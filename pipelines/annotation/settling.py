"""What people together say of a page: the majority of those who answered; a tie leaves the matter to the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.annotation.agreement import by_label
from pipelines.annotation.decisions import Decision, is_alike, signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What people decided, by page and what was asked (`channel`, `issues.harassment`), and where they are divided."""

    answers: Mapping[str, Mapping[str, str]]
    """`yes` or `no` for an issue, the option for what takes one answer."""
    ties: tuple[tuple[str, str], ...] = ()
    """(page, what was asked), sorted."""


def settle(decisions: Iterable[Decision]) -> Settled:
    """Return what most annotators say of each page.

    >>> from datetime import datetime
    >>> def said(annotator: str, answer: str) -> Decision:
    ...     return Decision(page="p", annotator=annotator, question="channel", answer=(answer,),
    ...                     decided_at=datetime.min, text_sha256="")
    >>> settle([said("a", "sms"), said("b", "sms"), said("c", "call")]).answers
    {'p': {'channel': 'sms'}}
    >>> settle([said("a", "sms"), said("b", "call")]).ties
    (('p', 'channel'),)
    """
    answers: dict[str, dict[str, str]] = {}
    ties = []
    for label, pages in by_label(decisions).items():
        for page, given in pages.items():
            most = Counter(given.values()).most_common(2)
            if len(most) > 1 and most[0][1] == most[1][1]:
                ties.append((page, label))
            else:
                answers.setdefault(page, {})[label] = most[0][0]
    return Settled(answers=answers, ties=tuple(sorted(ties)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Decisions sorted by whether they still hold."""

    valid: tuple[Decision, ...]
    stale: tuple[Decision, ...]
    """The text has changed so much that it has to be read again."""
    absent: tuple[Decision, ...]
    """The page is not here."""


def standing(
    decisions: Iterable[Decision], signatures: Mapping[str, bytes], texts: Mapping[str, tuple[str, str]]
) -> Standing:
    """Return which decisions hold for the texts as they are now: (digest, text) by page."""
    valid, stale, absent = [], [], []
    for each in decisions:
        if each.page not in texts:
            absent.append(each)
        elif _holds(each, signatures, *texts[each.page]):
            valid.append(each)
        else:
            stale.append(each)
    return Standing(valid=tuple(valid), stale=tuple(stale), absent=tuple(absent))


def _holds(decision: Decision, signatures: Mapping[str, bytes], digest: str, text: str) -> bool:
    if decision.text_sha256 == digest:
        return True
    before = signatures.get(decision.text_sha256)
    return before is not None and is_alike(before, signature(text))
