"""Which issues an article is about, with score and evidence, by weak rules (`rules.py`).

Each hit of a rule makes its issue likelier; the same rule again adds less, a heading less than a sentence. The title
supports what the body says and never speaks alone: an issue needs a sentence of its own in the body. Comments, related
links and closing lists never count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pipelines.labels.lenders import Occurrence, Places, find_places
from pipelines.labels.matching import Hit, hits
from pipelines.labels.rules import ISSUES
from pipelines.labels.scan import Texts, scan_all
from pipelines.labels.sentences import Sentence
from pipelines.types import Issue

_LEAST: Final = 0.5
"""The score from which on an issue is listed, and …"""
_LEAST_OF_LONG: Final = 0.62
"""… that of a long text: there one sentence of a weak rule is a mention in passing."""
_SHORT, _LONG = 150, 400
"""Characters: up to so many a text is a post, from so many on it is an article; the score rises between."""
_AGAIN: Final = 0.5
"""What a further hit of the same rule weighs, and …"""
_HEADING: Final = 0.5
"""… a hit in a heading, and …"""
_TITLE: Final = 0.6
"""… one in the title."""
_LONGEST: Final = 120
"""Characters of evidence."""


@dataclass(slots=True)
class _Case:
    """What is gathered for one issue, hit by hit."""

    best: Sentence
    """The sentence that says most, of equals the first, and …"""
    rank: tuple[bool, float] = (False, 0.0)
    """… how much that is: a sentence before a heading, then by the rule's weight."""
    doubt: float = 1.0
    """How likely it is that all hits are chance."""
    seen: set[str] = field(default_factory=set)
    """The rules that hold."""


def find_issues(text: str, title: str | None) -> tuple[Issue, ...]:
    """Return the issues of a clean text, the likeliest first; `evidence` is the sentence that says most.

    >>> [(issue.label, issue.evidence) for issue in find_issues("他从没借过这家的钱，却天天收到短信。", None)]
    [('debt_not_owed', '他从没借过这家的钱，却天天收到短信。')]
    >>> find_issues("常见的后果还包括征信受损、产生罚息、被起诉等。", "没借过却收到短信")
    ()
    """
    seen = scan_all((text, title or ""))
    [in_body, in_title] = hits_of(seen, [find_places(*seen.scans)])
    return issues_of(text, in_body, in_title)


def hits_of(seen: Texts, names: Iterable[Places]) -> list[list[Hit]]:
    """Return where rules hold in texts, each followed by its title, whose lenders are found already.

    The places of lenders' names say nothing of issues (分期 in 好分期).
    """
    return hits(seen, [spans_of(each) for places in names for each in (places.in_text, places.in_title)])


def issues_of(text: str, hits_in_body: Iterable[Hit], hits_in_title: Iterable[Hit]) -> tuple[Issue, ...]:
    """Return the issues of a text where rules hold there, and in its title."""
    cases, least = _cases(hits_in_body), least_score(len(text))
    for rule, _, _ in hits_in_title:
        if case := cases.get(rule.label):
            case.doubt *= 1 - rule.weight * _TITLE
    found = [
        Issue(label=label, score=round(1 - cases[label].doubt, 4), evidence=_evidence(text, cases[label].best))
        for label in ISSUES
        if label in cases and 1 - cases[label].doubt >= least
    ]
    return tuple(sorted(found, key=lambda issue: -issue.score))


def least_score(length: int) -> float:
    """Return the score from which on an issue of a text of so many characters is listed.

    >>> least_score(80), least_score(275), least_score(1500)
    (0.5, 0.56, 0.62)
    """
    share = min(1.0, max(0.0, (length - _SHORT) / (_LONG - _SHORT)))
    return round(_LEAST + share * (_LEAST_OF_LONG - _LEAST), 4)


def spans_of(names: Iterable[Occurrence]) -> list[tuple[int, int]]:
    """Return where names stand.

    >>> from pipelines.labels.lenders import occurrences
    >>> spans_of(occurrences("收到借呗的短信"))
    [(2, 4)]
    """
    return [(start, end) for _, start, end in names]


def _cases(found: Iterable[Hit]) -> dict[str, _Case]:
    """What the sentences of a body that tell what they name say for each issue."""
    cases: dict[str, _Case] = {}
    for rule, sentence, is_told in found:
        if not is_told:
            continue
        case = cases.get(rule.label) or cases.setdefault(rule.label, _Case(sentence))
        weight = rule.weight * (_HEADING if sentence.is_heading else 1)
        case.doubt *= 1 - weight * (_AGAIN if rule.name in case.seen else 1)
        case.seen.add(rule.name)
        if (not sentence.is_heading, rule.weight) > case.rank:
            case.rank, case.best = (not sentence.is_heading, rule.weight), sentence
    return cases


def _evidence(text: str, sentence: Sentence) -> str:
    return text[sentence.start : sentence.end].strip()[:_LONGEST]
