"""Weak labelling rules: `tables/issues.toml`, read and checked; `matching.py` finds where they hold.

A rule is a name, the label it speaks for, a weight (how sure one hit is, 0 to 1) and lists of words: one of each list
must stand in one sentence, near each other, and no word of `without` in that sentence.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipelines.labels.sentences import MARKS

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
        if any(mark in word[:-1] for words in (*self.lists, self.without) for word in words for mark in MARKS):
            raise ValueError(f"rule {self.name}: a word goes on behind the end of a sentence; split it there")
        return self


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    sets: dict[str, tuple[str, ...]]
    joined: dict[str, tuple[tuple[str, ...], ...]]
    """Sets of words that beginnings, middles and ends make together: `三十` `多` `次`."""
    rules: tuple[Rule, ...]


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of the table, sets written out."""
    source = files(__package__).joinpath("tables", "issues.toml").read_text("utf-8")
    table = _Table.model_validate(tomllib.loads(source))
    sets = table.sets | {name: tuple(map("".join, product(*lists))) for name, lists in table.joined.items()}
    return tuple(_written_out(rule, sets) for rule in table.rules)


def _written_out(rule: Rule, sets: dict[str, tuple[str, ...]]) -> Rule:
    """The rule with each `@name` replaced by the words of that set."""

    def out(words: Iterable[str]) -> tuple[str, ...]:
        return tuple(word for each in words for word in (sets[each[1:]] if each[0] == "@" else (each,)))

    near = tuple(map(out, rule.near))
    return rule.model_copy(update={"words": out(rule.words), "near": near, "without": out(rule.without)})
