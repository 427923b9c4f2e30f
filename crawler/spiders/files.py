"""`files`: saved pages into the same dataset, through the same item pipelines as fetched ones."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from crawler import run_stats
from crawler.addons import ledger_run
from crawler.saved_pages import SOURCE, SavedPage, Unusable, read_pages
from crawler.spiders.base import CollectingSpider


class FilesSpider(CollectingSpider):
    """Reads `paths`, a JSON list of files and folders; what cannot be used is recorded and shown in `status`."""

    name = "files"
    kind = "import"
    allowed_domains: tuple[str, ...] = ()

    def __init__(self, paths: str = "[]", data: str = "") -> None:
        super().__init__()
        self.paths: list[str] = json.loads(paths)
        self.data = data

    @property
    def source_names(self) -> tuple[str, ...]:
        """Saved pages have no source of the registry."""
        return (SOURCE,)

    async def start(self) -> AsyncIterator[SavedPage]:
        """Yield the pages."""
        for found in read_pages(self.paths):
            if isinstance(found, SavedPage):
                yield found
            else:
                self._record(found)

    def _record(self, found: Unusable) -> None:
        self.logger.error("%s", found.message)
        run = ledger_run(self.crawler)
        run.ledger.fail(found.path, found.reason, source=SOURCE, run=run.number, detail=found.message)
        run_stats.count(self.crawler.stats, run_stats.FAILED, found.reason)
