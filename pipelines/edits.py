"""Arithmetic of edits: apply them, make them, and compose two runs of them into one.

A stage reports edits against the text it was given; the fold over the stages composes them, so that the edits of
`clean` are spans of the original. Laws (tests/pipelines/test_edits.py): applying is exact, composing is applying
one after the other, and no edit is without effect.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import accumulate, islice, repeat
from typing import Final, SupportsIndex, overload

from pipelines.types import NOTHING_SEEN, Cleaned, Edit, Signals

Replacement = Callable[[re.Match[str]], str | None]
"""What a match becomes; None leaves it alone."""

Merge = Callable[[Sequence[Edit], Sequence[Edit], int], list[Edit]]
"""What makes one edit of earlier and later ones, told how far the text before them has moved."""

Finder = Callable[[str], Sequence[Edit]]
"""A part of a stage: it finds the edits that it would make."""


class Deferred(Sequence[Edit]):
    """Edits that are made when they are asked for, once; in all else the tuple that they are then, which is not empty.

    Most who repair a text want the text: to make an edit of each change takes longer than the change.

    >>> edits = Deferred(lambda: (Edit("space", 1, 3, "  ", " "),))
    >>> edits[0].rule, len(edits), edits == tuple(edits), edits == ()
    ('space', 1, True, False)
    """

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], tuple[Edit, ...]]) -> None:
        self._make = make
        self._made: tuple[Edit, ...] | None = None

    def _all(self) -> tuple[Edit, ...]:
        if self._made is None:
            self._made = self._make()
            del self._make  # it holds the texts between the stages
        return self._made

    def __bool__(self) -> bool:
        """There are some: that is known before they are made."""
        return True

    @overload
    def __getitem__(self, at: SupportsIndex) -> Edit: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Edit, ...]: ...
    def __getitem__(self, at: SupportsIndex | slice) -> Edit | tuple[Edit, ...]:
        """Return an edit, or a tuple of some."""
        return self._all()[at]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._all())

    def __iter__(self) -> Iterator[Edit]:
        """Yield them in their order."""
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        """Whether the other is a tuple of the same edits, or as good as one."""
        return self._all() == (other._all() if isinstance(other, Deferred) else other)

    def __hash__(self) -> int:
        """The tuple's, as the two are equal."""
        return hash(self._all())

    def __repr__(self) -> str:
        """The tuple's."""
        return repr(self._all())

    def __reduce__(self) -> tuple[type[tuple[Edit, ...]], tuple[tuple[Edit, ...]]]:
        """Pickle as the tuple."""
        return tuple, (self._all(),)


