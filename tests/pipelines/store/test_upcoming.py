"""What a run would find in the frontier, told without touching it."""

from __future__ import annotations

from pathlib import Path

from pipelines.store.addresses import Address
from pipelines.store.frontier import Room
from pipelines.store.ledger import Ledger
from pipelines.store.upcoming import Upcoming

ROOM = Room(total=9, articles=9, per_host=9, held={})


def address(name: str, **more: object) -> Address:
    """An address of one source."""
    return Address(url=f"http://www.example.com/{name}", source="site", **more)  # type: ignore[arg-type]  # few fields


def test_lists_stand_before_articles_and_the_best_before_the_rest(tmp_path: Path) -> None:
    """The order is that of leasing: a list, then articles by priority, no more than asked for."""
    with Ledger.open(tmp_path) as ledger:
        ledger.begin_run("collect", ["site"])
        frontier = ledger.frontier(["site"])
        frontier.enqueue([address("1"), address("2", priority=5), address("list", kind="listing"), address("3")])
        found = ledger.upcoming("site", 3)
    assert [each.url[-1] for each in found.first] == ["t", "2", "1"]
    assert found.articles == {"due": 3}


def test_what_failed_for_now_comes_later_and_what_is_leased_is_not_due(tmp_path: Path) -> None:
    """Every article is counted once, by what a run would do about it."""
    with Ledger.open(tmp_path) as ledger:
        ledger.begin_run("collect", ["site"])
        frontier = ledger.frontier(["site"])
        frontier.enqueue([address("1"), address("2"), address("3")])
        frontier.lease(Room(total=2, articles=2, per_host=2, held={}))
        frontier.fail(address("1").url, "timeout", wait=3600)
        found = ledger.upcoming("site", 9)
        assert found.articles == {"due": 1, "leased": 1, "later": 1}
        assert [lease.address for lease in frontier.lease(ROOM)] == list(found.first)


def test_a_source_nobody_collected_has_nothing(tmp_path: Path) -> None:
    """An unknown name is an empty answer."""
    with Ledger.open(tmp_path) as ledger:
        assert ledger.upcoming("other", 9) == Upcoming(articles={}, first=())
