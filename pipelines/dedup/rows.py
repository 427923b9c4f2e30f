"""What decides about rows, and what is decided: one by one, or column by column, where a row costs no Python object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, Self, TypeAlias

import numpy as np
import numpy.typing as npt

from pipelines.dedup.known import TEXT, Digests, Numbers, Told, digest_of, digests

Split: TypeAlias = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")

Names: TypeAlias = npt.NDArray[np.str_]
Codes: TypeAlias = npt.NDArray[np.int8]
"""Numbers in `SPLITS`; -1 for none."""

UNDATED: Final = np.iinfo(np.int64).max


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """Where rows stood in the last release; those that are new have no name and no split."""

    templates: Names
    clusters: Names
    is_copy: npt.NDArray[np.bool_]
    splits: Codes

    @classmethod
    def of(cls, released: Sequence[Released | None]) -> Self:
        """Return where each row stood."""
        return cls(
            templates=np.array([each.template_id if each else "" for each in released], np.str_),
            clusters=np.array([each.cluster_id if each else "" for each in released], np.str_),
            is_copy=np.array([bool(each and each.is_copy) for each in released], np.bool_),
            splits=np.array([SPLITS.index(each.split) if each else -1 for each in released], np.int8),
        )

    def take(self, rows: Numbers) -> Standing:
        """Return where those rows stood."""
        return Standing(
            templates=self.templates[rows],
            clusters=self.clusters[rows],
            is_copy=self.is_copy[rows],
            splits=self.splits[rows],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Rows to be placed, column by column."""

    ids: Names
    texts: Told
    """Of these rows and maybe of others."""
    text_of: Numbers
    """For each row the number of its text."""
    digests: Digests
    """Of their texts."""
    subjects: Sequence[str]
    subject_of: Numbers
    """For each row which of the subjects is its own."""
    published: Numbers
    """Microseconds; `UNDATED` where that is not known."""
    released: Standing

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Self:
        """Return the columns of rows."""
        subjects: dict[str, int] = {}
        moments = (row.published_at for row in rows)
        return cls(
            ids=np.array([row.id for row in rows], np.str_),
            texts=[row.text for row in rows],
            text_of=np.arange(len(rows)),
            digests=digests((digest_of(row.text) for row in rows), TEXT),
            subject_of=np.array([subjects.setdefault(row.subject, len(subjects)) for row in rows], np.int64),
            subjects=[*subjects],
            published=np.array([_microseconds(each) if each else UNDATED for each in moments], np.int64),
            released=Standing.of([row.released for row in rows]),
        )

    def take(self, rows: Numbers) -> Rows:
        """Return those rows."""
        return replace(
            self,
            ids=self.ids[rows],
            text_of=self.text_of[rows],
            digests=self.digests[rows],
            subject_of=self.subject_of[rows],
            published=self.published[rows],
            released=self.released.take(rows),
        )

    def ranked(self) -> Numbers:
        """Return the numbers of rows in the order in which they stand for a cluster.

        What stood for one in the last release stays, then its copies; then the earliest published, those without a
        date last; then the least id. It depends on the row alone, so a row that comes later takes nobody's place.

        >>> earlier, later = datetime.fromisoformat("2024-01-01T00:00Z"), datetime.fromisoformat("2024-01-02T00:00Z")
        >>> released = Released(template_id="b", cluster_id="b", is_copy=False, split="train")
        >>> rows = Row(id="a", text=""), Row(id="b", text="", published_at=later), Row(id="c", text="", published_at=earlier)
        >>> Rows.of([*rows, Row(id="d", text="", released=released)]).ranked().tolist()
        [3, 2, 1, 0]
        """
        standing = np.where(self.released.splits < 0, 2, self.released.is_copy)
        by_id = np.argsort(self.ids, kind="stable")
        return by_id[np.lexsort((self.published[by_id], standing[by_id]))]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """Where rows belong, column by column."""

    templates: Names
    clusters: Names
    heads: Numbers
    """For each row the one that stands for its cluster."""
    similarities: npt.NDArray[np.float64]
    """Of each text to that row's."""
    splits: Codes

    @property
    def is_copy(self) -> npt.NDArray[np.bool_]:
        """Whether another row stands for a row's cluster."""
        found: npt.NDArray[np.bool_] = self.heads != np.arange(len(self.heads))
        return found

    def told(self, ids: Names) -> list[Place]:
        """Return them one by one; `ids` are those of the rows."""
        heads, is_copy = ids[self.heads].tolist(), self.is_copy.tolist()
        columns = (self.templates.tolist(), self.clusters.tolist(), self.similarities.tolist(), self.splits.tolist())
        return [
            Place(
                template_id=template,
                cluster_id=cluster,
                duplicate_of=head if copies else None,
                similarity=alike if copies else None,
                split=SPLITS[split],
            )
            for head, copies, template, cluster, alike, split in zip(heads, is_copy, *columns, strict=True)
        ]


def _microseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1e6)
