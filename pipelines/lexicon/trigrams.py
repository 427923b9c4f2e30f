"""How likely a character is behind two others: `trigrams.npz`, on top of the bigrams.

Two characters tell more than one: behind 不可, 或 is far likelier than behind 可. The table holds the pairs of symbols that
the sources know well, what costs clearly less behind them than the bigrams say, and by how much everything else costs
more there. A pair that is not in it is judged by its second symbol alone.

Source, licences and how to renew the table: `trigrams_build.py`. Symbols and steps of cost are those of `bigrams`.

6.0 MB, 320,736 pairs of symbols, 1,023,036 triples; loaded in about 10 ms, when first asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from pipelines.lexicon.bigrams import BORDER, STEP, Bigrams, bigrams

_LAST: Final = 255
_MOST_ROWS: Final = 4096
"""Rows kept laid out: 8 KB each."""
_MOST_KNOWN: Final = 1 << 16
"""Pairs of symbols whose followers are kept at hand."""
_DEARER: Final = tuple(bytes(min(cost + more, _LAST) for cost in range(_LAST + 1)) for more in range(_LAST + 1))
"""By what is added: each cost with it."""

Behind = tuple[int, dict[int, int]]
"""What an unlisted symbol costs on top of the bigrams, and what the listed ones cost."""


@dataclass(frozen=True, slots=True)
class Trigrams:
    """The model: pairs of symbols by number, and what it costs that a third follows."""

    pairs: Bigrams
    contexts: Sequence[int]
    """Sorted: number of the first symbol, times how many symbols there are, plus that of the second."""
    backoff: Sequence[int]
    """By context: what it costs on top of the bigrams that an unlisted symbol follows."""
    starts: Sequence[int]
    """By context: where its followers begin; one more entry than contexts."""
    followers: Sequence[int]
    costs: Sequence[int]
    _known: dict[int, Behind] = field(default_factory=dict, init=False)
    _rows: dict[int, bytes] = field(default_factory=dict, init=False)

    def step(self, one: int, two: int, three: int) -> int:
        """The cost that the third symbol follows the other two, in steps."""
        dearer, listed = self._behind(one * len(self.pairs.symbols) + two)
        cost = listed.get(three)
        return min(self.pairs.row(two)[three] + dearer, _LAST) if cost is None else cost

    def row(self, one: int, two: int) -> bytes:
        """By symbol: the cost that it follows these two, in steps."""
        context = one * len(self.pairs.symbols) + two
        found = self._rows.get(context)
        if found is None:
            if len(self._rows) >= _MOST_ROWS:
                self._rows.clear()
            found = self._rows[context] = self._laid_out(two, self._behind(context))
        return found

    def cost(self, text: str) -> float:
        """Return the cost of a text between borders, in nats.

        >>> trigrams().cost("手机已经是离不开的东西") < trigrams().cost("手机已经是离不升的东西")
        True
        """
        numbers = [self.pairs.number(character) for character in f"{BORDER}{BORDER}{text}{BORDER}"]
        return STEP * sum(map(self.step, numbers, numbers[1:], numbers[2:]))

    def _behind(self, context: int) -> Behind:
        found = self._known.get(context)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[context] = self._read(context)
        return found

    def _read(self, context: int) -> Behind:
        place = bisect_left(self.contexts, context)
        if place == len(self.contexts) or self.contexts[place] != context:
            return 0, {}
        listed = slice(self.starts[place], self.starts[place + 1])
        return self.backoff[place], dict(zip(self.followers[listed], self.costs[listed], strict=True))

    def _laid_out(self, two: int, behind: Behind) -> bytes:
        dearer, listed = behind
        if not listed:
            return self.pairs.row(two)
        row = bytearray(self.pairs.row(two).translate(_DEARER[dearer]))
        for number, cost in listed.items():
            row[number] = cost
        return bytes(row)


@cache
def trigrams() -> Trigrams:
    """Return the model that ships with this package."""
    with np.load(str(files("pipelines.lexicon") / "trigrams.npz")) as table:
        return Trigrams(bigrams(), **{name: memoryview(array) for name, array in table.items()})
