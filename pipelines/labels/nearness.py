"""Which rules of which sentences have words of all their lists near each other, asked for all of them at once.

Words of a rule are near each other where the gaps between them are no longer in all than the rule allows. Choices of
words are built list by list as arrays; only words within reach join a choice, so that a page without any full stop
costs no more than its length.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.labels.trie import Numbers


class Spans(NamedTuple):
    """Words, or choices of words: arrays of one length, in the order of their questions and of their starts."""

    question: Numbers
    """Which question each is an answer to: the place of a rule in a sentence."""
    start: Numbers
    end: Numbers
    told: Numbers
    """How much of `[start, end)` is words; where they overlap it counts twice."""


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

    >>> nobody, words = np.array([0]), [(30, 32), (36, 38)]
    >>> lists = [Spans(nobody, *(np.array([each]) for each in (*span, 2))) for span in words]
    >>> are_near(lists, np.array([4]), 2).tolist(), are_near(lists, np.array([3]), 2).tolist()
    ([True], [False])
    """
    choices, *others = lists
    reach = within + longest * (len(lists) + 1)
    for each in others:
        choices = _joined(choices, each, reach)
    fits = choices.end - choices.start - choices.told <= within.take(choices.question)
    near = np.zeros(within.size, bool)
    near[choices.question.compress(fits)] = True
    return near


def _joined(choices: Spans, words: Spans, reach: Numbers) -> Spans:
    """Every choice with every word of its question in its reach."""
    room = int(max(choices.end.max(initial=0), words.end.max(initial=0)) + 1)
    low = np.maximum(choices.start - reach.take(choices.question), 0)
    high = np.minimum(choices.end + reach.take(choices.question), room - 1)
    keys = words.question * room + words.start
    first = keys.searchsorted(choices.question * room + low)
    counts = keys.searchsorted(choices.question * room + high, side="right") - first
    one, two = stretched(first, counts)
    return Spans(
        choices.question.take(one),
        np.minimum(choices.start.take(one), words.start.take(two)),
        np.maximum(choices.end.take(one), words.end.take(two)),
        choices.told.take(one) + words.told.take(two),
    )
