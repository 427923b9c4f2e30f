"""`articles`: collect sources of the registry through their listing pages, sitemaps and feeds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response, TextResponse
from twisted.python.failure import Failure

from crawler.addons import LedgerRun, ledger_run
from crawler.certificates import certificate_fault
from crawler.console.whole_numbers import whole_number
from crawler.discovery.bounds import REASONS
from crawler.discovery.clues import Stand, series_clues, vouched
from crawler.discovery.finder import Finder
from crawler.discovery.indexes import read_feed, read_sitemap
from crawler.discovery.links import Links, read_links, read_listing, read_next_page
from crawler.middlewares.pace import Busy, OnHold
from crawler.middlewares.revisit import NOT_MODIFIED, VALIDATOR
from crawler.registry import SOURCES, Source, choose, load, open_at
from crawler.runs import run_stats
from crawler.runs.failures import name_failure
from crawler.spiders.base import ADDRESS, LEASE, CollectingSpider
from pipelines.errors import InputError, UnreadablePage
from pipelines.extract.charset import decode
from pipelines.store.addresses import Address, Kind
from pipelines.store.frontier import Lease, Lesson
from pipelines.store.validators import Validator, validators_of
from pipelines.store.variants import marks_of
from pipelines.types import Kept, Outcome, RawPage

MOST_PAGES: Final = 30
"""An article of more pages than this is a failure: so a site whose last page links on without end cannot hold the crawl."""


class ArticlesSpider(CollectingSpider):
    """Yields each article of its sources; what the ledger has already is fetched again when it is due.

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
        self.most_articles = _budget_of(max_pages)
        self._finders: dict[str, Finder] = {}
        self._depths: dict[str, int] = {}
        """How deep the pages lie that are being read."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Build it and look its sources up.

        Raises:
            SourceError: a wrong source file, a source nobody knows, or none that may be asked at this hour.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        known = load(Path(crawler.settings["SOURCES_DIR"] or SOURCES))
        chosen = choose(known, spider.names)
        spider.sources = open_at(chosen, datetime.now(UTC))
        for source in set(chosen) - set(spider.sources):
            spider.logger.warning("%s: left out, its file has it asked at other hours", source.name)
        for problem in known.problems.values():
            spider.logger.error("%s", problem)
        spider.allowed_domains = tuple(domain for source in spider.sources for domain in source.domains)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the doors of every source; what earlier runs left over stands in the frontier already."""
        for source in self.sources:
            for address in self._finder(source.name).doors():
                yield Request(address.url, meta={ADDRESS: address}, dont_filter=True)

    def finder(self, source: Source) -> Finder:
        """Return what orders and bounds the addresses of a source."""
        return Finder(source, self._run.frontier.harvest)

    def ask(self, lease: Lease) -> Request | None:
        """Return the request for a leased address; one that the source's file has no more place for fails instead."""
        url, source = lease.address.url, self._source(lease)
        is_article = lease.address.kind == "article"
        if not (source.wants(url) if is_article else source.covers(url)):
            self._fail(lease, UnreadablePage("unwanted", f"{url}: the file of source {source.name} leaves it out now"))
            return None
        if reason := self._finder(source.name).cut(lease.address):
            with self._run.guarded():
                self._run.frontier.leave(url, reason, REASONS[reason])
                run_stats.count(self.crawler.stats, run_stats.LEFT_OUT, reason, source=source.name)
            return None
        validator = lease.validators[0] if lease.validators else None
        return self._request(url, self.parse_article if is_article else self.parse_index, lease, validator)

    def parse_index(self, response: Response, lease: Lease) -> None:
        """Queue the articles a listing page, sitemap or feed leads to, and further ones of its kind."""
        source = self._source(lease)
        if response.status == NOT_MODIFIED:
            with self._run.guarded():
                self._run.frontier.confirm(lease.address.url)
            return
        try:
            links = _READERS[lease.address.kind](response, source)
        except UnreadablePage as error:
            self._tell_index(lease.address.url, error)
            self._fail(lease, error)
            return
        stand = Stand(lease.address.url, title=links.title)
        found = self._finder(source.name).addresses(links, stand, lease.address.kind, lease.address.depth)
        validators = validators_of(_raw_page(response, source, lease.address.url))
        with self._run.guarded():
            self._run.frontier.expand(lease.address.url, found, validators, series_clues(lease.address.url))

    def parse_article(
        self, response: Response, lease: Lease, pages: tuple[RawPage, ...] = ()
    ) -> Iterator[RawPage | Request]:
        """Yield the page as it came; an article that goes on is first followed to its end.

        `pages` are those of the article that came before.
        """
        if response.status == NOT_MODIFIED:
            yield from self.parse_unchanged(response, lease)
            return
        source = self._source(lease)
        pages = (*pages, _raw_page(response, source, response.url if pages else lease.address.url))
        further = read_next_page(response.body, response.url, pages[-1].header("content-type"))
        if further is None or any(further in (page.url, page.final_url) for page in pages):
            self._depths[lease.address.url] = lease.address.depth
            yield replace(pages[0], later=pages[1:])
        elif len(pages) == MOST_PAGES or not source.covers(further):
            why = f"{further}: it goes on there, no page of the source, or beyond its {MOST_PAGES}th"
            self._fail(lease, UnreadablePage("unfinished", why))
        else:
            yield self._request(further, self.parse_article, lease, pages=pages)

    def parse_unchanged(
        self, response: Response, lease: Lease, pages: tuple[RawPage, ...] = ()
    ) -> Iterator[RawPage | Request]:
        """Yield what says that a page did not change, once all pages of its article were asked.

        Where a further one did, the article is asked for whole.
        """
        if response.status != NOT_MODIFIED:
            yield self._request(lease.address.url, self.parse_article, lease)
            return
        known = lease.validators
        pages = (*pages, _raw_page(response, self._source(lease), known[len(pages)].url))
        if len(pages) == len(known):
            yield replace(pages[0], later=pages[1:])
        else:
            validator = known[len(pages)]
            yield self._request(validator.url, self.parse_unchanged, lease, validator, pages=pages)

    def score(self, address: Address) -> int:
        """Return how soon an address is to be asked for, by what its source yielded so far."""
        return self._finder(address.source).score(address)

    def lesson(self, page: RawPage, outcome: Outcome) -> Lesson:
        """Return whether a page gave something new, by what it is told again, and where it leads on to."""
        finder = self._finder(page.source)
        text, site = (outcome.record.text, outcome.record.site) if isinstance(outcome, Kept) else ("", "")
        marks = marks_of(text) if text else ()
        is_new = bool(text) and self._run.frontier.alike(site or "", marks) < finder.source.budget.variants
        verdict = "kept" if isinstance(outcome, Kept) else "rejected"
        links, depth = self._onward(page, finder.source), self._depths.pop(page.url, 1)
        found = tuple(finder.addresses(links, Stand(page.url, verdict), "listing", depth))
        lists = vouched(address.url for address in found if address.kind != "article")
        return Lesson(gave=is_new, site=site or "", marks=marks, found=found, clues=lists)

    def _onward(self, page: RawPage, source: Source) -> Links:
        """The links by which an article leads on, where its source's file says so."""
        if not source.follow:
            return Links(())
        markup = decode(page.body, page.header("content-type")).text
        try:
            return read_links(markup, page.final_url or page.url, source.follow)
        except UnreadablePage as error:  # of its text a row was made all the same
            self.logger.warning("%s: where it leads on to is not followed", error)
            return Links(())

    def failed(self, failure: Failure) -> None:
        """Record a request that brought no page."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        lease: Lease = request.cb_kwargs[LEASE]
        if was_not_asked(request, lease, failure.value):
            with self._run.guarded():
                self._run.frontier.put_off([lease.address.url])
            return
        if lease.address.kind != "article":
            self._tell_index(lease.address.url, failure.value)
        self._fail(lease, failure.value, request.url if "pages" in request.cb_kwargs else "")

    @property
    def _run(self) -> LedgerRun:
        return ledger_run(self.crawler)

    def _source(self, lease: Lease) -> Source:
        """The source of an address; only addresses of the run's own sources are leased."""
        return next(source for source in self.sources if source.name == lease.address.source)

    def _finder(self, source: str) -> Finder:
        if not self._finders:
            self._finders = {each.name: self.finder(each) for each in self.sources}
        return self._finders[source]

    def _request(
        self, url: str, callback: Callable[..., Any], lease: Lease, validator: Validator | None = None, **more: object
    ) -> Request:
        """A request under a lease, conditional with a validator; a further page of an article lies no deeper than its first."""
        return Request(
            url,
            callback,
            errback=self.failed,
            cb_kwargs={LEASE: lease, **more},
            dont_filter=True,  # the frontier hands each address out once; a redirect must not be dropped without a word
            meta={LEASE: lease, VALIDATOR: validator, "depth_reset": bool(more)},
        )

    def _tell_index(self, url: str, error: BaseException | None) -> None:
        """A list that cannot be read hides all its articles: that is told at once, unlike a single article."""
        why = " ".join(str(error).split()).removeprefix(f"{url}: ")
        cure = "see whether the address in the source file still holds, or collect again later"
        self.logger.error("%s: no articles found here (%s: %s): %s", url, name_failure(error), why, cure)

    def _fail(self, lease: Lease, error: BaseException | None, at: str = "") -> None:
        """Record why an address failed; `at` is the further page of it that did."""
        reason = name_failure(error)
        with self._run.guarded():
            wait = error.seconds if isinstance(error, OnHold) else 0
            self._run.frontier.fail(lease.address.url, reason, f"{at}: {error}" if at else str(error), wait=wait)
            run_stats.count(self.crawler.stats, run_stats.FAILED, reason, source=lease.address.source)


