"""The soak in a reduced form: crawls that are killed lose nothing, and each exit status tells the truth."""

from __future__ import annotations

import random
import signal
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.soak import Loss, compare, is_right, remaining, soak
from pipelines.store.addresses import Address
from pipelines.store.ledger import Ledger


@pytest.mark.slow
def test_killed_crawls_lose_nothing(tmp_path: Path) -> None:
    """Two kills over a hundred pages; `make soak` does many over a thousand."""
    *_, last = soak(2, 100, random.Random(5), tmp_path)
    assert (last.kills, last.loss, last.wrong_statuses) == (2, Loss(0, 0, 0), 0)
    assert last.crawls > 0


def test_what_differs_is_counted() -> None:
    """A benchmark that found nothing wrong in anything would be worth nothing."""
    wanted = Counter([("a", "1"), ("b", "2"), ("c", "3")])
    found = Counter([("a", "1"), ("a", "1"), ("b", "other")])
    assert compare(wanted, found) == Loss(lost=2, twice=1, strange=1)


def test_a_status_is_right_only_where_it_tells_what_remains(tmp_path: Path) -> None:
    """0 with pages left is wrong, as is anything else without; a kill has no status to be wrong."""
    assert remaining(tmp_path) == 1
    with Ledger.open(tmp_path) as ledger:
        ledger.begin_run("collect", ["practice"])
        ledger.frontier(["practice"]).enqueue([Address(url="http://farm-a.example.com/1", source="practice")])
    assert remaining(tmp_path) == 1
    assert [is_right(status, tmp_path) for status in (0, 3, -signal.SIGKILL, -signal.SIGSEGV)] == [
        *(False, True, True, False)
    ]
