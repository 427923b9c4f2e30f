"""Search the readings of a stretch of text for the cheapest, with a beam."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from pipelines.lexicon.bigrams import BORDER
from pipelines.text.slips.candidates import NAT
from pipelines.text.slips.chains import Start
from pipelines.text.slips.lost_pairs import over_lost_pairs
from pipelines.text.slips.readings import Move, Reader, State
from pipelines.text.slips.standing import characters_before
from pipelines.text.slips.symbols import LOST

_ALLOWED: Final = 4000
"""Ways that may be looked at in any text, and one more for each character; damaged pages take 0.2 a character."""
_PAIRS_COUNT: Final = 16
_WIDTH: Final = 32
_MARGIN: Final = 20 * NAT
"""Ways kept at a place: so many, and not worse than the best by more …"""
_MARGIN_OF_LATE: Final = 8 * NAT
"""… nor than the best that keeps the same byte back by more: two characters on, they cost the same."""
_SEARCHED: Final = 8 * NAT
"""Lost pairs are searched from ways that are not worse than the best by more."""
_POOR: Final = 9 * NAT
"""Two characters that cost more may have lost pairs between them."""
_UNREACHED: Final = 1 << 30
_FARTHEST: Final = 400
"""A stretch is not much longer than this."""
_KEPT_RE: Final = re.compile("[\ufffd\ue000-\uf8ff]")
# A lost byte, or the tail of a gloss, that a reading left as it was.
_LEFT_RE: Final = re.compile(r"[?)]")


@dataclass(slots=True)
class Allowance:
    """How many ways may still be looked at in a text; a search for lost pairs counts as many as it takes the time of."""

    left: int

    @classmethod
    def of(cls, text: str) -> Allowance:
        """What a text is allowed: several times what damaged pages need, so that no page holds a crawl up.

        >>> Allowance.of("處理?!边@樣")
        Allowance(left=4007)
        """
        return cls(_ALLOWED + len(text))


class Way(NamedTuple):
    """The cheapest way to a state: its cost, the way before it, and the reading that led here."""

    cost: int
    before: Way | None
    start: int
    end: int
    text: str
    late: int
    """The byte kept back behind it, or 0."""

    @property
    def is_late(self) -> bool:
        """Whether the reading begins or ends one byte late."""
        return bool(self.late or (self.before and self.before.late))


Ways = dict[State, Way]


@dataclass(slots=True)
class Reached:
    """The cheapest way to each state at a place, what the cheapest of all costs, and by the byte kept back."""

    ways: Ways = field(default_factory=dict)
    least: int = _UNREACHED
    least_by: dict[int, int] = field(default_factory=dict)

    def by(self, way: Way, move: Move) -> None:
        """Go a move on from a way, if it will be kept and no cheaper way leads to the same state."""
        cost, state = way.cost + move.cost, move.state
        least = self.least_by.get(state.late, _UNREACHED)
        if cost > self.least + _MARGIN or cost > least + _MARGIN_OF_LATE:
            return
        known = self.ways.get(state)
        if known is None or cost < known.cost:
            self.ways[state] = Way(cost, way, way.end, move.end, move.text, state.late)
            self.least_by[state.late] = min(least, cost)
            self.least = min(self.least, cost)


def decode(reader: Reader, start: int, allowance: Allowance, last: str = "") -> tuple[Way, ...]:
    """Return the cheapest way from `start` to where all ways have met again, or the line ends, step by step.

    `last` are the two true characters before, where a repair ends right there; else the text says it. Lost pairs are
    searched only where the cheapest way without them is a poor one, and never in a text that shows what was lost.
    Nothing is returned once the allowance is used up: what the text is from there on stays unknown.
    """
    first = State(0, last or characters_before(reader.text, start))
    steps = _steps(_search(reader, start, first, allowance, holes=False))
    if not _reads_well(reader, steps) and not shows_lost(reader.text):
        steps = _steps(_search(reader, start, first, allowance, holes=True))
    return steps if allowance.left >= 0 else ()


@lru_cache(maxsize=1)
def shows_lost(text: str) -> bool:
    r"""Whether a text keeps the pairs that read as nothing: then none is missing.

    >>> shows_lost("我們\ue4c6"), shows_lost("我們")
    (True, False)
    """
    return _KEPT_RE.search(text) is not None


def _reads_well(reader: Reader, steps: Sequence[Way]) -> bool:
    """Whether a lost byte was found, nothing had to be guessed, and no two characters cost so much that a pair is missing."""
    costs = [way.cost for way in steps]
    is_poor = any(later - sooner > _POOR for sooner, later in zip(costs, costs[2:], strict=False))
    is_guessed = any(way.is_late and (way.start == way.end or reader.text[way.end - 1] in LOST) for way in steps)
    if is_poor or is_guessed or steps[-1].late or not any(way.late for way in steps):
        return False
    return not _LEFT_RE.search("".join(way.text for way in steps))


def _search(reader: Reader, start: int, first: State, allowance: Allowance, *, holes: bool) -> Way:
    places = {start: Reached({first: Way(0, None, start, start, "", 0)}, 0)}
    here: Ways = {}
    while places:
        at = min(places)
        least = min(map(_least, places.values()))
        here = _kept(places.pop(at).ways, least + _MARGIN)
        met = len(here) == 1 and not next(iter(here)).late
        if allowance.left < 0 or (at > start and not places and (met or at > start + _FARTHEST)):
            break
        if reader.at(at) in ("", "\n"):
            return _ended(reader, at, here)
        groups = _late(here, least + _SEARCHED) if holes else {}
        allowance.left -= len(here) + _PAIRS_COUNT * len(groups)
        for way, move in _moves(reader, at, here, groups):
            if move.end not in places:
                places[move.end] = Reached()
            places[move.end].by(way, move)
    return min(here.values(), key=_cost)


def _moves(
    reader: Reader, at: int, here: Ways, groups: dict[int, list[tuple[State, Way]]]
) -> Iterator[tuple[Way, Move]]:
    """The readings of what stands at a place, for each way that leads there."""
    for state, way in here.items():
        for move in reader.moves(at, state):
            yield way, move
    for late, group in groups.items():
        starts = [Start(way.cost, state.last) for state, way in group]
        for rank, move in over_lost_pairs(reader, at, late, starts):
            yield group[rank][1], move


def _late(here: Ways, most: int) -> dict[int, list[tuple[State, Way]]]:
    """The late ways that cost no more, by the byte kept back."""
    found: dict[int, list[tuple[State, Way]]] = {}
    for state, way in here.items():
        if state.late and way.cost <= most:
            found.setdefault(state.late, []).append((state, way))
    return found


def _cost(way: Way) -> int:
    return way.cost


def _least(reached: Reached) -> int:
    return reached.least


def _kept(ways: Ways, most: int) -> Ways:
    """The cheapest ways to a place, the best first; one that is aligned among them, because late ones may lead nowhere."""
    found: Ways = {}
    best: dict[int, int] = {}
    for state, way in sorted(ways.items(), key=lambda each: each[1].cost):
        is_first = state.late not in best and not state.late
        if way.cost <= min(most, best.setdefault(state.late, way.cost) + _MARGIN_OF_LATE) and (
            len(found) < _WIDTH or is_first
        ):
            found[state] = way
    return found


def _ended(reader: Reader, at: int, here: Ways) -> Way:
    """The cheapest way to the end of a line, its border counted."""
    ends = []
    for state, way in here.items():
        for move in reader.late(at, state) if state.late else (Move(0, at, state, ""),):
            cost = way.cost + move.cost + reader.by.follow(move.state.last, BORDER)
            ends.append(Way(cost, way, at, at, move.text, 0))
    return min(ends or here.values(), key=_cost)


def _steps(way: Way | None) -> tuple[Way, ...]:
    """The ways that lead to this one, from the first."""
    steps = []
    while way is not None:
        steps.append(way)
        way = way.before
    return tuple(reversed(steps))
