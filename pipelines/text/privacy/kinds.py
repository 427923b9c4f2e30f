"""What a kind of personal data is: how it looks in a view, when it is real, what stands for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

Lines: TypeAlias = tuple[tuple[int, int], ...]
"""Where lines of a text lie."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of personal data; the group `value` of its pattern is what goes, labels before it stay.

    No pattern reaches across a line end.
    """

    name: str
    pattern: re.Pattern[str]
    placeholder: str
    is_real: Callable[[re.Match[str]], bool] = bool
    each: re.Pattern[str] | None = None
    """Finds the single values, if `value` may be a list of them."""

    @property
    def rule(self) -> str:
        """The rule's id."""
        return f"privacy.{self.name}"

    @property
    def sign(self) -> str:
        """What stands in the text for a value."""
        return f"<{self.placeholder}>"

    def spans(self, view: str, lines: Lines) -> Iterator[tuple[int, int]]:
        """Yield where the values stand, in order, in the lines that hold the hint."""
        for start, end in lines:
            for match in filter(self.is_real, self.pattern.finditer(view, start, end)):
                if self.each is None:
                    yield match.span("value")
                else:
                    yield from (one.span() for one in self.each.finditer(view, *match.span("value")))


@dataclass(frozen=True, slots=True)
class Family:
    """Kinds that are found by the same hint, in the order in which they are searched."""

    marks: tuple[bytes, ...]
    """One of these stands in the shape of every text that holds a value: that is told faster than anything else."""
    hint: re.Pattern[bytes]
    """Stands in the shape of every line that holds a value, and is found many times faster: no other is searched."""
    kinds: tuple[Kind, ...]


def lines_with(hint: re.Pattern[bytes], shape: bytes) -> Iterator[tuple[int, int]]:
    r"""Yield where the lines lie that hold a hint.

    >>> list(lines_with(re.compile(b"@"), b"x@x\nx\n0@"))
    [(0, 3), (6, 8)]
    """
    end = -1
    while match := hint.search(shape, end + 1):
        start = shape.rfind(b"\n", end + 1, match.start()) + 1 or end + 1
        end = shape.find(b"\n", match.end())
        end = len(shape) if end < 0 else end
        yield start, end
