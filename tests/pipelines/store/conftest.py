"""A ledger and a run on it, as a crawl has them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.store.addresses import Address, Kind
from pipelines.store.frontier import Room
from pipelines.store.ledger import Ledger
from pipelines.store.sqlite_frontier import SqliteFrontier

A, B, C = (f"http://farm-a.example.com/{name}" for name in "abc")
LIST = "http://farm-a.example.com/list"
ROOM = Room(total=99, articles=99, per_host=99, held={})


class Run:
    """A run on a ledger, with its frontier and what a crawl does with it."""

    def __init__(self, ledger: Ledger, *sources: str) -> None:
        self.ledger = ledger
        self.number = ledger.begin_run("collect", sources)
        self.frontier: SqliteFrontier = ledger.frontier(sources)

    def find(self, *urls: str, kind: Kind = "article", priority: int = 0, source: str = "farm") -> int:
        """Find addresses."""
        return self.frontier.enqueue(Address(url=url, source=source, kind=kind, priority=priority) for url in urls)

    def lease(self, total: int = 99, articles: int = 99, per_host: int = 99) -> list[str]:
        """Lease addresses."""
        room = Room(total=total, articles=articles, per_host=per_host, held={})
        return [lease.address.url for lease in self.frontier.lease(room)]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger.open(tmp_path) as ledger:
        yield ledger


@pytest.fixture
def run(ledger: Ledger) -> Run:
    """The first run on it."""
    return Run(ledger, "farm")
