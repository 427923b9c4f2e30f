"""The places for requests under way: a host that does not answer gives its own back, though it is still waited for.

Servers that trickle or say nothing are cut at the time limit; until then each would hold a place, and enough of them all places.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Final

AT_ONCE: Final = 32
"""Places for requests of all hosts that answer."""
PATIENCE: Final = 5.0
"""Seconds without an answer after which what a host is asked takes no place any more, and it is asked nothing else."""


class Places:
    """Which hosts hold places, and whether any are left."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Begin with all places free; `clock` is in seconds and never goes back."""
        self._clock = clock
        self._since: dict[str, float] = {}
        """When hosts with a request under way began to be asked, or answered last."""

    def answered(self, host: str) -> None:
        """Take note of an answer."""
        if host in self._since:
            self._since[host] = self._clock()

    def silent(self, under_way: Mapping[str, int]) -> frozenset[str]:
        """Return the hosts that have not answered for too long; `under_way` are the requests of each host.

        >>> now = [0.0]
        >>> places = Places(lambda: now[0])
        >>> places.silent({"slow.example.com": 1, "quick.example.com": 1})
        frozenset()
        >>> now[0] = 4.0; places.answered("quick.example.com"); now[0] = 6.0
        >>> places.silent({"slow.example.com": 1, "quick.example.com": 1})
        frozenset({'slow.example.com'})
        """
        now = self._clock()
        self._since = {host: self._since.get(host, now) for host in under_way}
        return frozenset(host for host, since in self._since.items() if now - since >= PATIENCE)


def left(under_way: Mapping[str, int], silent: frozenset[str]) -> int:
    """Return how many places are left, of which silent hosts hold none.

    >>> left({"slow.example.com": 40, "quick.example.com": 2}, frozenset({"slow.example.com"}))
    30
    >>> left({"quick.example.com": 40}, frozenset())
    0
    """
    return max(0, AT_ONCE - sum(number for host, number in under_way.items() if host not in silent))
