"""Sentences that name a thing without telling that it happened: cautions, suppositions, what readers may do themselves.

`切勿相信冒充客服的人` tells of no fraud, `长期不还可能被起诉` of no threat, `您可以到法院起诉` of the reader's own option; a
sentence that reports a message (`短信说若不还将被起诉`) tells of all it says. Which words mark such a sentence, and for
which issues it does not speak, is data: `tables/contexts.toml`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick
from pydantic import BaseModel, ConfigDict


class Context(BaseModel):
    """A kind of sentence that names issues and tells of none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    marks: tuple[frozenset[str], ...]
    unless: frozenset[str] = frozenset()
    mutes: frozenset[str]

    def frames(self, words: set[str]) -> bool:
        """Whether a sentence with these words is of this kind: a mark of each list, and nothing that reports."""
        return not self.unless & words and all(each & words for each in self.marks)


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    contexts: tuple[Context, ...]


@cache
def contexts() -> tuple[Context, ...]:
    """Return the table, as it stands in its file."""
    source = files(__package__).joinpath("tables", "contexts.toml").read_text("utf-8")
    return _Table.model_validate(tomllib.loads(source)).contexts


def muted(sentence: str) -> frozenset[str]:
    """Return the issues that a sentence says nothing of, whatever words of theirs it holds.

    >>> "impersonation_fraud" in muted("切勿相信冒充客服的人。"), "legal_threat" in muted("您可以到法院起诉他们。")
    (True, True)
    >>> muted("短信说若不还将被起诉，以免影响征信。")
    frozenset()
    """
    machine, listed = _machine()
    words = {listed[number] for number, _, _ in machine.find_matches_as_indexes(sentence, overlapping=True)}
    return frozenset().union(*(each.mutes for each in contexts() if each.frames(words)))


@cache
def _machine() -> tuple[AhoCorasick, tuple[str, ...]]:
    """The automaton over the words of all contexts, and these words."""
    words = dict.fromkeys(
        word for each in contexts() for listed in (*each.marks, each.unless) for word in sorted(listed)
    )
    return AhoCorasick(words), tuple(words)
