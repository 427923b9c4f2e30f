"""What the pages of one template share once lender names and numbers are masked.

Content farms publish one text under many lenders, with other dates and amounts. Numbers in words stay: 三百元 is no
number here, as 一直 and 万一 are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256

from ahocorasick_rs import AhoCorasick, MatchKind

# A number with its separators: 2024-10-20 and 2024-9-1, 1,000.50 and 500 are the same to a template. Linear: a
# separator only counts between digits. Accepted: versions such as 2.0 are masked as well.
_NUMBER_RE = re.compile(r"\d+(?:[.,:/-]\d+)*")

LENDER, NUMBER = "\ue000", "0"
"""One character each, so that a name weighs the same in every text. The first is a private-use one."""


@dataclass(frozen=True)
class Masker:
    r"""Masks lender names and numbers; `names` are all aliases, in any order.

    >>> mask = Masker(("甲贷", "甲贷金融"))
    >>> mask("甲贷金融在2024-9-1发来短信,欠款1,000.50元")
    '\ue000在0发来短信,欠款0元'
    >>> mask("没有名字的一句话")
    '没有名字的一句话'
    """

    names: tuple[str, ...]
    _automaton: AhoCorasick = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = sorted({name.lower() for name in self.names if name})
        object.__setattr__(self, "_automaton", AhoCorasick(names, matchkind=MatchKind.LeftmostLongest))

    @property
    def digest(self) -> bytes:
        """Digest of the names: maskers with the same one mask alike."""
        return sha256("\n".join(sorted({name.lower() for name in self.names if name})).encode()).digest()

    def __call__(self, text: str) -> str:
        """Return `text` in lower case with every name and number masked; the longest name wins."""
        lowered = text.lower()
        pieces: list[str] = []
        at = 0
        for _, start, end in self._automaton.find_matches_as_indexes(lowered):
            pieces += (lowered[at:start], LENDER)
            at = end
        return _NUMBER_RE.sub(NUMBER, "".join((*pieces, lowered[at:])))
