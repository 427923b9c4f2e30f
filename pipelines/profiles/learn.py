"""Which of a site's recurring lines are the site's own: judged by place, share and form.

A line is the site's where its shape stands at the head or foot of enough otherwise different pages, and hardly ever
further in. How many are enough depends on what else it could be: below the text a short line without punctuation says
least of its own, above the text it may be a heading, and a sentence may be one that the writers of a site are fond of.

Never the site's: a line that names now one lender and now another (it is about the page's subject), numbered headings,
lines of the middle. A host with few different pages has the profile of its domain, whose hosts mostly share a template;
a domain with few has none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipelines.dedup.known import Templates
from pipelines.extract.keys import title_key
from pipelines.extract.links import site_of
from pipelines.extract.site_names import split_end
from pipelines.profiles.counts import Counts, Lines, Page, Pages, count, distinct, examples, subjects
from pipelines.profiles.shapes import shaped
from pipelines.text.site_lines import SiteProfile, is_sentence

FEWEST_PAGES: Final = 10
"""Different pages that a site needs: below, nothing recurs often enough to be told from chance."""
_LONGEST: Final = 240
"""Characters; longer lines are paragraphs of the article."""
_AT_EDGE: Final = 0.85
"""The share of a shape's pages on which it stands at an edge."""
_LEAST_FOOT: Final = (5, 0.2)
"""Pages, and share of all: how often a short line must end pages."""
_LEAST_HEAD: Final = (5, 0.4)
_LEAST_SENTENCE: Final = (6, 0.4)
_LEAST_TITLE: Final = (6, 0.3)
_LONGEST_TITLE_END: Final = 24
# A numbered heading or list item: the article's own, however often sites begin one the same way. Anchored, linear.
_NUMBERED_RE: Final = re.compile(r"[(（【]?(?:第?[一二三四五六七八九十百]{1,3}|\d{1,2})[)）】、.．:：章节条步]|[①-⑳]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The profile of a site, and what it was learned from."""

    site: str
    pages: int
    distinct: int
    """Pages of templates of their own."""
    domain: str | None = None
    """The domain whose pages it was learned from, where those of the host were too few."""
    profile: SiteProfile
    lines: tuple[tuple[str, int], ...] = ()
    """(line, on how many different pages) of the profile's lines, most frequent first; of each shape one line."""
    titles: tuple[tuple[str, int], ...] = ()
    """The same of what stands behind titles."""


def learn_sites(pages: Iterable[Page]) -> dict[str, Learned]:
    """Return what is learned of each site, by site; the order of pages changes nothing."""
    return learn_more(Pages.of(pages), Templates())[0]


def learn_more(pages: Pages, known: Templates) -> tuple[dict[str, Learned], Templates]:
    """As `learn_sites`, with what is known of pages among those of their site; and what is known now.

    What was known saves time and changes nothing, as long as lenders have the same names.
    """
    different, learnt = distinct(pages, known)
    by_site, those = _by_site(pages, range(len(pages))), _by_site(pages, different)
    found = {site: _told(site, len(by_site[site]), [pages[at] for at in those[site]]) for site in sorted(by_site)}
    return found | dict(_by_domain(pages, by_site, found)), learnt


def _by_site(pages: Pages, numbers: Iterable[int]) -> defaultdict[str, list[int]]:
    """Those pages of each site."""
    by_site: defaultdict[str, list[int]] = defaultdict(list)
    for number in numbers:
        if site := pages.sites[number]:
            by_site[site].append(number)
    return by_site


def _by_domain(
    pages: Pages, by_site: Mapping[str, Sequence[int]], found: Mapping[str, Learned]
) -> Iterator[tuple[str, Learned]]:
    """The hosts with too few pages of their own, with what all pages of their domain show."""
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    for site in found:
        hosts[site_of(f"http://{site}/")].append(site)
    for domain, theirs in hosts.items():
        few = [site for site in theirs if found[site].distinct < FEWEST_PAGES]
        if few and len(theirs) > 1:
            shared = _learned(pages.take([number for site in theirs for number in by_site[site]], domain))
            if shared.profile:
                yield from ((site, replace(shared, site=site, pages=found[site].pages, domain=domain)) for site in few)


def learn(pages: Sequence[Page]) -> Learned:
    r"""Return what recurs on the pages of one site.

    >>> learn([Page(id=str(at), site="a", text=f"短信来自{at}。\n融易坊手机版") for at in range(12)]).lines
    ()
    """
    return _learned(Pages.of(pages))


def _learned(pages: Pages) -> Learned:
    """What recurs on the pages of one site."""
    return _told(pages.sites[0], len(pages), [pages[at] for at in distinct(pages, Templates())[0]])


def _told(site: str, pages: int, different: Sequence[Page]) -> Learned:
    """What so many pages of a site show, of which those are different."""
    kept = different if len(different) >= FEWEST_PAGES else []
    lines = _lines(shaped(kept, _LEAST_FOOT[0]))
    titles = _titles([page.title for page in kept if page.title])
    return Learned(
        site=site,
        pages=pages,
        distinct=len(different),
        profile=SiteProfile(lines=frozenset(lines), titles=frozenset(map(title_key, titles))),
        lines=_ranked(dict(lines.values())),
        titles=_ranked(titles),
    )


def _ranked(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _lines(pages: Sequence[Lines]) -> dict[str, tuple[str, int]]:
    """The site's shapes, each with a line of it and how many pages it stands on.

    Which lines lie at an edge depends on which others are the site's, so candidates are judged until none falls.
    """
    known = _candidates(pages)
    while known:
        counts, printed = count(pages, known), examples(pages, known)
        left = frozenset(shape for shape in known if _is_enough(printed[shape], shape, counts, len(pages)))
        if left == known:
            return {shape: (printed[shape], counts.edge[shape]) for shape in sorted(known)}
        known = left
    return {}


def _candidates(pages: Sequence[Lines]) -> frozenset[str]:
    """Shapes on several pages that may be the site's at all."""
    stands_on = Counter(shape for page in pages for shape in {shape for _, shape in page.shaped})
    often = {shape for shape, seen in stands_on.items() if shape and seen >= _LEAST_FOOT[0] and len(shape) <= _LONGEST}
    named = subjects(pages, often)
    return frozenset(shape for shape in often if len(named[shape]) == 1 and not _NUMBERED_RE.match(shape))


def _is_enough(line: str, shape: str, counts: Counts, pages: int) -> bool:
    """Whether a shape stands at the edge of enough pages, and nearly always there."""
    if counts.edge[shape] < _AT_EDGE * counts.anywhere[shape]:
        return False
    if is_sentence(line):
        return _reaches(counts.edge[shape], _LEAST_SENTENCE, pages)
    return _reaches(counts.foot[shape], _LEAST_FOOT, pages) or _reaches(counts.head[shape], _LEAST_HEAD, pages)


def _reaches(seen: int, least: tuple[int, float], pages: int) -> bool:
    return seen >= max(least[0], least[1] * pages)


def _titles(titles: Sequence[str]) -> dict[str, int]:
    """What stands behind enough different titles, set apart by a mark, and on how many; section behind site included."""
    found: dict[str, int] = {}
    rests = list(titles)
    while ends := _common_ends(rests, len(titles)):
        found |= ends
        rests = [_without(title, ends) for title in rests]
    return found


def _common_ends(titles: Sequence[str], pages: int) -> dict[str, int]:
    """The last parts that enough titles share, behind beginnings that differ."""
    beginnings: defaultdict[str, set[str]] = defaultdict(set)
    for parts in filter(None, map(split_end, titles)):
        if len(parts[1]) <= _LONGEST_TITLE_END and title_key(parts[1]):
            beginnings[parts[1]].add(parts[0])
    return {end: len(starts) for end, starts in beginnings.items() if _reaches(len(starts), _LEAST_TITLE, pages)}


def _without(title: str, ends: Mapping[str, int]) -> str:
    parts = split_end(title)
    return parts[0] if parts and parts[1] in ends else title
