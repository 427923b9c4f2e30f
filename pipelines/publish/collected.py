"""All pages as a release has them, on disk while it is made: gone through piece by piece, never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.annotation.settling import Settled, Standing
from pipelines.arrow import OUTCOMES_SCHEMA, kept_of
from pipelines.dedup import Known
from pipelines.publish import places, site_lines, template_cap
from pipelines.publish.closed_pages import without_way
from pipelines.publish.decided import overridden_in, settled_of
from pipelines.publish.tables import Tables, tables_of
from pipelines.store import parts
from pipelines.store.layout import ledger_path
from pipelines.store.ledger import Ledger
from pipelines.store.spool import Spool, SpooledTexts


@dataclass(frozen=True, slots=True)
class Collected:
    """The newest version of every page, as site profiles and people have it."""

    spool: Spool
    sites: site_lines.Sites
    standing: Standing
    settled: Settled
    known: Known
    """What is known of texts."""

    def __iter__(self) -> Iterator[pa.Table]:
        """Go through all outcomes, sorted by id."""
        return (overridden_in(piece, self.settled) for piece in self.spool)

    def kept(self, texts: SpooledTexts) -> pa.Table:
        """Return of the rows that are kept what decides about their places, and the digests of their profiles.

        Their texts are added to `texts`.
        """
        names = [*places.READ, "profile_digest"]
        found = [OUTCOMES_SCHEMA.empty_table().select(names)]
        for piece in self:
            kept = piece.select([*names, "text"]).filter(piece["reason"].is_null())
            texts.add_column(kept["text"])
            found.append(kept.select(names))
        return pa.concat_tables(found)


def collect(ledger: Ledger, spool: Spool, known: Known) -> Collected:
    """Bring all sealed pages to a spool, as the profiles of their sites make them.

    Raises:
        DamagedData: a part is damaged.
        DataError: the disk is full.
    """
    with SpooledTexts(ledger_path(ledger.data).parent) as texts:
        sites, pages = site_lines.learned_more(parts.merged(ledger, site_lines.READ), texts, known.pages)
    for piece in parts.merged(ledger):
        spool.add(site_lines.profiled(piece, sites))
    standing, settled = settled_of(spool, ledger)
    return Collected(spool, sites, standing, settled, replace(known, pages=pages))


@dataclass(frozen=True, slots=True)
class Placed:
    """The tables of a release, in pieces sorted by id."""

    collected: Collected
    places: pa.Table
    """Of the rows that stay, in their order, with their ids."""

    def __iter__(self) -> Iterator[Tables]:
        """Go through all tables."""
        at = 0
        for found in self.collected:
            near = self.places["id"].slice(at, found.num_rows)  # both are sorted: no id behind these is in the piece
            outcomes = without_way(left_out(found, near, template_cap.REASON))
            rows = kept_of(outcomes)
            yield tables_of(places.with_places(rows, self.places.slice(at, rows.num_rows)), outcomes)
            at += rows.num_rows


def left_out(outcomes: pa.Table, stay: pa.ChunkedArray, reason: str) -> pa.Table:
    """Return outcomes with that reason where a row was kept whose id is not among those that stay.

    >>> outcomes = pa.table({"id": ["a", "b", "c"], "reason": [None, None, "no_message"]})
    >>> left_out(outcomes, pa.chunked_array([["a"]]), "template_cap")["reason"].to_pylist()
    [None, 'template_cap', 'no_message']
    """
    at = outcomes.schema.get_field_index("reason")
    is_told = pc.or_(pc.is_valid(outcomes["reason"]), pc.is_in(outcomes["id"], stay))
    return outcomes.set_column(at, outcomes.schema.field(at), pc.if_else(is_told, outcomes["reason"], reason))
