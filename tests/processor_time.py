"""Whether work grows faster than its text, told by processor time; never by a clock, and never in `make test`.

What asks this is marked `growth`: `make soak` runs it, since no suite may depend on how fast a machine is.
"""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import AnyStr, Final

_LOOKS: Final = 4
"""What another program does to a measurement is not there every time; that the work is quadratic is."""


def grows_too_fast(
    work: Callable[[AnyStr], object], small: AnyStr, large: AnyStr, *, allowed: float = 2.0, noise: float = 0.02
) -> bool:
    """Whether the larger text takes more than `allowed` times its share of what the smaller one takes.

    Quadratic work takes as many times its share as the text is larger. Less than `noise` seconds tell nothing.
    """
    if _seconds(work, large, runs=1) <= noise:
        return False
    share = len(large) / len(small)
    return all(
        _seconds(work, large, runs=2) > max(noise, allowed * share * _seconds(work, small, runs=2))
        for _ in range(_LOOKS)
    )


def _seconds(work: Callable[[AnyStr], object], text: AnyStr, runs: int) -> float:
    taken = []
    for _ in range(runs):
        start = process_time()
        work(text)
        taken.append(process_time() - start)
    return min(taken)
