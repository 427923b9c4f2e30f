"""Facets: cases of each value, and the laws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.labels.facets import Channel, PageKind, SenderClaim, find_facets, page_kind
from pipelines.labels.issues import find_issues
from pipelines.labels.lenders import find_lenders
from pipelines.labels.rules import ISSUES
from pipelines.types import Issue

CASES = json.loads((Path(__file__).parents[2] / "cases" / "facets" / "cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_cases(case: dict[str, Any]) -> None:
    """Each text has the facets that its case states."""
    text, title = case["text"], case.get("title")
    found = find_facets(text, title, find_issues(text, title), find_lenders(text, title))
    assert {facet: getattr(found, facet) for facet in case["facets"]} == case["facets"]


@given(st.text())
def test_every_text_has_facets_of_the_taxonomy(text: str) -> None:
    """Nothing raises, and a value is always one of those the column documents."""
    found = find_facets(text, None, (), ())
    assert found.channel in get_args(Channel)
    assert found.sender_claim in get_args(SenderClaim)
    assert found.page_kind in get_args(PageKind)
    assert found.severity in {0, 4}


@given(st.lists(st.sampled_from(ISSUES)))
def test_severity_is_that_of_the_worst_issue(labels: list[str]) -> None:
    """More issues make nothing milder."""
    issues = [Issue(label=label, score=1.0, evidence="") for label in labels]
    alone = [find_facets("", None, [issue], ()).severity for issue in issues]
    assert find_facets("", None, issues, ()).severity == max(alone, default=0)


@given(st.text(st.characters(exclude_characters="我")))
def test_no_post_without_a_first_person(text: str) -> None:
    """Only who says `我` tells of himself."""
    assert page_kind(text) != "complaint_post"
