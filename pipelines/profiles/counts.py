"""How often the line shapes of a site stand at the edge of its pages, each article counted once.

A farm prints one article under a hundred lenders: every sentence of it recurs on a hundred pages and is the article all
the same. So of pages that share a template (`pipelines.dedup`) one speaks for all, and what is counted is on otherwise
different pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from pipelines.dedup.known import (
    TEXT,
    Digests,
    Templates,
    Texts,
    Told,
    as_bytes,
    digest_of,
    digests,
    numbered,
    scoped,
)
from pipelines.dedup.masks import Masker
from pipelines.dedup.minhash import is_signed
from pipelines.dedup.templates import learn_templates
from pipelines.lexicon.lenders import names
from pipelines.lexicon.line_shape import lenders_in
from pipelines.text.site_lines import run


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a profile is learned from: a page with its clean text and title."""

    id: str
    site: str
    text: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pages:
    """Pages by number: many, whose texts may lie on disk."""

    ids: Sequence[str]
    sites: Sequence[str]
    titles: Sequence[str | None]
    texts: Told
    digests: Digests
    """Of the texts."""

    @classmethod
    def of(cls, pages: Iterable[Page]) -> Self:
        """Return pages that are there."""
        told = [*pages]
        return cls(
            ids=[page.id for page in told],
            sites=[page.site for page in told],
            titles=[page.title for page in told],
            texts=[page.text for page in told],
            digests=digests((digest_of(page.text) for page in told), TEXT),
        )

    def take(self, numbers: Sequence[int], site: str) -> Pages:
        """Return those pages, as of one site."""
        at = np.array(numbers, np.int64)
        return Pages(
            ids=[self.ids[number] for number in numbers],
            sites=[site] * len(numbers),
            titles=[self.titles[number] for number in numbers],
            texts=Texts(self.texts, at, self.digests[at]),
            digests=self.digests[at],
        )

    def __getitem__(self, number: int) -> Page:
        return Page(id=self.ids[number], site=self.sites[number], text=self.texts[number], title=self.titles[number])

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one page from its first to its last, each with its shape; empty where that recurs nowhere."""

    shaped: tuple[tuple[str, str], ...]

    def edges(self, known: Container[str]) -> tuple[frozenset[str], frozenset[str]]:
        """Return the known shapes at the head and at the foot."""
        head = {self.shaped[at][1] for at in run(self.shaped, known)}
        back = self.shaped[::-1]
        return frozenset(head), frozenset(back[at][1] for at in run(back, known))


@dataclass(frozen=True, slots=True)
class Counts:
    """On how many pages a shape stands: anywhere, in the head, in the foot, in either."""

    anywhere: Counter[str]
    head: Counter[str]
    foot: Counter[str]
    edge: Counter[str]


def distinct(pages: Pages, known: Templates) -> tuple[list[int], Templates]:
    """Return one page of each template of a site, that with the least id, sorted by id; and what is known of all now.

    Pages too short to be told from copies (`pipelines.dedup`) are no evidence and left out, as are those of no site.

    >>> told = "我三年前还清了这笔钱，可是每个星期都有人打电话到单位来，说的是同一件事，而且越说越难听，连名字也叫错了"
    >>> pages = [Page(id=i, site="a", text=t) for i, t in (("2", told), ("1", told + "！"), ("3", "太短。"))]
    >>> distinct(Pages.of(pages), Templates())[0]
    [1]
    """
    is_told = (pages.digests != digests([digest_of("")], TEXT)).tolist()
    ranked = sorted(
        (number for number, site in enumerate(pages.sites) if site and is_told[number]), key=pages.ids.__getitem__
    )
    told = digests((scoped(pages.digests[number].item(), pages.sites[number]) for number in ranked), TEXT)
    first = numbered(as_bytes(told))[1]
    at = np.array(ranked, np.int64)[first]
    texts = Texts(pages.texts, at, told[first], [pages.sites[number] for number in at.tolist()])
    learnt, template_of = learn_templates(texts, Masker(names()), known)
    evidence = np.flatnonzero(is_signed(learnt.signatures)[learnt.masked_of])
    return at[evidence[np.sort(numbered(template_of[evidence])[1])]].tolist(), learnt


def count(pages: Sequence[Lines], known: Container[str]) -> Counts:
    """Return on how many pages each known shape stands, and where."""
    counts = Counts(Counter(), Counter(), Counter(), Counter())
    for page in pages:
        head, foot = page.edges(known)
        counts.anywhere.update({shape for _, shape in page.shaped if shape in known})
        counts.head.update(head)
        counts.foot.update(foot)
        counts.edge.update(head | foot)
    return counts


def examples(pages: Sequence[Lines], known: Container[str]) -> dict[str, str]:
    """Return the line that each known shape stands for most often; of equals the least."""
    printed: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        for line, shape in page.shaped:
            if shape in known:
                printed[shape][line.strip()] += 1
    return {shape: min(found, key=lambda line: (-found[line], line)) for shape, found in printed.items()}


def subjects(pages: Sequence[Lines], known: Container[str]) -> dict[str, set[tuple[str, ...]]]:
    """Return the lenders that the lines of each known shape name, by page."""
    named: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for page in pages:
        for line, shape in page.shaped:
            if shape in known:
                named[shape].add(lenders_in(line))
    return named
