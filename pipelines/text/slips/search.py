"""Search the readings of a stretch of text for the cheapest, with a beam."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pipelines.lexicon.bigrams import BORDER
from pipelines.text.slips.candidates import NAT, Candidates
from pipelines.text.slips.readings import Move, Reader, State
from pipelines.text.slips.symbols import GLOSS_RE

_WIDTH: Final = 32
_MARGIN: Final = 20 * NAT
"""Ways kept at a place: so many, and not worse than the best by more."""
_SEARCHED: Final = 4
"""Lost pairs are searched from so many of them."""
_FARTHEST: Final = 400
"""A stretch is not much longer than this."""
_POOR: Final = (6 * NAT, 8 * NAT, 13 * NAT)
"""A repair that costs more to a character, more at one place, or more at two in a row, may have missed a lost pair."""
_KEPT_RE: Final = re.compile("[\ufffd\ue000-\uf8ff]")
_GLOSS_BEFORE_RE: Final = re.compile(GLOSS_RE.pattern + r"\Z")
_LONGEST_GLOSS: Final = 8


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

    `last` is the true character before, where a repair ends right there; else the text says it. Lost pairs are
    searched only where the cheapest way without them is a poor one, and never in a text that shows what was lost.
    """
    reader = Reader(text, by)
    state = State(0, last or character_before(text, start))
    steps = _steps(_search(reader, start, state, with_holes=False))
    if _KEPT_RE.search(text) or not _is_poor(steps):
        return steps
    return _steps(_search(reader, start, state, with_holes=True))


def character_before(text: str, at: int) -> str:
    r"""Return the character before a place, glosses passed over.

    >>> character_before("我們(men)?nèi)", 7), character_before("?", 0)
    ('們', '\n')
    """
    while gloss := _GLOSS_BEFORE_RE.search(text, max(0, at - _LONGEST_GLOSS), at):
        at = gloss.start()
    return text[at - 1] if at else BORDER


def _search(reader: Reader, start: int, first: State, *, with_holes: bool) -> Way:
    places = {start: {first: Way(0, None, start, start, "", is_late=False)}}
    here: dict[State, Way] = {}
    while places:
        at = min(places)
        here = _kept(places.pop(at))
        met = len(here) == 1 and not next(iter(here)).late
        if at > start and not places and (met or at > start + _FARTHEST):
            break
        if reader.at(at) in ("", "\n"):
            return _ended(reader, at, here)
        for rank, (state, way) in enumerate(here.items()):
            for move in _moves(reader, at, state, with_holes=with_holes and rank < _SEARCHED):
                ways = places.setdefault(move.end, {})
                cost = way.cost + move.cost
                if move.state not in ways or cost < ways[move.state].cost:
                    is_late = bool(state.late or move.state.late)
                    ways[move.state] = Way(cost, way, at, move.end, move.text, is_late=is_late)
    return min(here.values(), key=_cost)


def _moves(reader: Reader, at: int, state: State, *, with_holes: bool) -> Iterator[Move]:
    if not state.late:
        yield from reader.aligned(at, state)
        return
    yield from reader.late(at, state)
    if with_holes:
        yield from reader.over_holes(at, state)


def _cost(way: Way) -> int:
    return way.cost


def _kept(ways: dict[State, Way]) -> dict[State, Way]:
    """The cheapest ways to a place."""
    if len(ways) == 1:
        return ways
    ranked = sorted(ways.items(), key=lambda each: each[1].cost)[:_WIDTH]
    most = ranked[0][1].cost + _MARGIN
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


def _is_poor(steps: tuple[Way, ...]) -> bool:
    """Whether what was read late is unlikely text still."""
    late = [(way.cost - before.cost, len(way.text)) for before, way in pairwise(steps) if way.is_late]
    characters = sum(length for _, length in late)
    costs = [cost for cost, _ in late]
    mean, worst, two = _POOR
    return sum(costs) > mean * characters or max(costs[1:], default=0) > worst or _most_of_two(costs[1:]) > two


def _most_of_two(costs: list[int]) -> int:
    """The highest sum of two neighbours.

    >>> _most_of_two([1, 5, 4, 2]), _most_of_two([])
    (9, 0)
    """
    return max(map(sum, pairwise(costs)), default=0)
