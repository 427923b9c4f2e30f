"""A page that asks not to be published leaves no address in a release, and forgetting still finds it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.publish.releases import release
from pipelines.publish.tables import read_tables
from pipelines.publish.takedown import forget
from pipelines.publish.verify import verify
from pipelines.records import read_page
from pipelines.schema import NOT_PUBLIC
from pipelines.store.ledger import Ledger
from pipelines.store.tombstones import Kind, Target
from pipelines.types import Rejected
from tests.pipelines.publish.test_takedown import places_of_bytes
from tests.pipelines.test_records import html, page

CLOSED = "http://farm-a.example.com/secret-path-88.html"
TITLE = "不愿公开的一篇短信文章"


@pytest.fixture
def closed(data: Path) -> Rejected:
    """Sixty pages, and one that carries `noindex`, as a crawl stages it; its row."""
    outcome = read_page(page(html(title=TITLE, head='<meta name="robots" content="noindex">'), CLOSED))
    assert isinstance(outcome, Rejected)
    with Ledger.open(data) as ledger:
        ledger.finish(CLOSED, outcome, run=ledger.begin_run("collect", ["practice"]))
    return outcome


def released(data: Path) -> list[str]:
    """The files of releases and of `latest` in which words of the page stand."""
    return [name for words in ("secret-path-88", TITLE) for name in places_of_bytes(data / "releases", words)]


def test_its_row_tells_the_reason_and_nothing_that_leads_there(data: Path, closed: Rejected) -> None:
    """Neither address nor title nor text: the id says to whoever knows the address that it is that page."""
    done = release(data, today=date(2026, 11, 22))
    assert released(data) == []
    [row] = [each for each in read_tables(done.path)["rejected"].to_pylist() if each["reason"] == NOT_PUBLIC]
    assert (row["id"], row["url"], row["title"], row["text"]) == (closed.id, None, None, "")
    assert (row["site"], row["source"], row["fetched_at"]) == (closed.site, closed.source, closed.fetched_at)
    assert verify(data) == []


def test_other_rejected_pages_keep_their_addresses(data: Path, closed: Rejected) -> None:
    """They may be looked up and read again."""
    done = release(data, today=date(2026, 11, 22))
    rows = read_tables(done.path)["rejected"].to_pylist()
    assert len(rows) == 9
    assert [row["id"] for row in rows if row["url"] is None] == [closed.id]


@pytest.mark.parametrize("kind", ["url", "site", "id"])
def test_it_is_forgotten_by_address_all_the_same(data: Path, closed: Rejected, kind: Kind) -> None:
    """The ledger knows where it was; the release is built anew without its row, or goes with all of its site."""
    version = release(data, today=date(2026, 11, 22)).version
    target = Target.of(kind, {"url": CLOSED, "site": "example.com", "id": closed.id}[kind])
    assert forget(data, target).releases == (version,)
    assert [places_of_bytes(data, trace) for trace in (closed.id, "secret-path-88")] == [[], []]
