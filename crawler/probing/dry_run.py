"""What a run of some sources would fetch, as tables; nobody is asked and nothing changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from rich.console import RenderableType
from rich.table import Table

from crawler.console.terminal import plain
from crawler.registry import Source
from pipelines.store.layout import ledger_path
from pipelines.store.ledger import Ledger
from pipelines.store.upcoming import Upcoming

SHOWN: Final = 10
"""Addresses shown of what is queued."""
_NOTHING: Final = Upcoming(articles={}, first=())


def planned(sources: Iterable[Source], data: Path) -> Iterator[RenderableType]:
    """Yield for each source what a run would ask for first and how much it would find queued in the folder."""
    for source in sources:
        yield _table(source, known(source.name, data))
        if not source.enabled:
            yield plain("not enabled: collected by its name only")
        if source.note:
            yield plain(f"note: {' '.join(source.note.split())}")
        yield plain("")


def known(source: str, data: Path) -> Upcoming:
    """Return what the folder's frontier holds for a source; nothing where there is no ledger yet."""
    if not ledger_path(data).is_file():
        return _NOTHING
    with Ledger.open(data, read_only=True) as ledger:
        return ledger.upcoming(source, SHOWN)


def _table(source: Source, found: Upcoming) -> Table:
    """Doors, which every run asks for, then what is queued."""
    table = Table(title=source.name, title_justify="left", box=None, pad_edge=False)
    for column in ("what", "address or number"):
        table.add_column(column, overflow="fold")
    doors = dict.fromkeys(source.feeds, "feed") | dict.fromkeys(source.sitemaps, "sitemap")
    doors |= dict.fromkeys(source.start_urls, "list")
    rows = [(what, url) for url, what in doors.items()]
    rows += [(f"articles {what}", f"{number:,}") for what, number in found.articles.items()]
    rows += [(f"then {address.kind}", address.url) for address in found.first if address.url not in doors]
    for row in rows:
        table.add_row(*map(plain, row))
    return table
