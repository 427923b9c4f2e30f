"""The tables of phrases and the engine that writes them out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from crawler.practice.articles import issue_tables
from crawler.practice.grammar import Writer, table
from crawler.practice.lenders import lenders, two_lenders
from crawler.practice.seeding import stream

TABLES = ("common", "neutral", "issues_debt", "issues_threat", "issues_trust", "near_miss", "off_topic", "furniture")
FACTS = dict.fromkeys(("lender", "other", "msg", "who", "he", "title", "host", "path", "dish", "plant", "game"), "某")
ISSUES = {
    "debt_not_owed", "overdue_notice", "authenticity", "impersonation_fraud", "third_party_contact", "harassment",
    "legal_threat", "visit_threat", "credit_threat", "marketing_unsubscribe", "privacy_leak", "fees_interest",
    "repayment_negotiation", "complaint_channel", "account_notice",
}  # fmt: skip


def writer(seed: int, *name: object, **facts: str) -> Writer:
    """A writer with a stream of its own."""
    return Writer(stream(seed, *name), facts)


def templates(value: Any) -> Iterator[str]:  # noqa: ANN401 - tables are nested as TOML nests them
    """All strings of a table, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from templates(part)


@pytest.mark.parametrize("name", TABLES)
def test_every_template_can_be_written(name: str) -> None:
    """No template names something unknown, and nothing of its mark-up is left in the text."""
    pen = Writer(stream(1, name), FACTS)
    for template in templates(table(name)):
        for _ in range(3):
            assert not re.search(r"[\[\]{}|]", pen.write(template)), template


@pytest.mark.parametrize("name", TABLES)
def test_brackets_are_balanced(name: str) -> None:
    """Every choice that is opened is closed: checked by counting."""
    for template in templates(table(name)):
        assert template.count("[") == template.count("]"), template
        assert template.count("{") == template.count("}"), template


def test_all_issues_have_phrases() -> None:
    """Each label of the dataset can be told with its cue words and without them, asked about and quoted."""
    assert set(issue_tables()) == ISSUES
    for label, pools in issue_tables().items():
        for pool, least in (
            ("cue", 3),
            ("plain", 4),
            ("titles", 4),
            ("headings", 4),
            ("questions", 2),
            ("messages", 1),
        ):
            assert len(pools[pool]) >= least, (label, pool)
        assert set(pools.get("implies", ())) <= ISSUES
        assert set(pools["senders"]) <= set(table("neutral")["sender"])


def test_plain_phrasings_outnumber_the_others() -> None:
    """At least half of the phrasings of all issues do without the words one would look for."""
    plain = sum(len(pools["plain"]) for pools in issue_tables().values())
    cue = sum(len(pools["cue"]) for pools in issue_tables().values())
    assert plain >= cue


def test_facts_win_over_lists() -> None:
    """A name that is a fact of the article is never drawn."""
    assert writer(1, "x", city="某城").write("{city}") == "某城"


def test_nested_choices() -> None:
    """A choice may hold a choice; all outcomes occur and no other."""
    pen = writer(1, "nested")
    assert {pen.write("[a[1|2]|b]") for _ in range(200)} == {"a1", "a2", "b"}


def test_draw_gives_different_templates() -> None:
    """Drawn templates do not repeat, and there are no more than the pool holds."""
    pen = writer(1, "draw")
    assert sorted(pen.draw(["a", "b", "c"], 9)) == ["a", "b", "c"]


def test_an_unknown_name_is_an_error() -> None:
    """A misspelt name does not end up in a text."""
    with pytest.raises(KeyError):
        writer(1).write("{nobody}")


def test_about_thirty_lenders() -> None:
    """Enough lenders that swapping is worth while, and no mention is shared."""
    mentions = [mention for lender in lenders() for mention in lender.mentions]
    assert len(lenders()) >= 30
    assert len(mentions) == len(set(mentions))


def test_two_lenders_differ() -> None:
    """The lender beside the subject is another one."""
    rng = stream(4)
    assert all(subject != other for subject, other in (two_lenders(rng) for _ in range(200)))
