"""The report counts what each rule does, page by page."""

from __future__ import annotations

from itertools import pairwise

from pipelines.annotation.firings import all_rules
from pipelines.annotation.pages import Page, page
from pipelines.annotation.report import RuleFigures, evidence, gives, report

_DENIES = "我从没借过这家平台的钱，却天天收到催收短信，说我逾期三千元，还打电话给我的家人，发短信骚扰我的同事。"
_REPAID = "这笔贷款我早就还清了，他们还是发短信来，一遍一遍地问我要同一笔钱，客服也说查不到欠款，让我自己去想办法。"


def _pages() -> list[Page]:
    return [page("denies", _DENIES), page("repaid", _REPAID), page("weather", "今天下雨，我没有出门。")]


def _figures(rule: str, people: dict[str, dict[str, str]] | None = None) -> RuleFigures:
    return next(each for each in report(_pages(), people or {}).rules if each.rule == rule)


def test_a_rule_is_counted_once_a_page() -> None:
    """Fired, kept, alone and with others of its label."""
    found = _figures("never_borrowed")
    assert (found.fired, found.kept, found.alone, found.overlap) == (1, 1, 0, 1)
    assert (found.judged, found.precision) == (0, None)


def test_rules_that_never_fire_are_listed() -> None:
    """They may be dead."""
    found = report(_pages(), {})
    assert found.pages == 3
    assert {each.rule for each in found.rules} == set(all_rules())
    assert _figures("sender_claim.police").fired == 0


def test_rules_stand_by_label_the_busiest_first() -> None:
    """So that a label's rules can be compared."""
    rules = report(_pages(), {}).rules
    labels = [each.label for each in rules]
    assert labels == sorted(labels, key=labels.index)
    for one, other in pairwise(rules):
        assert one.label != other.label or one.fired >= other.fired


def test_people_say_how_right_a_rule_is() -> None:
    """Right where they give the label; else it is in conflict with them."""
    right = _figures("never_borrowed", {"denies": {"issues.debt_not_owed": "yes"}})
    assert (right.judged, right.right, right.precision, right.conflicts) == (1, 1, 1.0, 0)
    wrong = _figures("never_borrowed", {"denies": {"issues.debt_not_owed": "no"}})
    assert (wrong.judged, wrong.right, wrong.precision, wrong.conflicts) == (1, 0, 0.0, 1)
    elsewhere = _figures("never_borrowed", {"weather": {"issues.debt_not_owed": "yes"}})
    assert elsewhere.judged == 0


def test_rules_are_scored_where_people_decided() -> None:
    """One right, one missed, and nothing said of what nobody looked at."""
    people = {"denies": {"issues.debt_not_owed": "yes"}, "weather": {"issues.debt_not_owed": "yes"}}
    (score,) = report(_pages(), people).scores
    assert (score.label, score.right, score.wrong, score.missed) == ("issues.debt_not_owed", 1, 0, 1)


def test_evidence_is_the_sentence() -> None:
    """With the words the rule saw, and what became of the label."""
    (found,) = evidence(_pages(), "never_borrowed", {"denies": {"issues.debt_not_owed": "no"}})
    assert found.before + found.words + found.after == _DENIES
    assert (found.page, found.words, found.is_kept, found.people) == ("denies", "从没借", True, "no")


def test_open_questions_are_not_judged() -> None:
    """Neither yes nor no."""
    assert gives({"relevance": "relevant"}, "severity.4") is None
    assert gives({"severity": "4"}, "severity.4") is True
