"""The soak in a reduced form: crawls that are killed lose nothing, and each exit status tells the truth."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.long_crawl import Sample, pace, parts, resources
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


def test_a_long_crawl_is_judged_by_its_parts() -> None:
    """Pages and time between the samples nearest to each tenth; a process tells its memory and time."""
    line = [Sample(number, 100.0, number / 100 if number < 50 else 0.5 + (number - 50) / 50) for number in range(101)]
    found = parts(line, 4)
    assert [(begin.pages, end.pages) for begin, end in found] == [(0, 25), (25, 50), (50, 75), (75, 100)]
    assert [round(pace(part)) for part in found] == [10, 10, 20, 20]
    megabytes, seconds = resources(os.getpid())
    assert megabytes > 10
    assert seconds > 0
