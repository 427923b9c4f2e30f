"""The words that tell a channel and a claimed sender, and how grave each issue is: `tables/facets.toml`, read and checked."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

Channel: TypeAlias = Literal["sms", "call", "im", "letter", "app_push", "mixed", "unspecified"]
SenderClaim: TypeAlias = Literal[
    "police",
    "court_or_arbitration",
    "law_firm",
    "collection_agency",
    "marketing_broker",
    "bank_card_centre",
    "platform_or_payment",
    "lender",
    "unknown",
]
_DEGREES: Final = ("forged", "completed", "gravest")
"""What words are counted as that make conduct worse: the last that a word stands under counts."""


class Words(BaseModel):
    """The words of one value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: tuple[str, ...]


class FacetTable(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    channel: dict[Channel, Words]
    sender_claim: dict[SenderClaim, Words]
    severity: dict[str, int]
    gravest: Words
    completed: Words
    forged: Words


@cache
def facet_table() -> FacetTable:
    """Return the table, as it stands in its file."""
    source = files(__package__).joinpath("tables", "facets.toml").read_text("utf-8")
    return FacetTable.model_validate(tomllib.loads(source))


@cache
def values() -> dict[str, str]:
    """Return what each word tells: `channel.sms`, `sender_claim.police`, `gravest`.

    >>> values()["短信"]
    'channel.sms'
    """
    table = facet_table()
    by_word = {word: degree for degree in _DEGREES for word in getattr(table, degree).words}
    by_word |= {word: f"channel.{value}" for value, each in table.channel.items() for word in each.words}
    by_word |= {word: f"sender_claim.{value}" for value, each in table.sender_claim.items() for word in each.words}
    return by_word


@cache
def tellable() -> tuple[str, ...]:
    """Return all that words can tell, each once.

    >>> "gravest" in tellable(), "sender_claim.police" in tellable()
    (True, True)
    """
    return tuple(dict.fromkeys(values().values()))
