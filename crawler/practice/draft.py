"""An article before any damage: what a person meant to write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from crawler.practice.truth import PageKind, Relevance, TrueMessage

LineKind: TypeAlias = Literal["p", "h2", "h3", "li"]
# Who signs a dateline: `本报杭州5月1日讯（记者林小满）`.
_DATELINE_RE = re.compile(r"本[报网].{2,16}[讯电]（(?:记者|通讯员)(.{2,4})）")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, heading or list item."""

    kind: LineKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article in simplified Chinese with full-width punctuation, and what is meant by it."""

    title: str
    lines: tuple[Line, ...]
    relevance: Relevance
    page_kind: PageKind
    lender: str | None = None
    lender_mention: str | None = None
    other_lenders: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    channel: str = "unspecified"
    sender_claim: str = "unknown"
    severity: int = 0
    messages: tuple[TrueMessage, ...] = ()

    @property
    def text(self) -> str:
        """The body, a line for each paragraph, heading and list item."""
        return "\n".join(line.text for line in self.lines)

    @property
    def reporter(self) -> str | None:
        """The person whom the dateline of a report names, if it has one.

        >>> Draft(title="", lines=(Line("p", "本报杭州5月1日讯（记者林小满）他收到短信。"),), relevance="relevant", page_kind="news").reporter
        '林小满'
        """
        found = next(filter(None, (_DATELINE_RE.match(line.text) for line in self.lines)), None)
        return found[1] if found else None
