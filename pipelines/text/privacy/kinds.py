"""What a kind of personal data is: how it looks in a view, when it is real, what stands for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of personal data; the group `value` of its pattern is what goes, labels before it stay."""

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

    def spans(self, view: str) -> Iterator[tuple[int, int]]:
        """Yield where the values stand, in order."""
        for match in self.pattern.finditer(view):
            if not self.is_real(match):
                continue
            if self.each is None:
                yield match.span("value")
            else:
                yield from (one.span() for one in self.each.finditer(view, *match.span("value")))
