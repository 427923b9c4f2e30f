"""What `lendersms labels report` and `labels import` print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from crawler.console.terminal import plain
from pipelines.annotation.agreement import Agreement, Score, agreements
from pipelines.annotation.report import Evidence, Report, RuleFigures
from pipelines.publish.labelled import Labelled

ORDERS: Final = ("label", "fired", "alone", "conflicts", "precision")
"""What rules can be sorted by: their label, or the figure that shows first which of them to work on."""
_LISTED: Final = 20
"""Stale decisions and ties that are spelt out."""


def ordered(rules: Sequence[RuleFigures], by: str) -> list[RuleFigures]:
    """Return rules with most of a figure first; by precision the least precise first, those nobody judged last."""
    if by == "label":
        return list(rules)
    if by == "precision":
        return sorted(rules, key=lambda each: (each.precision is None, each.precision or 0.0, -each.judged))
    return sorted(rules, key=lambda each: -int(getattr(each, by)))


def rules_table(report: Report, by: str) -> Table:
    """Return the figures of all rules."""
    columns = ("rule", "label", "fired", "share", "kept", "alone", "overlap", "conflicts", "judged", "precision")
    table = _table(f"{len(report.rules)} rules over {report.pages:,} pages", columns, texts=2)
    for each in ordered(report.rules, by):
        counts = (each.kept, each.alone, each.overlap, each.conflicts, each.judged)
        shares = (f"{each.fired:,}", f"{each.fired / max(report.pages, 1):.1%}")
        table.add_row(
            plain(each.rule), _label(each), *shares, *(f"{number:,}" for number in counts), _figure(each.precision)
        )
    return table


def _label(each: RuleFigures) -> str:
    """The label, where the rule's own name does not say it."""
    return "" if each.rule == each.label else each.label.removeprefix("issues.")


def scores_table(scores: Iterable[Score]) -> Table:
    """Return how right the rules are where people decided."""
    table = _table("Rules against people", ("label", "right", "wrong", "missed", "precision", "recall", "F1"), texts=1)
    for each in scores:
        counts = (str(each.right), str(each.wrong), str(each.missed))
        table.add_row(each.label, *counts, _figure(each.precision), _figure(each.recall), _figure(each.f1))
    return table


def agreement_table(found: Iterable[Agreement]) -> Table:
    """Return how far annotators agree: alpha of all, kappa of each pair."""
    columns = ("label", "pages", "same", "alpha", "kappa by pair")
    table = _table("People among each other", columns, texts=1)
    for each in found:
        pairs = ", ".join(f"{one} & {other} {_figure(kappa)}" for one, other, kappa in each.kappas)
        table.add_row(each.label, str(each.pages), f"{each.share:.2f}", _figure(each.alpha), plain(pairs))
    return table


def people(labelled: Labelled, scores: Sequence[Score]) -> Iterator[Table | Text]:
    """Yield all that is known of people's decisions; nothing where there are none."""
    if labelled.decisions:
        yield scores_table(scores)
    if found := agreements(labelled.decisions):
        yield agreement_table(found)
    yield from _listed(
        "stale, as the text changed much", _places((each.page, each.question) for each in labelled.stale)
    )
    yield from _listed("about pages that are not here", _places((each.page, each.question) for each in labelled.absent))
    yield from _listed("divided, so the rules decide", _places(labelled.settled.ties))


def _places(found: Iterable[tuple[str, str]]) -> list[str]:
    return sorted({f"{page} {asked}" for page, asked in found})


def _listed(what: str, places: Sequence[str]) -> Iterator[Text]:
    if places:
        rest = [f"({len(places) - _LISTED} more)"] if len(places) > _LISTED else []
        yield plain("\n  ".join([f"{len(places)} decisions {what}:", *places[:_LISTED], *rest]))


def evidence_line(each: Evidence) -> Text:
    """Return one place where a rule fires: the page, what became of the label, and the sentence, its words marked."""
    said = f", people say {each.people}" if each.people else ""
    line = plain(f"{each.page} {'kept' if each.is_kept else 'not kept'}{said}: {each.before}")
    return line + plain(f"[{each.words}]", "bold") + plain(each.after)


def as_json(report: Report, labelled: Labelled) -> dict[str, Any]:
    """Return the whole report for programs."""
    return {
        "pages": report.pages,
        "rules": [asdict(each) | {"overlap": each.overlap, "precision": each.precision} for each in report.rules],
        "scores": [
            asdict(each) | {"precision": each.precision, "recall": each.recall, "f1": each.f1} for each in report.scores
        ],
        "agreement": [
            asdict(each) | {"kappas": [list(pair) for pair in each.kappas]} for each in agreements(labelled.decisions)
        ],
        "stale": _places((each.page, each.question) for each in labelled.stale),
        "absent": _places((each.page, each.question) for each in labelled.absent),
        "ties": _places(labelled.settled.ties),
    }


def _table(title: str, columns: Sequence[str], *, texts: int) -> Table:
    """A table whose first columns are words and the others figures."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", justify="left" if number < texts else "right")
    return table


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
