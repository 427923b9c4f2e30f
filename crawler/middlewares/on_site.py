"""Keep a crawl on the domains of its sources, redirects included."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.registry import lies_on
from crawler.robots_txt import IS_ROBOTS


class OffSite(IgnoreRequest):
    """A request would leave the domains of the sources."""


class OnSite:
    """Refuses requests that leave `spider.allowed_domains`; the refusal reaches the errback, and so the ledger.

    Scrapy's own middleware refuses too, but forgets a redirect at scheduling time, so that its page would stay
    queued forever.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, Scrapy's way."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let requests to allowed domains pass, and a robots.txt that has moved to another one.

        Raises:
            OffSite: the others.
        """
        domains = getattr(self._crawler.spider, "allowed_domains", ())
        if not (request.meta.get(IS_ROBOTS) or lies_on(request.url, domains)):
            raise OffSite(f"{request.url}: not on {', '.join(domains)}")
