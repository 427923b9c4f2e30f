"""Agreement is what the literature computes by hand, and the rules are held to what people say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.annotation.agreement import agreements, by_label, cohen_kappa, krippendorff_alpha, scores, single
from pipelines.annotation.decisions import Decision
from pipelines.annotation.questions import Answer

_ANSWERS = st.sampled_from("abc")


def _said(page: str, annotator: str, question: str, *answer: str) -> Decision:
    return Decision(
        page=page,
        annotator=annotator,
        question=question,
        answer=answer,
        decided_at=datetime(2026, 3, 1, tzinfo=UTC),
        text_sha256="",
    )


def test_kappa_of_a_two_by_two_table() -> None:
    """45 yes-yes, 15 yes-no, 25 no-yes, 15 no-no: observed .60, by chance .54, so (.60 - .54) / (1 - .54)."""
    pairs = [("y", "y")] * 45 + [("y", "n")] * 15 + [("n", "y")] * 25 + [("n", "n")] * 15
    assert cohen_kappa(pairs) == pytest.approx(0.06 / 0.46)


def test_kappa_of_three_answers() -> None:
    """Of ten pages eight alike; by chance .4·.4 + .3·.4 + .3·.2 = .34, so (.8 - .34) / .66."""
    pairs = [*zip("aaaabbbccc", "aaabbbbcca", strict=True)]
    assert [sum(one == each for one, _ in pairs) for each in "abc"] == [4, 3, 3]
    assert [sum(other == each for _, other in pairs) for each in "abc"] == [4, 4, 2]
    chance = 0.4 * 0.4 + 0.3 * 0.4 + 0.3 * 0.2
    assert cohen_kappa(pairs) == pytest.approx((0.8 - chance) / (1 - chance))


def test_kappa_below_chance_is_negative() -> None:
    """Who always say the contrary agree less than by chance."""
    assert cohen_kappa([("a", "b"), ("b", "a")]) == pytest.approx(-1.0)


@pytest.mark.parametrize("pairs", [[], [("a", "a")], [("a", "a")] * 3])
def test_kappa_needs_two_answers(pairs: list[tuple[str, str]]) -> None:
    """Without pages, or with one answer throughout, there is no figure."""
    assert cohen_kappa(pairs) is None


def test_alpha_of_two_annotators() -> None:
    """The textbook's ten units of 0 and 1: 4 of 20 ordered pairs differ where 14·6·2/19 would: alpha .095."""
    assert krippendorff_alpha(map(str.split, _TWO)) == pytest.approx(1 - 19 * 8 / (2 * 14 * 6), abs=1e-9)
    assert krippendorff_alpha(map(str.split, _TWO)) == pytest.approx(0.095, abs=5e-4)


_TWO = ["0 0", "1 1", "0 1", "0 0", "0 0", "0 0", "0 0", "0 1", "1 0", "0 1"]


def test_alpha_of_four_annotators_with_gaps() -> None:
    """The textbook's twelve units of five answers, some not given: nominal alpha .743."""
    units = ["1 1 1", "2 2 3 2", "3 3 3 3", "3 3 3 3", "2 2 2 2", "1 2 3 4", "4 4 4 4", "1 1 2 1", "2 2 2 2"]
    units += ["5 5 5", "1 1", "3"]
    assert krippendorff_alpha(map(str.split, units)) == pytest.approx(0.743, abs=5e-4)


@given(st.lists(st.lists(_ANSWERS, max_size=4), max_size=6))
def test_alpha_knows_no_order(units: list[list[str]]) -> None:
    """Neither pages nor annotators have a place."""
    turned = [unit[::-1] for unit in reversed(units)]
    expected = krippendorff_alpha(units)
    assert krippendorff_alpha(turned) == (expected if expected is None else pytest.approx(expected))


@given(st.lists(st.tuples(_ANSWERS, _ANSWERS), min_size=1))
def test_no_figure_is_above_one(pairs: list[tuple[str, str]]) -> None:
    """1 is agreement, and only that."""
    for figure in (cohen_kappa(pairs), krippendorff_alpha(pairs)):
        assert figure is None or figure <= 1
        assert figure is None or (figure == 1) == all(one == other for one, other in pairs)


def test_an_issue_is_asked_one_by_one() -> None:
    """Who chose two issues said no to all others; `none` says no to all."""
    given_two = single("issues", ("harassment", "legal_threat"))
    assert [label for label, answer in given_two.items() if answer == "yes"] == [
        "issues.harassment",
        "issues.legal_threat",
    ]
    assert len(given_two) == 15
    assert set(single("issues", ("none",)).values()) == {"no"}


def test_agreement_counts_pages_that_two_answered() -> None:
    """A page that one annotator saw tells nothing; every pair has a kappa of its own."""
    found = agreements(
        [
            *(_said(page, "an", "channel", answer) for page, answer in zip("pqr", ("sms", "call", "sms"), strict=True)),
            *(_said(page, "bo", "channel", answer) for page, answer in zip("pq", ("sms", "sms"), strict=True)),
            _said("q", "ci", "channel", "call"),
        ]
    )
    assert [(each.label, each.pages, each.share) for each in found] == [("channel", 2, 0.5)]
    assert [(one, other) for one, other, _ in found[0].kappas] == [("an", "bo"), ("an", "ci"), ("bo", "ci")]
    assert found[0].kappas[0][2] == pytest.approx(0.0)
    assert found[0].alpha == pytest.approx(1 - (2 * 2 / 2) / ((25 - 9 - 4) / 4))


def test_answers_are_kept_by_page_and_annotator() -> None:
    """Nothing is lost on the way to the figures."""
    answer: Answer = ("relevant",)
    assert by_label([_said("p", "an", "relevance", *answer)]) == {"relevance": {"p": {"an": "relevant"}}}


def test_scores_of_the_rules() -> None:
    """3 right, 1 wrong, 2 missed: precision .75, recall .6, F1 2·3 / (2·3 + 1 + 2)."""
    label = "issues.harassment"
    found = scores([(label, "yes", "yes")] * 3 + [(label, "no", "yes")] + [(label, "yes", "no")] * 2)
    assert [each.label for each in found] == [label]
    assert (found[0].precision, found[0].recall) == (0.75, 0.6)
    assert found[0].f1 == pytest.approx(6 / 9)


def test_a_label_that_nobody_gave_has_no_precision() -> None:
    """What the rules never give is neither right nor wrong."""
    found = scores([("channel", "sms", "call")])
    assert [(each.label, each.precision, each.recall, each.f1) for each in found] == [
        ("channel.call", 0.0, None, 0.0),
        ("channel.sms", None, 0.0, 0.0),
    ]
