"""Which pages people should look at next: a stratified draw in which what is rare or undecided weighs more.

A page belongs to one stratum of each dimension: its site, its kind, the band of its relevance score; and to one for each
issue, facet and reason that the rules give it. The draw takes turns between the dimensions, and in each the stratum of
which it has fewest so far: so a label met ten times in a million is there as often as any other, and the narrow bands
around the edge of relevance give as many pages as the wide ones far from it. Within a stratum a hash of seed and id
decides: the same pages and seed give the same sample in any order, and a page more changes little of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import cycle
from typing import Final, TypeAlias

from pipelines.annotation.pages import Page
from pipelines.dedup import Row, place
from pipelines.dedup.masks import Masker

Stratum: TypeAlias = tuple[str, str]
"""(dimension, value)."""

BANDS: Final = (0.3, 0.45, 0.55, 0.7)
"""Where bands of the relevance score begin; the edge of keeping is one half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A page of the sample, and the stratum that it was drawn for."""

    page: Page
    stratum: Stratum


def band(score: float) -> str:
    """Return the band of a relevance score.

    >>> band(0.2), band(0.5), band(0.99)
    ('0.00-0.30', '0.45-0.55', '0.70-1.00')
    """
    low = max((edge for edge in BANDS if edge <= score), default=0.0)
    high = min((edge for edge in BANDS if edge > score), default=1.0)
    return f"{low:.2f}-{high:.2f}"


def strata(page: Page) -> tuple[Stratum, ...]:
    """Return the strata of a page."""
    labels = page.labels
    facets = (("channel", labels.facets.channel), ("sender_claim", labels.facets.sender_claim))
    return (
        *(("label", f"issues.{each.label}") for each in labels.issues),
        *(("label", f"{name}.{value}") for name, value in facets),
        ("label", f"severity.{labels.facets.severity}"),
        ("label", f"relevance.{labels.verdict.reason}"),
        ("score", band(labels.verdict.score)),
        ("site", page.site or ""),
        ("page_kind", labels.facets.page_kind),
    )


def one_of_each(pages: Sequence[Page], decided: Iterable[str], mask: Masker) -> list[Page]:
    """Return one page of each cluster of near-duplicates; none of a cluster of which a page is decided."""
    rows = [
        Row(id=each.id, text=each.text, subject=each.subject or "", published_at=each.published_at) for each in pages
    ]
    clusters = {row.id: found.cluster_id for row, found in zip(rows, place(rows, mask), strict=True)}
    known = {clusters[page] for page in decided if page in clusters}
    return [each for each in pages if clusters[each.id] == each.id and each.id not in known]


def draw(pages: Iterable[Page], count: int, seed: int) -> list[Drawn]:
    """Return `count` of the pages, or all if they are fewer, in the order in which they were drawn."""
    pools = _pools(sorted(pages, key=lambda page: sha256(f"{seed} {page.id}".encode()).digest()))
    dimensions = cycle(sorted({dimension for dimension, _ in pools}) or ("",))
    taken: Counter[Stratum] = Counter()
    drawn: dict[str, Drawn] = {}
    while len(drawn) < count and (found := _next(pools, next(dimensions), taken, drawn)):
        drawn[found.page.id] = found
        taken.update(strata(found.page))
    return list(drawn.values())


_Pools: TypeAlias = dict[Stratum, deque[Page]]


def _pools(pages: Iterable[Page]) -> _Pools:
    """The pages of each stratum, in the order in which it gives them."""
    pools: defaultdict[Stratum, deque[Page]] = defaultdict(deque)
    for page in pages:
        for stratum in strata(page):
            pools[stratum].append(page)
    return pools


def _next(pools: _Pools, dimension: str, taken: Counter[Stratum], drawn: Container[str]) -> Drawn | None:
    """The next page for a dimension, of the stratum that the sample has least of, the smaller one of equals.

    Every page is in a stratum of every dimension: where one of them has no page left, none has.
    """
    while given := [each for each, left in pools.items() if left and each[0] == dimension]:
        stratum = min(given, key=lambda each: (taken[each], len(pools[each]), each))
        page = pools[stratum].popleft()
        if page.id not in drawn:
            return Drawn(page=page, stratum=stratum)
    return None
