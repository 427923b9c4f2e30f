"""Where a converted text differs from what it was, told by the conversion itself.

Character stands for character but for the stretches: phrases that became longer or shorter. So nothing has to be
guessed by comparing the two texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from pipelines.lexicon.phrases import Match, code_points

Run: TypeAlias = tuple[int, int, int, int]
"""[start, end) of a text and [start, end) of its conversion."""


class Stretch(NamedTuple):
    """A phrase that became longer or shorter: [start, end) of the text is [new_start, new_end) of its conversion."""

    start: int
    end: int
    new_start: int
    new_end: int

    @property
    def growth(self) -> int:
        """By how many characters the text grew here."""
        return (self.new_end - self.new_start) - (self.end - self.start)


class Converted(NamedTuple):
    """A converted text; between the stretches character stands for character."""

    text: str
    stretches: tuple[Stretch, ...] = ()


def replaced(text: str, matches: Iterable[Match]) -> str:
    """Return `text` with sorted matches, which do not overlap, replaced by what they become.

    >>> replaced("在網際網路上", [Match(1, 5, "互联网")])
    '在互联网上'
    """
    pieces: list[str] = []
    at = 0
    for start, end, after in matches:
        pieces += (text[at:start], after)
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def stretches(matches: Iterable[Match]) -> tuple[Stretch, ...]:
    """Return the stretches of a replacement.

    >>> stretches([Match(0, 2, "短信"), Match(4, 8, "互联网")])
    (Stretch(start=4, end=8, new_start=4, new_end=7),)
    """
    found: list[Stretch] = []
    growth = 0
    for start, end, after in matches:
        if len(after) != end - start:
            found.append(Stretch(start, end, start + growth, start + growth + len(after)))
            growth += found[-1].growth
    return tuple(found)


def joined(blocks: Iterable[tuple[str, Converted]]) -> Converted:
    """Return the conversion of a text from those of its blocks, in order.

    >>> joined([("在網際網路", Converted("在互联网", (Stretch(1, 5, 1, 4),))), ("上", Converted("上"))])
    Converted(text='在互联网上', stretches=(Stretch(start=1, end=5, new_start=1, new_end=4),))
    """
    pieces: list[str] = []
    found: list[Stretch] = []
    at = new_at = 0
    for text, converted in blocks:
        found += (Stretch(a + at, b + at, c + new_at, d + new_at) for a, b, c, d in converted.stretches)
        pieces.append(converted.text)
        at, new_at = at + len(text), new_at + len(converted.text)
    return Converted("".join(pieces), tuple(found))


def moved(places: Sequence[int], over: Sequence[Stretch]) -> list[int]:
    """Return where places between the stretches lie in the converted text.

    >>> moved([1, 5, 6], [Stretch(1, 5, 1, 4)])
    [1, 4, 5]
    """
    if not over:
        return list(places)
    growths = np.cumsum([0, *(stretch.growth for stretch in over)])
    ends = [stretch.end for stretch in over]
    found: list[int] = (np.asarray(places, np.intp) + growths[np.searchsorted(ends, places, "right")]).tolist()
    return found


def chained(first: tuple[Stretch, ...], second: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """Return the stretches of two conversions in a row, those of the second speaking of the text between.

    >>> chained((Stretch(1, 3, 1, 2),), (Stretch(4, 5, 4, 6),))
    (Stretch(start=1, end=3, new_start=1, new_end=2), Stretch(start=5, end=6, new_start=4, new_end=6))
    """
    if not first or not second:
        return first or second
    ones = [(each.new_start, each.new_end, each.growth, 0) for each in first]
    twos = [(each.start, each.end, 0, each.growth) for each in second]
    found: list[Stretch] = []
    back = forth = 0  # from a place between stretches of the middle text to the first text, and to the last
    for low, high, before, after in _joined(sorted([*ones, *twos])):
        found.append(Stretch(low - back, high - back - before, low + forth, high + forth + after))
        back, forth = back + before, forth + after
    return tuple(found)


def _joined(spans: Iterable[tuple[int, int, int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Sorted spans of the middle text, those that share characters as one, their growths before and after added up."""
    now: tuple[int, int, int, int] | None = None
    for span in spans:
        if now is not None and span[0] < now[1]:
            now = now[0], max(now[1], span[1]), now[2] + span[2], now[3] + span[3]
            continue
        if now is not None:
            yield now
        now = span
    if now is not None:
        yield now


def changed(text: str, converted: Converted) -> Iterator[Run]:
    """Yield the runs of characters of `text` that changed, in order; a stretch is a run of its own.

    >>> list(changed("後來發現", Converted("后来发现")))
    [(0, 4, 0, 4)]
    >>> [tuple(run) for run in changed("上網際網路後", Converted("上互联网后", (Stretch(1, 5, 1, 4),)))]
    [(1, 5, 1, 4), (5, 6, 4, 5)]
    """
    at = new_at = 0
    for stretch in (*converted.stretches, Stretch(len(text), len(text), len(converted.text), len(converted.text))):
        yield from _runs(text[at : stretch.start], converted.text[new_at : stretch.new_start], (at, new_at))
        if text[stretch.start : stretch.end] != converted.text[stretch.new_start : stretch.new_end]:
            yield stretch
        at, new_at = stretch.end, stretch.new_end


def _runs(before: str, after: str, offsets: tuple[int, int]) -> Iterator[Run]:
    """The runs of changed characters of two texts of one length, which begin at the two offsets."""
    differs = np.zeros(len(before) + 2, np.bool_)
    np.not_equal(code_points(before), code_points(after), out=differs[1:-1])
    edges = np.flatnonzero(differs[1:] != differs[:-1])
    old, new = ((edges + offset).tolist() for offset in offsets)
    return zip(old[::2], old[1::2], new[::2], new[1::2], strict=True)
