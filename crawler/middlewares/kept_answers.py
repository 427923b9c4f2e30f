"""What hosts answered when they were asked for their robots.txt, each kept for a while and no longer."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from crawler.robots_txt import Robots

LONGEST_KEPT: Final = 86_400.0
"""Seconds; RFC 9309 keeps no answer longer than a day, whatever the settings say."""
_MOST_HOSTS: Final = 10_000
"""Hosts whose answers are kept; a site with ever new host names must not fill the memory."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The rules of a host, and why there are none where it could not be asked for them."""

    robots: Robots
    why: str = ""


@dataclass(frozen=True, slots=True)
class Spans:
    """Seconds for which answers are kept, at most a day."""

    rules: float
    """Of hosts that told their rules."""
    failures: float
    """Of hosts that could not be asked: nothing may be asked there, until the file is asked for again."""


@dataclass(frozen=True, slots=True)
class _Known:
    answer: Answer
    until: float
    """A time of the clock from which on the host is asked again."""


class KeptAnswers:
    """The answers of many hosts; whoever asks for one while it is on its way waits for the same."""

    def __init__(
        self, ask: Callable[[str], Awaitable[Answer]], spans: Spans, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Keep what `ask` returns for an origin (scheme, name and port); `clock` is in seconds and never goes back."""
        self._ask = ask
        self._rules = min(spans.rules, LONGEST_KEPT)
        self._failures = min(spans.failures, LONGEST_KEPT)
        self._clock = clock
        self._known: OrderedDict[str, asyncio.Task[_Known]] = OrderedDict()

    async def of(self, origin: str) -> Answer:
        """Return the answer of a host: the one that is kept, else a new one."""
        known = self._known.get(origin)
        if known is None or (known.done() and known.result().until <= self._clock()):
            known = self._known[origin] = asyncio.ensure_future(self._asked(origin))
        self._known.move_to_end(origin)
        self._forget_oldest()
        # One that gives up waiting must not take the answer from the others.
        return (await asyncio.shield(known)).answer

    async def _asked(self, origin: str) -> _Known:
        answer = await self._ask(origin)
        return _Known(answer, self._clock() + (self._failures if answer.why else self._rules))

    def _forget_oldest(self) -> None:
        while len(self._known) > _MOST_HOSTS and self._known[next(iter(self._known))].done():
            self._known.popitem(last=False)
