"""Randomness by name: every choice of the practice web comes from a stream that its seed and its name give.

No clock, no `hash()`, no shared state: page 70,000 can be made without the 69,999 before it, in any process.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, *name: object) -> random.Random:
    """Return the generator of random numbers that belongs to `name` under `seed`.

    >>> stream(7, "page", 3).random() == stream(7, "page", 3).random()
    True
    >>> stream(7, "page", 3).random() == stream(8, "page", 3).random()
    False
    """
    return random.Random("/".join(map(str, (seed, *name))))


def weighted(rng: random.Random, weights: Mapping[T, int]) -> T:
    """Draw one key, as often as its weight says.

    >>> weighted(stream(1), {"always": 1, "never": 0})
    'always'
    """
    return rng.choices(list(weights), list(weights.values()))[0]
