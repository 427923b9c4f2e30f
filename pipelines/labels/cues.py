"""How much a text speaks of each thing that the relevance table knows: messages, lending, and their neighbours.

The longest word counts, and nothing inside it; a word may speak of two things (催收 of messages and of lending).
The words and their weights are data: `tables/relevance.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict

Topic: TypeAlias = Literal[
    "message", "lending", "vendor", "insurance", "bank_card", "carrier", "phishing", "dues", "loan_news"
]
TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)


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


def spoken(words: Iterable[tuple[str, int, int]]) -> Iterator[tuple[Topic, float, int, int]]:
    """Yield what each word of the table speaks of, its weight and its span; words of no weight are passed over.

    >>> list(spoken([("催收", 2, 4), ("短信平台", 4, 8)]))
    [('message', 0.5, 2, 4), ('lending', 1.0, 2, 4), ('vendor', 1.0, 4, 8)]
    """
    known = meanings()
    for word, start, end in words:
        yield from ((topic, weight, start, end) for topic, weight in known[word] if weight)


_Meaning: TypeAlias = tuple[tuple[Topic, float], ...]


@cache
def meanings() -> dict[str, _Meaning]:
    """Return what each word of the table speaks of.

    >>> meanings()["催收"]
    (('message', 0.5), ('lending', 1.0))
    """
    by_word: dict[str, _Meaning] = {}
    for cue in cues():
        for word in cue.words:
            by_word[word] = (*by_word.get(word, ()), (cue.about, cue.weight))
    return by_word
