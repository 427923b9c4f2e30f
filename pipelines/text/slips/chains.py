"""The cheapest chains of characters around pairs that vanished, found layer by layer.

Each character of a chain but the last ends in the first byte of a lost pair. Up to there the chains are the same
whatever stands behind the pairs, so they are found once for all that may stand there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from operator import add
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.lexicon.gbk import characters
from pipelines.text.slips.candidates import NAT, Candidates, Codes, Costs, Rows, before_hole, between_holes, parted
from pipelines.text.slips.readings import Reader

Places = NDArray[np.intp]

_FLOOR: Final = 4 * NAT
"""A character is hardly ever cheaper."""
_BARRED: Final = 1 << 20
_KEPT: Final = 24
"""So many characters of a layer are looked behind."""
_MOST: Final = 24
"""So many chains are offered."""


class Start(NamedTuple):
    """A way that comes to a place late: its cost, and its last two true characters."""

    cost: int
    last: str


class Chain(NamedTuple):
    """Characters around lost pairs: what they cost with what follows, and without; the start they continue."""

    judged: int
    cost: int
    start: int
    text: str


class Lattice(NamedTuple):
    """The cheapest chains so far: layers of characters, and by character of each where its cheapest chain came from."""

    starts: Sequence[Start]
    layers: tuple[Codes, ...]
    came: tuple[Places, ...]
    costs: Costs
    """What the cheapest chain to each character of the last layer costs."""

    def cheapest(self) -> Places:
        """The places of the last layer that are looked behind, the cheapest first."""
        return self.costs.argsort(kind="stable")[:_KEPT]

    def lasts(self, places: Places) -> list[str]:
        """The last two characters of the chains to these places of the last layer."""
        read = characters()
        lasts = [read[code] for code in self.layers[-1][places].tolist()]
        came = self.came[-1][places]
        if len(self.layers) > 1:
            before = [read[code] for code in self.layers[-2][came].tolist()]
        else:
            before = [self.starts[start].last[-1] for start in came.tolist()]
        return list(map(add, before, lasts))

    def traced(self, place: int) -> tuple[int, str]:
        """The start of the chain to a place of the last layer, and its characters."""
        text = ""
        for codes, back in zip(reversed(self.layers), reversed(self.came), strict=True):
            text = characters()[codes[place]] + text
            place = int(back[place])
        return place, text


class Front(NamedTuple):
    """Chains that end in the first byte of a lost pair, and what the cheapest of them are continued by."""

    lattice: Lattice
    kept: Places
    least: int
    rows: Rows

    @classmethod
    def of(cls, by: Candidates, lattice: Lattice) -> Front:
        """The front of a lattice."""
        kept = lattice.cheapest()
        return cls(lattice, kept, int(lattice.costs[kept[0]]), by.rows(lattice.lasts(kept)))

    def behind(self, by: Candidates, codes: Codes, bare: Costs) -> Lattice:
        """The lattice with one layer more, whose characters cost so much on top."""
        lattice, kept = self.lattice, self.kept
        so_far = lattice.costs[kept, None] + _barred()[lattice.layers[-1][kept] & 0xFF]
        came, costs = by.cheapest_before(self.rows, codes, so_far, codes >> 8)
        return Lattice(lattice.starts, (*lattice.layers, codes), (*lattice.came, kept[came]), costs + bare)


class Fronts:
    """The fronts before a place: one lost pair behind the starts, and two, which few are worth."""

    def __init__(self, reader: Reader, place: int, late: int, starts: Sequence[Start]) -> None:
        """Find nothing yet; the byte kept back is `late`."""
        self._reader, self._place, self._starts = reader, place, starts
        self._rows = reader.by.rows([start.last for start in starts])
        self._so_far = np.array([[start.cost] for start in starts], np.int32)
        self._first = reader.by.usual(before_hole(late))
        self._found: list[Front] = []

    def entered(self, codes: Codes) -> Lattice:
        """The chains of one character behind the starts."""
        came, costs = self._reader.by.cheapest_before(self._rows, codes, self._so_far, np.zeros_like(codes))
        return Lattice(self._starts, (codes,), (came,), costs)

    def up_to(self, pairs: int, limit: int) -> Front | None:
        """The front behind so many lost pairs; None where what goes on from it hardly ever costs less than the limit."""
        if not len(self._first):
            return None
        for depth in range(pairs):
            if len(self._found) == depth:
                self._found.append(self._next())
            if self._found[depth].least + (pairs + 1 - depth) * _FLOOR >= limit:
                return None
        return self._found[pairs - 1]

    def _next(self) -> Front:
        by, bare = self._reader.by, self._reader.page.costs
        if self._found:
            codes = by.usual(between_holes())
            return Front.of(by, self._found[-1].behind(by, codes, bare[codes]))
        entered = self.entered(self._first)
        # a gloss that parts the first character's bytes stands before the place: that one is not bare
        own = 0 if self._reader.is_parted(self._place) else bare[self._first]
        return Front.of(by, entered._replace(costs=entered.costs + own))


def chosen(by: Candidates, lattice: Lattice, ahead: str) -> list[tuple[int, int]]:
    """Return the cheapest places of the last layer behind what each costs with what follows."""
    order = lattice.cheapest()
    costs = lattice.costs[order].tolist()
    if ahead:
        costs = [cost + by.follow(last, ahead) for cost, last in zip(costs, lattice.lasts(order), strict=True)]
    return sorted(zip(costs, order.tolist(), strict=True))[:_MOST]


def chains(by: Candidates, lattice: Lattice, ahead: str, limit: int) -> Iterator[Chain]:
    """Yield the cheapest chains that cost less than the limit with what follows."""
    for judged, place in chosen(by, lattice, ahead):
        if judged >= limit:
            return
        yield Chain(judged, int(lattice.costs[place]), *lattice.traced(place))


@cache
def _barred() -> Costs:
    """By the second byte of a character and the first of the next: what forbids what no lost pair can join."""
    return np.where(parted(), 0, _BARRED).astype(np.int32)
