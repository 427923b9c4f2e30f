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

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from pipelines.dedup.copies import Tellings, learn_copies, learn_similarities
from pipelines.dedup.forest import Labels
from pipelines.dedup.known import Known, Numbers, Texts, as_bytes, least, numbered
from pipelines.dedup.masks import Masker
from pipelines.dedup.rows import Names, Place, Places, Row, Rows
from pipelines.dedup.splits import assign
from pipelines.dedup.templates import learn_templates


def place(rows: Sequence[Row], mask: Masker) -> list[Place]:
    """Return the place of each row; the order of rows changes nothing.

    >>> when = "下班路上收到甲贷的短信,说欠款三百元,"
    >>> rows = [Row(id=i, text=when + t) for i, t in (("a", "可是没借过。"), ("b", "可是没借过。"), ("c", "已还清了。"))]
    >>> [(each.duplicate_of, each.template_id) for each in place(rows, Masker(("甲贷",)))]
    [(None, 'a'), ('a', 'a'), (None, 'c')]
    """
    columns = Rows.of(rows)
    return learn(columns, mask, Known())[0].told(columns.ids)


def learn(rows: Rows, mask: Masker, known: Known) -> tuple[Places, Known]:
    """Return the place of each row, and what is known now; what was known before saves time and changes no place."""
    ranked = rows.ranked()
    of_template, of_cluster, alike, learnt = _grouped(rows, ranked, mask, known.under(mask.digest))
    ids, before = rows.ids[ranked], rows.released.take(ranked)
    templates = names(ids, of_template, before.templates)
    turn = np.argsort(ranked)
    found = Places(
        templates=templates[turn],
        clusters=names(ids, of_cluster, before.clusters)[turn],
        heads=ranked[of_cluster][turn],
        similarities=alike[turn],
        splits=assign(templates, of_template, before.splits)[turn],
    )
    return found, learnt


def _grouped(
    rows: Rows, ranked: Numbers, mask: Masker, known: Known
) -> tuple[Labels, Labels, npt.NDArray[np.float64], Known]:
    """For each row, in order of rank, the first of its template and of its cluster, and its similarity to the latter."""
    _, first, text_of = numbered(as_bytes(rows.digests[ranked]))
    texts = Texts(rows.texts, rows.text_of[ranked[first]], rows.digests[ranked[first]])
    _, first, _ = numbered(text_of * max(len(rows.subjects), 1) + rows.subject_of[ranked])
    templates, template_of = learn_templates(texts, mask, known.templates)
    tellings = Tellings(text_of[first], rows.subject_of[ranked[first]], rows.subjects)
    copies, first_of = learn_copies(texts, tellings, template_of, known.copies)
    similarities, alike = learn_similarities(texts, first_of, known.similarities)
    learnt = replace(known, templates=templates, copies=copies, similarities=similarities)
    return least(template_of[text_of]), least(first_of[text_of]), alike[text_of], learnt


def names(ids: Names, heads: Numbers, before: Names) -> Names:
    """Return the name of each row's group: the one a row of it was released with, the first's; else its head's id.

    A name outlives the row it is the id of. Where a group fell apart, the part with that row keeps it, or else the
    first part.

    >>> names(np.array(["b", "c", "d"]), np.array([0, 0, 2]), np.array(["", "a", "a"])).tolist()
    ['a', 'a', 'd']
    >>> names(np.array(["a", "c"]), np.array([0, 1]), np.array(["a", "a"])).tolist()
    ['a', 'c']
    """
    found = ids.astype(np.promote_types(ids.dtype, before.dtype))
    is_open = (before[heads] != ids[heads]) & (before != "")  # where the head has its own name, no other is asked for
    asked = dict.fromkeys(zip(heads[is_open].tolist(), before[is_open].tolist(), strict=True))
    for head, name in _given(asked, ids, heads):
        found[head] = name
    return found[heads]


def _given(asked: Collection[tuple[int, str]], ids: Names, heads: Numbers) -> Iterator[tuple[int, str]]:
    """The heads that get one of the names that rows of their groups had, in order of those."""
    wanted = {name for _, name in asked}
    home = (
        {name: head for name, head in zip(ids.tolist(), heads.tolist(), strict=True) if name in wanted}
        if wanted
        else {}
    )
    taken: dict[str, int] = {}
    named: set[int] = set()
    for head, name in asked:
        if head not in named and home.get(name, head) == head == taken.setdefault(name, head):
            named.add(head)
            yield head, name