_SURE: Final = 1.0
"""The score of a rule that its form makes sure."""


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with sorted, non-overlapping `edits` made.

    >>> apply("發(fā)短信", [Edit("script.t2s", 0, 1, "發", "发"), Edit("gloss.pinyin", 1, 5, "(fā)", "")])
    '发短信'
    """
    return _applied(text, edits, 0)


def _applied(text: str, edits: Iterable[Edit], offset: int) -> str:
    """The same for a part of a text that begins at `offset`: edits speak of the whole."""
    pieces: list[str] = []
    at = 0
    for _, start, end, _, after, _ in edits:
        pieces += (text[at : start - offset], after)
        at = end - offset
    pieces.append(text[at:])
    return "".join(pieces)


def edits_at(
    rule: str, text: str, spans: tuple[Sequence[int], Sequence[int]], afters: Iterable[str]
) -> tuple[Edit, ...]:
    """Return edits by columns, all starts and all ends: several times cheaper than one by one.

    >>> edits_at("script.t2s", "後來發現", ([0, 2], [1, 4]), ["后", "发现"])[1]
    Edit(rule='script.t2s', start=2, end=4, before='發現', after='发现', score=1.0)
    """
    befores = [text[start:end] for start, end in zip(*spans, strict=True)]
    return tuple(map(_edit, zip(repeat(rule), *spans, befores, afters, repeat(_SURE))))


_edit: Callable[[tuple[str, int, int, str, str, float]], Edit] = partial(tuple.__new__, Edit)
"""What `Edit._make` does, without a call into Python."""


def substitutions(text: str, pattern: re.Pattern[str], rule: str, repl: str | Replacement = "") -> list[Edit]:
    """Return the edits that replace each match of `pattern`; matches that stay the same make none.

    >>> substitutions("a  b", re.compile(" +"), "space", " ")
    [Edit(rule='space', start=1, end=3, before='  ', after=' ', score=1.0)]
    """
    edits = []
    for match in pattern.finditer(text):
        after = repl if isinstance(repl, str) else repl(match)
        if after is not None and after != match[0]:
            edits.append(Edit(rule, match.start(), match.end(), match[0], after))
    return edits


def cleaned(text: str, edits: Iterable[Edit], signals: Signals | None = None) -> Cleaned:
    """Return what a stage returns: the text with its edits made, and the edits.

    >>> cleaned("a  b", [Edit("space", 1, 3, "  ", " ")]).text
    'a b'
    """
    made = tuple(edits)
    return Cleaned(text=apply(text, made) if made else text, edits=made, signals=signals or NOTHING_SEEN)


def in_turn(text: str, finders: Iterable[Finder]) -> tuple[Edit, ...]:
    """Return the edits of `finders`, each given the text the one before it made.

    >>> def halve(text: str) -> list[Edit]:
    ...     return substitutions(text, re.compile("aa"), "halve", "a")
    >>> in_turn("aaaa", [halve, halve])
    (Edit(rule='halve', start=0, end=4, before='aaaa', after='a', score=1.0),)
    """
    done: tuple[Edit, ...] = ()
    now = text
    for find in finders:
        if edits := find(now):
            done = compose(text, done, edits)
            now = apply(now, edits)
    return done


def without_lines(text: str, doomed: Sequence[str | None]) -> list[Edit]:
    r"""Return the edits that drop lines: `doomed` has, for each line of `text`, the rule that drops it or None.

    Each dropped line is an edit of its own and takes one line break with it.

    >>> [(e.rule, e.before) for e in without_lines("甲\n乙\n丙", [None, "a", "b"])]
    [('a', '\n乙\n'), ('b', '丙')]
    """
    last_kept = max((i for i, rule in enumerate(doomed) if rule is None), default=-1)
    edits, at = [], 0
    for i, (rule, line) in enumerate(zip(doomed, text.split("\n"), strict=True)):
        end = min(at + len(line) + 1, len(text))
        start = at - 1 if i == last_kept + 1 and i else at
        if rule is not None and start < end:
            edits.append(Edit(rule, start, end, text[start:end], ""))
        at = end
    return edits


def compose(original: str, first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return edits of `original` that do what `first` and then `second` do.

    `second` speaks of the text after `first`. Edits that touch the same characters become one, whose rule names
    both (`gloss.pinyin+script.t2s`); where the later one deletes the whole span only its rule is named, because
    what was mended in a line that is dropped is no change of the output. Edits that undo each other are none.

    >>> first = [Edit("a", 0, 1, "x", "yy")]
    >>> compose("xz", first, [Edit("b", 1, 3, "yz", "!")])
    (Edit(rule='a+b', start=0, end=2, before='xz', after='y!', score=1.0),)
    """
    if not first or not second:
        return tuple(first or second)
    shifts = _shifts(first)
    out = _composed(first, second, shifts, partial(_merged, original))
    grown = shifts[-1] + sum(_growths(second))
    return tuple(out) if grown or _is_change(original, out) else ()


