"""One pass over a text for all words that any table of this room knows: of rules, cues, facets and lenders.

The tables are searched together because the search costs most of a labeller's time, and four automata that take turns
drive one another out of the processor's cache.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, TypeAlias

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipelines.labels.cues import meanings
from pipelines.labels.facet_words import values
from pipelines.labels.rules import rules
from pipelines.labels.sentences import MARKS
from pipelines.lexicon.lenders import known_lenders

Found: TypeAlias = tuple[int, int, int]
"""A word found: its number in the vocabulary, and `[start, end)` of the text."""


Word: TypeAlias = tuple[str, int, int]
"""A word found: itself as the tables have it, and `[start, end)` of the text."""


class Vocabulary(NamedTuple):
    """All words there are, numbered: first the marks that end sentences, then words of rules alone, then the others."""

    numbers: dict[str, int]
    words: tuple[str, ...]
    first_other: int
    """From this number on, words are cues', facets' or lenders', be they words of rules as well or not."""
    machine: AhoCorasick


@dataclass(frozen=True, slots=True)
class Scan:
    """A text with all words that were found in it."""

    text: str
    lowered: str
    """In lower case, at the same offsets."""
    found: list[Found]
    """Every word and every mark that ends a sentence, overlapping ones too, in the order of their ends."""
    others: list[tuple[int, int, str]]
    """Those of them that not only rules know: start, end as a negative number, and word; so the longest stand first."""

    def longest(self, table: Container[str]) -> list[Word]:
        """Return the words of one table, the longest at each place and nothing inside it, in order.

        >>> scan("短信平台的短信").longest({"短信", "短信平台"})
        [('短信平台', 0, 4), ('短信', 5, 7)]
        """
        longest: list[Word] = []
        at = 0
        for start, end, word in self.others:
            if start >= at and word in table:
                at = -end
                longest.append((word, start, at))
        return longest


def scan(text: str) -> Scan:
    """Return a text with all words of all tables in it; letters of either case match.

    >>> scan("PPD的短信").others
    [(0, -3, 'ppd'), (4, -6, '短信')]
    """
    lowered = lower(text)
    known = vocabulary()
    found = known.machine.find_matches_as_indexes(lowered, overlapping=True)
    words, first = known.words, known.first_other
    others = [(start, -end, words[number]) for number, start, end in found if number >= first]
    others.sort()
    return Scan(text, lowered, found, others)


def lower(text: str) -> str:
    """Return a text in lower case at the same offsets; one with letters that grow (`İ`) stays as it is.

    >>> lower("回T退订APP"), lower("İstanbul")
    ('回t退订app', 'İstanbul')
    """
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text


@cache
def vocabulary() -> Vocabulary:
    """Return all words of all tables."""
    of_rules = dict.fromkeys(word for rule in rules() for words in (*rule.lists, rule.without) for word in words)
    others = dict.fromkeys((*meanings(), *values(), *map(lower, _aliases())))
    alone = [word for word in of_rules if word not in others]
    words = (*MARKS, *alone, *others)
    # The compact automaton: the fastest one is so large that other work between two texts empties the cache of it.
    machine = AhoCorasick(words, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)
    return Vocabulary({word: at for at, word in enumerate(words)}, words, len(MARKS) + len(alone), machine)


def _aliases() -> Iterable[str]:
    return (alias for each in known_lenders() for alias in (*each.aliases, *each.context_aliases))
