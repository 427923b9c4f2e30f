"""Rows joined to templates and clusters, each named after the row that stands for it.

A **template** is what shares half of its shingles once lenders and numbers are masked, directly or through others: the
same text under another lender, or lightly spun. A **cluster** is what shares `NEAR_IDENTICAL` of them unmasked, within a
template and about one lender: copies of one article, which lose up to three tenths of their shingles to damage. Texts
that are the same are copies whatever else is known.

The thresholds stand in gaps of measured distributions. On the practice web, as the pipelines clean it, pairs of one
template have similarities from 0.49 (one in a hundred below 0.58), joined through others by 0.5 and more; pairs of different
templates that share stock sentences reach 0.2 among relevant articles and 0.48 among texts of a hundred characters.
Half is also what a page has in common with each of two articles of equal length printed as one: stock sentences alone do
not make a chain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from pipelines.dedup.forest import Forest
from pipelines.dedup.masks import Masker
from pipelines.dedup.minhash import LEAST, sign
from pipelines.dedup.rows import Place, Row
from pipelines.dedup.search import Search
from pipelines.dedup.shingles import WIDTH, Hashes, jaccard, shingle, squeeze
from pipelines.dedup.splits import assign

SAME_TEMPLATE = 0.5
NEAR_IDENTICAL = 0.55


def place(rows: Sequence[Row], mask: Masker) -> list[Place]:
    """Return the place of each row; the order of rows changes nothing.

    >>> when = "下班路上收到甲贷的短信,说欠款三百元,"
    >>> rows = [Row(id=i, text=when + t) for i, t in (("a", "可是没借过。"), ("b", "可是没借过。"), ("c", "已还清了。"))]
    >>> [(each.duplicate_of, each.template_id) for each in place(rows, Masker(("甲贷",)))]
    [(None, 'a'), ('a', 'a'), (None, 'c')]
    """
    ranked = sorted(range(len(rows)), key=lambda number: rows[number].rank)
    places = dict(zip(ranked, _placed([rows[number] for number in ranked], mask), strict=True))
    return [places[number] for number in range(len(rows))]


def _placed(rows: Sequence[Row], mask: Masker) -> Iterator[Place]:
    """The places of rows that stand in order of rank."""
    grouped = templates([row.text for row in rows], mask)
    clusters = _clusters(rows, grouped)
    ids, before = [row.id for row in rows], [row.released for row in rows]
    template_ids = names(ids, grouped, [each.template_id if each else None for each in before])
    cluster_ids = names(ids, clusters, [each.cluster_id if each else None for each in before])
    splits = assign(template_ids, [each.split if each else None for each in before])
    texts = _Texts()
    for at, head in enumerate(clusters):
        yield Place(
            template_id=template_ids[at],
            cluster_id=cluster_ids[at],
            duplicate_of=None if head == at else ids[head],
            similarity=None if head == at else texts.similarity(rows[at].text, rows[head].text),
            split=splits[template_ids[at]],
        )


def names(ids: Sequence[str], heads: Sequence[int], before: Sequence[str | None]) -> list[str]:
    """Return the name of each row's group: the one a row of it was released with, the first's; else its head's id.

    A name outlives the row it is the id of. Where a group fell apart, the part with that row keeps it, or else the
    first part.

    >>> names(["b", "c", "d"], [0, 0, 2], [None, "a", "a"])
    ['a', 'a', 'd']
    >>> names(["a", "c"], [0, 1], [None, "a"])
    ['a', 'c']
    """
    home = dict(zip(ids, heads, strict=True))
    taken: dict[str, int] = {}
    named: dict[int, str] = {}
    for head, name in zip(heads, before, strict=True):
        if name is not None and head not in named and home.get(name, head) == head == taken.setdefault(name, head):
            named[head] = name
    return [named.get(head, ids[head]) for head in heads]


def templates(texts: Sequence[str], mask: Masker) -> list[int]:
    """Return for each text the number of the first one it shares a template with, its own where there is none.

    >>> when = "下班路上收到甲贷的短信,说欠款三百元,"
    >>> templates([when, "还没借过。", when.replace("甲", "乙")], Masker(("甲贷", "乙贷")))
    [0, 1, 0]
    """
    masked = [squeeze(mask(text)) for text in texts]
    first: dict[str, int] = {}
    for at, text in enumerate(masked):
        first.setdefault(text, at)
    numbers = {text: number for number, text in enumerate(first)}
    forest = Forest(np.arange(len(first)))
    shingles = shingle(list(first))
    for _ in Search(sign(shingles), shingles.of, SAME_TEMPLATE).join(forest):
        pass
    heads = list(first.values())
    labels = forest.labels().tolist()
    return [heads[labels[numbers[text]]] for text in masked]


def is_comparable(text: str, mask: Masker) -> bool:
    """Whether a text has the shingles that a comparison needs; of a shorter one only its equal is known to be its copy.

    >>> is_comparable("收到一条短信。", Masker(()))
    False
    """
    return len(squeeze(mask(text))) >= LEAST + WIDTH - 1


def _clusters(rows: Sequence[Row], templates: Sequence[int]) -> list[int]:
    """For each row, the first of those it shares a cluster with."""
    forest = Forest(np.arange(len(rows)))
    first: dict[str, int] = {}
    alike: dict[tuple[int, str], list[int]] = defaultdict(list)
    for at, (row, template) in enumerate(zip(rows, templates, strict=True)):
        if (same := first.setdefault(row.text, at)) != at:
            forest.join(same, at)
        alike[template, row.subject].append(same)
    for members in alike.values():
        for head, *others in connected(sorted(set(members)), partial(_Texts().are_copies, rows)):
            for at in others:
                forest.join(head, at)
    labels: list[int] = forest.labels().tolist()
    return labels


def connected(members: Iterable[int], is_linked: Callable[[int, int], bool]) -> list[list[int]]:
    """Return the members in groups of those that are linked, directly or through others, each group in order.

    >>> connected([1, 2, 5, 6, 9], lambda one, other: abs(one - other) == 1)
    [[1, 2], [5, 6], [9]]
    """
    apart, groups = list(members), []
    while apart:
        group, apart = [apart[0]], apart[1:]
        for one in group:
            linked = {other for other in apart if is_linked(one, other)}
            group += sorted(linked)
            apart = [other for other in apart if other not in linked]
        groups.append(sorted(group))
    return groups


@dataclass(frozen=True, slots=True)
class _Texts:
    """Unmasked texts and their shingles, each cut once."""

    _shingles: dict[str, Hashes] = field(default_factory=dict)

    def similarity(self, one: str, other: str) -> float:
        """The share of their shingles that two texts have in common; 1 for the same text."""
        return 1.0 if one == other else jaccard(self._of(one), self._of(other))

    def are_copies(self, rows: Sequence[Row], one: int, other: int) -> bool:
        """Whether two rows of one template and lender tell the same."""
        first, second = rows[one].text, rows[other].text
        is_long = min(len(self._of(first)), len(self._of(second))) >= LEAST
        return is_long and self.similarity(first, second) >= NEAR_IDENTICAL

    def _of(self, text: str) -> Hashes:
        if text not in self._shingles:
            self._shingles[text] = shingle([squeeze(text)]).of(0)
        return self._shingles[text]
