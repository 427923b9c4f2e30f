"""The rows of a release, cleaned with what all pages of their sites show: learned anew from the same rows each time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.arrow import OUTCOMES_SCHEMA, Row, outcomes_to_batch, row_to_kept
from pipelines.profiles import Learned, Page, learn_sites
from pipelines.profiles.rows import with_profile
from pipelines.text import SiteProfile
from pipelines.types import Outcome

_BATCH = 1_000
"""Rows that are Python values at once."""


def learned(outcomes: pa.Table) -> dict[str, Learned]:
    """Return what the pages of each site show, kept and rejected alike; pages without URL are of no site."""
    return learn_sites(_pages(outcomes))


def _pages(outcomes: pa.Table) -> Iterator[Page]:
    for batch in outcomes.select(["id", "url", "text", "title"]).to_batches(max_chunksize=_BATCH):
        for row in batch.to_pylist():
            yield Page(id=row["id"], site=site_name(row["url"]), text=row["text"], title=row["title"])


def site_name(url: str | None) -> str:
    """Return the host a page was fetched from, without `www.`: the pages of one host have one template.

    >>> site_name("http://www.farm.example.com/1"), site_name(None)
    ('farm.example.com', '')
    """
    return (urlsplit(url or "").hostname or "").removeprefix("www.")


def profiled(outcomes: pa.Table, sites: Mapping[str, Learned]) -> pa.Table:
    """Return the rows as the profiles of their sites make them, sorted by id; rejected rows stay as they were read.

    A row that was kept for its site's lines alone becomes a rejected one.
    """
    known = {site: found.profile for site, found in sites.items() if found.profile}
    names = pa.array([site_name(url) for url in outcomes["url"].to_pylist()], pa.string())
    is_theirs = pc.and_(pc.is_in(names, pa.array(known, pa.string())), pc.is_null(outcomes["reason"]))
    batches = [
        outcomes_to_batch(_with_profiles(batch.to_pylist(), known))
        for batch in outcomes.filter(is_theirs).to_batches(max_chunksize=_BATCH)
    ]
    others = outcomes.filter(pc.invert(is_theirs))
    return pa.concat_tables([others, pa.Table.from_batches(batches, OUTCOMES_SCHEMA)]).sort_by("id")


def _with_profiles(rows: Iterable[Row], known: Mapping[str, SiteProfile]) -> Iterator[Outcome]:
    for row in rows:
        yield with_profile(row_to_kept(row), known[site_name(row["url"])])
