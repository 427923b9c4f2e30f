"""A crawl over hosts that make pages without end: each costs a bounded number of pages, the site beside it is collected whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from crawler.practice.wide import TRAP_DOMAIN
from crawler.practice.wide.serving import serving
from crawler.practice.wide.traps import (
    NEW_HOSTS,
    PATIENCE,
    REAL,
    STALE,
    TRAPS,
    VARIANTS,
    door,
    page,
    real,
    source,
)
from pipelines.store.ledger import Ledger
from tests.crawler.conftest import Console

if TYPE_CHECKING:
    from pathlib import Path

UNDER_WAY = 2
"""Pages that are asked for while the one before is still being read: the next request, and the page in the pipeline."""
LISTS = (REAL * VARIANTS + PATIENCE) // REAL + STALE
"""Lists that lead to so many articles, and those behind them."""
REDIRECTS = 6
"""Requests that one address may cost: its own and five redirects."""


@dataclass(frozen=True)
class Crawled:
    """What a crawl of all traps asked for, by host, and what it left in the ledger."""

    asked: dict[str, list[str]]
    kept: Counter[str]
    stats: dict[str, int]
    status: int
    told: str


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """All traps in one crawl."""
    folder: Path = tmp_path_factory.mktemp("traps")
    (folder / "sources").mkdir()
    (folder / "sources" / "traps.toml").write_text(source(), "utf-8")
    with serving(page) as web:
        settings = {
            "TWISTED_DNS_RESOLVER": "crawler.practice.resolver.PracticeResolver",
            "PRACTICE_PORT": str(web.port),
        }
        options = [word for pair in settings.items() for word in ("-s", "=".join(pair))]
        told = Console(folder)("collect", "traps", "--sources", "sources", "--data", "d", *options)
    asked: dict[str, list[str]] = {name: [] for name in TRAPS}
    for url in web.asked:
        asked[url.split("/")[2].removesuffix(f".{TRAP_DOMAIN}").rpartition(".")[2]].append(url)
    with Ledger.open(folder / "d", read_only=True) as ledger:
        kept = Counter(row["url"].split("/")[2] for row in ledger.waiting().to_pylist() if row["reason"] is None)
        stats = dict(ledger.runs(1)[0].stats)
    return Crawled(asked, kept, stats, told.status, told.out + told.err)


@pytest.mark.parametrize("name", TRAPS)
def test_the_real_site_beside_a_trap_is_collected_whole(crawled: Crawled, name: str) -> None:
    """Every real article is asked for, once, and kept."""
    asked = Counter(crawled.asked[name])
    assert {url: asked[url] for url in real(name)} == dict.fromkeys(real(name), 1)
    assert crawled.kept[f"{name}.{TRAP_DOMAIN}"] >= REAL


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("calendar", STALE + UNDER_WAY),
        ("visits", 1),  # all sessions are one address
        # Each article has a budget of variants of its own, and each may be met while a page is under way.
        ("path-visits", REAL * (VARIANTS + UNDER_WAY) + PATIENCE + LISTS + UNDER_WAY),
        ("repeated", 2),  # the third time a folder comes again is one too many
        ("hosts", NEW_HOSTS),
        ("loop", REDIRECTS),
        ("facets", 2 * STALE + UNDER_WAY),  # by the path: every set of filters has a template of its own
        ("pages", STALE + UNDER_WAY),
        ("junk", 2 * PATIENCE + STALE + UNDER_WAY),
        ("variants", VARIANTS + 2 * PATIENCE + STALE + UNDER_WAY),
    ],
)
def test_a_trap_costs_a_bounded_number_of_pages(crawled: Crawled, name: str, most: int) -> None:
    """Beside the first page and the real articles no more is asked for than the source's budget says."""
    trap = [url for url in crawled.asked[name] if url not in real(name) | {door(name)}]
    assert 1 <= len(trap) <= most, trap


def test_variants_of_one_page_become_a_bounded_number_of_rows(crawled: Crawled) -> None:
    """A site that publishes one text under many names and numbers fills no dataset."""
    assert crawled.kept[f"variants.{TRAP_DOMAIN}"] <= REAL + VARIANTS + PATIENCE + UNDER_WAY


def test_what_is_left_out_is_told(crawled: Crawled) -> None:
    """Each bound that was met has its count in the run's report, and on the terminal; the run is whole."""
    reasons = {name.removeprefix("left_out.") for name in crawled.stats if name.startswith("left_out.")}
    assert {"stale_list", "endless_path", "budget_hosts", "barren_template"} <= reasons
    assert "left out by reason: " in crawled.told
    assert crawled.status == 0, crawled.told
