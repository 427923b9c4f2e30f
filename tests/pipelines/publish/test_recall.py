"""The recall that a card tells is the recall that is measured."""

from __future__ import annotations

import pytest

from benchmarks import privacy
from pipelines.publish import recall


def test_published_recall_is_what_the_code_reaches_now() -> None:
    """Run `python -m benchmarks.privacy --values 200 --write` when this fails."""
    values = {each.tried // each.disguises for each in recall.read()}
    assert len(values) == 1
    assert privacy.by_kind(privacy.recalls(*values), *values) == recall.read()


def test_a_miss_is_told() -> None:
    """Of ten values each in two disguises one was not found: the kind's counts and its worst disguise say so."""
    measured = privacy.by_kind([("email", "plain", 1.0), ("email", "spelled dot", 0.9), ("mobile", "plain", 1.0)], 10)
    assert measured == (
        recall.Recall(kind="email", disguises=2, tried=20, found=19, lowest=0.9),
        recall.Recall(kind="mobile", disguises=1, tried=10, found=10, lowest=1.0),
    )


@pytest.mark.parametrize("each", recall.read(), ids=lambda each: each.kind)
def test_card_tells_every_kind(each: recall.Recall) -> None:
    """Each kind has its line, its recall behind its counts."""
    assert (
        f"| {each.kind} | {each.disguises} | {each.tried} | {each.found} | {each.found / each.tried:.4f} |"
        in recall.section()
    )


def test_standard_is_named() -> None:
    """The card says by which standard values are scrubbed, and what is left in."""
    assert "GB/T 35273-2020" in recall.section()
    assert "names of people" in recall.section()
