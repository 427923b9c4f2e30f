"""Which issues an article is about, with score and evidence, by weak rules (`rules.py`).

Each hit of a rule makes its issue likelier; the same rule again adds less, a heading less than a sentence. The title
supports what the body says and never speaks alone: an issue needs a sentence of its own in the body. Comments, related
links and closing lists never count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.labels.contexts import muted
from pipelines.labels.lenders import Occurrence, Places, find_places
from pipelines.labels.matching import Hit, hits
from pipelines.labels.rules import ISSUES
from pipelines.labels.scan import Scan, scan
from pipelines.types import Issue

_LEAST: Final = 0.5
"""The score from which on an issue is listed."""
_AGAIN: Final = 0.5
"""What a further hit of the same rule weighs, and …"""
_HEADING: Final = 0.5
"""… a hit in a heading, and …"""
_TITLE: Final = 0.6
"""… one in the title."""
_LONGEST: Final = 120
"""Characters of evidence."""


def find_issues(text: str, title: str | None) -> tuple[Issue, ...]:
    """Return the issues of a clean text, the likeliest first; `evidence` is the sentence that says most.

    >>> [(issue.label, issue.evidence) for issue in find_issues("他从没借过这家的钱，却天天收到短信。", None)]
    [('debt_not_owed', '他从没借过这家的钱，却天天收到短信。')]
    >>> find_issues("常见的后果还包括征信受损、产生罚息、被起诉等。", "没借过却收到短信")
    ()
    """
    body, head = scan(text), scan(title or "")
    return issues_of(body, head, find_places(body, head))


def issues_of(body: Scan, head: Scan, names: Places) -> tuple[Issue, ...]:
    """Return the issues of a text and title whose words are found already.

    The places of lenders' names say nothing of issues (分期 in 好分期).
    """
    in_body = _by_label(_told(body.text, hits(body, _spans(names.in_text))))
    in_title = _by_label(hits(head, _spans(names.in_title))) if in_body else {}
    found = []
    for label in ISSUES:
        if label in in_body:
            score = _score(in_body[label], in_title.get(label, ()))
            if score >= _LEAST:
                found.append(Issue(label=label, score=round(score, 4), evidence=_evidence(body.text, in_body[label])))
    return tuple(sorted(found, key=lambda issue: -issue.score))


def _spans(names: Iterable[Occurrence]) -> list[tuple[int, int]]:
    return [(each.start, each.end) for each in names]


def _told(text: str, found: Iterable[Hit]) -> Iterator[Hit]:
    """The hits in sentences that tell what they name."""
    here, silent = None, frozenset[str]()
    for hit in found:
        if hit.sentence != here:
            here, silent = hit.sentence, muted(text[hit.sentence.start : hit.sentence.end])
        if hit.rule.label not in silent:
            yield hit


def _by_label(found: Iterable[Hit]) -> dict[str, list[Hit]]:
    by_label: defaultdict[str, list[Hit]] = defaultdict(list)
    for hit in found:
        by_label[hit.rule.label].append(hit)
    return by_label


def _score(in_body: Iterable[Hit], in_title: Iterable[Hit]) -> float:
    """How likely it is that not all of these hits are chance."""
    doubt, seen = 1.0, set()
    for rule, _, _, sentence in in_body:
        weight = rule.weight * (_HEADING if sentence.is_heading else 1)
        doubt *= 1 - weight * (_AGAIN if rule.name in seen else 1)
        seen.add(rule.name)
    for hit in in_title:
        doubt *= 1 - hit.rule.weight * _TITLE
    return 1 - doubt


def _evidence(text: str, found: Iterable[Hit]) -> str:
    best = max(found, key=lambda hit: (not hit.sentence.is_heading, hit.rule.weight, -hit.start))
    return text[best.sentence.start : best.sentence.end].strip()[:_LONGEST]
