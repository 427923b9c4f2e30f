"""How the practice web changes: generation 0 is as it was written, and from each to the next a few pages do something.

| what | share of the sound pages | what a crawl sees |
|---|---|---|
| revised | one in twenty | another line in the article, another entity tag, a later `Last-Modified` and `lastmod` |
| restless | one in thirty | other bytes and another entity tag; the article says the same |
| vanished | one in a hundred | 404 from then on |
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from crawler.practice.seeding import stream

Event: TypeAlias = Literal["revised", "restless", "vanished"]
_SHARES: dict[Event, float] = {"revised": 1 / 20, "restless": 1 / 30, "vanished": 1 / 100}

_ADDITIONS = (
    "补记：发出这篇之后，同一个号码又来了一条短信，措辞和上回差不多。",
    "后来又有人问起这件事，目前还没有新的答复，有结果了再写在这里。",
    "过了几天再看，短信里的链接已经打不开了，截图还留着。",
)


def times(seed: int, index: int, event: Event, generation: int) -> int:
    """Return how often something has happened to a page by a generation.

    >>> times(7, 3, "revised", 0)
    0
    >>> times(7, 3, "revised", 60) <= times(7, 3, "revised", 61)
    True
    """
    share = _SHARES[event]
    return sum(stream(seed, event, index, each).random() < share for each in range(1, generation + 1))


def addition(number: int) -> str:
    """Return the line that a revision adds; `number` counts from 1.

    >>> addition(1) != addition(2)
    True
    """
    return _ADDITIONS[(number - 1) % len(_ADDITIONS)]
