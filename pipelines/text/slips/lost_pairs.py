"""Pairs that vanished without a trace from a late run, searched: which characters stood around them.

Behind the byte kept back `b`, the late copy held pairs `x y` that read as nothing. So the true text had a character
`b x`, for each further lost pair one `y x`, and one `y p`, where `p` is the first byte of what is shown next.
Each of these places leaves a few hundred characters; the cheapest chain through them is found layer by layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from operator import add
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.lexicon.gbk import characters, code_of
from pipelines.text.slips.candidates import (
    NAT,
    Candidates,
    Codes,
    Costs,
    before_hole,
    between_holes,
    orphaned,
    parted,
    read_like,
    trailed_by,
)
from pipelines.text.slips.readings import Move, Reader, State
from pipelines.text.slips.symbols import LOST, TAIL_RE

Places = NDArray[np.intp]

_HOLE: Final = -3 * NAT // 4
"""A pair was lost."""
_SHOWN: Final = NAT
"""A pair was lost, and a lost byte's sign stands for it."""
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


class End(NamedTuple):
    """What may stand behind lost pairs: its cost, where it ends, the characters it closes, the bytes it shows."""

    cost: int
    end: int
    codes: Codes
    first: int
    second: int
    is_told: bool = False


class Layer(NamedTuple):
    """Characters that may stand at one place of a chain, and what it costs that each has no gloss."""

    codes: Codes
    bare: Costs


class Chain(NamedTuple):
    """Characters around lost pairs: what they cost with what follows, and without; the start they continue."""

    judged: int
    cost: int
    start: int
    text: str


class Lattice(NamedTuple):
    """The cheapest chains so far: layers of characters, and by character of each where its cheapest chain came from."""

    starts: Sequence[Start]
    layers: list[Codes]
    came: list[Places]

    def behind(self, codes: Codes, came: Places) -> Lattice:
        """With one layer more."""
        return Lattice(self.starts, [*self.layers, codes], [*self.came, came])

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


def over_lost_pairs(reader: Reader, place: int, late: int, starts: Sequence[Start]) -> Iterator[tuple[int, Move]]:
    """Yield the readings over one or two lost pairs before a place: which start they continue, and the move."""
    for end in _ends(reader, place):
        ahead = _ahead(reader, end)
        limit = _as_shown(reader.by, starts, late, end, ahead)
        for pairs in (1, 2):
            layers = _layers(reader, place, late, end, pairs)
            for chain in _chains(reader.by, starts, layers, ahead, limit - pairs * _HOLE - end.cost):
                added = chain.cost - starts[chain.start].cost + end.cost + pairs * _HOLE
                limit = min(limit, chain.judged + end.cost + pairs * _HOLE)
                state = State(0, starts[chain.start].last).behind(chain.text)
                for move in reader.keeping(Move(added, end.end, state, chain.text), end.second):
                    yield chain.start, move


def _layers(reader: Reader, place: int, late: int, end: End, pairs: int) -> list[Layer]:
    """The characters around so many lost pairs; the first is parted if a gloss stands before, the last may have its own."""
    found = [*map(reader.by.usual, (before_hole(late), *[between_holes()] * (pairs - 1), end.codes))]
    layers = [Layer(codes, reader.page.costs[codes]) for codes in found]
    if reader.is_parted(place):
        layers[0] = Layer(found[0], np.zeros_like(layers[0].bare))
    if end.is_told or (not end.second and reader.at(end.end) == "("):
        layers[-1] = Layer(found[-1], np.zeros_like(layers[-1].bare))
    return layers


def _ends(reader: Reader, place: int) -> Iterator[End]:
    """What may stand behind the lost pairs; the letters of a gloss are none of the run's bytes."""
    is_lost = reader.at(place) in LOST
    tail = TAIL_RE.match(reader.text, place + is_lost)
    if is_lost and tail:
        yield End(0, tail.end(), read_like(tail[1]), 0, 0, is_told=True)
    if tail:
        return
    if is_lost:
        yield End(0, place + 1, orphaned(reader.lead_at(place + 1)), 0, 0)
        for each in reader.taken(place + 1):
            yield End(_SHOWN + each.cost, each.end, trailed_by(each.first), 0, each.second)
    for each in reader.taken(place):
        yield End(each.cost, each.end, trailed_by(each.first), each.first, each.second)


def _ahead(reader: Reader, end: End) -> str:
    """The character that follows for certain, or nothing."""
    if not end.second:
        return reader.at(end.end)
    code = code_of(reader.at(end.end) or " ")
    return characters()[end.second << 8 | code >> 8] if code else ""


def _as_shown(by: Candidates, starts: Sequence[Start], late: int, end: End, ahead: str) -> int:
    """What it costs that nothing was lost: lost pairs must be cheaper, where both lead to the same character."""
    codes = end.codes[end.codes >> 8 == late]
    if not len(codes) or not ahead:
        return _BARRED
    entered = _entered(by, starts, codes)
    return _chosen(by, entered.min(0), Lattice(starts, [codes], [entered.argmin(0)]), ahead)[0][0] + end.cost


def _entered(by: Candidates, starts: Sequence[Start], codes: Codes) -> Costs:
    """What each start costs with each of these codes behind it."""
    return by.matrix([start.last for start in starts], codes) + np.array([[start.cost] for start in starts], np.int32)


def _chains(
    by: Candidates, starts: Sequence[Start], layers: Sequence[Layer], ahead: str, limit: int
) -> Iterator[Chain]:
    """Yield the cheapest chains through layers of characters, each but the last ending in a lost pair's first byte."""
    if not all(len(layer.codes) for layer in layers):
        return
    entered = _entered(by, starts, layers[0].codes) + layers[0].bare
    lattice, costs = Lattice(starts, [layers[0].codes], [entered.argmin(0)]), entered.min(0)
    for depth, ((before, _), (codes, bare)) in enumerate(pairwise(layers)):
        kept = np.argsort(costs, kind="stable")[:_KEPT]
        if costs[kept[0]] + (len(layers) - depth) * _FLOOR >= limit:
            return
        step = costs[kept, None] + by.matrix(lattice.lasts(kept), codes) + _bars(before[kept], codes) + bare
        lattice, costs = lattice.behind(codes, kept[step.argmin(0)]), step.min(0)
    for judged, place in _chosen(by, costs, lattice, ahead):
        if judged < limit:
            yield Chain(judged, int(costs[place]), *lattice.traced(place))


def _bars(before: Codes, codes: Codes) -> Costs:
    """What forbids characters that no lost pair can join."""
    barred: Costs = _barred()[before & 0xFF].take(codes >> 8, 1)
    return barred


@cache
def _barred() -> Costs:
    """By the second byte of a character and the first of the next: what forbids what no lost pair can join."""
    return np.where(parted(), 0, _BARRED).astype(np.int32)


def _chosen(by: Candidates, costs: Costs, lattice: Lattice, ahead: str) -> list[tuple[int, int]]:
    """The places of the cheapest behind what each costs with what follows."""
    order = np.argsort(costs, kind="stable")[:_KEPT]
    judged = [
        (int(costs[place]) + (by.follow(last, ahead) if ahead else 0), place)
        for place, last in zip(order.tolist(), lattice.lasts(order), strict=True)
    ]
    return sorted(judged)[:_MOST]