def following(middle: str, first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return the edits that `compose` returns, told `middle`, the text after `first`, instead of the original.

    For whoever no longer has the original: a row, whose edits quote it without personal data. What an edit replaced is
    taken from its `before`, where it stood from its span alone.

    >>> following("<邮箱>，完", [Edit("privacy.email", 0, 9, "<邮箱>", "<邮箱>")], [Edit("drop", 4, 6, "，完", "")])[1]
    Edit(rule='drop', start=9, end=11, before='，完', after='', score=1.0)
    """
    if not second:
        return tuple(first)
    return tuple(_composed(first, second, _shifts(first), partial(_merged_between, middle)))


def _composed(first: Sequence[Edit], second: Sequence[Edit], shifts: Sequence[int], merge: Merge) -> list[Edit]:
    """Both runs as edits of the original, in one walk over both; `merge` makes one of those that share characters."""
    lows = [start + shift for (_, start, _, _, _, _), shift in zip(first, shifts, strict=False)]
    highs = [end + shift for (_, _, end, _, _, _), shift in zip(first, islice(shifts, 1, None), strict=True)]
    out: list[Edit] = []
    done = at = 0
    while at < len(second):
        rule, start, end, before, after, score = second[at]
        low = bisect_right(highs, start, done)
        if done < low:
            out += first[done:low]
        done, at, begin, shift = low, at + 1, at, shifts[low]
        if low == len(first) or lows[low] >= end:  # it shares none
            out.append(_edit((rule, start - shift, end - shift, before, after, score)))
            continue
        done = bisect_left(lows, end, low)
        while at < len(second) and second[at].start < highs[done - 1]:
            done, at = bisect_left(lows, second[at].end, done), at + 1
        out += merge(first[low:done], second[begin:at], shift)
    return out + list(first[done:])


def _shifts(edits: Iterable[Edit]) -> list[int]:
    """How far the text before each edit, and behind the last, has moved by those before."""
    return list(accumulate(_growths(edits), initial=0))


def _growths(edits: Iterable[Edit]) -> list[int]:
    """By how many characters each edit makes a text longer."""
    return [len(after) - end + start for _, start, end, _, after, _ in edits]


def _merged(original: str, ones: Sequence[Edit], twos: Sequence[Edit], shift: int) -> list[Edit]:
    """The one edit that earlier and later edits of the same characters make, unless they make none.

    `shift` leads from the original to the text between, before the first of them.
    """
    start, end, grown = _reach(ones, twos, shift)
    before = original[start:end]
    if len(twos) == 1 and end - start + grown - shift == twos[0].end - twos[0].start:
        after = twos[0].after  # it covers the others, and says itself what stands there now
    else:
        after = _applied(_applied(before, ones, start), twos, start + shift)
    return _one(ones, twos, (start, end, before, after))


def _merged_between(middle: str, ones: Sequence[Edit], twos: Sequence[Edit], shift: int) -> list[Edit]:
    """The same, told the text between."""
    start, end, grown = _reach(ones, twos, shift)
    between = middle[start + shift : end + grown]
    after = _applied(between, twos, start + shift)
    return _one(ones, twos, (start, end, _undone(between, ones, start), after))


def _reach(ones: Sequence[Edit], twos: Sequence[Edit], shift: int) -> tuple[int, int, int]:
    """The span of the original that edits of the same characters change, and how far the text behind has moved."""
    grown = shift + sum(_growths(ones))
    return min(ones[0].start, twos[0].start - shift), max(ones[-1].end, twos[-1].end - grown), grown


def _undone(between: str, ones: Sequence[Edit], start: int) -> str:
    """What stood at `start` of the original before `ones` were made, as far as they quote it."""
    shifts = _shifts(ones)
    back = [
        Edit("", e.start + by, e.start + by + len(e.after), e.after, e.before)
        for e, by in zip(ones, shifts, strict=False)
    ]
    return _applied(between, back, start)


def _one(ones: Sequence[Edit], twos: Sequence[Edit], change: tuple[int, int, str, str]) -> list[Edit]:
    """The edit with the rule and score of those it is made of, if it changes anything."""
    *_, before, after = change
    if before == after:
        return []
    rule, score = _blame(ones, twos, after)
    return [_edit((rule, *change, score))]


def _is_change(original: str, edits: Sequence[Edit]) -> bool:
    """Whether edits change a text: they may undo each other only if some take what others give."""
    if any(len(edit.after) != len(edit.before) for edit in edits):
        return apply(original, edits) != original
    return bool(edits)


def _blame(ones: Sequence[Edit], twos: Sequence[Edit], after: str) -> tuple[str, float]:
    """The rule and score of merged edits: both, unless the later deletes all that the earlier mended."""
    guilty = (*ones, *twos) if after else twos
    scores = [edit.score for edit in guilty if edit.score != _SURE]
    return _joined_rules(tuple([edit.rule for edit in guilty])), min(scores, default=_SURE)


@lru_cache(maxsize=1024)
def _joined_rules(rules: tuple[str, ...]) -> str:
    """All rules, each once; by name, so that it makes no difference in which order edits were composed."""
    return "+".join(sorted({rule for each in rules for rule in each.split("+")}))
