"""Ask a site, politely and little, what its source file leaves out: robots.txt, two sitemaps, a feed, three pages.

Everything goes through the middlewares of a crawl, so rules, delays and the check of addresses hold here too; nothing is
stored. A step that fails is one line of the answer, and the next is taken all the same.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse
from scrapy.http.request import NO_CALLBACK

from crawler.discovery.indexes import read_feed, read_sitemap
from crawler.discovery.links import Links
from crawler.discovery.trees import tree_of
from crawler.middlewares.obey_robots import ObeyRobots
from crawler.probing.link_shapes import Link, feeds_of, learn_articles, learn_links, learn_next, links_of
from crawler.registry import Source
from crawler.runs.failures import name_failure
from crawler.spiders.base import CollectingSpider
from pipelines.errors import UnreadablePage
from pipelines.extract import extract

MOST_SITEMAPS: Final = 2
"""An index, and one that it names."""
MOST_FEEDS: Final = 1
MOST_ARTICLES: Final = 2
"""With the list, three pages."""
_NO_REQUESTS: Final[tuple[Request, ...]] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What was asked, and what came of it."""

    what: str
    url: str
    answer: str


@dataclass(slots=True)
class Findings:
    """What a site told of itself, while it is asked."""

    steps: list[Step] = field(default_factory=list)
    sitemaps: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    articles: list[Link] = field(default_factory=list)
    """Links that may lead to articles."""
    article: str | None = None
    links: str | None = None
    next: str | None = None

    def tell(self, what: str, url: str, answer: str) -> None:
        """Note a step."""
        self.steps.append(Step(what, url, answer))


