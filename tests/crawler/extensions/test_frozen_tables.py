"""The collector of garbage does not go through what a run has loaded."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from scrapy import Spider, signals
from scrapy.utils.test import get_crawler

from crawler.extensions.frozen_tables import SETTLED, FrozenTables


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """Nothing is frozen before or after a test."""
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_tables_are_frozen_when_a_run_begins_and_when_its_first_pages_are_read() -> None:
    """Those that the first pages load too; after these nothing is, so that what comes and goes is freed."""
    crawler = get_crawler(Spider)
    extension = FrozenTables.from_crawler(crawler)
    crawler.signals.send_catch_log(signals.spider_opened)
    begun = gc.get_freeze_count()
    tables = [[number] for number in range(10_000)]
    for _ in range(SETTLED - 1):
        crawler.signals.send_catch_log(signals.item_scraped)
    assert 0 < gc.get_freeze_count() < begun + len(tables)
    crawler.signals.send_catch_log(signals.item_dropped)
    settled = gc.get_freeze_count()
    assert settled >= begun + len(tables)
    more = [[number] for number in range(10_000)]
    for _ in range(2 * SETTLED):
        crawler.signals.send_catch_log(signals.item_scraped)
    assert gc.get_freeze_count() < settled + len(more)
    assert isinstance(extension, FrozenTables)
