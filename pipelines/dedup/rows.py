"""What decides about a row, and what is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

Split: TypeAlias = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """Where a row stood in the last release."""

    template_id: str
    cluster_id: str
    is_copy: bool
    split: Split


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row to be placed."""

    id: str
    """No two rows share one."""
    text: str
    subject: str = ""
    """The lender it is about; the same text under another lender is no copy."""
    published_at: datetime | None = None
    released: Released | None = None
    digest: bytes | None = None
    """That of its text, `known.digest_of`, where whoever gives the row knows it: most of what known rows cost is theirs."""

    @property
    def rank(self) -> tuple[int, bool, float, str]:
        """Who stands for a cluster: the least of its rows.

        What stood for one in the last release stays, then its copies; then the earliest published, those without a
        date last; then the least id. It depends on the row alone, so a row that comes later takes nobody's place.

        >>> earlier, later = datetime.fromisoformat("2024-01-01T00:00Z"), datetime.fromisoformat("2024-01-02T00:00Z")
        >>> released = Released(template_id="b", cluster_id="b", is_copy=False, split="train")
        >>> rows = Row(id="a", text=""), Row(id="b", text="", published_at=later), Row(id="c", text="", published_at=earlier)
        >>> [row.id for row in sorted((*rows, Row(id="d", text="", released=released)), key=lambda row: row.rank)]
        ['d', 'c', 'b', 'a']
        """
        standing = 2 if self.released is None else int(self.released.is_copy)
        moment = self.published_at
        return (standing, moment is None, moment.timestamp() if moment else 0.0, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a row belongs."""

    template_id: str
    """The id of the row that stood for its template first."""
    cluster_id: str
    """The id of the row that stood for its cluster first."""
    duplicate_of: str | None
    """The row it copies, which stands for their cluster; None where it is that row itself."""
    similarity: float | None
    """Of its text to that row's, nothing masked."""
    split: Split
