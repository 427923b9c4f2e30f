"""From a page to the ledger: the library decides, the ledger keeps, Scrapy hears of it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Self, cast

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.addons import ledger_run, readers_of
from crawler.middlewares.revisit import NOT_MODIFIED
from crawler.runs import run_stats
from crawler.saved.pages import SavedPage
from crawler.spiders.base import CollectingSpider
from pipelines.errors import UnreadablePage
from pipelines.records import located
from pipelines.store.archive import places_of
from pipelines.store.frontier import Brought
from pipelines.store.returning import comes_back, without_links
from pipelines.store.validators import validators_of
from pipelines.types import Kept, Outcome, RawPage, Record, id_of

logger = logging.getLogger(__name__)


class ReadPages:
    """RawPage -> Kept | Rejected, staged in the ledger, a fetched page archived with it; an item passes on exactly when its row is kept."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._run = ledger_run(crawler)
        self._readers = readers_of(crawler)
        self._forgotten = self._run.ledger.forgotten()

    @property
    def _spider(self) -> CollectingSpider:
        return cast("CollectingSpider", self._crawler.spider)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, Scrapy's way."""
        return cls(crawler)

    async def process_item(self, item: RawPage | SavedPage) -> Record:
        """Return the row of a kept page.

        Raises:
            DropItem: the page does not belong (it is a row of `rejected` now), cannot be read (a failure now), or is
                here already, word for word.
        """
        page = item.page if isinstance(item, SavedPage) else item
        record = None
        with self._run.guarded():
            record = await self._settled(item, page)
        if record is None:
            raise DropItem("the ledger cannot be written to")
        return record

    async def _settled(self, item: RawPage | SavedPage, page: RawPage) -> Record:
        outcome = await self._read(item, page)
        if comes_back(self._forgotten, page, outcome):
            self._run.frontier.let_go(page.url)
            run_stats.count(self._crawler.stats, run_stats.FORGOTTEN, source=page.source)
            raise DropItem("it was forgotten")
        if (left := without_links(self._forgotten, page)) is not page:
            page = left
            item = replace(item, page=left, result=None) if isinstance(item, SavedPage) else left
            outcome = await self._read(item, page)
        change = self._stage(item, page, outcome)
        run_stats.count_page(self._crawler.stats, page, outcome, change)
        if change != run_stats.UNCHANGED and isinstance(outcome, Kept):
            return outcome.record
        raise DropItem(change if change == run_stats.UNCHANGED or isinstance(outcome, Kept) else outcome.reason)

    async def _read(self, item: RawPage | SavedPage, page: RawPage) -> Outcome:
        """Return what a page becomes; raises DropItem where it did not change or cannot be read, which is on record then."""
        if isinstance(item, RawPage) and item.status == NOT_MODIFIED:
            self._confirm(item)
            raise DropItem(run_stats.UNCHANGED)
        try:
            return await self._outcome_of(item, page)
        except UnreadablePage as error:
            self._fail(item, error)
            raise DropItem(error.reason) from error

    async def _outcome_of(self, item: RawPage | SavedPage, page: RawPage) -> Outcome:
        """What a page becomes, or became where it was read already; raises UnreadablePage."""
        result = item.result if isinstance(item, SavedPage) else None
        if result is None:
            reading = self._readers.read(page)
            result = reading.result() if reading.done() else await asyncio.wrap_future(reading)
        if isinstance(result, tuple):
            raise UnreadablePage(*result)
        return result

    def _confirm(self, page: RawPage) -> None:
        """Record that a page did not change; where nobody knows what it was, its next request asks for it whole."""
        stats, run = self._crawler.stats, self._run
        page = without_links(self._forgotten, page)
        if (kept := run.archive.keep_unchanged(page)) and run.frontier.confirm(page.url, kept):
            run_stats.count(stats, run_stats.READ, source=page.source)
            run_stats.count(stats, run_stats.UNCHANGED, run_stats.NOT_MODIFIED, source=page.source)
        else:
            reason = f"http_{NOT_MODIFIED}"
            run.frontier.fail(page.url, reason, "called unchanged, and there is no capture of it")
            run_stats.count(stats, run_stats.FAILED, reason, source=page.source)

    def _stage(self, item: RawPage | SavedPage, page: RawPage, outcome: Outcome) -> str:
        """Stage a row, and archive a fetched page; return what it is beside what was here: new, changed or unchanged."""
        was_here = self._run.ledger.has_page(id_of(outcome))
        if isinstance(item, SavedPage):
            is_new = self._import(item, outcome)
        else:
            kept = self._run.archive.keep(page)
            row, lesson = located(outcome, places_of(kept)), self._spider.lesson(page, outcome)
            brought = Brought(captures=kept, validators=validators_of(page), lesson=lesson)
            is_new = self._run.frontier.finish(page.url, row, brought)
        return (run_stats.CHANGED if was_here else run_stats.NEW) if is_new else run_stats.UNCHANGED

    def _import(self, item: SavedPage, outcome: Outcome) -> bool:
        """Stage the row of a saved page; return whether it is new."""
        is_new = self._run.frontier.finish(item.page.url, located(outcome, item.places, is_cut=item.is_cut))
        self._run.ledger.claim(item.places, id_of(outcome))
        if item.seen_at:
            self._run.ledger.see_again(id_of(outcome), item.seen_at)
        self._run.ledger.mend(item.path)
        return is_new

    def _fail(self, item: RawPage | SavedPage, error: UnreadablePage) -> None:
        """Record a page that cannot be read under its URL, or its file's path; a file is told at once."""
        run, page = self._run, item.page if isinstance(item, SavedPage) else item
        if isinstance(item, SavedPage):
            logger.error("%s: %s", item.path, error)
            run.ledger.fail(item.path, error.reason, source=page.source, run=run.number, detail=str(error))
        else:
            run.frontier.fail(page.url, error.reason, str(error))
        run_stats.count(self._crawler.stats, run_stats.FAILED, error.reason, source=page.source)
