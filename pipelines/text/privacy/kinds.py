"""What a kind of personal data is: how it looks in a view, when it is real, what stands for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of personal data; the group `value` of its pattern is what goes, labels before it stay.

    No pattern reaches across a line end.
    """

    name: str
    pattern: re.Pattern[str]
    placeholder: str
    marks: tuple[str, ...]
    """One of these stands in every text that holds a value: whether it does is told faster than anything else."""
    hint: re.Pattern[str]
    """Stands in every line that holds a value, and is found many times faster: no other line is searched."""
    is_real: Callable[[re.Match[str]], bool] = bool
    each: re.Pattern[str] | None = None
    """Finds the single values, if `value` may be a list of them."""

    def may_stand(self, view: str) -> bool:
        """Whether a line of the view may hold a value."""
        return any(mark in view for mark in self.marks) and self.hint.search(view) is not None

    @property
    def rule(self) -> str:
        """The rule's id."""
        return f"privacy.{self.name}"

    @property
    def sign(self) -> str:
        """What stands in the text for a value."""
        return f"<{self.placeholder}>"

    def spans(self, view: str) -> Iterator[tuple[int, int]]:
        """Yield where the values stand, in order."""
        for start, end in _lines(view, self.hint):
            for match in filter(self.is_real, self.pattern.finditer(view, start, end)):
                if self.each is None:
                    yield match.span("value")
                else:
                    yield from (one.span() for one in self.each.finditer(view, *match.span("value")))


def _lines(view: str, hint: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The lines that hold a hint."""
    end = -1
    while match := hint.search(view, end + 1):
        start = view.rfind("\n", end + 1, match.start()) + 1 or end + 1
        end = view.find("\n", match.end())
        end = len(view) if end < 0 else end
        yield start, end
