"""The score of labels: what counts as right, and that everything known is counted."""

from __future__ import annotations

from benchmarks.labels import BARS, FACETS, Score, Tally, articles, held_out, read_document, true_document
from pipelines.labels import label
from pipelines.labels.rules import ISSUES


def test_a_tally_tells_what_was_made_up_from_what_was_missed() -> None:
    """Precision falls by the first, recall by the second."""
    tally = Tally()
    for told, true in ((True, True), (True, False), (True, False), (False, True), (False, False)):
        tally(told=told, true=true)
    assert (tally.precision, tally.recall, tally.f1) == (1 / 3, 1 / 2, 2 / 5)


def test_every_figure_is_counted() -> None:
    """A few pages of both ways give all figures, none above one."""
    true, read = Score(), Score()
    for page, truth in articles(100, 3):
        true.count(truth, label(true_document(truth)))
        read.count(truth, label(read_document(page)))
    for score in (true, read):
        figures = score.figures()
        assert {*BARS, *FACETS} <= set(figures)
        assert all(0 <= figure <= 1 for figure in figures.values())
        assert score.relevance.right > 0


def test_sentences_are_counted_for_every_issue() -> None:
    """Each issue has a dozen sentences of its own, so that a rule that understands none shows."""
    tallies = held_out()
    assert set(tallies) == set(ISSUES)
    assert all(tally.right + tally.missed >= 12 for tally in tallies.values())
