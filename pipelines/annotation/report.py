"""How each labelling rule does over many pages, so that rules can be improved like code."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from pipelines.annotation.agreement import Score, scores, single
from pipelines.annotation.firings import Firing, all_rules, contradicted, firings
from pipelines.annotation.pages import Page
from pipelines.annotation.questions import Answer

Answers: TypeAlias = Mapping[str, str]
"""What is said of a page by what was asked, as people's settled answers are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFigures:
    """How one rule does; all but `precision` count pages."""

    rule: str
    label: str
    fired: int
    kept: int
    """Of these, those that the rules together give the label."""
    alone: int
    """Of these, those where no other rule of the label fires."""
    conflicts: int
    """Of these, those where a rule fires whose label excludes this one, or people say otherwise."""
    judged: int
    """Of these, those about whose label people decided …"""
    right: int
    """… and those where they give it."""

    @property
    def overlap(self) -> int:
        """Pages where another rule of the label fires too."""
        return self.fired - self.alone

    @property
    def precision(self) -> float | None:
        """Of the pages that people decided about, the share that they give the label."""
        return self.right / self.judged if self.judged else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All rules over some pages, and the labels that they give against those of people."""

    pages: int
    rules: tuple[RuleFigures, ...]
    """By label, those that fire most first."""
    scores: tuple[Score, ...]


class Evidence(NamedTuple):
    """One place where a rule fires."""

    page: str
    before: str
    words: str
    after: str
    """The sentence is `before`, `words` and `after`."""
    is_kept: bool
    people: str | None
    """What people say of the label: yes or no; None where they did not decide."""


def flat(answers: Mapping[str, Answer]) -> dict[str, str]:
    """Return answers by question as answers by what was asked, one each.

    >>> flat({"channel": ("sms",), "issues": ("harassment",)})["issues.harassment"]
    'yes'
    """
    return {label: answer for name, given in answers.items() for label, answer in single(name, given).items()}


def gives(answers: Answers, label: str) -> bool | None:
    """Return whether answers give a label; None where they leave it open.

    >>> gives({"channel": "sms"}, "channel.sms"), gives({"channel": "sms"}, "channel.call"), gives({}, "channel.sms")
    (True, False, None)
    >>> gives({"issues.harassment": "no"}, "issues.harassment")
    False
    """
    if label in answers:
        return answers[label] == "yes"
    question, option = label.split(".")
    return answers[question] == option if question in answers else None


def report(pages: Iterable[Page], people: Mapping[str, Answers]) -> Report:
    """Return the figures of every rule, also of those that never fire; `people` are settled answers by page."""
    counts = _Counts()
    for page in pages:
        counts.add(page, people.get(page.id, {}))
    figures = [counts.of(rule, label) for rule, label in all_rules().items()]
    order = {label: number for number, label in enumerate(dict.fromkeys(all_rules().values()))}
    return Report(
        pages=counts.pages,
        rules=tuple(sorted(figures, key=lambda each: (order[each.label], -each.fired, each.rule))),
        scores=tuple(scores(counts.compared)),
    )


@dataclass(slots=True)
class _Counts:
    """Pages by what happened on them, rule by rule."""

    pages: int = 0
    seen: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    compared: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, page: Page, people: Answers) -> None:
        """Count one page."""
        self.pages += 1
        given = flat(page.predicted)
        self.compared += [(label, answer, given[label]) for label, answer in people.items()]
        found = [*firings(page.text, page.title or "")]
        rules_of: defaultdict[str, set[str]] = defaultdict(set)
        for each in found:
            rules_of[each.label].add(each.rule)
        against = contradicted(found)
        for rule, label in {each.rule: each.label for each in found}.items():
            said = gives(people, label)
            self.seen[rule].update(
                fired=1,
                kept=gives(given, label) is True,
                alone=len(rules_of[label]) == 1,
                conflicts=rule in against or said is False,
                judged=said is not None,
                right=said is True,
            )

    def of(self, rule: str, label: str) -> RuleFigures:
        """The figures of one rule."""
        seen = self.seen[rule]
        return RuleFigures(
            rule=rule,
            label=label,
            fired=seen["fired"],
            kept=seen["kept"],
            alone=seen["alone"],
            conflicts=seen["conflicts"],
            judged=seen["judged"],
            right=seen["right"],
        )


def evidence(pages: Iterable[Page], rule: str, people: Mapping[str, Answers]) -> Iterator[Evidence]:
    """Yield every place where a rule fires, page by page."""
    for page in pages:
        given, said = flat(page.predicted), people.get(page.id, {})
        for each in firings(page.text, page.title or ""):
            if each.rule == rule:
                yield _evidence(page, each, gives(given, each.label) is True, gives(said, each.label))


def _evidence(page: Page, fired: Firing, is_kept: bool, said: bool | None) -> Evidence:
    start, end = fired.sentence
    return Evidence(
        page=page.id,
        before=page.text[start : fired.start].lstrip(),
        words=page.text[fired.start : fired.end],
        after=page.text[fired.end : end].rstrip(),
        is_kept=is_kept,
        people={True: "yes", False: "no", None: None}[said],
    )
