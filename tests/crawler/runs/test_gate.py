"""What makes a run red, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.runs.gate import Counts, Finding, Limits, judge
from crawler.runs.run_stats import FIELDS

GOOD: Counts = {"read": 50, "known": 50, "failed": 2, "articles": 40} | {f"has.{field}": 30 for field in FIELDS}
SMALL = st.integers(0, 200)
runs = st.fixed_dictionaries(
    {"read": SMALL, "known": SMALL, "failed": SMALL},
    optional={"articles": SMALL} | {f"has.{field}": SMALL for field in FIELDS},
)


def ids(found: tuple[Finding, ...]) -> list[str]:
    """What was found, by name."""
    return [finding.id for finding in found]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"has.author": 21}, ["coverage.author"]),
        ({"has.author": 24}, []),
        ({"has.title": 0, "has.messages": 0}, ["coverage.title", "coverage.messages"]),
        ({"read": 0, "known": 9, "failed": 0, "articles": 0}, ["silent"]),
        ({"read": 0, "known": 0, "failed": 0, "articles": 0}, ["silent"]),
        ({"read": 1, "known": 9, "failed": 0, "articles": 1}, []),
        ({"read": 0, "known": 100, "failed": 0, "articles": 0}, []),
        ({"failed": 20}, ["failures"]),
        ({"failed": 14}, []),
        ({"read": 2, "failed": 10, "articles": 2}, []),
        ({"articles": 19, "has.title": 0}, []),
    ],
)
def test_what_is_worse_than_usual_is_found(change: Counts, found: list[str]) -> None:
    """Each finding at its limit and just within it; a run of too few pages is not judged by them."""
    assert ids(judge({**GOOD, **change}, [GOOD] * 3, Limits())) == found


def test_one_bad_run_does_not_become_usual() -> None:
    """The median of the last runs is what counts, so a red run is still red after another one."""
    silent: Counts = {"read": 0, "known": 0}
    assert ids(judge(silent, [silent, GOOD, GOOD, GOOD], Limits())) == ["silent"]
    assert judge(GOOD, [silent, GOOD, GOOD, GOOD], Limits()) == ()


def test_runs_of_long_ago_are_forgotten() -> None:
    """Only the last runs tell what is usual."""
    poor = {**GOOD, "has.author": 0}
    assert judge(poor, [poor] * 10 + [GOOD] * 90, Limits()) == ()


def test_runs_without_counts_of_fields_tell_nothing_about_them() -> None:
    """What older versions recorded knows no fields: it is not taken for a coverage of nothing."""
    old = {"read": 50, "failed": 2}
    assert judge({**GOOD, "has.author": 0}, [old] * 9, Limits()) == ()
    assert judge(GOOD, [old] * 9, Limits()) == ()


@given(runs, st.lists(runs, max_size=2))
def test_too_few_runs_are_never_judged(now: Counts, before: list[Counts]) -> None:
    """A new source cannot be red."""
    assert judge(now, before, Limits()) == ()


@given(runs, st.integers(3, 12))
def test_a_run_like_all_others_is_never_red(now: Counts, number: int) -> None:
    """What is usual is not wrong."""
    assert judge(now, [now] * number, Limits()) == ()


@given(runs, st.lists(runs, max_size=12))
def test_every_finding_says_what_is_and_what_was(now: Counts, before: list[Counts]) -> None:
    """Whatever was counted, it is judged; a finding is worse than usual and can be read."""
    for finding in judge(now, before, Limits()):
        assert (finding.now > finding.usual) is (finding.kind == "failures")
        assert "usually" in str(finding)