def was_not_asked(request: Request, lease: Lease, error: BaseException | None) -> bool:
    """Tell whether a request failed before anybody was asked, so that it is no try: its host began to be on hold.

    A redirect or a further page that meets such a host is one: its lease would lead there at once again.
    """
    return isinstance(error, OnHold) and not isinstance(error, Busy) and request.url == lease.address.url


def _read_listing(response: Response, source: Source) -> Links:
    if not isinstance(response, TextResponse):
        raise UnreadablePage("not_text", f"{response.url}: a listing page must be HTML")
    return read_listing(response.text, response.url, source.listing)


def _read_sitemap(response: Response, _: Source) -> Links:
    return read_sitemap(response.body, response.url)


def _read_feed(response: Response, _: Source) -> Links:
    return read_feed(response.body, response.url)


_READERS: dict[Kind, Callable[[Response, Source], Links]] = {
    "listing": _read_listing,
    "sitemap": _read_sitemap,
    "feed": _read_feed,
}


def _raw_page(response: Response, source: Source, asked: str) -> RawPage:
    return RawPage(
        url=asked,
        final_url="" if response.url == asked else response.url,
        status=response.status,
        headers=_headers(response.headers),
        asked_with=_headers(response.request.headers) if response.request else (),
        body=response.body,
        fetched_at=datetime.now(UTC),
        source=source.name,
        certificate=certificate_fault(response),
    )


def _headers(headers: Headers) -> tuple[tuple[str, str], ...]:
    """The headers as RawPage holds them: names in lower case; bytes beyond ASCII as Latin-1, which loses none."""
    return tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )


def _budget_of(max_pages: str) -> float:
    if not max_pages:
        return float("inf")
    try:
        return whole_number(max_pages)
    except InputError as error:
        raise InputError(f"max_pages: {error}: leave it out to collect all") from error
