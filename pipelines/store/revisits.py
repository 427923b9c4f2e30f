"""When a page that was read is asked for again. Pure rules; the clock is whoever calls, and all times are seconds.

What stayed the same is left alone for twice as long as before, what changed is asked again in half the time, within the
bounds of its source. A sitemap's word on when a page last changed is heard, but not without end: it may keep us away
until the longest interval is over, and what calls a page changed that never is brings us there ever more seldom.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

HOUR: Final = 3600
DAY: Final = 24 * HOUR
_PROMPT: Final = 8
"""A page that is said to have changed is asked for after so small a part of its interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisits:
    """How soon the pages of a source are asked for again, in seconds."""

    first: int = 7 * DAY
    """After an article was read for the first time."""
    least: int = 12 * HOUR
    """Never sooner; lists begin with it. Half a day, so that a daily run that starts a little early misses nothing."""
    most: int = 90 * DAY


DEFAULT: Final = Revisits()
"""For sources whose file is not at hand."""


@dataclass(frozen=True, slots=True)
class Visited:
    """What is known of a page that was read, when a sitemap speaks of it."""

    fetched_at: int
    interval: int
    next_fetch: int


def next_interval(bounds: Revisits, before: int | None, *, changed: bool, is_list: bool = False) -> int:
    """Return for how long an address is left alone that was just read; `before` is the interval that led here.

    >>> bounds = Revisits(first=7, least=2, most=20)
    >>> [next_interval(bounds, before, changed=False) for before in (None, 7, 14, 20)]
    [7, 14, 20, 20]
    >>> [next_interval(bounds, before, changed=True) for before in (20, 7, 3)], next_interval(bounds, None, changed=True, is_list=True)
    ([10, 3, 2], 2)
    """
    if before is None:
        return bounds.least if is_list else bounds.first
    return min(max(before // 2 if changed else before * 2, bounds.least), bounds.most)


def when_told(bounds: Revisits, page: Visited, *, modified: int, now: int) -> int:
    """Return when a page is asked for again of which a sitemap says when it last changed.

    >>> bounds, page = Revisits(first=80, least=4, most=200), Visited(fetched_at=1000, interval=80, next_fetch=1080)
    >>> when_told(bounds, page, modified=900, now=1079), when_told(bounds, page, modified=900, now=1190)
    (1159, 1200)
    >>> when_told(bounds, page, modified=1001, now=1001)
    1010
    """
    if modified > page.fetched_at:
        return min(page.next_fetch, page.fetched_at + max(bounds.least, page.interval // _PROMPT))
    return max(page.next_fetch, min(now + page.interval, page.fetched_at + bounds.most))
