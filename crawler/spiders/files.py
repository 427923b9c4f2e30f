"""`files`: saved pages into the same dataset, through the same item pipelines as fetched ones."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from crawler.addons import ledger_run, readers_of
from crawler.runs import run_stats
from crawler.saved.pages import SOURCE, PassedOver, SavedPage, Unusable, are_many, are_synthetic, read_pages
from crawler.saved.reading import read_all
from crawler.settings import DOWNLOAD_HANDLERS
from crawler.spiders.base import CollectingSpider


class FilesSpider(CollectingSpider):
    """Reads `paths`, a JSON list of files and folders; what cannot be used is recorded and shown in `status`.

    `-a take_all=yes`: other people's archives whole, not only the pages with words of the subject.
    """

    name = "files"
    kind = "import"
    allowed_domains: tuple[str, ...] = ()
    # It asks nobody: nothing that could is let in, nor loaded, which takes as long as reading some dozens of pages.
    custom_settings = {"DOWNLOAD_HANDLERS": dict.fromkeys(DOWNLOAD_HANDLERS)}  # noqa: RUF012 - Scrapy declares it so

    def __init__(self, paths: str = "[]", data: str = "", take_all: str = "") -> None:
        super().__init__()
        self.paths: list[str] = json.loads(paths)
        self.data = data
        self.take_all = bool(take_all)
        self._is_practice = are_synthetic(self.paths)

    @property
    def synthetic(self) -> bool:
        """Whether the files are archives of practice pages."""
        return self._is_practice

    @property
    def source_names(self) -> tuple[str, ...]:
        """Saved pages have no source of the registry."""
        return (SOURCE,)

    async def start(self) -> AsyncIterator[SavedPage]:
        """Yield the pages."""
        readers = readers_of(self.crawler)
        if are_many(self.paths):
            readers.start()
        for found in read_all(read_pages(self.paths, take_all=self.take_all), readers):
            if isinstance(found, SavedPage):
                yield found
            elif isinstance(found, PassedOver):
                run_stats.count(self.crawler.stats, run_stats.PASSED_OVER, found.reason)
            else:
                self._record(found)

    def _record(self, found: Unusable) -> None:
        self.logger.error("%s", found.message)
        run = ledger_run(self.crawler)
        run.ledger.fail(found.path, found.reason, source=SOURCE, run=run.number, detail=found.message)
        run_stats.count(self.crawler.stats, run_stats.FAILED, found.reason)
