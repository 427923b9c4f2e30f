"""What the components of one run share, opened before they are made and closed after them.

Scrapy calls the add-ons in the order of `ADDONS`, when the spider knows its sources and before anything listens or
writes: `NoPickles` refuses what would read one, `Manners` turns the sources' politeness into settings, `PracticeRun` starts the practice web where it was asked
for, `ReadingRun` holds the processes that read pages, which start when they are needed, `LedgerRun` opens the ledger and
begins the run: last, so that a run that is refused leaves nothing behind.
"""

from __future__ import annotations

import atexit
from asyncio import Future, ensure_future
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from crawler.console.whole_numbers import whole_number
from crawler.practice import PracticeWeb
from crawler.practice.index import Now
from crawler.practice.resolver import PracticeResolver
from crawler.reading.readers import Readers
from crawler.settings import DATA
from crawler.spiders.base import CollectingSpider
from pipelines.errors import DataError, InputError
from pipelines.store.frontier import Frontier
from pipelines.store.ledger import Ledger


class NoPickles:
    """Refuses settings with which Scrapy unpickles files: whoever can write one of those would run code in the crawl."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Change nothing.

        Raises:
            InputError: JOBDIR or HTTPCACHE_ENABLED is set.
        """
        if settings["JOBDIR"]:
            raise InputError(
                "JOBDIR: is not used, and pickles would be read from it: leave it out, every run goes on by itself"
            )
        if settings.getbool("HTTPCACHE_ENABLED"):
            raise InputError(
                "HTTPCACHE_ENABLED: pickles would be read from the cache: leave it out, raw/ holds every page"
            )


class Manners:
    """How hard this run may ask: of several sources the most careful decides, over whatever the settings say."""

    def __init__(self, crawler: Crawler) -> None:
        self._spider = _spider(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, Scrapy's way."""
        return cls(crawler)

    def update_settings(self, settings: BaseSettings) -> None:
        """Set delay, concurrency and the agent's name; the command line (`-s`) still has the last word."""
        polite = [source.politeness for source in self._spider.sources]
        delay = max((each.delay for each in polite), default=0.0)
        contact = settings["CONTACT_URL"]
        wanted = {
            "DOWNLOAD_DELAY": delay,
            "AUTOTHROTTLE_START_DELAY": delay,
            "AUTOTHROTTLE_ENABLED": delay > 0 and settings.getbool("AUTOTHROTTLE_ENABLED"),
            "CONCURRENT_REQUESTS_PER_DOMAIN": min((each.concurrency for each in polite), default=1),
            "USER_AGENT": settings["BOT_NAME"] + (f" (+{contact})" if contact else ""),
        }
        settings.setdict(wanted, priority="spider")


class PracticeRun:
    """Serves the practice web while a synthetic source is collected, and makes its names known to this process.

    The names resolve to our server and every other name to nothing, so that a run over the practice web cannot reach
    a real site.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._open = ExitStack()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, Scrapy's way."""
        return cls(crawler)

    def update_settings(self, settings: BaseSettings) -> None:
        """Start the server and install the resolver; does nothing for real sources.

        Raises:
            InputError: a size that the practice web cannot have.
        """
        if not _spider(self._crawler).synthetic:
            return
        try:
            now = Now(settings.getint("PRACTICE_GENERATION"))
            web = PracticeWeb(whole_number(str(settings["PRACTICE_PAGES"])), settings.getint("PRACTICE_SEED"), now)
        except (ValueError, InputError) as error:
            raise InputError(f"PRACTICE_PAGES: {error}") from error
        server = self._open.enter_context(web.serve())
        self._crawler.signals.connect(self._open.close, signals.engine_stopped)
        atexit.register(self._open.close)  # for a crawl that fails before it starts: its engine never stops
        settings.set("PRACTICE_PORT", server.port, priority="spider")
        from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier would install the wrong reactor

        PracticeResolver.from_crawler(self._crawler, reactor).install_on_reactor()


class ReadingRun:
    """What reads the pages of the run.

    Where hosts are asked one by one a page is read before the next one is chosen, since what it teaches says which: in this
    process, which has the time between two pages of a host for it.
    """

    def __init__(self, crawler: Crawler) -> None:
        by_ones = bool(_spider(crawler).sources) and crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
        self.readers = Readers(0 if by_ones else crawler.settings.getint("READERS"))
        crawler.signals.connect(self.readers.close, signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, Scrapy's way."""
        return cls(crawler)


class LedgerRun:
    """The ledger of the run's data folder, the number of the run in it, and the frontier of its sources."""

    def __init__(self, crawler: Crawler) -> None:
        spider = _spider(crawler)
        self._crawler = crawler
        self._closing: Future[None] | None = None
        self.fault: DataError | None = None
        """What kept the ledger from going on, and so ended the run."""
        folder = folder_of(spider.data, crawler.settings, synthetic=spider.synthetic)
        self.ledger = Ledger.open(folder, synthetic=spider.synthetic)
        self.number = self.ledger.begin_run(spider.kind, spider.source_names)
        self.archive = self.ledger.archive(crawler.settings.getint("ARCHIVE_FILE_SIZE"))
        self.frontier: Frontier = self.ledger.frontier(
            {source.name: source.revisit.bounds for source in spider.sources}
        )
        for source in spider.sources:
            self.frontier.read_anew(source.name, source.rules)
        crawler.signals.connect(self._close, signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, Scrapy's way.

        Raises:
            DataError: the folder is in use, newer, damaged, or holds pages of the other kind.
        """
        return cls(crawler)

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Where the ledger cannot be written to any more, end the run; `fault` keeps the error for whoever started it.

        What was committed stands, and all else is fetched again by the next run.
        """
        try:
            yield
        except DataError as error:
            if self.fault is None:
                self.fault = error
                if self._crawler.engine.spider is not None:
                    self._closing = ensure_future(self._crawler.engine.close_spider_async(reason="fault"))

    def _close(self) -> None:
        with self.guarded():
            self.ledger.close()


def ledger_run(crawler: Crawler) -> LedgerRun:
    """Return the run's ledger; there is one in every run of our spiders."""
    run = crawler.get_addon(LedgerRun)
    if run is None:
        raise RuntimeError("ADDONS lacks crawler.addons.LedgerRun")
    return run


def readers_of(crawler: Crawler) -> Readers:
    """Return what reads the run's pages; there is one in every run of our spiders."""
    run = crawler.get_addon(ReadingRun)
    if run is None:
        raise RuntimeError("ADDONS lacks crawler.addons.ReadingRun")
    return run.readers


def folder_of(data: str, settings: BaseSettings, *, synthetic: bool) -> Path:
    """Return a run's data folder: `data`, or that of the settings where it is empty.

    Raises:
        DataError: made-up pages would get the folder that is for real ones, be it still empty.
    """
    folder = Path(data or settings["PRACTICE_DATA" if synthetic else "DATA"])
    real = {Path(name).resolve() for name in (settings["DATA"], DATA)}
    if synthetic and folder.resolve() in real:
        cure = f"leave --data out, or give {settings['PRACTICE_DATA']}"
        raise DataError(f"{folder}: is for real pages; practice pages and real ones never share a folder: {cure}")
    return folder


def _spider(crawler: Crawler) -> CollectingSpider:
    if not isinstance(crawler.spider, CollectingSpider):
        raise TypeError(f"{crawler.spidercls.__name__} is no CollectingSpider: derive it from crawler.spiders.base")
    return crawler.spider
