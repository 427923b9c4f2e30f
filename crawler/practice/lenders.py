"""The lenders of the practice web: real names, invented stories."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

from crawler.practice.grammar import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Lender:
    """A company or product as the public calls it."""

    name: str
    """The canonical name."""
    mentions: tuple[str, ...]
    """What articles call it; each is understood without context."""
    respelt: str | None = None
    """How spun copies write it."""


@cache
def lenders() -> tuple[Lender, ...]:
    """Return all lenders of the practice web.

    >>> [lender.mentions for lender in lenders() if lender.name == "玖富"]
    [('玖富金融', '玖富万卡')]
    """
    rows = table("lenders")["lender"]
    return tuple(Lender(name=r["name"], mentions=tuple(r["mentions"]), respelt=r.get("respelt")) for r in rows)


def two_lenders(rng: random.Random) -> tuple[Lender, Lender]:
    """Draw the subject of an article and another lender that it may name beside it."""
    subject, other = rng.sample(lenders(), 2)
    return subject, other
