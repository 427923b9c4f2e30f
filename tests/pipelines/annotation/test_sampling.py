"""A sample holds what is rare as well as what is frequent, and is the same for the same seed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.annotation.pages import Page, page
from pipelines.annotation.sampling import BANDS, band, draw, one_of_each, strata
from pipelines.dedup.masks import Masker
from pipelines.lexicon.lenders import names


def _ids(pages: list[Page], count: int, seed: int = 0) -> list[str]:
    return [each.page.id for each in draw(pages, count, seed)]


def test_the_same_seed_draws_the_same_sample(pages: list[Page]) -> None:
    """In whatever order the pages come; another seed draws another."""
    assert _ids(pages, 12) == _ids(pages[::-1], 12)
    assert _ids(pages, 12) != _ids(pages, 12, seed=1)


@given(st.integers(0, 60), st.integers())
def test_a_sample_repeats_no_page(count: int, seed: int) -> None:
    """It has as many pages as were asked for, or all."""
    pages = [page(str(number), f"第{number}条短信", site=str(number % 3)) for number in range(30)]
    drawn = _ids(pages, count, seed)
    assert len(drawn) == len(set(drawn)) == min(count, 30)


def test_a_smaller_sample_begins_a_larger_one(pages: list[Page]) -> None:
    """Who needs more pages draws more of the same seed."""
    assert _ids(pages, 20)[:7] == _ids(pages, 7)


def test_rare_strata_are_drawn_as_often_as_frequent_ones(pages: list[Page]) -> None:
    """One page of a kind among forty others is there, however small the sample."""
    rare = page("rare", "问：收到短信怎么办？\n答：先核实。", site="rare.example")
    drawn = draw([*pages, rare], 8, 0)
    assert "rare" in {each.page.id for each in drawn}
    sites = Counter(each.page.site for each in drawn)
    assert set(sites) == {"site-0.example", "site-1.example", "site-2.example", "rare.example"}


def test_every_page_has_a_stratum_of_each_dimension(pages: list[Page]) -> None:
    """So that where one dimension has no page left, none has."""
    assert {frozenset(dimension for dimension, _ in strata(each)) for each in pages} == {
        frozenset({"label", "score", "site", "page_kind"})
    }


@given(st.floats(0, 1))
def test_bands_cover_all_scores(score: float) -> None:
    """A score lies in its band, which is narrow near the edge of one half."""
    low, high = map(float, band(score).split("-"))
    assert low <= score
    assert score < high or high == score == 1
    assert {low, high} <= {0.0, *BANDS, 1.0}


def test_of_copies_one_is_shown(pages: list[Page]) -> None:
    """Near-duplicates are one thing to decide about; where one is decided, all are."""
    long = "".join(each.text for each in pages[:4])
    twins = [page(name, long + end, site="x.example") for name, end in (("one", ""), ("two", "全文完。"))]
    other = page("other", "".join(each.text[::-1] for each in pages[:4]))
    masker = Masker(names())
    assert [each.id for each in one_of_each([*twins, other], [], masker)] == ["one", "other"]
    assert [each.id for each in one_of_each([*twins, other], ["two"], masker)] == ["other"]
    assert one_of_each([], ["gone"], masker) == []


def test_without_pages_there_is_no_sample() -> None:
    """Nothing to draw from."""
    assert draw([], 5, 0) == []


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_each_dimension_has_its_turn(count: int, pages: list[Page]) -> None:
    """The first pages are drawn for one dimension each."""
    dimensions = [each.stratum[0] for each in draw(pages, count, 0)]
    assert dimensions == ["label", "page_kind", "score", "site"][:count]
