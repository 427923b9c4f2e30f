"""Where the rules of the table hold in texts, sentence by sentence.

A rule holds in a sentence that has a word of each of its lists, near each other and apart, and none of `without`. Which rules
may hold is asked of all sentences and rules at once, contexts (`contexts.py`) among them: each word has bits that say in
which lists of which rules it stands, one layer of bits for the first lists, one for the second, and so on; the words of
a sentence add up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby, pairwise, product
from operator import itemgetter
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipelines.labels.contexts import contexts
from pipelines.labels.nearness import Spans, are_near, stretched
from pipelines.labels.rules import Rule, rules
from pipelines.labels.scan import Texts, vocabulary
from pipelines.labels.sentences import Sentence, ends_of_sentences, is_listing, sentence_of
from pipelines.labels.trie import Numbers, Places

_Span: TypeAlias = tuple[int, int]
_Bits: TypeAlias = NDArray[np.uint64]
_ROW: Final = 64
"""Bits of one number."""


class Hit(NamedTuple):
    """A rule found in a sentence."""

    rule: Rule
    sentence: Sentence
    is_told: bool
    """Whether the sentence tells what it names, and does not merely caution, suppose or advise."""


class _Table(NamedTuple):
    """All rules, and contexts behind them, by layers: of first lists, of second lists, … and of `without`."""

    listed: NDArray[np.bool_]
    """Whether words stand in lists: by layer, word of the vocabulary, and rule or context."""
    bits: _Bits
    """The same as bits: by layer, row of bits of rules and contexts, and word."""
    unasked: _Bits
    """By layer and row the lists that rules do not have, as if they were fulfilled."""
    of_rules: _Bits
    """By row the bits of rules: the others are of contexts."""
    used: NDArray[np.bool_]
    """For each word whether it stands in any list."""
    lists: Numbers
    """For each rule how many lists it has, …"""
    within: Numbers
    """… and how far apart their words may stand."""


class _Sentences(NamedTuple):
    """All sentences of all texts with the words of rules in them, offsets in all texts."""

    ends: Sequence[int]
    """Where each ends, and the next one starts."""
    words: Places
    bounds: Numbers
    """Which is the first of its words; the last number is how many words there are."""


def hits(seen: Texts, names: Sequence[Sequence[_Span]] = ()) -> list[list[Hit]]:
    """Return where rules hold in each of some texts, sentence by sentence; sentences that merely list are passed over.

    Words that touch one of the names of a text, spans in order, say nothing: 分期 in 好分期.

    >>> from pipelines.labels.scan import scan_all
    >>> [[hit.rule.name for hit in found] for found in hits(scan_all(["他从没借过这家的钱。", ""]))]
    [['never_borrowed', 'no_dealings'], []]
    >>> hits(scan_all(["他从没借过这家的钱。"]), [[(1, 5)]])
    [[]]
    >>> hits(scan_all(["遇到冒充客服、骚扰、信息泄露等情形时，也可以反映。"]))
    [[]]
    """
    spans = [(start + begun, end + begun) for begun, of in zip(seen.begins, names, strict=False) for start, end in of]
    found: list[list[Hit]] = [[] for _ in seen.scans]
    sentences = _sentences(seen, spans)
    places, held = _held(sentences)
    known, where = rules(), places.tolist()
    for row, pairs in groupby(_near(sentences, places, held), itemgetter(0)):
        text, sentence = _sentence(seen, sentences, where[row])
        if not is_listing(seen.scans[text].text[sentence.start : sentence.end]):
            silent = _silent(held[row, len(known) :].tobytes())
            found[text] += [Hit(known[rule], sentence, known[rule].label not in silent) for _, rule in pairs]
    return found


def _sentence(seen: Texts, sentences: _Sentences, at: int) -> tuple[int, Sentence]:
    """The number of a sentence's text, and the sentence with offsets there."""
    start, end = sentences.ends[at - 1] if at else 0, sentences.ends[at]
    text = bisect_right(seen.begins, start) - 1
    begun, behind = seen.begins[text], seen.begins[text + 1] - 1
    return text, sentence_of(seen.scans[text].text, start - begun, min(end, behind) - begun)


@cache
def _silent(held: bytes) -> frozenset[str]:
    """The issues of which a sentence in these contexts says nothing; a byte for each context whether it holds."""
    return frozenset[str]().union(*(each.mutes for each, holds in zip(contexts(), held, strict=True) if holds))


@cache
def _table() -> _Table:
    numbers = vocabulary().numbers
    lists = [rule.lists for rule in rules()] + [tuple(map(tuple, each.lists)) for each in contexts()]
    without = [rule.without for rule in rules()] + [tuple(each.unless) for each in contexts()]
    layers = max(map(len, lists))
    listed = np.zeros((layers + 1, len(numbers), len(lists)), bool)
    for at, (each, forbidden) in enumerate(zip(lists, without, strict=True)):
        for layer, words in (*enumerate(each), (layers, forbidden)):
            listed[layer, [numbers[word] for word in words], at] = True
    counts = np.array([len(each) for each in lists])
    return _Table(
        listed=listed,
        bits=np.ascontiguousarray(_as_bits(listed).transpose(0, 2, 1)),
        unasked=_as_bits(counts <= np.arange(layers)[:, None]),
        of_rules=_as_bits(np.arange(len(lists)) < len(rules())),
        used=np.logical_or.reduce(listed, axis=(0, 2)),
        lists=counts[: len(rules())],
        within=np.array([rule.within for rule in rules()]),
    )


