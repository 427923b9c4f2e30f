"""What most say stands; ties, and decisions on other texts, do not."""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.annotation.decisions import Decision, signature
from pipelines.annotation.settling import settle, standing

_STORY = "".join(
    f"第{number}回，对面又发来一段话，让我把第{number * 3}期的钱先还上，不然就找我的同事。" for number in range(9)
)


def _said(annotator: str, question: str, *answer: str, page: str = "p", text: str = "now") -> Decision:
    return Decision(
        page=page,
        annotator=annotator,
        question=question,
        answer=answer,
        decided_at=datetime(2026, 3, 1, tzinfo=UTC),
        text_sha256=text,
    )


def test_most_decide_label_by_label() -> None:
    """Two of three find harassment, one of three a legal threat; on `visit_threat` all say no."""
    found = settle(
        [
            _said("an", "issues", "harassment", "legal_threat"),
            _said("bo", "issues", "harassment"),
            _said("ci", "issues", "none"),
        ]
    )
    answers = found.answers["p"]
    assert [label for label, answer in answers.items() if answer == "yes"] == ["issues.harassment"]
    assert answers["issues.visit_threat"] == "no"
    assert found.ties == ()


def test_a_tie_is_told_and_decides_nothing() -> None:
    """One yes, one no: the rules decide that label, the others stand."""
    found = settle([_said("an", "issues", "harassment"), _said("bo", "issues", "none")])
    assert found.ties == (("p", "issues.harassment"),)
    assert "issues.harassment" not in found.answers["p"]
    assert found.answers["p"]["issues.legal_threat"] == "no"


def test_the_most_frequent_answer_needs_no_half() -> None:
    """Two of five stand against three who all say otherwise."""
    answers = ("sms", "sms", "call", "letter", "im")
    found = settle(_said(name, "channel", answer) for name, answer in zip("abcde", answers, strict=True))
    assert found.answers == {"p": {"channel": "sms"}}


def test_nobody_settles_nothing() -> None:
    """Without decisions there are no answers."""
    assert settle([]).answers == {}


def test_decisions_hold_while_the_text_is_nearly_the_same() -> None:
    """The same digest, a line more: valid; another text, or one of which nothing is known: stale; no page: absent."""
    signatures = {"before": signature(_STORY)}
    same, near = _said("a", "channel", "sms"), _said("b", "channel", "sms", text="before")
    unknown, gone = _said("c", "channel", "sms", text="lost"), _said("d", "channel", "sms", page="q")
    found = standing([same, near, unknown, gone], signatures, {"p": ("now", _STORY + "全文完。")})
    assert (found.valid, found.stale, found.absent) == ((same, near), (unknown,), (gone,))
    changed = standing([same, near], signatures, {"p": ("later", "现在这里写的是别的事情。" * 9)})
    assert changed.stale == (same, near)
