"""What a crawl asks of a site it knows, and what it makes of the answers: the figure of `benchmarks.second_run`, reduced.

One folder goes through it all, since every run is a process of its own and of several seconds.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.second_run import BAR, MONTH, Came, collect, let_days_pass, revised, versions
from crawler.practice import PracticeWeb
from crawler.practice.index import Now
from crawler.runs import run_stats
from crawler.settings import PRACTICE_SEED
from pipelines.store.layout import archives
from tests.crawler.test_archive import data_files

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.crawler.conftest import Console, Told

PAGES = 100
LATER = 3
"""The first generation of so small a web in which pages have vanished."""


@pytest.fixture(scope="module")
def runs(collected: tuple[Console, Told]) -> tuple[Path, list[Came]]:
    """The folder, and what came of a run a month later, of one after the site changed, and of one a month after that."""
    data = collected[0].folder / "datasets/practice"
    came = []
    for generation in (0, LATER, LATER):
        let_days_pass(data, MONTH)
        came.append(collect(data, PAGES, f"generation {generation}", generation))
    return data, came


def test_an_unchanged_site_is_spared(runs: tuple[Path, list[Came]]) -> None:
    """Where every page is due, nearly all are answered by 304 or their sitemap vouches for them; no row gets a version."""
    came = runs[1][0]
    assert came.spared >= BAR
    assert came.counts[f"{run_stats.UNCHANGED}.{run_stats.NOT_MODIFIED}"] > came.counts[run_stats.KNOWN] > 0
    assert came.counts[run_stats.UNCHANGED] == came.counts[run_stats.READ]
    assert came.changed == frozenset()


def test_exactly_what_was_revised_gets_a_new_version(runs: tuple[Path, list[Came]]) -> None:
    """Other bytes around the same article make none, and what is the same a month later makes none either."""
    assert [came.changed for came in runs[1][1:]] == [revised(PAGES, LATER), frozenset()]
    assert revised(PAGES, LATER)


def test_what_two_runs_miss_is_gone_and_its_row_stays(runs: tuple[Path, list[Came]]) -> None:
    """The run report counts it, and the address is gone; the article was published once, and that remains true."""
    data, came = runs
    both = zip(
        PracticeWeb(PAGES, PRACTICE_SEED).pages(), PracticeWeb(PAGES, PRACTICE_SEED, Now(LATER)).pages(), strict=True
    )
    vanished = {first.url for first, later in both if first.status == 200 and later.status == 404}
    assert came[2].counts[run_stats.GONE] == came[2].gone - came[1].gone == len(vanished) > 0
    assert vanished <= versions(data).keys()


def test_the_archive_gives_the_same_release_again(
    runs: tuple[Path, list[Came]], collected: tuple[Console, Told]
) -> None:
    """Revisits, pages that changed and pages that merely came again: the same data files to the last byte."""
    console, data = collected[0], runs[0]
    told = console("import", *map(str, archives(data)), "--data", "anew")
    assert (told.status, told.err) == (0, "")
    assert console("verify", "--data", str(data)).status == 0
    for folder in (str(data), "anew"):
        assert console("release", "--data", folder).status == 0
    assert data_files(console.folder / "anew") == data_files(data)
