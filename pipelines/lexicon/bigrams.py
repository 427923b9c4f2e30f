"""How likely one character is behind another in Chinese text: `bigrams.npz`, for choosing between readings of bytes.

Source, licences and how to renew the table: `bigrams_build.py`. Characters are counted as symbols: traditional and
simplified ones alike, half-width marks like full-width ones, all digits as one, all Latin letters as one, white space
as the border of a sentence. Costs are negative natural logarithms in steps of 1/16, at most 255 steps.

2.4 MB, 7,886 symbols, 1.2 million pairs; loaded in about 50 ms, when first asked for. The row of a symbol is laid out when first asked for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipelines.lexicon.script import simplified_characters

BORDER: Final = "\n"
DIGIT: Final = "0"
LETTER: Final = "a"
UNKNOWN: Final = "\x00"
"""Private use, lost bytes, and whatever the sources never saw."""
STEP: Final = 1 / 16
"""Nats to a step of cost."""

_STOPS: Final = frozenset("。！？")
_STOPS_SHARE: Final = 8
_LAST: Final = 255
_MARKS: Final = str.maketrans(",;:?!()", "，；：？！（）")


def symbol(character: str) -> str:
    r"""Return what a character is counted as.

    >>> symbol("說"), symbol(","), symbol("７"), symbol("Q"), symbol("　")
    ('说', '，', '0', 'a', '\n')
    """
    if "\uff01" <= character <= "\uff5e":
        character = chr(ord(character) - 0xFEE0)
    if character.isascii() and character.isalnum():
        return DIGIT if character.isdigit() else LETTER
    if character.isspace() or unicodedata.category(character) in ("Cc", "Cf"):
        return BORDER
    return character.translate(simplified_characters()).translate(_MARKS)


@dataclass(frozen=True, slots=True)
class Bigrams:
    """The model: symbols by number, and what it costs that one follows another."""

    symbols: str
    alone: NDArray[np.uint8]
    """By symbol: its cost whatever stands before."""
    backoff: NDArray[np.uint8]
    """By symbol: what it costs that an unseen one follows."""
    starts: NDArray[np.uint32]
    """By symbol: where its followers begin; one more entry than symbols."""
    followers: NDArray[np.uint16]
    costs: NDArray[np.uint8]
    numbers: Mapping[str, int]
    _rows: dict[int, bytes] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, character: str) -> int:
        """The number of the symbol a character counts as."""
        if character not in self._numbers:
            self._numbers[character] = self.numbers.get(symbol(character), self.numbers[UNKNOWN])
        return self._numbers[character]

    def row(self, number: int) -> bytes:
        """By symbol: the cost that it follows this one, in steps."""
        if number not in self._rows:
            costs = np.minimum(self.alone.astype(np.uint16) + self.backoff[number], _LAST).astype(np.uint8)
            seen = slice(self.starts[number], self.starts[number + 1])
            costs[self.followers[seen]] = self.costs[seen]
            costs[self.numbers[UNKNOWN]] = _LAST
            if (
                self.symbols[number] in _STOPS
            ):  # the sources end their lines at stops: what begins a line follows a stop
                border = np.frombuffer(self.row(self.numbers[BORDER]), np.uint8).astype(np.uint16)
                costs = np.minimum(costs, np.minimum(border + _STOPS_SHARE, _LAST)).astype(np.uint8)
            self._rows[number] = costs.tobytes()
        return self._rows[number]

    def cost(self, text: str) -> float:
        """Return the cost of a text between borders, in nats.

        >>> bigrams().cost("日常生活中不可或缺") < bigrams().cost("粘Ｉ钪胁豢苫蛉")
        True
        >>> bigrams().cost("發現問題") == bigrams().cost("发现问题")
        True
        """
        numbers = [self.number(character) for character in f"{BORDER}{text}{BORDER}"]
        return STEP * sum(self.row(one)[two] for one, two in pairwise(numbers))


@cache
def bigrams() -> Bigrams:
    """Return the model that ships with this package."""
    with np.load(str(files("pipelines.lexicon") / "bigrams.npz")) as table:
        symbols = bytes(table["symbols"]).decode("utf-8")
        arrays = {name: table[name] for name in ("alone", "backoff", "starts", "followers", "costs")}
    return Bigrams(symbols=symbols, numbers={each: i for i, each in enumerate(symbols)}, **arrays)
