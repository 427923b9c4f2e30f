"""Every rule has one name, one label, and fires where its words stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.annotation.firings import Firing, all_rules, contradicted, firings, issue_firings
from pipelines.annotation.questions import question
from pipelines.labels.cues import cues
from pipelines.labels.facet_words import tellable
from pipelines.labels.rules import rules

_TEXT = "我从没借过钱。律师事务所发来短信，办理短信平台业务。\n后来又有来电骚扰我，说要起诉。"


def test_no_two_rules_share_a_name() -> None:
    """Else one would hide the other in the report."""
    weighed = [cue for cue in cues() if cue.weight]
    kinds = [name for name in all_rules() if name.startswith("page_kind.")]
    assert len(all_rules()) == len(weighed) + len(rules()) + len(tellable()) + len(kinds)


def test_every_rule_speaks_for_an_answer() -> None:
    """Labels are options of questions."""
    for label in all_rules().values():
        name, option = label.split(".")
        assert option in question(name).options


def test_rules_fire_in_their_sentences() -> None:
    """Each with the words it saw."""
    found = {each.rule: each for each in firings(_TEXT)}
    assert _TEXT[found["never_borrowed"].start : found["never_borrowed"].end] == "从没借"
    assert _TEXT[slice(*found["never_borrowed"].sentence)] == "我从没借过钱。"
    assert found["relevance.vendor.1"].label == "relevance.irrelevant"
    assert found["sender_claim.law_firm"].start == _TEXT.index("律师事务所")
    assert found["page_kind.complaint_post"].end == 0


def test_names_of_lenders_say_nothing_of_issues() -> None:
    """分期 in 好分期 is no instalment; what is said outside the name counts."""
    assert {each.label for each in issue_firings("好分期，从没借过它的钱。")} == {"issues.debt_not_owed"}


@given(st.text())
def test_firings_lie_in_the_text(text: str) -> None:
    """Whatever the text, every span is one of it, inside its sentence, and every rule is known."""
    for each in firings(text):
        assert 0 <= each.sentence[0] <= each.start <= each.end <= len(text)
        assert all_rules()[each.rule] == each.label


def test_rules_contradict_each_other_by_sentence_or_page() -> None:
    """Harassment and advertising in one sentence; two channels anywhere; one label twice never."""
    harassment, advert = (
        Firing("h", "issues.harassment", 0, 2, (0, 9)),
        Firing("m", "issues.marketing_unsubscribe", 3, 5, (0, 9)),
    )
    assert contradicted([harassment, advert]) == {"h", "m"}
    assert contradicted([harassment, advert._replace(sentence=(9, 20))]) == frozenset()
    sms, call = Firing("s", "channel.sms", 0, 2, (0, 9)), Firing("c", "channel.call", 0, 2, (9, 20))
    assert contradicted([sms, call, harassment]) == {"s", "c"}
    assert contradicted([sms, sms._replace(rule="other")]) == frozenset()