class ProbeSpider(CollectingSpider):
    """Asks one site; `findings` holds what it said. It has no ledger, no frontier and no items."""

    name = "probe"
    custom_settings = {  # noqa: RUF012 - Scrapy declares it so
        "ADDONS": {
            "crawler.addons.NoPickles": 50,
            "crawler.addons.Manners": 100,
            "crawler.addons.PracticeRun": 200,
        },
        "SCHEDULER": "scrapy.core.scheduler.Scheduler",
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {},
    }

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.sources = (source,)
        self.allowed_domains = source.domains
        self.findings = Findings()

    async def start(self) -> AsyncIterator[Request]:
        """Ask one thing after the other; no request is left to Scrapy's scheduler."""
        source = self.sources[0]
        await self._ask_robots(source)
        await self._ask_sitemaps(source)
        html = await self._ask_list(source)
        await self._ask_feeds(source)
        self._learn(source, html)
        await self._ask_articles(source)
        for request in _NO_REQUESTS:
            yield request

    async def _ask_robots(self, source: Source) -> None:
        """The rules for us, and the sitemaps they name."""
        robots = self.crawler.get_downloader_middleware(ObeyRobots)
        if robots is None:
            raise RuntimeError("DOWNLOADER_MIDDLEWARES lacks crawler.middlewares.obey_robots.ObeyRobots")
        agent: str = self.crawler.settings["ROBOTSTXT_USER_AGENT"]
        for origin in dict.fromkeys(map(_origin, _doors(source))):
            answer = await robots.rules_of(origin)
            url, rules = f"{origin}/robots.txt", answer.robots
            if answer.why:
                self.findings.tell("robots", url, f"cannot be read ({answer.why}): nothing may be asked")
                continue
            self.findings.sitemaps += tuple(filter(source.covers, rules.sitemaps))
            doors = [door for door in _doors(source) if _origin(door) == origin]
            closed = sum(not rules.allows(agent, door) for door in doors)
            delay = rules.delay(agent)
            asks = f", asks for {delay:g} s between requests" if delay else ""
            named = f"{len(rules.sitemaps)} sitemaps named"
            self.findings.tell("robots", url, f"{closed} of {len(doors)} doors forbidden, {named}{asks}")

    async def _ask_sitemaps(self, source: Source) -> None:
        waiting = list(dict.fromkeys((*source.sitemaps, *self.findings.sitemaps)))
        for _ in range(min(MOST_SITEMAPS, len(waiting) + 1)):
            if not waiting:
                return
            links = await self._read("sitemap", waiting.pop(0))
            waiting = [*filter(source.covers, links.further), *waiting]

    async def _ask_feeds(self, source: Source) -> None:
        self.findings.feeds = tuple(filter(source.covers, self.findings.feeds))
        for url in (*source.feeds, *self.findings.feeds)[:MOST_FEEDS]:
            await self._read("feed", url)

    async def _ask_list(self, source: Source) -> str:
        """The first list, or the site's front page where the file names none; its markup."""
        url = (source.start_urls or (f"{_origin(_doors(source)[0])}/",))[0]
        response = await self._fetch("list", url)
        if not isinstance(response, TextResponse):
            return ""
        html = response.text
        try:
            tree_of(html, url)
        except UnreadablePage as error:
            self.findings.tell("list", url, str(error))
            return ""
        links = [link for link in links_of(html, response.url) if source.covers(link.url)]
        self.findings.articles += links
        self.findings.feeds += feeds_of(html, response.url)
        self.findings.tell("list", url, f"{len(links)} links on the site")
        return html

    def _learn(self, source: Source, html: str) -> None:
        found = self.findings
        wanted = [link for link in found.articles if source.covers(link.url)]
        found.article = learn_articles(wanted, (*source.start_urls, *source.sitemaps, *source.feeds))
        if source.start_urls and html:
            pattern = found.article or "|".join(source.article)
            found.links = learn_links(html, source.start_urls[0], pattern) if pattern else None
            found.next = learn_next(html)

    async def _ask_articles(self, source: Source) -> None:
        """Two of the pages that would be collected, and what can be read of them."""
        learned = (self.findings.article,) if self.findings.article and not source.article else source.article
        wants = source.model_copy(update={"article": learned}).wants
        lists = _doors(source)
        urls = dict.fromkeys(link.url for link in self.findings.articles if wants(link.url) and link.url not in lists)
        for url in list(urls)[:MOST_ARTICLES]:
            response = await self._fetch("article", url)
            if response is not None:
                self.findings.tell("article", url, _described(response))

    async def _read(self, what: str, url: str) -> Links:
        """The links of a sitemap or feed; none where it cannot be read."""
        response = await self._fetch(what, url)
        if response is None:
            return Links(())
        try:
            links = read_sitemap(response.body, url) if what == "sitemap" else read_feed(response.body, url)
        except UnreadablePage as error:
            self.findings.tell(what, url, str(error))
            return Links(())
        self.findings.articles += map(Link, links.articles)
        further = f", {len(links.further)} more sitemaps" if links.further else ""
        self.findings.tell(what, url, f"{len(links.articles)} addresses{further}")
        return links

    async def _fetch(self, what: str, url: str) -> Response | None:
        """The answer of a page; any other becomes a step of its own."""
        engine = self.crawler.engine
        if engine is None:
            raise RuntimeError("a page was asked for before the engine ran")
        try:
            response = await engine.download_async(Request(url, callback=NO_CALLBACK))
        except Exception as error:  # noqa: BLE001 - whatever stands between us and the page, it is told and the rest goes on
            self.findings.tell(what, url, f"{name_failure(error)}: {error}")
            return None
        if response.status == 200:
            return response
        self.findings.tell(what, url, f"HTTP {response.status}")
        return None


def _described(response: Response) -> str:
    """What can be read of an article's page."""
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    try:
        article = extract(response.body, response.url, content_type=content_type)
    except UnreadablePage as error:
        return str(error)
    fields = {"title": article.title, "author": article.author, "date": article.published_at, "text": article.text}
    return f"{_listed(name for name, value in fields.items() if value)} read; {len(article.text):,} characters"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"


def _doors(source: Source) -> Sequence[str]:
    return (*source.start_urls, *source.sitemaps, *source.feeds)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
