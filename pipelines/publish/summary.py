"""What a data folder holds, for people: the state of the crawl and the figures of the newest release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.annotation.overrides import PERSON
from pipelines.dedup.rows import SPLITS
from pipelines.publish import template_cap
from pipelines.publish.figures import Figures, measure
from pipelines.publish.versions import newest_version
from pipelines.store.layout import archives, releases_path
from pipelines.store.ledger import Ledger

_OF_RELEASES: Final = (PERSON, template_cap.REASON)
"""Reasons that no page has before a release is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All that `status` prints. The release's figures are empty while there is no release."""

    urls: Mapping[str, int]
    """Article addresses by state."""
    queues: Mapping[str, Mapping[str, int]]
    """All addresses that the frontier knows, by source and state."""
    pages: int
    """Pages read: kept and rejected."""
    kept: int
    rejected: Mapping[str, int]
    """By reason."""
    failures: Mapping[str, int]
    """Addresses and files that could not be read, by reason."""
    left_out: Mapping[str, int]
    """Pages that were kept and are no rows of the newest release, by reason: of each only a release can tell."""
    unreleased: int
    """Rows staged since the newest release."""
    archive_files: int
    archive_bytes: int
    captures: int
    """Pages in the archive, as they came; of a page that came again unchanged only that it did."""
    version: str | None
    path: Path | None
    """The newest release."""
    splits: Mapping[str, int]
    duplicates: int
    """Rows that copy another."""
    twins: int
    """Rows that share their template with another, copies among them."""
    changes: Mapping[str, int]
    """Repairs by rule, most frequent first."""
    lenders: Mapping[str, int]
    """Articles by lender, most frequent first."""


def summarise(data: Path) -> Summary:
    """Return the summary of a data folder; it may be read while another run writes.

    Raises:
        DataError: the folder holds no dataset.
        DamagedData: a file of the newest release cannot be read.
    """
    with Ledger.open(data, read_only=True) as ledger:
        counts, captures = ledger.counts(), ledger.captured()
    sizes = [path.stat().st_size for path in archives(data)]
    version = newest_version(data)
    path = releases_path(data) / version if version else None
    figures: Figures = measure(path) if path else {}
    return Summary(
        urls=counts.urls,
        queues=counts.queues,
        pages=counts.kept + sum(counts.rejected.values()),
        kept=counts.kept,
        rejected=counts.rejected,
        failures=counts.failures,
        left_out={name: rows for name, rows in figures.get("Pages rejected", {}).items() if name in _OF_RELEASES},
        unreleased=counts.staged,
        archive_files=len(sizes),
        archive_bytes=sum(sizes),
        captures=captures,
        version=version,
        path=path,
        splits={name: rows for name, rows in figures.get("Rows", {}).items() if name in SPLITS},
        duplicates=figures.get("Duplicates", {}).get("copies of another row", 0),
        twins=figures.get("Duplicates", {}).get("rows that share a template", 0),
        changes=figures.get("Repairs by rule", {}),
        lenders=figures.get("Articles by lender", {}),
    )
