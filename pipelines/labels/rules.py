"""Weak labelling rules: `tables/issues.toml`, read, checked, and found in a text by one Aho-Corasick pass.

A rule is a name, the label it speaks for, a weight (how sure one hit is, 0 to 1) and lists of words: one of each list
must stand in one sentence, near each other, and no word of `without` in that sentence.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Final, NamedTuple, TypeAlias

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipelines.labels.sentences import Sentence, ends_of_sentences, is_listing, sentence_at

ISSUES: Final = (
    "debt_not_owed",
    "overdue_notice",
    "authenticity",
    "impersonation_fraud",
    "third_party_contact",
    "harassment",
    "legal_threat",
    "visit_threat",
    "credit_threat",
    "marketing_unsubscribe",
    "privacy_leak",
    "fees_interest",
    "repayment_negotiation",
    "complaint_channel",
    "account_notice",
)
"""Every issue an article may be about; what each means stands in the data dictionary."""


_BLOT = "〇"


class Rule(BaseModel):
    """One weak labelling rule."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    label: str
    weight: float = Field(gt=0, lt=1)
    words: tuple[str, ...] = ()
    near: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    within: int = 24

    @property
    def lists(self) -> tuple[tuple[str, ...], ...]:
        """The lists of which a sentence must hold a word each."""
        return (self.words, *self.near) if self.words else self.near

    @model_validator(mode="after")
    def _check(self) -> Rule:
        if self.label not in ISSUES:
            raise ValueError(f"rule {self.name}: {self.label} is no issue: take one of {', '.join(ISSUES)}")
        if not self.lists or not all(self.lists):
            raise ValueError(f"rule {self.name} has no words: give `words` or `near`")
        return self


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    sets: dict[str, tuple[str, ...]]
    rules: tuple[Rule, ...]


class Hit(NamedTuple):
    """A rule found in a sentence: `[start, end)` of the text is the evidence."""

    rule: Rule
    start: int
    end: int
    sentence: Sentence


_Span: TypeAlias = tuple[int, int]


class _Compiled(NamedTuple):
    """A rule, with automata over the words that its sentences need and may not have."""

    rule: Rule
    others: tuple[AhoCorasick, ...]
    """Over every list but the first."""
    without: AhoCorasick | None


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of the table, sets written out."""
    source = files(__package__).joinpath("tables", "issues.toml").read_text("utf-8")
    table = _Table.model_validate(tomllib.loads(source))
    return tuple(_written_out(rule, table.sets) for rule in table.rules)


def hits(text: str) -> tuple[Hit, ...]:
    """Return where rules hold in a clean text, sentence by sentence; sentences that merely list are passed over.

    Words inside a lender's name say nothing (分期 in 好分期): callers blot these out.

    >>> [(hit.rule.name, "他从没借过这家的钱"[hit.start:hit.end]) for hit in hits("他从没借过这家的钱。")]
    [('no_dealings', '从没借'), ('never_borrowed', '从没借')]
    >>> hits("遇到冒充客服、骚扰、信息泄露等情形时，也可以反映。")
    ()
    """
    lowered = text.lower() if len(text.lower()) == len(text) else text
    found = []
    for sentence, begun in _anchored(lowered):
        words = lowered[sentence.start : sentence.end]
        held = [
            Hit(compiled.rule, *span, sentence)
            for compiled, anchors in begun.values()
            if (span := _holds(compiled, anchors, words, sentence.start))
        ]
        if held and not is_listing(words):
            found += held
    return tuple(found)


def blot(text: str, spans: Iterable[_Span]) -> str:
    """Return the text with something without meaning in the place of each span, so that all offsets stay.

    >>> blot("用好分期借钱", [(1, 4)])
    '用〇〇〇借钱'
    """
    at = 0
    pieces: list[str] = []
    for start, end in spans:
        pieces += text[at:start], _BLOT * (end - start)
        at = end
    return "".join((*pieces, text[at:]))


def _written_out(rule: Rule, sets: dict[str, tuple[str, ...]]) -> Rule:
    """The rule with each `@name` replaced by the words of that set."""

    def out(words: Iterable[str]) -> tuple[str, ...]:
        return tuple(word for each in words for word in (sets[each[1:]] if each[0] == "@" else (each,)))

    near = tuple(map(out, rule.near))
    return rule.model_copy(update={"words": out(rule.words), "near": near, "without": out(rule.without)})


@cache
def _anchors() -> tuple[AhoCorasick, tuple[tuple[_Compiled, ...], ...]]:
    """The automaton over the words of every rule's first list, and which rules each of them may begin.

    The first list of a rule is its rarest: the others are looked up only where one of these stands.
    """
    by_word: defaultdict[str, list[_Compiled]] = defaultdict(list)
    for rule in rules():
        compiled = _Compiled(
            rule, tuple(map(_automaton, rule.lists[1:])), _automaton(rule.without) if rule.without else None
        )
        for word in dict.fromkeys(rule.lists[0]):
            by_word[word].append(compiled)
    return _automaton(by_word), tuple(map(tuple, by_word.values()))


def _automaton(words: Iterable[str]) -> AhoCorasick:
    return AhoCorasick(tuple(words), matchkind=MatchKind.Standard, implementation=Implementation.DFA)


_Begun: TypeAlias = dict[str, tuple[_Compiled, list[_Span]]]
"""Rules by name that a sentence may hold, with the places of the words that they begin with."""


def _anchored(lowered: str) -> Iterator[tuple[Sentence, _Begun]]:
    """The sentences with words that rules may begin with."""
    machine, begun = _anchors()
    ends = ends_of_sentences(lowered)
    here, found = Sentence(0, 0, is_heading=False), dict[str, tuple[_Compiled, list[_Span]]]()
    for number, start, end in machine.find_matches_as_indexes(lowered, overlapping=True):
        if start >= here.end:
            yield here, found
            here, found = sentence_at(lowered, ends, start), {}
        for compiled in begun[number]:
            found.setdefault(compiled.rule.name, (compiled, []))[1].append((start, end))
    yield here, found


def _holds(compiled: _Compiled, anchors: Sequence[_Span], sentence: str, offset: int) -> _Span | None:
    """Where a rule holds in a sentence that begins at `offset`, or None."""
    others = []
    for machine in compiled.others:
        found = machine.find_matches_as_indexes(sentence, overlapping=True)
        if not found:
            return None
        others.append([(start + offset, end + offset) for _, start, end in found])
    if compiled.without and compiled.without.find_matches_as_indexes(sentence):
        return None
    return _closest([anchors, *others], compiled.rule.within)


def _closest(lists: Sequence[Sequence[_Span]], within: int) -> _Span | None:
    """The shortest span that holds one of each list, the gaps in it no longer than `within` in all.

    >>> _closest([[(0, 2), (30, 32)], [(36, 38)]], 24)
    (30, 38)
    >>> _closest([[(0, 2)], [(36, 38)]], 24) is None
    True
    """
    if len(lists) == 1:
        return lists[0][0]
    spans = [(min(starts), max(ends), sum(ends) - sum(starts)) for starts, ends in _choices(lists)]
    near = [(start, end) for start, end, length in spans if end - start - length <= within]
    return min(near, key=lambda span: span[1] - span[0]) if near else None


def _choices(lists: Sequence[Sequence[_Span]]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Every choice of one span of each list, as its starts and its ends."""
    return (tuple(zip(*chosen, strict=True)) for chosen in product(*lists))  # type: ignore[misc]  # two by two
