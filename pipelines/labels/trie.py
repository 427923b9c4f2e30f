"""All places of thousands of words in texts, found as arrays.

A trie laid out as a double array: a state is an index, `base[state] + letter` is the state that a letter leads to, and
it is one only where `check` names the state it came from. All places of a text walk down together, a step for each
letter, and those that no word goes on from fall out; so a text costs a few array operations for each letter of the
longest word, and its words come out as arrays. An Aho-Corasick automaton gives tuples, one by one: with several hundred
words in an article, making them takes five times as long as this search.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.intp]

_LAST: Final = 0x20000
"""Code points from here on, rare characters, stand in no word; all of them are read as this one."""
_NONE: Final = -1


class Places(NamedTuple):
    """Words found, in the order of their starts, of one start the shorter first; arrays of one length."""

    numbers: Numbers
    """Which word: its place in the list that the trie was made of."""
    starts: Numbers
    ends: Numbers

    def take(self, at: Numbers) -> Places:
        """Return some of the words.

        >>> trie(["短信"]).find("短信短信").take(np.array([1])).starts.tolist()
        [2]
        """
        return Places(self.numbers.take(at), self.starts.take(at), self.ends.take(at))


class Trie(NamedTuple):
    """Words, ready to be found; letters of either case match."""

    letters: Numbers
    """The letter of each code point, 0 for those of no word; a letter is also the state that it leads to at first."""
    base: Numbers
    check: Numbers
    words: Numbers
    """For each state, the number of the word that ends there, or -1."""
    longest: int
    """Letters of the longest word."""

    def find(self, text: str) -> Places:
        """Return every place of every word in a text, overlapping ones too.

        >>> found = trie(["短信", "短信平台", "信"]).find("短信平台")
        >>> [each.tolist() for each in found]
        [[0, 1, 2], [0, 0, 1], [2, 4, 2]]
        >>> trie(["短信"]).find("短，信").starts.tolist()
        []
        """
        # What stands behind the end is no letter, so that no word goes on there.
        letters = self.letters.take(code_points(text + "\0" * max(1, self.longest)), mode="clip")
        starts, states = np.arange(len(text)), letters[: len(text)]
        numbers: list[Numbers] = []
        begun: list[Numbers] = []
        while starts.size:
            words = self.words.take(states)
            ended = (words != _NONE).nonzero()[0]
            numbers.append(words.take(ended))
            begun.append(starts.take(ended))
            ahead = self.base.take(states)
            ahead += letters.take(starts + len(begun))
            kept = (self.check.take(ahead) == states).nonzero()[0]
            starts, states = starts.take(kept), ahead.take(kept)
        return _in_order(numbers, begun)


def _in_order(numbers: Sequence[Numbers], begun: Sequence[Numbers]) -> Places:
    """The words of one letter, of two letters, and so on, sorted by where they start."""
    if not begun:
        nothing = np.empty(0, np.intp)
        return Places(nothing, nothing, nothing)
    starts = np.concatenate(begun)
    lengths = np.repeat(np.arange(1, len(begun) + 1), [each.size for each in begun])
    return Places(np.concatenate(numbers), starts, starts + lengths).take(starts.argsort(kind="stable"))


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the characters of a text as numbers, lone halves of pairs as they are.

    >>> code_points("短a").tolist()
    [30701, 97]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def trie(words: Sequence[str]) -> Trie:
    """Return different words in lower case, ready to be found; they are numbered in their order.

    >>> trie(["短信", "短讯"]).find("短讯短信").numbers.tolist()
    [1, 0]
    >>> trie(["app"]).find("APP").starts.tolist()
    [0]
    """
    alphabet = {letter: at for at, letter in enumerate(sorted({each for word in words for each in word}), 1)}
    beginnings = sorted({word[:length] for word in words for length in range(1, len(word) + 1)}, key=len)
    branches: defaultdict[str, list[int]] = defaultdict(list)
    for each in beginnings:
        branches[each[:-1]].append(alphabet[each[-1]])
    branches.pop("", None)
    bases = _bases(branches, len(alphabet) + 1)
    states = {each: bases.get(each[:-1], 0) + alphabet[each[-1]] for each in beginnings}
    size = max(states.values(), default=0) + len(alphabet) + 1
    return Trie(
        letters=_letters(alphabet),
        base=_array({states[each]: base for each, base in bases.items()}, size, 0),
        check=_array({states[each]: states[each[:-1]] for each in beginnings if len(each) > 1}, size, _NONE),
        words=_array({states[word]: at for at, word in enumerate(words)}, size, _NONE),
        longest=max(map(len, words), default=0),
    )


def _letters(alphabet: Mapping[str, int]) -> Numbers:
    """The letter of each code point, in either case."""
    forms = {form: at for letter, at in alphabet.items() for form in (letter, letter.upper()) if len(form) == 1}
    return _array({ord(form): at for form, at in forms.items()}, _LAST + 1, 0)


def _array(values: Mapping[int, int], size: int, default: int) -> Numbers:
    filled = np.full(size, default, np.intp)
    filled[list(values)] = list(values.values())
    return filled


def _bases(branches: Mapping[str, list[int]], taken: int) -> dict[str, int]:
    """Where the states lie that each beginning leads to: the first place with room for all, the most branches first.

    Most beginnings lead to one state, and these fill the gaps in order. The free places are the bits of a number: shifted
    by each letter and joined, they are the places with room, a machine word of them at a time.
    """
    free = (1 << (taken + 3 * (taken + sum(map(len, branches.values()))))) - (1 << taken)
    bases = {}
    for each, letters in sorted(branches.items(), key=lambda branch: -len(branch[1])):
        if len(letters) > 1:
            room = reduce(and_, [free >> letter for letter in letters])
            bases[each] = (room & -room).bit_length() - 1
            free ^= sum(1 << letter for letter in letters) << bases[each]
    single = ((each, letters[0]) for each, letters in branches.items() if len(letters) == 1)
    return bases | {each: gap - letter for (each, letter), gap in zip(single, _bits(free), strict=False)}


def _bits(number: int) -> list[int]:
    """The places of the bits that are set, the lowest first.

    >>> _bits(0b1011)
    [0, 1, 3]
    """
    data = np.frombuffer(number.to_bytes(number.bit_length() // 8 + 1, "little"), np.uint8)
    return np.unpackbits(data, bitorder="little").nonzero()[0].tolist()
