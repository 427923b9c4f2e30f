"""What was found early is ordered by what is known now."""

from __future__ import annotations

import time
from pathlib import Path

from crawler.discovery.weighing import AT_ONCE, PAUSE, Weighing
from pipelines.store.addresses import Address
from pipelines.store.frontier import Room
from pipelines.store.ledger import Ledger

ROOM = Room(total=1, articles=1, per_host=1, held={})


def address(number: int) -> Address:
    """An article that something speaks for."""
    return Address(url=f"http://farm.example.com/{number}", source="farm", clues=("all", f"w:{number}"))


def test_what_was_learned_reaches_all_that_is_queued(tmp_path: Path) -> None:
    """A step weighs so many, and the next one goes on behind them."""
    last = AT_ONCE + 9
    with Ledger.open(tmp_path) as ledger:
        ledger.begin_run("collect", ["farm"])
        frontier = ledger.frontier(["farm"])
        frontier.enqueue(map(address, range(last + 1)))
        weighed: list[str] = []

        def score(each: Address) -> int:
            weighed.append(each.url)
            return int(each.url == address(last).url)

        weighing = Weighing(frontier, score)
        weighing.step()
        assert weighed == [], "nothing was learned yet"
        frontier.harvest.learned += 1
        weighing.step()
        assert len(weighed) == AT_ONCE
        time.sleep(PAUSE)
        weighing.step()
        assert weighed == [address(number).url for number in range(last + 1)]
        assert [lease.address.url for lease in frontier.lease(ROOM)] == [address(last).url]
