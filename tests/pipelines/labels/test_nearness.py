"""Nearness of words of several lists: what trying every choice says, and no page makes it slow."""

from __future__ import annotations

from itertools import pairwise, product
from math import inf

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.labels.nearness import Spans, are_near, stretched

LONGEST = 4
WORDS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, LONGEST)), max_size=5).map(
    lambda words: sorted({(start, start + length) for start, length in words})
)
QUESTIONS = st.integers(2, 3).flatmap(
    lambda count: st.lists(st.tuples(st.integers(0, 30), st.lists(WORDS, min_size=count, max_size=count)), max_size=6)
)


def gaps(spans: tuple[tuple[int, int], ...]) -> float:
    """How much of their hull is not theirs; words that share a letter are no choice."""
    hull = max(end for _, end in spans) - min(start for start, _ in spans)
    is_apart = all(one[1] <= two[0] for one, two in pairwise(sorted(spans)))
    return hull - sum(end - start for start, end in spans) if is_apart else inf


@given(QUESTIONS)
def test_near_is_what_some_choice_is(questions: list[tuple[int, list[list[tuple[int, int]]]]]) -> None:
    """A question holds exactly where one word of each list leaves gaps no longer than it allows."""
    count = len(questions[0][1]) if questions else 2
    lists = []
    for layer in range(count):
        rows = [(at, *span) for at, (_, words) in enumerate(questions) for span in words[layer]]
        of, start, end = np.array(rows, np.intp).reshape(-1, 3).T
        lists.append(Spans(of, start, end))
    within = np.array([allowed for allowed, _ in questions], np.intp)
    wanted = [any(gaps(chosen) <= allowed for chosen in product(*words)) for allowed, words in questions]
    assert are_near(lists, within, LONGEST).tolist() == wanted


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5)), max_size=10))
def test_stretched_ranges_are_the_ranges(ranges: list[tuple[int, int]]) -> None:
    """Every member of every range, in order, with the range it is in."""
    first, counts = np.array(ranges, np.intp).reshape(-1, 2).T
    of, members = stretched(first, counts)
    assert list(zip(of.tolist(), members.tolist(), strict=True)) == [
        (at, start + step) for at, (start, count) in enumerate(ranges) for step in range(count)
    ]


def test_a_sentence_that_never_ends_is_tried_from_its_beginning() -> None:
    """Of ten thousand words in reach of one another only the first choices are made: all would be a billion."""
    start = np.arange(10_000)
    nobody = np.zeros_like(start)
    lists = [Spans(nobody, start, start + 1) for _ in range(3)]
    assert are_near(lists, np.array([60]), 1).tolist() == [True]


def test_words_out_of_reach_make_no_choices() -> None:
    """Thousands of words in one sentence are joined with their neighbours alone: all pairs would be a hundred million."""
    start = np.arange(10_000) * 50
    nobody = np.zeros_like(start)
    one, two = (Spans(nobody, start + shift, start + shift + 2) for shift in (0, 20))
    assert are_near([one, two], np.array([17]), 2).tolist() == [False]
    assert are_near([one, two], np.array([18]), 2).tolist() == [True]
