"""Fingerprints of a clean text: its own, and that of the template it was made from.

Content farms publish one text under many lenders, with other dates and amounts. Masking lender names and numbers
makes those texts one. Everything else counts: a reworded text is another template here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from ahocorasick_rs import AhoCorasick, MatchKind

_DIGITS = 16
"""Hex digits of an id: 64 bits, a collision in a million rows has a chance of one in thirty million."""

# A number with its separators: 2024-10-20 and 2024-9-1, 1,000.50 and 500 are the same to a template. Linear: a
# separator only counts between digits. Accepted: versions such as 2.0 are masked as well.
_NUMBER_RE = re.compile(r"\d+(?:[.,:/-]\d+)*")

_LENDER, _NUMBER = "〔L〕", "〔N〕"


def cluster_id(text_sha256: str) -> str:
    """Return the id that rows with the same text share.

    >>> cluster_id("ab" * 32)
    'abababababababab'
    """
    return text_sha256[:_DIGITS]


@dataclass(frozen=True)
class Masker:
    """Masks lender names and numbers; `names` are all aliases, in any order.

    >>> mask = Masker(("甲贷", "甲贷金融"))
    >>> mask("甲贷金融在2024-9-1发来短信,欠款1,000.50元")
    '〔L〕在〔N〕发来短信,欠款〔N〕元'
    >>> mask("没有名字的一句话")
    '没有名字的一句话'
    """

    names: tuple[str, ...]
    _automaton: AhoCorasick = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = sorted({name.lower() for name in self.names if name})
        object.__setattr__(self, "_automaton", AhoCorasick(names, matchkind=MatchKind.LeftmostLongest))

    def __call__(self, text: str) -> str:
        """Return `text` in lower case with every name and number masked; the longest name wins."""
        lowered = text.lower()
        pieces: list[str] = []
        at = 0
        for _, start, end in self._automaton.find_matches_as_indexes(lowered):
            pieces += (_NUMBER_RE.sub(_NUMBER, lowered[at:start]), _LENDER)
            at = end
        return "".join((*pieces, _NUMBER_RE.sub(_NUMBER, lowered[at:])))


def template_ids(texts: Iterable[str], mask: Masker) -> list[str]:
    """Return for each text the id of its template: that of the masked text.

    >>> one, two, other = template_ids(["甲贷催我还5元", "乙贷催我还70元", "乙贷没有催我"], Masker(("甲贷", "乙贷")))
    >>> one == two, one == other
    (True, False)
    """
    return [sha256(mask(text).encode()).hexdigest()[:_DIGITS] for text in texts]
