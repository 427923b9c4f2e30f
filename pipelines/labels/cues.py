"""How much a text speaks of each thing that the relevance table knows: messages, lending, and their neighbours.

One Aho-Corasick pass, the longest word first; a word may speak of two things (催收 of messages and of lending).
The words and their weights are data: `tables/relevance.toml`.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

from ahocorasick_rs import AhoCorasick, MatchKind
from pydantic import BaseModel, ConfigDict

Topic: TypeAlias = Literal[
    "message", "lending", "vendor", "insurance", "bank_card", "carrier", "phishing", "dues", "loan_news"
]


class Cue(BaseModel):
    """Some words that speak of one thing with one weight."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: Topic
    weight: float
    words: tuple[str, ...]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    cues: tuple[Cue, ...]


@cache
def cues() -> tuple[Cue, ...]:
    """Return the table, as it stands in its file."""
    source = files(__package__).joinpath("tables", "relevance.toml").read_text("utf-8")
    return _Table.model_validate(tomllib.loads(source)).cues


def weigh(text: str) -> Mapping[Topic, float]:
    """Return the summed weights of the words in `text` by what they speak of; what is absent weighs 0.

    >>> weigh("收到催收短信")["message"], weigh("收到催收短信")["lending"]
    (1.5, 1.0)
    >>> weigh("短信平台报价")["message"]
    0.0
    """
    machine, meanings = _machine()
    weights: defaultdict[Topic, float] = defaultdict(float)
    for number, _, _ in machine.find_matches_as_indexes(text.lower()):
        for topic, weight in meanings[number]:
            weights[topic] += weight
    return weights


def spoken(text: str) -> Iterator[tuple[Topic, float, int, int]]:
    """Yield what each word of the table speaks of, its weight and its span, in order; words of no weight are passed over.

    >>> list(spoken("收到催收短信"))
    [('message', 0.5, 2, 4), ('lending', 1.0, 2, 4), ('message', 1.0, 4, 6)]
    """
    machine, meanings = _machine()
    lowered = text.lower()
    for number, start, end in machine.find_matches_as_indexes(lowered if len(lowered) == len(text) else text):
        yield from ((topic, weight, start, end) for topic, weight in meanings[number] if weight)


_Meaning: TypeAlias = tuple[tuple[Topic, float], ...]


@cache
def _machine() -> tuple[AhoCorasick, tuple[_Meaning, ...]]:
    """The automaton over all words of the table, and what each of them speaks of."""
    meanings = _by_word(cues())
    return AhoCorasick(meanings, matchkind=MatchKind.LeftmostLongest), tuple(meanings.values())


def _by_word(table: Iterable[Cue]) -> dict[str, _Meaning]:
    meanings: dict[str, _Meaning] = {}
    for cue in table:
        for word in cue.words:
            meanings[word] = (*meanings.get(word, ()), (cue.about, cue.weight))
    return meanings
