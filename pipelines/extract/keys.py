"""Matching keys of lines, each made once: every reader of a page asks for the keys of the same short lines."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pipelines.text.fold import fold

_LONGEST: Final = 120
"""Characters; longer lines are prose, and asked for once."""

_WORD_RE: Final = re.compile(r"[\W_]+")

_cached = lru_cache(maxsize=8192)(fold)


def folded(line: str) -> str:
    """Return `fold(line)`, remembered for short lines.

    >>> folded("聯(lián)系 我們")
    '联系我们'
    """
    return _cached(line) if len(line) <= _LONGEST else fold(line)


def title_key(text: str) -> str:
    """What two printings of a title share: letters and characters only, folded.

    >>> title_key("某金融發(fā)短信，說(shuō)欠款") == title_key("某金融 发短信 说欠款")
    True
    """
    return _WORD_RE.sub("", folded(text)).lower()
