"""When an address that failed is asked again, and when it is given up. Pure rules; the clock is whoever calls.

What passes by itself (a timeout, a server in trouble) is asked again soon, what is likely to last (forbidden, empty, no
text) after days; the wait grows with every try, and after `MAX_TRIES` nobody asks any more, unless it was read once: then it
is asked for every month, since a site that was down for long must not be given up for good. A page that is twice not there is
gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

MAX_TRIES: Final = 5
UNSETTLED: Final = "unsettled"
"""The crawl ended and nobody had said what became of the page: a mistake of ours, which another run may not make."""

_MINUTE, _DAY = 60, 24 * 3600
_PASSING: Final = frozenset(
    {"timeout", "dns", "refused", "connection", "cut_off", "on_hold", "robots_unreachable", "other", UNSETTLED}
)
_PASSING_STATUS: Final = frozenset({"http_408", "http_425", "http_429"})
_MISSING: Final = frozenset({"http_404", "http_410"})
_GROWTH: Final = 4


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of an address that failed."""

    state: Literal["failed", "gone"]
    wait: int | None
    """Seconds until it is asked again; None where it is not."""


def is_passing(reason: str) -> bool:
    """Tell whether a failure is likely to pass by itself, so that the page still belongs to the crawl.

    >>> [is_passing(reason) for reason in ("timeout", "http_503", "http_429", "http_404", "robots", "empty")]
    [True, True, True, False, False, False]
    """
    return reason in _PASSING or reason in _PASSING_STATUS or reason.startswith("http_5")


def after_failure(reason: str, *, tries: int, before: str | None = None, was_read: bool = False) -> Fate:
    """Return what becomes of an address that failed `tries` times in a row, this time for `reason`.

    `before` is the reason of the time before, in an earlier run.

    >>> [after_failure("timeout", tries=tries).wait for tries in (1, 2, 3, 4, 5)]
    [600, 2400, 9600, 38400, None]
    >>> after_failure("http_404", tries=1)
    Fate(state='failed', wait=86400)
    >>> after_failure("http_410", tries=2, before="http_404")
    Fate(state='gone', wait=None)
    >>> after_failure("http_404", tries=2, before="timeout").state
    'failed'
    >>> after_failure("timeout", tries=9, was_read=True).wait
    2592000
    """
    if reason in _MISSING and before in _MISSING:
        return Fate("gone", None)
    if tries >= MAX_TRIES:
        return Fate("failed", 30 * _DAY if was_read else None)
    first, most = (10 * _MINUTE, _DAY) if is_passing(reason) else (_DAY, 30 * _DAY)
    return Fate("failed", min(first * _GROWTH ** (tries - 1), most))
