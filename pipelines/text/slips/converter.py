"""What a page tells of the converter that glossed it: which characters its table holds.

    會(huì)議(yì) … 會(huì)員      this converter glosses 會 wherever it stands: a reading with a bare 會 is none

A late run hides the characters that it holds, but not their glosses: a true character of the table shows its gloss
there, unless another replacement parted its two bytes before. So a character that stands bare in a reading is as
unlikely as this page has its kind bare. Pages differ: some gloss every traditional character, most hardly half of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipelines.lexicon.dictionaries import dictionary
from pipelines.lexicon.gbk import characters, code_of
from pipelines.text.slips.candidates import NAT
from pipelines.text.slips.symbols import SYLLABLE

_KNOWN: Final = 6 * NAT
"""What it costs that a character stands bare which this page glosses elsewhere."""
_UNSEEN: Final = 0.25
"""What a page shows neither of, it is judged by as if it showed so much of both."""
# A character and its gloss; the letters are bounded, so matching is linear.
_GLOSSED_RE: Final = re.compile(rf"(.)\({SYLLABLE}\)")


@dataclass(frozen=True, slots=True)
class Converter:
    """What it costs that a character stands bare in a late run."""

    usual: int = 0
    """For a traditional character that this page does not show elsewhere."""
    known: Mapping[str, int] = field(default_factory=dict)
    """For those that it shows."""
    costs: NDArray[np.int32] = field(default_factory=lambda: np.zeros(1 << 16, np.int32))
    """The same by code."""

    def bare(self, character: str) -> int:
        """What it costs that a character stands bare."""
        cost = self.known.get(character)
        if cost is None:
            return self.usual if character in converted() else 0
        return cost


def converter_of(text: str) -> Converter:
    """Read off a page which characters its converter glosses.

    >>> page = converter_of("會(huì)議(yì)說(shuō)明，銀行")
    >>> page.bare("會") > page.bare("過") > page.bare("銀") == page.bare("的") == 0
    True
    """
    glossed = Counter(each for each in _GLOSSED_RE.findall(text) if each in converted())
    if not glossed:
        return Converter()
    shown = {each: count for each, count in Counter(text).items() if each in converted()}
    plain = sum(shown.values()) - glossed.total()
    usual = round(-NAT * log((_UNSEEN + plain) / (2 * _UNSEEN + plain + glossed.total())))
    known = {each: 0 if count > glossed[each] else _KNOWN for each, count in shown.items()}
    costs = _converted_codes() * np.int32(usual)
    for each, cost in known.items():
        costs[code_of(each)] = cost
    return Converter(usual, known, costs)


@cache
def converted() -> frozenset[str]:
    """Return the characters that a converter of scripts changes, and glosses."""
    return frozenset(dictionary("TSCharacters"))


@cache
def _converted_codes() -> NDArray[np.int32]:
    """By code whether it is a character that converters gloss."""
    return np.array([each in converted() for each in characters()], np.int32)
