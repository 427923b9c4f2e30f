"""Labels on articles in wording that no rule was written from: floors under what is seen, and what is known to be missed.

The sets in `tests/cases/labels` are short bodies in many manners with all their labels, near negatives among them.
`open` are labels on which two readers would differ; they count for nothing. The rules were mended by the cases of the
`tuned` sets, and those of the `held-out` ones were only counted; but one hand wrote both halves and the rules. What the
rules make of wording they never met is what the second sets showed at their first run: macro recall .29, precision .54.
The third sets are 110 articles with titles, in the manner of public pages, by somebody who had not seen the rules; their
first run gave macro recall .93, precision .76, and the subject lender of 95 %. A list among the facets is of values that
two readers would give. The fourth sets are 150 sentences in the manner of news reports, questions to lawyers, rants,
parodies, dialects, bare messages and call logs, labelled before the rules saw them: macro recall .62, precision .79.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipelines.labels import Labels, label
from pipelines.labels.issues import find_issues
from pipelines.labels.rules import ISSUES
from pipelines.types import Article, Cleaned, Document

CASES = Path(__file__).parents[2] / "cases" / "labels"
KNOWN: list[dict[str, Any]] = json.loads((CASES / "known-failures.json").read_text("utf-8"))
FLOORS = {
    "first-tuned": {"precision": 0.95, "recall": 0.91, "kept precision": 0.94, "kept recall": 0.80, "facets": 0.80},
    "first-held-out": {"precision": 0.79, "recall": 0.93, "kept precision": 0.91, "kept recall": 0.84, "facets": 0.79},
    "second-tuned": {"precision": 0.81, "recall": 0.92, "kept precision": 0.90, "kept recall": 0.59, "facets": 0.62},
    "second-held-out": {"precision": 0.74, "recall": 0.86, "kept precision": 0.90, "kept recall": 0.57, "facets": 0.76},
    "third-tuned": {
        "precision": 0.91,
        "recall": 0.90,
        "kept precision": 0.96,
        "kept recall": 0.96,
        "facets": 0.77,
        "subject": 0.94,
    },
    "third-held-out": {
        "precision": 0.80,
        "recall": 0.93,
        "kept precision": 0.94,
        "kept recall": 0.89,
        "facets": 0.70,
        "subject": 0.89,
    },
}
"""Somewhat below what was seen when they were set; a change that goes under one has lost something."""


@cache
def labelled(name: str) -> tuple[tuple[dict[str, Any], Labels], ...]:
    """The cases of one set and what the rules say of them."""
    cases = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    return tuple((case, read(case["text"], case.get("title"))) for case in cases)


def read(text: str, title: str | None = None) -> Labels:
    """The labels of a clean text and title."""
    return label(Document(article=Article(text=text), body=Cleaned(text=text), title=title))


def shares(name: str) -> dict[str, float]:
    """Macro precision and recall of the issues, those of relevance, how many facets and subject lenders are right."""
    right, told, true = Counter[str](), Counter[str](), Counter[str]()
    facets: list[bool] = []
    subjects: list[bool] = []
    for case, labels in labelled(name):
        if case["relevant"]:
            found = {issue.label for issue in labels.issues} - set(case["open"])
            told.update(found)
            true.update(case["issues"])
            right.update(found & set(case["issues"]))
            facets += [is_right(getattr(labels.facets, facet), value) for facet, value in case["facets"].items()]
            subjects += [subject(labels) == case["subject"]] if "subject" in case else []
    kept = Counter((case["relevant"], labels.verdict.keep) for case, labels in labelled(name))
    return {
        "precision": sum(right[each] / max(1, told[each]) for each in true) / len(true),
        "recall": sum(right[each] / true[each] for each in true) / len(true),
        "kept precision": kept[True, True] / (kept[True, True] + kept[False, True]),
        "kept recall": kept[True, True] / (kept[True, True] + kept[True, False]),
        "facets": sum(facets) / len(facets),
    } | ({"subject": sum(subjects) / len(subjects)} if subjects else {})


def is_right(found: object, true: object) -> bool:
    """Whether a facet is what a case states, or one of what it allows."""
    return found in true if isinstance(true, list) else found == true


def subject(labels: Labels) -> str | None:
    """The name of the lender that an article is about."""
    return next((each.name for each in labels.lenders if each.subject), None)


@pytest.mark.parametrize("name", FLOORS)
def test_floors(name: str) -> None:
    """No figure of a set falls under its floor."""
    seen = shares(name)
    assert {key: share for key, share in seen.items() if share < FLOORS[name][key]} == {}


@pytest.mark.parametrize(("name", "floor"), [("tuned", (0.80, 0.70)), ("held-out", (0.75, 0.60))])
def test_sentences_of_other_styles(name: str, floor: tuple[float, float]) -> None:
    """Of the fourth sets precision and recall over all labels stay where they were seen."""
    right, told, true = 0, 0, 0
    for case in json.loads((CASES / f"fourth-{name}.json").read_text("utf-8")):
        found = {issue.label for issue in find_issues(case["text"], None)} - set(case["open"])
        right, told, true = right + len(found & set(case["issues"])), told + len(found), true + len(case["issues"])
    assert (right / told >= floor[0], right / true >= floor[1]) == (True, True)


@pytest.mark.parametrize("name", ["first", "second", "third"])
def test_sets_have_every_issue_and_near_negatives(name: str) -> None:
    """A set without an issue, or without neighbours, would prove nothing of them."""
    cases = [case for half in ("tuned", "held-out") for case, _ in labelled(f"{name}-{half}")]
    assert {issue for case in cases if case["relevant"] for issue in case["issues"]} == set(ISSUES)
    assert sum(not case["relevant"] for case in cases) >= len(cases) / 4
    assert len({case["text"] for case in cases}) == len(cases)


@pytest.mark.xfail(strict=True, reason="words near each other cannot tell every wording")
@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in KNOWN])
def test_known_failures(case: dict[str, Any]) -> None:
    """Known failures stay until a rule reads them."""
    assert case["issue"] in {issue.label for issue in read(case["text"]).issues}
