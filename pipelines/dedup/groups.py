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

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipelines.dedup.copies import learn_copies, learn_similarities
from pipelines.dedup.known import Known, Texts, digest_of
from pipelines.dedup.masks import Masker
from pipelines.dedup.rows import Place, Row
from pipelines.dedup.splits import assign
from pipelines.dedup.templates import learn_templates


def place(rows: Sequence[Row], mask: Masker) -> list[Place]:
    """Return the place of each row; the order of rows changes nothing.

    >>> when = "下班路上收到甲贷的短信,说欠款三百元,"
    >>> rows = [Row(id=i, text=when + t) for i, t in (("a", "可是没借过。"), ("b", "可是没借过。"), ("c", "已还清了。"))]
    >>> [(each.duplicate_of, each.template_id) for each in place(rows, Masker(("甲贷",)))]
    [(None, 'a'), ('a', 'a'), (None, 'c')]
    """
    return learn(rows, mask, Known())[0]


def learn(rows: Sequence[Row], mask: Masker, known: Known) -> tuple[list[Place], Known]:
    """Return the place of each row, and what is known now; what was known before saves time and changes no place."""
    ranked = sorted(range(len(rows)), key=lambda number: rows[number].rank)
    found, learnt = _placed([rows[number] for number in ranked], mask, known.under(mask.digest))
    return [found[at] for at in np.argsort(ranked).tolist()], learnt


def _placed(rows: Sequence[Row], mask: Masker, known: Known) -> tuple[list[Place], Known]:
    """The places of rows that stand in order of rank."""
    texts, text_of = _texts(rows)
    tellings = dict.fromkeys(zip(text_of, (row.subject for row in rows), strict=True))
    templates, template_of = learn_templates(texts, mask, known.templates)
    copies, first_of = learn_copies(texts, list(tellings), template_of, known.copies)
    similarities, alike = learn_similarities(texts, first_of, known.similarities)
    learnt = replace(known, templates=templates, copies=copies, similarities=similarities)
    of_template, of_cluster = (_heads(text_of, of_texts) for of_texts in (template_of, first_of.tolist()))
    return _told(rows, of_template, of_cluster, [alike[text] for text in text_of]), learnt


def _texts(rows: Sequence[Row]) -> tuple[Texts, list[int]]:
    """The texts of rows, each once, and the number of each row's."""
    numbers: dict[bytes, int] = {}
    told: list[str] = []
    text_of: list[int] = []
    for row in rows:
        number = numbers.setdefault(row.digest or digest_of(row.text), len(numbers))
        if number == len(told):
            told.append(row.text)
        text_of.append(number)
    return Texts(told, [*numbers]), text_of


def _heads(text_of: Sequence[int], group_of: Sequence[int]) -> list[int]:
    """For each row the first one whose text is of the same group."""
    first: dict[int, int] = {}
    return [first.setdefault(group_of[text], row) for row, text in enumerate(text_of)]


def _told(rows: Sequence[Row], templates: list[int], clusters: list[int], alike: list[float]) -> list[Place]:
    """The places of rows from the heads of their groups."""
    ids, before = [row.id for row in rows], [row.released for row in rows]
    template_ids = names(ids, templates, [each.template_id if each else None for each in before])
    cluster_ids = names(ids, clusters, [each.cluster_id if each else None for each in before])
    splits = assign(template_ids, [each.split if each else None for each in before])
    return [
        Place(
            template_id=template_ids[at],
            cluster_id=cluster_ids[at],
            duplicate_of=None if head == at else ids[head],
            similarity=None if head == at else alike[at],
            split=splits[template_ids[at]],
        )
        for at, head in enumerate(clusters)
    ]


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
    for head, name in dict.fromkeys(zip(heads, before, strict=True)):
        if name is not None and head not in named and home.get(name, head) == head == taken.setdefault(name, head):
            named[head] = name
    return [named.get(head, ids[head]) for head in heads]
