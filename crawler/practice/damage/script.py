"""Traditional script as these sites have it: simplified pages run through a dictionary."""

from __future__ import annotations

import re
from functools import lru_cache

from opencc import OpenCC

_CLAUSE_RE = re.compile(r"[\u3400-\u9fff]+")  # no phrase of the dictionaries reaches over a mark or a letter


def to_traditional(text: str, config: str = "s2t") -> str:
    """Return simplified `text` in traditional script; `config` is a conversion of opencc.

    Clauses are remembered, since the practice web says many of them more than once.

    >>> to_traditional("发短信说欠款。")
    '發短信說欠款。'
    >>> to_traditional("<p>APP</p>")
    '<p>APP</p>'
    """
    return _CLAUSE_RE.sub(lambda match: _clause(match[0], config), text)


@lru_cache(maxsize=1 << 15)
def _clause(text: str, config: str) -> str:
    return str(_converter(config).convert(text))


@lru_cache(maxsize=4)
def _converter(config: str) -> OpenCC:
    return OpenCC(config)
