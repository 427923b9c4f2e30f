"""Matching keys of lines, each made once: every reader of a page asks for the keys of the same short lines."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from pipelines.text.fold import fold

_LONGEST: Final = 120
"""Characters; longer lines are prose, and asked for once."""

_cached = lru_cache(maxsize=8192)(fold)


def folded(line: str) -> str:
    """Return `fold(line)`, remembered for short lines.

    >>> folded("聯(lián)系 我們")
    '联系我们'
    """
    return _cached(line) if len(line) <= _LONGEST else fold(line)
