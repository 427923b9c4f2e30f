"""What a run knows of one source: it makes addresses of links, says which go first, and where to stop.

How scores and manners meet: a score orders what one host is asked for, and hosts among each other, but a host that may not be
asked now is passed over for the next best of another one (`crawler.frontier`). So the best address never waits for a place
that a worse one holds, and no host is asked faster because its pages are good.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from crawler.discovery import scores
from crawler.discovery.bounds import Bounds
from crawler.discovery.clues import Stand, article_clues, is_beside, links_of, list_clues
from crawler.discovery.links import Links
from crawler.registry import Source
from pipelines.store.addresses import Address, Kind
from pipelines.store.harvest import Harvest


class Finder:
    """The addresses of one source in one run."""

    def __init__(self, source: Source, harvest: Harvest) -> None:
        self.source = source
        self._counts = partial(harvest.of, source.name)
        self._bounds = Bounds(source, self._counts)

    def doors(self) -> Iterator[Address]:
        """Yield what every run asks for first: feeds, sitemaps and the first listing pages."""
        doors: tuple[tuple[Kind, tuple[str, ...]], ...] = (
            ("feed", self.source.feeds),
            ("sitemap", self.source.sitemaps),
            ("listing", self.source.start_urls),
        )
        for kind, urls in doors:
            for url in urls:
                yield Address(url=url, source=self.source.name, kind=kind, priority=scores.DOOR)

    def addresses(self, links: Links, stand: Stand, kind: Kind, depth: int) -> Iterator[Address]:
        """Yield the addresses that a page's links lead to, with what speaks for each and how much that is.

        The pages of a list lie as deep as its first, and so do pages of one form that lead to each other. Where the source's
        file says how articles are addressed, a link of that form is one, wherever it stands.
        """
        tells, further = bool(self.source.article), frozenset(links.further)
        texts = {url: links.texts.get(url, "") for url in (*links.articles, *links.further)}
        title, *found = links_of({"": stand.title, **texts})
        articles = {url for url in texts if self.source.wants(url) and (tells or url not in further)}
        is_mute = stand.verdict == "list" and len(articles) > len({texts[url] for url in articles}) == 1
        stand = replace(stand, says=title.says if stand.title else "", is_mute=is_mute)
        for link in found:
            below = depth + (not is_beside(link.url, stand.url))
            is_further = link.url in further
            if link.url in articles:
                article = self._weighed("article", link.url, article_clues(link, stand), below)
                yield replace(article, modified=links.modified.get(link.url))
            elif is_further and self.source.covers(link.url):
                yield self._weighed(kind, link.url, list_clues(link, stand), below)

    def _weighed(self, kind: Kind, url: str, clues: tuple[str, ...], depth: int) -> Address:
        address = Address(url=url, source=self.source.name, kind=kind, depth=depth, clues=clues)
        return replace(address, priority=self.score(address))

    def score(self, address: Address) -> int:
        """Return the priority of an address as things stand now; sitemaps, of which there are few, go first."""
        if address.kind in ("sitemap", "feed"):
            return scores.DOOR
        return scores.score(self._counts, address, self.source.budget.patience)

    def cut(self, address: Address) -> str:
        """Return why an address is not asked for; empty where it is, and then it counts."""
        return self._bounds.cut(address)
