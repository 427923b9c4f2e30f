"""What is queued is weighed anew as the run learns, so that what was found early is not ordered by what was known then."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final

from pipelines.store.addresses import Address
from pipelines.store.frontier import Frontier

AT_ONCE: Final = 250
"""Addresses weighed in one step: a few milliseconds, whatever the frontier's size."""
PAUSE: Final = 0.1
"""Seconds between the beginnings of two steps, so that weighing costs a tenth of a crawl's time at most."""


class Weighing:
    """Goes round the frontier a step at a time, as long as there is something new to weigh it by."""

    def __init__(self, frontier: Frontier, score: Callable[[Address], int]) -> None:
        self._frontier = frontier
        self._score = score
        self._after = 0
        self._known = 0
        self._stepped_at = -PAUSE  # the first step is always taken

    def step(self) -> None:
        """Weigh the next addresses, from the first again behind the last; soon after the last step nothing."""
        learned, now = self._frontier.harvest.learned, monotonic()
        if now - self._stepped_at < PAUSE or (self._after == 0 and learned == self._known):
            return
        self._stepped_at = now
        self._known = learned if self._after == 0 else self._known
        self._after = self._frontier.weigh(self._score, after=self._after, most=AT_ONCE) or 0
