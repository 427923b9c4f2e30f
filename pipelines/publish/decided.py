"""The rows of a release as people decided about them, on top of what rules and site profiles say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.annotation.overrides import overridden
from pipelines.annotation.settling import Settled, Standing, settle, standing
from pipelines.arrow import OUTCOMES_SCHEMA, Row, outcome_to_row, row_to_outcome
from pipelines.publish.site_lines import learned, profiled
from pipelines.store import parts
from pipelines.store.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Outcomes with people's decisions in them."""

    outcomes: pa.Table
    standing: Standing
    settled: Settled


def current(ledger: Ledger) -> pa.Table:
    """Return every page as the rules alone would release it now, sorted by id; nothing is sealed."""
    outcomes = parts.read_all(ledger)
    return profiled(outcomes, learned(outcomes))


def decided(outcomes: pa.Table, ledger: Ledger) -> Decided:
    """Return outcomes as people decided: decisions on texts that changed much since do not count."""
    found, settled = settled_of([outcomes], ledger)
    return Decided(outcomes=overridden_in(outcomes, settled), standing=found, settled=settled)


def settled_of(pieces: Iterable[pa.Table], ledger: Ledger) -> tuple[Standing, Settled]:
    """Return what people decided about outcomes that come in pieces, and what that comes to."""
    decisions, signatures = ledger.decisions()
    pages = {each.page for each in decisions}
    texts = {page: text for piece in pieces for page, text in texts_of(piece, pages).items()} if pages else {}
    found = standing(decisions, signatures, texts)
    return found, settle(found.valid)


def texts_of(outcomes: pa.Table, pages: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return (digest, text) of those pages that are here."""
    wanted = outcomes.select(["id", "text_sha256", "text"])
    rows = wanted.filter(pc.is_in(wanted["id"], pa.array(sorted(pages), pa.string())))
    return {row["id"]: (row["text_sha256"], row["text"]) for row in rows.to_pylist()}


def overridden_in(outcomes: pa.Table, settled: Settled) -> pa.Table:
    """Return outcomes, sorted by id, with what people settled on."""
    answers = settled.answers
    if not answers:
        return outcomes
    is_decided = pc.is_in(outcomes["id"], pa.array(sorted(answers), pa.string()))
    rows = [_row(row, answers[row["id"]]) for row in outcomes.filter(is_decided).to_pylist()]
    others = outcomes.filter(pc.invert(is_decided))
    return pa.concat_tables([others, pa.Table.from_pylist(rows, OUTCOMES_SCHEMA)]).sort_by("id")


def _row(row: Row, answers: Mapping[str, str]) -> Row:
    """The row as decided; when its page was seen is no matter of labels, and rejected pages tell it too."""
    seen = {name: row[name] for name in ("first_seen", "last_seen")}
    return outcome_to_row(overridden(row_to_outcome(row), answers)) | seen
