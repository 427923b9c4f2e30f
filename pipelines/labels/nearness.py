"""Which rules of which sentences have words of all their lists near each other, asked for all of them at once.

Words of a rule are near each other where the gaps between them are no longer in all than the rule allows. A letter
speaks for one list only: 包 inside 包含 is no second word. Choices of words are built list by list as arrays; only words
within reach join a choice, and of a sentence that never ends only its first choices are tried, so that a page without
any full stop costs no more than its length.
"""

from __future__ import annotations

from functools import reduce
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.labels.trie import Numbers

_TRIED: Final = 256
"""Choices that are tried for one question: sentences of prose have a tenth of them."""


class Spans(NamedTuple):
    """Words: arrays of one length, in the order of their questions and of their starts."""

    question: Numbers
    """Which question each may answer: the place of a rule in a sentence."""
    start: Numbers
    end: Numbers

    def take(self, at: Numbers) -> Spans:
        """Return some of the words.

        >>> Spans(*map(np.array, ([0, 0], [2, 5], [4, 6]))).take(np.array([1])).start.tolist()
        [5]
        """
        return Spans(self.question.take(at), self.start.take(at), self.end.take(at))


def stretched(first: Numbers, counts: Numbers) -> tuple[Numbers, Numbers]:
    """Return for ranges which of them each of their members is in, and the members.

    >>> [each.tolist() for each in stretched(np.array([5, 9]), np.array([2, 1]))]
    [[0, 0, 1], [5, 6, 9]]
    """
    of = np.repeat(np.arange(counts.size), counts)
    before: Numbers = counts.cumsum() - counts
    return of, np.arange(of.size) + (first - before).take(of)


def are_near(lists: list[Spans], within: Numbers, longest: int) -> NDArray[np.bool_]:
    """Return for each question whether a choice of one word of each list fits; `longest` is the longest word.

    >>> lists = [Spans(*map(np.array, ([0], [start], [end]))) for start, end in ((30, 32), (36, 38))]
    >>> are_near(lists, np.array([4]), 2).tolist(), are_near(lists, np.array([3]), 2).tolist()
    ([True], [False])
    >>> are_near([lists[0], lists[0]], np.array([4]), 2).tolist()
    [False]
    """
    first, *others = lists
    choices = [first.take(_first(first.question))]
    for each in others:
        choices = _joined(choices, each, within + longest * len(lists))
    told = sum(each.end - each.start for each in choices)
    fits = _end(choices) - _start(choices) - told <= within.take(choices[0].question)
    near = np.zeros(within.size, bool)
    near[choices[0].question.compress(fits)] = True
    return near


def _joined(choices: list[Spans], words: Spans, reach: Numbers) -> list[Spans]:
    """Every choice with every word of its question that is in its reach and touches none of its words' letters."""
    question, start, end = choices[0].question, _start(choices), _end(choices)
    room = int(max(end.max(initial=0), words.end.max(initial=0)) + 1)
    low = np.maximum(start - reach.take(question), 0)
    high = np.minimum(end + reach.take(question), room - 1)
    keys = words.question * room + words.start
    first = keys.searchsorted(question * room + low)
    counts = keys.searchsorted(question * room + high, side="right") - first
    one, two = stretched(first, counts)
    joined = [*(each.take(one) for each in choices), words.take(two)]
    apart = [(joined[-1].start >= each.end) | (joined[-1].end <= each.start) for each in joined[:-1]]
    kept = np.logical_and.reduce(apart).nonzero()[0]
    kept = kept.take(_first(joined[0].question.take(kept)))
    return [each.take(kept) for each in joined]


def _first(question: Numbers) -> Numbers:
    """Where the first choices of each question stand."""
    return (np.arange(question.size) - question.searchsorted(question) < _TRIED).nonzero()[0]


def _start(choices: list[Spans]) -> Numbers:
    return reduce(np.minimum, [each.start for each in choices])


def _end(choices: list[Spans]) -> Numbers:
    return reduce(np.maximum, [each.end for each in choices])
