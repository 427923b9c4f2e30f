"""Processor time, by which tests compare work of one size with work of another; never with a clock."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time


def seconds(work: Callable[[str], object], text: str, runs: int = 2) -> float:
    """Processor time of the fastest of some runs: another program on the machine does not count."""
    taken = []
    for _ in range(runs):
        start = process_time()
        work(text)
        taken.append(process_time() - start)
    return min(taken)
