"""Sentences that name a thing without telling that it happened: cautions, suppositions, what readers may do themselves.

`切勿相信冒充客服的人` tells of no fraud, `长期不还可能被起诉` of no threat, `您可以到法院起诉` of the reader's own option; a
sentence that reports a message (`短信说若不还将被起诉`) tells of all it says. Which words mark such a sentence, and for
which issues it does not speak, is data: `tables/contexts.toml`; `matching.py` finds where they hold.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from itertools import product

from pydantic import BaseModel, ConfigDict, model_validator


class Context(BaseModel):
    """A kind of sentence that names issues and tells of none: it has a mark of each list, and nothing that reports.

    Lists of beginnings, middles and ends stand for all marks that they make together (`不` `再` `骚扰`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    marks: tuple[frozenset[str], ...] = ()
    joined: tuple[tuple[str, ...], ...] = ()
    unless: frozenset[str] = frozenset()
    mutes: frozenset[str]

    @model_validator(mode="after")
    def _has_marks(self) -> Context:
        if not self.lists or not all(self.lists):
            raise ValueError(f"context {self.name} has no marks: give `marks` or `joined`")
        return self

    @property
    def lists(self) -> tuple[frozenset[str], ...]:
        """The lists of which a sentence must hold a mark each."""
        made = (frozenset(map("".join, product(*self.joined))),) if self.joined else ()
        return (*self.marks, *made)


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    contexts: tuple[Context, ...]


@cache
def contexts() -> tuple[Context, ...]:
    """Return the table, as it stands in its file.

    >>> [sorted(each.mutes) for each in contexts() if each.name == "own_option"]
    [['legal_threat']]
    """
    source = files(__package__).joinpath("tables", "contexts.toml").read_text("utf-8")
    return _Table.model_validate(tomllib.loads(source)).contexts
