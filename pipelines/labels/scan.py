"""One pass over texts for all words that any table of this room knows: of rules, contexts, cues, facets and lenders.

The tables are searched together, and many texts as one: several hundred words stand in an article, few are asked for
one by one, and what is done for all of them at once is done as arrays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from typing import Final, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipelines.labels.contexts import contexts
from pipelines.labels.cues import TOPICS, meanings
from pipelines.labels.disguises import spellings
from pipelines.labels.facet_words import tellable, values
from pipelines.labels.rules import rules
from pipelines.labels.spun import squeezed
from pipelines.labels.trie import Numbers, Places, Trie, code_points, trie

Word: TypeAlias = tuple[str, int, int]
"""A word found: itself as the tables have it, and `[start, end)` of the text."""
Kind: TypeAlias = Literal["cue", "facet", "name"]
"""Tables of which only the longest word at a place counts."""

_BETWEEN: Final = "\n"
"""Stands between texts that are searched as one: no word holds it, and it ends a sentence."""

_HAN: Final = (0x3400, 0x9FFF)
"""The first and the last code point of the two blocks that running Chinese text is made of."""


class Vocabulary(NamedTuple):
    """All words there are, numbered."""

    numbers: dict[str, int]
    words: tuple[str, ...]
    kinds: Mapping[Kind, NDArray[np.bool_]]
    """For each word whether it stands in a table of this kind."""
    machine: Trie


@dataclass(frozen=True, slots=True)
class Scan:
    """One text with what was found in it."""

    text: str
    n_han: int
    """How many Han characters stand in it."""
    topics: Sequence[float]
    """The summed weights of its cues, in the order of `TOPICS`."""
    told: Sequence[int]
    """How often each value of a facet is told, in the order of `tellable()`."""
    names: list[Word]
    """Lenders' names, the longest at each place and nothing inside it, in order."""
    spun_names: list[Word]
    """Names with marks between their letters, the span holds the marks; they may overlap the plain ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Several texts that were searched as one."""

    joined: str
    begins: Sequence[int]
    """Where each text begins in all of them; the last number is where one more would."""
    found: Places
    """Every word of all of them, overlapping ones too."""
    scans: tuple[Scan, ...]
    """Each of them."""


def scan(text: str) -> Scan:
    """Return one text with what was found in it.

    >>> scan("PPD的天气").names, scan("PPD的天气").n_han
    ([('ppd', 0, 3)], 3)
    """
    return scan_all((text,)).scans[0]


def scan_all(texts: Sequence[str]) -> Texts:
    """Return texts with all words of all tables in them; letters of either case match.

    >>> [seen.names for seen in scan_all(("借呗", "收到借呗短信")).scans]
    [[('借呗', 0, 2)], [('借呗', 2, 4)]]
    """
    joined = _BETWEEN.join(texts)
    begins = [0, *accumulate([len(text) + len(_BETWEEN) for text in texts])]
    found = vocabulary().machine.find(joined)
    columns = (
        _count_han(joined, begins),
        _summed(longest(found, "cue"), begins, _weights()).tolist(),
        _summed(longest(found, "facet"), begins, _told()).astype(int).tolist(),
        _split(longest(found, "name"), begins),
        _split(_spun(joined), begins),
    )
    return Texts(joined, begins, found, tuple(map(Scan, texts, *columns)))


def words_of(text: str, kind: Kind) -> list[Word]:
    """Return the words of one table in a text, the longest at each place and nothing inside it, in order.

    >>> words_of("短信平台的短信", "cue")
    [('短信平台', 0, 4), ('短信', 5, 7)]
    """
    [found] = _split(longest(vocabulary().machine.find(text), kind), [0, len(text) + 1])
    return found


def longest(found: Places, kind: Kind) -> Places:
    """Return of words those of one table, the longest at each place and nothing inside it.

    >>> longest(vocabulary().machine.find("短信平台"), "cue").ends.tolist()
    [4]
    """
    found = found.take(vocabulary().kinds[kind].take(found.numbers).nonzero()[0])
    last = np.append(found.starts[1:] != found.starts[:-1], [True] * bool(found.starts.size))  # the longest of a start
    found = found.take(last.nonzero()[0])
    return found.take(_apart(found.starts, found.ends).nonzero()[0])


