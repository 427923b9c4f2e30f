"""The practice web as a value: every address of it answered without a socket."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

from crawler.practice import index
from crawler.practice.hosts import HOSTS, SITES, Site, site_of
from crawler.practice.index import BEGINNING, Now
from crawler.practice.pages import make_page, parts_of, validated
from crawler.practice.plan import OLD, PRIVATE, UNBROKEN, plan
from crawler.practice.server import PracticeServer, serve
from crawler.practice.truth import PracticePage, Truth
from pipelines.types import RawPage

LEAST, MOST = 100, 100_000


class PracticeWeb:
    """`pages` article pages on the hosts of HOSTS, the same for the same `seed`; made when asked for, never kept.

    A later `now.generation` is the same web after some of its pages have changed (`crawler.practice.ageing`).

    >>> web = PracticeWeb(pages=100, seed=7)
    >>> next(web.pages()).url == web.url(0)
    True
    >>> web.page("http://www.example.com/") is None
    True
    """

    __slots__ = ("now", "seed", "size")

    def __init__(self, pages: int, seed: int, now: Now = BEGINNING) -> None:
        if not LEAST <= pages <= MOST:
            message = f"a practice web has {LEAST} to {MOST} pages, not {pages}"
            raise ValueError(message)
        self.size = pages
        self.seed = seed
        self.now = now

    @property
    def hosts(self) -> tuple[str, ...]:
        """The host names it answers to."""
        return HOSTS

    @property
    def start_urls(self) -> tuple[str, ...]:
        """The first listing of every site, and its sitemap index and feed where it has them."""
        urls = [site.base + site.listing.format(p=1) for site in SITES]
        urls += [f"{site.base}/sitemap.xml" for site in SITES if site.sitemap]
        return (*urls, *(f"{site.base}/feed.xml" for site in SITES if site.feed))

    def url(self, number: int) -> str:
        """Return the address at which page `number` is listed."""
        decided = plan(self.seed, number)
        return decided.site.base + decided.path

    def pages(self) -> Iterator[PracticePage]:
        """Yield every article page in turn, broken ones included."""
        return (self._made(number) for number in range(self.size))

    def _made(self, number: int, part: int = 1) -> PracticePage:
        return make_page(self.seed, number, part, generation=self.now.generation)

    def truth(self, url: str) -> Truth | None:
        """Return the truth of the article at `url`, or None where there is none."""
        page = self.page(url)
        return page.truth if page else None

    def page(self, url: str) -> PracticePage | None:
        """Return the answer to `url`, or None where the web has no such host or path."""
        parts = urlsplit(url)
        site = site_of(parts.hostname or "")
        if site is None:
            return None
        path = parts.path or "/"
        target = f"{path}?{parts.query}" if parts.query else path
        found = self._index(site, target)
        return self._article(site, path, parts.query) or (validated(found, site) if found else None)

    def fetched(self, page: PracticePage, at: datetime) -> RawPage:
        """Return a page as a crawl hands it on that fetched it at that moment, the pages on which it goes on behind it."""
        raw = RawPage(
            url=page.url,
            status=page.status,
            headers=tuple((name.lower(), value) for name, value in page.headers.items()),
            body=page.body,
            fetched_at=at,
            source="practice",
        )
        parts = filter(None, map(self.page, page.parts))
        return replace(raw, later=tuple(replace(self.fetched(part, at), later=()) for part in parts))

    def serve(self) -> AbstractContextManager[PracticeServer]:
        """Serve it over HTTP on loopback, in a process of its own, until the context ends."""
        return serve(self.size, self.seed, self.now.generation)

    def _article(self, site: Site, path: str, query: str) -> PracticePage | None:
        """The article page at `path`, its old address (a redirect), or None."""
        if site.part_lines and (found := _part_re(site).fullmatch(path)):
            return self._part(site, int(found[1]), int(found[2]))
        number = _number(path, site.article, OLD, PRIVATE)
        if number is None or number not in index.indices(site, self.size):
            return None
        decided = plan(self.seed, number)
        if path not in (decided.path, decided.final_path):
            return None
        page = self._made(number)
        if query and decided.role == "loop":
            return PracticePage(url=page.url, status=302, headers={"location": page.url}, truth=page.truth)
        if path != decided.final_path:
            return PracticePage(url=page.url, status=301, headers={"location": decided.final_path}, truth=page.truth)
        return page

    def _part(self, site: Site, number: int, part: int) -> PracticePage | None:
        """A later page of an article, or None."""
        if number not in index.indices(site, self.size) or plan(self.seed, number).role not in UNBROKEN:
            return None
        decided = plan(self.seed, number, self.now.generation)
        return self._made(number, part) if part <= parts_of(decided) else None

    def _index(self, site: Site, target: str) -> PracticePage | None:
        """The listing, sitemap, feed, tag page or robots.txt at `target`, or None."""
        seed, pages = self.seed, self.size
        fixed: dict[str, Callable[[], PracticePage | None]] = {
            "/robots.txt": lambda: index.robots(site),
            "/": lambda: index.listing(site, seed, pages, 1),
            "/sitemap.xml": lambda: index.sitemap_index(site, pages) if site.sitemap else None,
            "/feed.xml": lambda: index.feed(site, seed, pages) if site.feed else None,
        }
        if target in fixed:
            return fixed[target]()
        if target.startswith("/tag/"):
            return index.tag(site, seed, pages, target.split("/")[2])
        if (number := _number(target, site.listing.replace("{p}", "{n}"))) is not None:
            return index.listing(site, seed, pages, number)
        ending = "xml.gz" if site.sitemap == "gz" else "xml"
        if site.sitemap and (number := _number(target, "/sitemap-{n}." + ending)) is not None:
            return index.sitemap(site, seed, pages, number, self.now)
        return None


def _number(path: str, *forms: str) -> int | None:
    """The number in `path` if it has one of the forms.

    >>> _number("/info/12.html", "/info/{n}.html"), _number("/info/x.html", "/info/{n}.html")
    (12, None)
    """
    for form in forms:
        match = _form_re(form).fullmatch(path)
        if match:
            return int(match[1])
    return None


@cache
def _part_re(site: Site) -> re.Pattern[str]:
    """The address of a later part of an article: its number and that of the part."""
    form = re.escape(site.part_path(site.article, 2)).replace(re.escape("{n}"), "(0|[1-9][0-9]{0,8})")
    return re.compile(form.replace("_2", "_([2-9])"))


@cache
def _form_re(form: str) -> re.Pattern[str]:
    """The pattern of one address form; numbers are written without leading zeros, so that none has two addresses."""
    return re.compile(re.escape(form).replace(re.escape("{n}"), "(0|[1-9][0-9]{0,8})"))
