"""How far people agree with each other, and the rules with people.

Cohen's kappa compares two annotators, Krippendorff's alpha (nominal) any number of them, pages some did not answer
included; both take off what chance alone would give: 1 is agreement, 0 is chance. Where everybody always gives one
and the same answer there is nothing to take off, and no figure: None.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from pipelines.annotation.decisions import Decision
from pipelines.annotation.questions import Answer, question

Answers: TypeAlias = Mapping[str, Mapping[str, str]]
"""What was answered to one thing asked, by page and annotator."""


def cohen_kappa(pairs: Collection[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa of the answers that two annotators gave to the same pages.

    >>> round(cohen_kappa([("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15), 3)
    0.4
    >>> cohen_kappa([("a", "a")] * 20) is None
    True
    """
    if not pairs:
        return None
    same = sum(one == other for one, other in pairs) / len(pairs)
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(count * others[answer] for answer, count in ones.items()) / len(pairs) ** 2
    return None if chance == 1 else (same - chance) / (1 - chance)


def krippendorff_alpha(units: Iterable[Sequence[str]]) -> float | None:
    """Return Krippendorff's alpha of the answers to each page, in no order; pages of one answer tell nothing.

    >>> round(krippendorff_alpha([["a", "a"], ["a", "b"], ["b", "b"]]), 3)
    0.444
    >>> krippendorff_alpha([["a"], ["b"]]) is None
    True
    """
    counts = [Counter(unit) for unit in units if len(unit) > 1]
    totals: Counter[str] = sum(counts, Counter())
    answers = totals.total()
    differing = sum(_unequal(unit) / (unit.total() - 1) for unit in counts)
    by_chance = _unequal(totals) / (answers - 1) if answers else 0.0
    return 1 - differing / by_chance if by_chance else None


def _unequal(counts: Counter[str]) -> int:
    """How many ordered pairs of unequal answers there are."""
    return counts.total() ** 2 - sum(count * count for count in counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far annotators agree on one label, or one question of one answer."""

    label: str
    """`issues.harassment`, `channel`."""
    pages: int
    """Pages that two or more answered."""
    share: float
    """Of the pairs of answers to one page, those that are the same."""
    alpha: float | None
    kappas: tuple[tuple[str, str, float | None], ...]
    """(annotator, annotator, kappa) of those who met on a page."""


def agreements(decisions: Iterable[Decision]) -> list[Agreement]:
    """Return the agreement on all that two annotators answered, in the order of the questions.

    Issues are asked one by one: each label is there or is not.
    """
    found = [_agreement(label, answers) for label, answers in by_label(decisions).items()]
    return [each for each in found if each is not None]


def by_label(decisions: Iterable[Decision]) -> dict[str, Answers]:
    """Return what was answered by what was asked, page and annotator; an issue is answered `yes` or `no`."""
    found: defaultdict[str, defaultdict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for each in decisions:
        for label, answer in single(each.question, each.answer).items():
            found[label][each.page][each.annotator] = answer
    return {label: found[label] for label in sorted(found)}


def single(name: str, answer: Answer) -> dict[str, str]:
    """Return an answer as answers to questions that take one each.

    >>> single("channel", ("sms",))
    {'channel': 'sms'}
    >>> single("issues", ("harassment",))["issues.harassment"], single("issues", ("none",))["issues.harassment"]
    ('yes', 'no')
    """
    asked = question(name)
    if not asked.takes_several:
        return {name: answer[0]}
    return {f"{name}.{option}": "yes" if option in answer else "no" for option in asked.options[:-1]}


def _agreement(label: str, answers: Answers) -> Agreement | None:
    met = [given for given in answers.values() if len(given) > 1]
    if not met:
        return None
    pairs: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for given in met:
        for one, other in combinations(sorted(given), 2):
            pairs[one, other].append((given[one], given[other]))
    every = [pair for found in pairs.values() for pair in found]
    return Agreement(
        label=label,
        pages=len(met),
        share=sum(one == other for one, other in every) / len(every),
        alpha=krippendorff_alpha([list(given.values()) for given in met]),
        kappas=tuple((*names, cohen_kappa(found)) for names, found in sorted(pairs.items())),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How right the rules are about one label, where people decided."""

    label: str
    """`issues.harassment`, `channel.sms`."""
    right: int
    """Pages that both give the label."""
    wrong: int
    """Pages that only the rules give it."""
    missed: int
    """Pages that only people give it."""

    @property
    def precision(self) -> float | None:
        """Of what the rules gave, the share that people gave too."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """Of what people gave, the share that the rules gave too."""
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; 0 where the rules are never right."""
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def scores(pairs: Iterable[tuple[str, str, str]]) -> list[Score]:
    """Return the score of every label in (label asked for, what people say, what the rules say).

    An issue's `no` is no label; every option of another question is one.

    >>> found = scores([("channel", "sms", "sms"), ("channel", "sms", "call"), ("issues.harassment", "no", "no")])
    >>> [(each.label, each.right, each.wrong, each.missed) for each in found]
    [('channel.call', 0, 1, 0), ('channel.sms', 1, 0, 1)]
    """
    tallies: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for label, people, rules in pairs:
        for option in {people, rules} - {"no"}:
            name = label if option == "yes" else f"{label}.{option}"
            tallies[name][_outcome(option, people, rules)] += 1
    return [
        Score(label=label, right=tally["right"], wrong=tally["wrong"], missed=tally["missed"])
        for label, tally in sorted(tallies.items())
    ]


def _outcome(option: str, people: str, rules: str) -> str:
    if people == rules:
        return "right"
    return "wrong" if option == rules else "missed"
