"""How often the line shapes of a site stand at the edge of its pages, each article counted once.

A farm prints one article under a hundred lenders: every sentence of it recurs on a hundred pages and is the article all
the same. So of pages that share a template (`pipelines.dedup`) one speaks for all, and what is counted is on otherwise
different pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.dedup.known import Templates, Texts, digest_of, scoped
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
    digest: bytes | None = None
    """That of its text, `dedup.known.digest_of`, where it is known."""


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


def distinct(pages: Sequence[Page], known: Templates) -> tuple[list[Page], Templates]:
    """Return one page of each template of a site, that with the least id, sorted by id; and what is known of all now.

    Pages too short to be told from copies (`pipelines.dedup`) are no evidence and left out.

    >>> told = "我三年前还清了这笔钱，可是每个星期都有人打电话到单位来，说的是同一件事，而且越说越难听，连名字也叫错了"
    >>> pages = [Page(id=i, site="a", text=t) for i, t in (("2", told), ("1", told + "！"), ("3", "太短。"))]
    >>> [page.id for page in distinct(pages, Templates())[0]]
    ['1']
    """
    ranked = sorted((page for page in pages if page.text), key=lambda page: page.id)
    numbers: dict[bytes, int] = {}
    text_of = [
        numbers.setdefault(scoped(page.digest or digest_of(page.text), page.site), len(numbers)) for page in ranked
    ]
    first = np.unique(text_of, return_index=True)[1].tolist()
    texts = Texts([ranked[at].text for at in first], [*numbers], [ranked[at].site for at in first])
    learnt, template_of = learn_templates(texts, Masker(names()), known)
    is_evidence = is_signed(learnt.signatures)[learnt.masked_of].tolist()
    stands: dict[int, int] = {}
    for text, template in enumerate(template_of):
        if is_evidence[text]:
            stands.setdefault(template, first[text])
    return [ranked[at] for at in sorted(stands.values())], learnt


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
