"""Pairs that vanished without a trace from a late run, searched: which characters stood around them.

Behind the byte kept back `b`, the late copy held pairs `x y` that read as nothing. So the true text had a character
`b x`, for each further lost pair one `y x`, and one `y p`, where `p` is the first byte of what is shown next.
Each of these places leaves a few hundred characters; the cheapest chain through them is found layer by layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from pipelines.lexicon.gbk import characters, code_of
from pipelines.text.slips.candidates import NAT, Codes, Costs, orphaned, read_like, trailed_by
from pipelines.text.slips.chains import Fronts, Start, chains, chosen
from pipelines.text.slips.readings import Move, Reader, State
from pipelines.text.slips.symbols import LOST, TAIL_RE

_HOLE: Final = -3 * NAT // 4
"""A pair was lost."""
_SHOWN: Final = NAT
"""A pair was lost, and a lost byte's sign stands for it."""
_NO_LIMIT: Final = 1 << 20


class End(NamedTuple):
    """What may stand behind lost pairs: its cost, where it ends, the characters it closes, the bytes it shows."""

    cost: int
    end: int
    codes: Codes
    first: int
    second: int
    is_told: bool = False


def over_lost_pairs(reader: Reader, place: int, late: int, starts: Sequence[Start]) -> Iterator[tuple[int, Move]]:
    """Yield the readings over one or two lost pairs before a place: which start they continue, and the move."""
    fronts = Fronts(reader, place, late, starts)
    for end in _ends(reader, place):
        ahead = _ahead(reader, end)
        limit = _as_shown(reader, fronts, late, end, ahead)
        codes = reader.by.usual(end.codes)
        for pairs in (1, 2) if len(codes) else ():
            added = end.cost + pairs * _HOLE
            front = fronts.up_to(pairs, limit - added)
            if front is None:
                continue
            lattice = front.behind(reader.by, codes, _bare(reader, end, codes))
            for chain in chains(reader.by, lattice, ahead, limit - added):
                limit = min(limit, chain.judged + added)
                cost = chain.cost - starts[chain.start].cost + added
                move = Move(cost, end.end, State(0, chain.text[-2:]), chain.text)
                for kept in reader.keeping(move, end.second):
                    yield chain.start, kept


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


def _as_shown(reader: Reader, fronts: Fronts, late: int, end: End, ahead: str) -> int:
    """What it costs that nothing was lost: lost pairs must be cheaper, where both lead to the same character."""
    codes = end.codes[end.codes >> 8 == late]
    if not len(codes) or not ahead:
        return _NO_LIMIT
    return chosen(reader.by, fronts.entered(codes), ahead)[0][0] + end.cost


def _bare(reader: Reader, end: End, codes: Codes) -> Costs:
    """What it costs that each character behind the pairs has no gloss; one that has its own is not bare."""
    costs = reader.page.costs[codes]
    return np.zeros_like(costs) if end.is_told or (not end.second and reader.at(end.end) == "(") else costs