def _as_bits(truths: NDArray[np.bool_]) -> _Bits:
    """Truths as bits of numbers, along the last axis."""
    padding = [(0, 0)] * (truths.ndim - 1) + [(0, -truths.shape[-1] % _ROW)]
    return np.packbits(np.pad(truths, padding), axis=-1, bitorder="little").view(np.uint64)


def _sentences(seen: Texts, names: Sequence[_Span]) -> _Sentences:
    """All sentences, with the words of rules and contexts that touch no name."""
    found, ends = seen.found, ends_of_sentences(seen.joined)
    used = _table().used.take(found.numbers)
    if names:
        begun, ended = np.array(names).T
        behind = ended.searchsorted(found.starts, side="right")  # the first name that ends behind the word's start
        used &= np.append(begun, len(seen.joined)).take(behind) >= found.ends
    words = found.take(used.nonzero()[0])
    return _Sentences(ends, words, words.starts.searchsorted([0, *ends]))


def _held(sentences: _Sentences) -> tuple[Numbers, NDArray[np.bool_]]:
    """The sentences that have a word of every list of a rule and none of `without`: for which rules, and contexts."""
    table, bounds = _table(), sentences.bounds
    filled = (bounds[:-1] < bounds[1:]).nonzero()[0]
    if not filled.size:
        return filled, np.empty((0, table.listed.shape[2]), bool)
    bits = table.bits.take(sentences.words.numbers, axis=2)
    *asked, without = np.bitwise_or.reduceat(bits, bounds.take(filled), axis=2)
    met = [each | unasked[:, None] for each, unasked in zip(asked, table.unasked, strict=True)]
    held = (np.bitwise_and.reduce(met) & ~without).T
    some = (held & table.of_rules).any(axis=1).nonzero()[0]
    rows = np.ascontiguousarray(held.take(some, axis=0)).view(np.uint8)
    truths = np.unpackbits(rows, axis=1, bitorder="little", count=table.listed.shape[2])
    return filled.take(some), truths.view(np.bool_)


def _near(sentences: _Sentences, places: Numbers, held: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """The rules of which sentences at some places have words of every list near each other: rows of `held`, and rules."""
    table = _table()
    row, rule = np.divmod(np.flatnonzero(held), held.shape[1])
    row, rule = (each.compress(rule < table.lists.size) for each in (row, rule))
    at, lists, within = places.take(row), table.lists.take(rule), table.within.take(rule)
    near = lists == 1
    for count in range(2, table.listed.shape[0]):
        some = (~near & (lists == count)).nonzero()[0]
        spans = [_spans(sentences, at.take(some), rule.take(some), layer) for layer in range(count)]
        near[some] = are_near(spans, within.take(some), vocabulary().machine.longest)
    return zip(row.compress(near).tolist(), rule.compress(near).tolist(), strict=True)


def _spans(sentences: _Sentences, at: Numbers, rule: Numbers, layer: int) -> Spans:
    """For each of some sentences and rules the words in one list of the rule."""
    first = sentences.bounds.take(at)
    question, place = stretched(first, sentences.bounds.take(at + 1) - first)
    numbers, starts, ends = sentences.words
    of_list = _table().listed[layer, numbers.take(place), rule.take(question)]
    place = place.compress(of_list)
    return Spans(question.compress(of_list), starts.take(place), ends.take(place))


def evidence(hit: Hit, text: str, names: Iterable[_Span] = ()) -> _Span:
    """Return `[start, end)` of what a rule saw in a text: the shortest with a word of each list, of equals the first.

    >>> from pipelines.labels.scan import scan_all
    >>> text = "天气很好。他从没借过这家的钱。"
    >>> [[hit, _]] = hits(scan_all([text]))
    >>> evidence(hit, text)
    (6, 9)
    """
    begun = hit.sentence.start
    found = vocabulary().machine.find(text[begun : hit.sentence.end])
    words = [vocabulary().words[number] for number in found.numbers]
    spans = zip((found.starts + begun).tolist(), (found.ends + begun).tolist(), strict=True)
    told = [
        (word, span)
        for word, span in zip(words, spans, strict=True)
        if all(span[0] >= end or span[1] <= start for start, end in names)
    ]
    lists = [[span for word, span in told if word in listed] for listed in hit.rule.lists]
    choices = (_hull(chosen) for chosen in product(*lists) if _are_apart(chosen))
    return min(choices, key=lambda span: (span[1] - span[0], span))


def _are_apart(spans: Sequence[_Span]) -> bool:
    """Whether no two of some words share a letter."""
    return all(one[1] <= two[0] for one, two in pairwise(sorted(spans)))


def _hull(spans: Sequence[_Span]) -> _Span:
    """From the start of the first to the end of the last."""
    return min(start for start, _ in spans), max(end for _, end in spans)
