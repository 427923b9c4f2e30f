"""Which page is what."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.practice.hosts import SITES
from crawler.practice.plan import BLOCK, ROLES, plan
from crawler.practice.seeding import stream, weighted


def test_roles_fill_a_block() -> None:
    """The shares of the roles add up to one block."""
    assert sum(ROLES.values()) == BLOCK


@pytest.mark.parametrize("number", [0, 1, 57, 999])
def test_every_block_holds_every_role(number: int) -> None:
    """Each hundred pages in a row have each role as often as the table says."""
    roles = Counter(plan(5, index).role for index in range(number * BLOCK, (number + 1) * BLOCK))
    assert roles == ROLES


@given(st.integers(0, 10_000), st.integers(0, 99_999))
def test_a_plan_is_a_pure_function(seed: int, index: int) -> None:
    """Asking twice, with others asked in between, gives the same plan."""
    first = plan(seed, index)
    plan(seed + 1, (index + BLOCK) % 100_000)
    assert plan(seed, index) == first


@given(st.integers(0, 1_000), st.integers(0, 999))
def test_a_copy_copies_a_relevant_page_of_its_block(seed: int, block: int) -> None:
    """Copies point at a relevant page of the same hundred; all other pages are their own origin."""
    decided = [plan(seed, block * BLOCK + place) for place in range(BLOCK)]
    copies = [each for each in decided if each.role == "copy"]
    assert len(copies) == ROLES["copy"]
    assert {decided[each.origin - block * BLOCK].role for each in copies} == {"relevant"}
    assert {each.twist for each in copies} <= {"same", "swapped", "spun"}
    assert all((each.origin, each.twist) == (each.index, "") for each in decided if each.role != "copy")


def test_pages_are_dealt_to_all_sites() -> None:
    """A hundred pages reach every site."""
    assert {plan(1, index).site.host for index in range(BLOCK)} == {site.host for site in SITES}


def test_seeds_differ() -> None:
    """Another seed is another web."""
    assert [plan(1, index).role for index in range(BLOCK)] != [plan(2, index).role for index in range(BLOCK)]


def test_streams_of_different_names_are_independent() -> None:
    """Names that differ in any part give different numbers."""
    names = [("page", 1), ("page", 2), ("pages", 1), ("copy", 1)]
    assert len({stream(7, *name).random() for name in names}) == len(names)


def test_weights_are_kept() -> None:
    """What weighs nothing is never drawn, and the rest about as often as it weighs."""
    rng = stream(1, "weights")
    drawn = Counter(weighted(rng, {"a": 3, "b": 1, "c": 0}) for _ in range(4_000))
    assert drawn["c"] == 0
    assert 2.5 < drawn["a"] / drawn["b"] < 3.5
