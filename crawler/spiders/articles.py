"""`articles`: collect sources of the registry through their listing pages, sitemaps and feeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, Final, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawler import run_stats
from crawler.addons import ledger_run
from crawler.discovery import Links, read_feed, read_listing, read_next_page, read_sitemap
from crawler.failures import name_failure
from crawler.registry import SOURCES, Source, choose, load
from crawler.spiders.base import CollectingSpider
from crawler.whole_numbers import whole_number
from pipelines.errors import InputError, UnreadablePage
from pipelines.types import RawPage

Reader = Callable[[Response, Source], Links]

MOST_PAGES: Final = 30
"""An article of more pages than this is a failure: so a site whose last page links on without end cannot hold the crawl."""


class ArticlesSpider(CollectingSpider):
    """Yields each article of its sources once; what the ledger has already is not fetched again.

    `-a sources=NAME[,NAME]`: left out, all that are enabled. `-a max_pages=N`: articles asked for in this run; the rest
    stays queued. `-a data=DIR`: the data folder.
    """

    name = "articles"
    kind = "collect"
    allowed_domains: tuple[str, ...] = ()

    def __init__(self, sources: str = "", max_pages: str = "", data: str = "") -> None:
        super().__init__()
        self.names = [name.strip() for name in sources.split(",") if name.strip()]
        self.data = data
        self._budget = _budget_of(max_pages)
        self._asked: set[str] = set()
        self._listed: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Build it and look its sources up.

        Raises:
            SourceError: a wrong source file, or a source nobody knows.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        known = load(Path(crawler.settings["SOURCES_DIR"] or SOURCES))
        spider.sources = choose(known, spider.names)
        for problem in known.problems.values():
            spider.logger.error("%s", problem)
        spider.allowed_domains = tuple(domain for source in spider.sources for domain in source.domains)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for what earlier runs left over, then for the doors of every source."""
        for source in self.sources:
            for request in chain(
                self._articles(ledger_run(self.crawler).ledger.queued([source.name]), source),
                self._indexes(source.feeds, source, _read_feed),
                self._indexes(source.sitemaps, source, _read_sitemap),
                self._indexes(source.start_urls, source, _read_listing),
            ):
                yield request

    def parse_index(self, response: Response, source: Source, asked: str, read: Reader) -> Iterator[Request]:
        """Follow a listing page, sitemap or feed to articles and to further ones of its kind."""
        try:
            links = read(response, source)
        except UnreadablePage as error:
            self._tell_index(asked, error)
            self._fail(asked, source, error)
        else:
            yield from self._articles(links.articles, source)
            yield from self._indexes(links.further, source, read)

    def parse_article(
        self, response: Response, source: Source, asked: str, pages: tuple[RawPage, ...] = ()
    ) -> Iterator[RawPage | Request]:
        """Yield the page as it came; an article that goes on is first followed to its end.

        `asked` is the URL of the article, `pages` are those of it that came before.
        """
        pages = (*pages, _raw_page(response, source, response.url if pages else asked))
        further = read_next_page(response.body, response.url, pages[-1].header("content-type"))
        if further is None or any(further in (page.url, page.final_url) for page in pages):
            yield replace(pages[0], later=pages[1:])
        elif len(pages) == MOST_PAGES or not source.covers(further):
            why = f"{further}: it goes on there, no page of the source, or beyond its {MOST_PAGES}th"
            self._fail(asked, source, UnreadablePage("unfinished", why))
        else:
            yield self._ask(further, self.parse_article, source, asked=asked, pages=pages)

    def failed(self, failure: Failure) -> None:
        """Record a request that brought no page."""
        asked = failure.request.cb_kwargs  # type: ignore[attr-defined]  # Scrapy puts the request there
        if "read" in asked:
            self._tell_index(asked["asked"], failure.value)
        at = failure.request.url if "pages" in asked else ""  # type: ignore[attr-defined]
        self._fail(asked["asked"], asked["source"], failure.value, at)

    def _articles(self, urls: Iterable[str], source: Source) -> Iterator[Request]:
        """Requests for the articles among `urls` that are not here yet, as far as the budget goes."""
        wanted = [url for url in urls if source.wants(url) and url not in self._asked]
        fresh = ledger_run(self.crawler).ledger.discover(wanted, source=source.name)
        for url in set(wanted).difference(fresh):
            self._asked.add(url)
            run_stats.count(self.crawler.stats, run_stats.KNOWN)
        for url in fresh:
            if self._budget > 0:
                self._budget -= 1
                yield self._ask(url, self.parse_article, source)

    def _indexes(self, urls: Iterable[str], source: Source, read: Reader) -> Iterator[Request]:
        """Requests for listing pages, sitemaps or feeds; a list of many pages lies no deeper than its first."""
        for url in urls:
            if url not in self._asked and source.covers(url) and self._listed[source.name] < source.listing.max_pages:
                self._listed[source.name] += read is _read_listing
                yield self._ask(url, self.parse_index, source, read=read)

    def _ask(self, url: str, callback: Callable[..., Any], source: Source, **more: object) -> Request:
        """A request for `url`; `asked` is what a failure is recorded under, the URL itself if nothing else is said."""
        self._asked.add(url)
        return Request(
            url,
            callback,
            errback=self.failed,
            cb_kwargs={"source": source, "asked": url, **more},
            dont_filter=True,  # each URL is asked once already; a redirect must not be dropped without a word
            meta={"depth_reset": bool(more)},  # lists and further pages of an article lie no deeper than their first
        )

    def _tell_index(self, url: str, error: BaseException | None) -> None:
        """A list that cannot be read hides all its articles: that is told at once, unlike a single article."""
        why = " ".join(str(error).split()).removeprefix(f"{url}: ")
        cure = "see whether the address in the source file still holds, or collect again later"
        self.logger.error("%s: no articles found here (%s: %s): %s", url, name_failure(error), why, cure)

    def _fail(self, url: str, source: Source, error: BaseException | None, at: str = "") -> None:
        """Record why `url` failed; `at` is the further page of it that did."""
        reason = name_failure(error)
        detail = f"{at}: {error}" if at else str(error)
        run = ledger_run(self.crawler)
        run.ledger.fail(url, reason, source=source.name, run=run.number, detail=detail)
        run_stats.count(self.crawler.stats, run_stats.FAILED, reason)


def _read_listing(response: Response, source: Source) -> Links:
    if not isinstance(response, TextResponse):
        raise UnreadablePage("not_text", f"{response.url}: a listing page must be HTML")
    return read_listing(response.text, response.url, source.listing)


def _read_sitemap(response: Response, _: Source) -> Links:
    return read_sitemap(response.body, response.url)


def _read_feed(response: Response, _: Source) -> Links:
    return read_feed(response.body, response.url)


def _raw_page(response: Response, source: Source, asked: str) -> RawPage:
    return RawPage(
        url=asked,
        final_url="" if response.url == asked else response.url,
        status=response.status,
        headers=_headers(response),
        body=response.body,
        fetched_at=datetime.now(UTC),
        source=source.name,
    )


def _headers(response: Response) -> tuple[tuple[str, str], ...]:
    """The headers as RawPage holds them: names in lower case; bytes beyond ASCII as Latin-1, which loses none."""
    return tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )


def _budget_of(max_pages: str) -> float:
    if not max_pages:
        return float("inf")
    try:
        return whole_number(max_pages)
    except InputError as error:
        raise InputError(f"max_pages: {error}: leave it out to collect all") from error
