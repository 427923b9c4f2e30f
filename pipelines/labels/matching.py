"""Where the rules of the table hold in a text: one pass over it for the words of all rules, then sentence by sentence.

A rule holds in a sentence that has a word of each of its lists, near each other, and none of `without`. Which rules
may hold is asked of all of them at once: each word has a number whose bits say in which lists of which rules it
stands, one layer of bits for the first lists, one for the second, and so on; the words of a sentence add up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, reduce
from operator import or_
from typing import NamedTuple, TypeAlias

from pipelines.labels.rules import Rule, rules
from pipelines.labels.scan import Found, Scan, vocabulary
from pipelines.labels.sentences import MARKS, Sentence, is_listing, sentence_between

_Span: TypeAlias = tuple[int, int]


class Hit(NamedTuple):
    """A rule found in a sentence: `[start, end)` of the text is the evidence."""

    rule: Rule
    start: int
    end: int
    sentence: Sentence


class _Table(NamedTuple):
    """All rules as bits: one bit for each rule in the layer of its first lists, of its second lists, … of `without`."""

    bits: tuple[int, ...]
    """For each word of the vocabulary, the lists of rules it stands in."""
    unasked: int
    """The lists that rules do not have, as if they were fulfilled."""
    first: int
    """The layer of the first lists."""
    shifts: tuple[int, ...]
    """How far the layers of the other lists are from the first, …"""
    without: int
    """… and that of `without`."""
    lists: tuple[tuple[frozenset[int], ...], ...]
    """For each rule, the numbers of the words of its lists."""
    within: tuple[int, ...]
    """For each rule, how far apart they may stand."""


def hits(text: Scan, names: Sequence[_Span] = ()) -> tuple[Hit, ...]:
    """Return where rules hold in a clean text, sentence by sentence; sentences that merely list are passed over.

    Words that touch one of `names`, spans in order, say nothing: 分期 in 好分期.

    >>> from pipelines.labels.scan import scan
    >>> [(hit.rule.name, "他从没借过这家的钱"[hit.start:hit.end]) for hit in hits(scan("他从没借过这家的钱。"))]
    [('no_dealings', '从没借'), ('never_borrowed', '从没借')]
    >>> hits(scan("他从没借过这家的钱。"), [(1, 5)])
    ()
    >>> hits(scan("遇到冒充客服、骚扰、信息泄露等情形时，也可以反映。"))
    ()
    """
    found: list[Hit] = []
    for before, stop, words, held in _candidates(text, names):
        spans = [(rule, span) for rule in held if (span := _span(rule, words))]
        if spans:
            sentence = sentence_between(text.lowered, before, stop)
            if not is_listing(text.lowered[sentence.start : sentence.end]):
                found += [Hit(rules()[rule], *span, sentence) for rule, span in spans]
    return tuple(found)


@cache
def _table() -> _Table:
    count, layers = len(rules()), max(len(rule.lists) for rule in rules())
    numbers = vocabulary().numbers
    bits = [0] * len(numbers)
    unasked = 0
    for number, rule in enumerate(rules()):
        for layer, words in enumerate((*rule.lists, *[()] * (layers - len(rule.lists)), rule.without)):
            bit = 1 << (layer * count + number)
            unasked |= bit if len(rule.lists) <= layer < layers else 0
            for word in words:
                bits[numbers[word]] |= bit
    return _Table(
        bits=tuple(bits),
        unasked=unasked,
        first=(1 << count) - 1,
        shifts=tuple(layer * count for layer in range(1, layers)),
        without=layers * count,
        lists=tuple(tuple(frozenset(numbers[word] for word in each) for each in rule.lists) for rule in rules()),
        within=tuple(rule.within for rule in rules()),
    )


class _Candidate(NamedTuple):
    """A sentence of which some rules have a word of every list."""

    before: int
    """Where the mark before it ends."""
    stop: int
    """Where its own mark starts."""
    words: list[Found]
    rules: list[int]


def _candidates(text: Scan, names: Sequence[_Span]) -> Iterator[_Candidate]:
    """The sentences in which rules may hold."""
    table, marks = _table(), len(MARKS)
    bits, first = table.bits, table.first
    seen = begun = before = 0
    for at, (number, start, end) in enumerate([*text.found, (0, len(text.text), len(text.text))]):
        if number >= marks:
            seen |= bits[number]
            continue
        if seen & first:
            words = text.found[begun:at]
            if names and len(told := _without(words, _within(names, before, start))) < len(words):
                words, seen = told, reduce(or_, [bits[word[0]] for word in told], 0)
            if held := _held(seen, table):
                yield _Candidate(before, start, words, held)
        seen, begun, before = 0, at + 1, end


def _within(names: Sequence[_Span], start: int, end: int) -> Sequence[_Span]:
    """The spans that begin in `[start, end)`; no name goes on over the end of a sentence."""
    return names[bisect_left(names, (start, 0)) : bisect_left(names, (end, 0))]


def _without(words: list[Found], names: Iterable[_Span]) -> list[Found]:
    """The words that touch no name."""
    for start, end in names:
        words = [word for word in words if word[1] >= end or word[2] <= start]
    return words


def _held(seen: int, table: _Table) -> list[int]:
    """The numbers of the rules of which a sentence with these bits has a word of every list, and none of `without`."""
    seen |= table.unasked
    held = seen & table.first & ~(seen >> table.without)
    for shift in table.shifts:
        held &= seen >> shift
    numbers = []
    while held:
        numbers.append(held.bit_length() - 1)
        held ^= 1 << numbers[-1]
    return numbers


def _span(rule: int, words: list[Found]) -> _Span | None:
    """Where a rule holds whose words stand in a sentence, or None where they stand too far apart."""
    lists = [[(start, end) for number, start, end in words if number in each] for each in _table().lists[rule]]
    return _closest(lists, _table().within[rule]) if len(lists) > 1 else lists[0][0]


def _closest(lists: Sequence[Sequence[_Span]], within: int) -> _Span | None:
    """The shortest span that holds one of each of two lists or more, the gaps in it no longer than `within` in all.

    >>> _closest([[(0, 2), (30, 32)], [(36, 38)]], 24)
    (30, 38)
    >>> _closest([[(0, 2)], [(36, 38)]], 24) is None
    True
    """
    first, *between, last = lists
    choices = [(start, end, end - start) for start, end in first]
    for spans in between:
        choices = [_joined(choice, span) for choice in choices for span in spans]
    best: _Span | None = None
    for begun, ended, told in choices:
        for start, end in last:
            low = begun if begun < start else start  # noqa: FURB136 - a call of min takes ten times as long
            high = ended if ended > end else end  # noqa: FURB136 - as above
            if high - low - told - end + start <= within and (best is None or high - low < best[1] - best[0]):
                best = low, high
    return best


def _joined(choice: tuple[int, int, int], span: _Span) -> tuple[int, int, int]:
    """A choice of spans with one more: where it starts and ends, and how much of it is told."""
    (begun, ended, told), (start, end) = choice, span
    return min(begun, start), max(ended, end), told + end - start
