"""What people decided is in the row; what they left open is as the rules have it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipelines.annotation.overrides import overridden, with_issues, with_subject
from pipelines.types import Issue, Kept, Mention, Record, Rejected

_TEXT = "我从没借过这家的钱，却天天收到招联金融的催收短信，说要通知我的同事。后来又收到锦程消费金融的来电。"
_ISSUE = Issue(label="harassment", score=0.7, evidence="天天收到")


@pytest.fixture
def row(kept: Callable[..., Kept]) -> Record:
    """A row with an issue and a subject by rules."""
    mention = Mention(id="zhaolian-cf", name="招联消费金融", mention="招联金融", subject=True, start=16, end=20)
    return kept(1, text=_TEXT, lenders=(mention,), issues=(_ISSUE,), label_source="rules", channel="sms").record


def _became(row: Record, **answers: str) -> Record:
    outcome = overridden(Kept(record=row), {name.replace("__", "."): answer for name, answer in answers.items()})
    assert isinstance(outcome, Kept)
    return outcome.record


def test_without_answers_a_row_stays(row: Record) -> None:
    """Nobody decided, nothing changes."""
    assert overridden(Kept(record=row), {}) == Kept(record=row)


def test_only_what_was_decided_changes(row: Record) -> None:
    """An answer to one question leaves the other columns to the rules, and the row says who labelled it."""
    assert _became(row, channel="call", severity="3") == replace(row, channel="call", severity=3, label_source="person")


def test_people_reject_a_row(row: Record) -> None:
    """It goes to the rejected ones, with the same text and provenance."""
    gone = overridden(Kept(record=row), {"relevance": "irrelevant", "channel": "sms"})
    assert isinstance(gone, Rejected)
    assert (gone.id, gone.reason, gone.score, gone.text) == (row.id, "person", 0.0, row.text)
    assert (gone.raw_sha256, gone.text_sha256, gone.fetched_at) == (row.raw_sha256, row.text_sha256, row.fetched_at)


def test_people_keep_a_rejected_page(rejected: Callable[..., Rejected]) -> None:
    """It is labelled from its text and carries their answers."""
    page = replace(rejected(3), text=_TEXT, title="短信")
    outcome = overridden(page, {"relevance": "relevant", "channel": "call"})
    assert isinstance(outcome, Kept)
    row = outcome.record
    assert (row.id, row.text, row.title, row.relevance, row.channel) == (page.id, _TEXT, "短信", 1.0, "call")
    assert (row.label_source, row.charset, row.n_chars) == ("person", None, len(_TEXT))
    assert [each.id for each in row.lenders] == ["zhaolian-cf", "sichuanjincheng-cf"]


@pytest.mark.parametrize("answers", [{}, {"channel": "sms"}, {"relevance": "irrelevant"}])
def test_a_rejected_page_stays_rejected_unless_people_keep_it(
    answers: dict[str, str], rejected: Callable[..., Rejected]
) -> None:
    """Other answers about it say nothing, and its reason stays the rules'."""
    assert overridden(rejected(3), answers) == rejected(3)


def test_nobody_publishes_what_asked_not_to_be_kept(rejected: Callable[..., Rejected]) -> None:
    """`not_public` is the publisher's word."""
    page = rejected(3, "not_public")
    assert overridden(page, {"relevance": "relevant"}) == page


def test_issues_of_people_come_first(row: Record) -> None:
    """Found ones have the score 1 and evidence where there is any; denied ones go; open ones stay."""
    found = with_issues(row, {"debt_not_owed": True, "account_notice": True, "legal_threat": False})
    assert found is not None
    assert [(each.label, each.score) for each in found] == [
        ("debt_not_owed", 1.0),
        ("account_notice", 1.0),
        ("harassment", 0.7),
    ]
    assert found[0].evidence in _TEXT
    assert found[0].evidence
    assert found[1].evidence == ""
    assert with_issues(row, {"harassment": False}) == ()
    assert with_issues(row, {}) == (_ISSUE,)


def test_evidence_that_is_listed_stays(row: Record) -> None:
    """People confirm an issue: its sentence stays the rules'."""
    assert with_issues(row, {"harassment": True}) == (Issue(label="harassment", score=1.0, evidence="天天收到"),)


def test_there_is_one_subject(row: Record) -> None:
    """The one people chose, also one that the rules did not find; or none."""
    assert [each.subject for each in with_subject(row, "none")] == [False]
    assert with_subject(row, "zhaolian-cf") == row.lenders
    named = with_subject(row, "sichuanjincheng-cf")
    assert [(each.id, each.subject) for each in named] == [("zhaolian-cf", False), ("sichuanjincheng-cf", True)]
    assert _TEXT[named[1].start : named[1].end] == named[1].mention
    nowhere = with_subject(row, "mashang-cf")[-1]
    assert (nowhere.name, nowhere.mention, nowhere.start) == ("马上消费金融", "马上消费金融", None)