def _apart(starts: Numbers, ends: Numbers) -> NDArray[np.bool_]:
    """Which of some spans, in the order of their starts, remain where each leaves out those that begin inside it."""
    apart = starts >= np.append([0], np.maximum.accumulate(ends))[:-1]  # nothing before them reaches so far
    at = 0
    for each in (~apart).nonzero()[0].tolist():
        at = int(ends[each - 1]) if apart[each - 1] else at
        apart[each] = starts[each] >= at
        at = int(ends[each]) if apart[each] else at
    return apart


def _summed(found: Places, begins: Sequence[int], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each text the sums of its words' weights; these are halves and wholes, so that their order is the same."""
    sums = np.zeros((found.starts.size + 1, weights.shape[1]))
    weights.take(found.numbers, axis=0).cumsum(axis=0, out=sums[1:])
    return np.diff(sums.take(found.starts.searchsorted(begins), axis=0), axis=0)


def _count_han(joined: str, begins: Sequence[int]) -> list[int]:
    points = code_points(joined)
    counts = np.append([0], ((points >= _HAN[0]) & (points <= _HAN[1])).cumsum(dtype=np.intp))
    return np.diff(counts.take(begins, mode="clip")).tolist()  # type: ignore[no-any-return]  # numpy's list is of any


def _spun(joined: str) -> Places:
    """The names that stand in a text with marks between their letters."""
    pieces = squeezed(joined, vocabulary().machine.longest)
    found = longest(vocabulary().machine.find(pieces.text), "name")
    starts, ends = pieces.places.take(found.starts), pieces.places.take(found.ends - 1) + 1
    with_marks = (ends - starts > found.ends - found.starts).nonzero()[0]
    return Places(found.numbers, starts, ends).take(with_marks)


def _split(found: Places, begins: Sequence[int]) -> list[list[Word]]:
    """For each text its words, with offsets of its own."""
    words, bounds = vocabulary().words, found.starts.searchsorted(begins)
    shift = np.repeat(begins[:-1], np.diff(bounds))
    columns = ((each - shift).tolist() for each in (found.starts, found.ends))
    every = list(zip([words[number] for number in found.numbers.tolist()], *columns, strict=True))
    return [every[first:last] for first, last in pairwise(bounds.tolist())]


@cache
def _weights() -> NDArray[np.float64]:
    """For each word of the vocabulary, how much it speaks of each topic."""
    weights = np.zeros((len(vocabulary().words), len(TOPICS)))
    for word, meaning in meanings().items():
        for topic, weight in meaning:
            weights[vocabulary().numbers[word], TOPICS.index(topic)] += weight
    return weights


@cache
def _told() -> NDArray[np.float64]:
    """For each word of the vocabulary, which value of a facet it tells."""
    told = np.zeros((len(vocabulary().words), len(tellable())))
    for word, value in values().items():
        told[vocabulary().numbers[word], tellable().index(value)] = 1
    return told


@cache
def vocabulary() -> Vocabulary:
    """Return all words of all tables."""
    of_rules = (word for rule in rules() for words in (*rule.lists, rule.without) for word in words)
    of_contexts = (word for each in contexts() for words in (*each.lists, each.unless) for word in sorted(words))
    kinds: dict[Kind, dict[str, None]] = {
        "cue": dict.fromkeys(meanings()),
        "facet": dict.fromkeys(values()),
        "name": dict.fromkeys(spellings()),
    }
    words = tuple(dict.fromkeys((*of_rules, *of_contexts, *(word for each in kinds.values() for word in each))))
    return Vocabulary(
        numbers={word: at for at, word in enumerate(words)},
        words=words,
        kinds={kind: np.array([word in each for word in words]) for kind, each in kinds.items()},
        machine=trie(words),
    )
