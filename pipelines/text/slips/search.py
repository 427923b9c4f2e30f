"""Search the readings of a stretch of text for the cheapest, with a beam."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipelines.lexicon.bigrams import BORDER
from pipelines.text.slips.candidates import NAT, Candidates
from pipelines.text.slips.lost_pairs import Start, over_lost_pairs
from pipelines.text.slips.readings import Move, Reader, State
from pipelines.text.slips.standing import characters_before

_WIDTH: Final = 32
_MARGIN: Final = 20 * NAT
"""Ways kept at a place: so many, and not worse than the best by more."""
_SEARCHED: Final = 8 * NAT
"""Lost pairs are searched from ways that are not worse than the best by more."""
_NONE: Final = 1 << 30
_FARTHEST: Final = 400
"""A stretch is not much longer than this."""
_KEPT_RE: Final = re.compile("[\ufffd\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Way:
    """The cheapest way to a state: its cost, the way before it, and the reading that led here."""

    cost: int
    before: Way | None
    start: int
    end: int
    text: str
    is_late: bool
    """Whether the reading begins or ends one byte late."""


def decode(text: str, start: int, by: Candidates, last: str = "") -> tuple[Way, ...]:
    """Return the cheapest way from `start` to where all ways have met again, or the line ends, step by step.

    `last` are the two true characters before, where a repair ends right there; else the text says it. Lost pairs are
    searched only where the cheapest way without them is a poor one, and never in a text that shows what was lost.
    """
    reader = Reader(text, by)
    state = State(0, last or characters_before(text, start))
    return _steps(_search(reader, start, state, holes=not _KEPT_RE.search(text)))


def _search(reader: Reader, start: int, first: State, *, holes: bool) -> Way:
    places = {start: {first: Way(0, None, start, start, "", is_late=False)}}
    here: dict[State, Way] = {}
    while places:
        at = min(places)
        ways = places.pop(at)
        least = min(_least(places), _least({at: ways}))
        here = _kept(ways, least + _MARGIN)
        most = least + _SEARCHED
        met = len(here) == 1 and not next(iter(here)).late
        if at > start and not places and (met or at > start + _FARTHEST):
            break
        if reader.at(at) in ("", "\n"):
            return _ended(reader, at, here)
        for state, way, move in _moves(reader, at, here, most if holes else -1):
            ways = places.setdefault(move.end, {})
            cost = way.cost + move.cost
            if move.state not in ways or cost < ways[move.state].cost:
                is_late = bool(state.late or move.state.late)
                ways[move.state] = Way(cost, way, at, move.end, move.text, is_late=is_late)
    return min(here.values(), key=_cost)


def _moves(reader: Reader, at: int, here: dict[State, Way], most: int) -> Iterator[tuple[State, Way, Move]]:
    """The readings of what stands at a place, for each way that leads there."""
    for state, way in here.items():
        moves = reader.late(at, state) if state.late else reader.aligned(at, state)
        yield from ((state, way, move) for move in moves)
    for late, group in _late(here, most).items():
        starts = [Start(way.cost, state.last) for state, way in group]
        for rank, move in over_lost_pairs(reader, at, late, starts):
            yield *group[rank], move


def _late(here: dict[State, Way], most: int) -> dict[int, list[tuple[State, Way]]]:
    """The late ways that cost no more, by the byte kept back."""
    found: dict[int, list[tuple[State, Way]]] = {}
    for state, way in here.items():
        if state.late and way.cost <= most:
            found.setdefault(state.late, []).append((state, way))
    return found


def _cost(way: Way) -> int:
    return way.cost


def _least(places: dict[int, dict[State, Way]]) -> int:
    """What the cheapest way costs that is farther on."""
    return min((way.cost for ways in places.values() for way in ways.values()), default=_NONE)


def _kept(ways: dict[State, Way], most: int) -> dict[State, Way]:
    """The cheapest ways to a place, the best first."""
    ranked = sorted(ways.items(), key=lambda each: each[1].cost)[:_WIDTH]
    return {state: way for state, way in ranked if way.cost <= most}


def _ended(reader: Reader, at: int, here: dict[State, Way]) -> Way:
    """The cheapest way to the end of a line, its border counted."""
    ends = []
    for state, way in here.items():
        for move in reader.late(at, state) if state.late else (Move(0, at, state, ""),):
            cost = way.cost + move.cost + reader.by.follow(move.state.last, BORDER)
            ends.append(Way(cost, way, at, at, move.text, is_late=bool(state.late)))
    return min(ends or here.values(), key=_cost)


def _steps(way: Way | None) -> tuple[Way, ...]:
    """The ways that lead to this one, from the first."""
    steps = []
    while way is not None:
        steps.append(way)
        way = way.before
    return tuple(reversed(steps))
