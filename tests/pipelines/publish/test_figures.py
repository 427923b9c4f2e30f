"""Figures are counts of rows, and every row counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.publish.figures import measure
from pipelines.publish.releases import release
from pipelines.store.ledger import Ledger
from pipelines.types import Issue, Kept


@pytest.fixture
def figures(tmp_path: Path, kept: Callable[..., Kept]) -> Callable[..., dict[str, dict[str, int]]]:
    """Release rows with these fields and measure the release."""

    def made(*rows: dict[str, object]) -> dict[str, dict[str, int]]:
        with Ledger.open(tmp_path) as ledger:
            for number, given in enumerate(rows):
                ledger.finish("", kept(number, **given), run=None)
        return {section: dict(counts) for section, counts in measure(release(tmp_path).path).items()}

    return made


def test_months_are_those_of_china(figures: Callable[..., dict[str, dict[str, int]]]) -> None:
    """An evening of UTC is the next morning in China; months between are counted too, as none."""
    moments = [datetime(2025, 10, 31, 17, tzinfo=UTC), datetime(2025, 10, 31, 15, tzinfo=UTC)]
    moments += [datetime(2026, 1, 1, tzinfo=UTC)]
    found = figures(*({"published_at": each} for each in [*moments, None]))
    assert found["Articles by month"] == {"2025-10": 1, "2025-11": 1, "2025-12": 0, "2026-01": 1, "no date": 1}


def test_months_end_with_the_crawl(figures: Callable[..., dict[str, dict[str, int]]]) -> None:
    """What a page dates after its own fetching, or long before all others, is one of the other months."""
    fetched = datetime(2026, 1, 8, tzinfo=UTC)
    dates = [fetched, fetched - timedelta(days=20), fetched + timedelta(days=900), fetched - timedelta(days=3_000)]
    found = figures(*({"published_at": each, "fetched_at": fetched} for each in dates))
    assert found["Articles by month"] == {"2025-12": 1, "2026-01": 1, "other months": 2}


def test_only_dates_to_come_are_no_months(figures: Callable[..., dict[str, dict[str, int]]]) -> None:
    """Where no month can be told, every article is counted all the same."""
    found = figures({"published_at": datetime(2099, 1, 1, tzinfo=UTC)}, {"published_at": None})
    assert found["Articles by month"] == {"other months": 1, "no date": 1}


def test_labels_count_articles(figures: Callable[..., dict[str, dict[str, int]]]) -> None:
    """A row counts once for each of its issues, and rows that people labelled are told apart."""
    issue = Issue(label="harassment", score=0.9, evidence="天天打电话")
    found = figures(
        {
            "issues": (issue, Issue(label="visit_threat", score=0.6, evidence="")),
            "label_source": "rules",
            "channel": "sms",
            "severity": 3,
        },
        {"issues": (issue, issue), "label_source": "person", "channel": "call", "severity": 3},
        {"issues": (), "label_source": "rules", "channel": "sms", "severity": None},
    )
    assert found["Articles by issue"] == {"harassment": 2, "visit_threat": 1}
    assert found["Articles by who labelled them"] == {"rules": 2, "person": 1}
    assert (found["Articles by channel"], found["Articles by severity"]) == ({"sms": 2, "call": 1}, {"3": 2})


def test_sites_are_the_largest_and_the_rest(figures: Callable[..., dict[str, dict[str, int]]]) -> None:
    """Twenty sites have a line of their own."""
    found = figures(*({"site": f"s{number % 23:02}.example"} for number in range(46)))
    assert len(found["Articles by site"]) == 21
    assert found["Articles by site"]["other sites"] == 6


def test_sums_are_those_of_the_rows(data: Path) -> None:
    """Counted one by one, the rows have the changes, the personal data and the lenders that the figures say."""
    with Ledger.open(data, read_only=True) as ledger:
        waiting = [row for row in ledger.waiting().to_pylist() if row["reason"] is None]
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("changes", "pii", "lenders")}
    for row in waiting:
        counts["changes"].update({each["rule"]: each["count"] for each in row["changes"]})
        counts["pii"].update({each["kind"]: each["count"] for each in row["pii"]})
        counts["lenders"].update({each["name"] for each in row["lenders"]})
    found = measure(release(data).path)
    assert found["Repairs by rule"] == counts["changes"]
    assert found["Personal data replaced"] == counts["pii"]
    assert found["Articles by lender"] == counts["lenders"]
