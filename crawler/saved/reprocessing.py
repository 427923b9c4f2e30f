"""Read the archived pages of a folder again, with the rules of today: same ids, new row versions where they differ.

Of a page that was captured several times the last capture counts. What becomes of each page is staged as a crawl stages
it, so that a kill costs nothing but the work: the next call reads all again, and stages what is not as it should be. So rows of parts
that are damaged come back; what the archive itself lost is asked for again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, TypeAlias

from crawler.reading.readers import Readers
from crawler.saved.pages import Found, SavedPage, Unusable, read_pages
from crawler.saved.reading import read_all
from pipelines.records import located
from pipelines.store import mending
from pipelines.store.layout import archives
from pipelines.store.ledger import Ledger
from pipelines.types import Kept, Place, Rejected

Fate: TypeAlias = Literal["changed", "unchanged", "failed", "damaged", "lost"]
KIND: Final = "reprocess"
"""Of runs that read the archive again."""
_LEFT: Final = "unfinished"
"""Why an article cannot be read of which a record was let go: no fault of what is left, and it is asked for again."""
_COMMIT: Final = 64
"""Pages that share a commit."""


def reprocess(ledger: Ledger, readers: Readers) -> Iterator[Fate]:
    """Read every page of the archive again, and yield what became of each: of a damaged record, and of a lost row, that.

    Raises:
        DataError: something is half forgotten, or the disk is full.
    """
    run = ledger.begin_run(KIND, [KIND])
    mending.give_up_parts(ledger)
    damaged = mending.give_up_records(ledger)
    newest = ledger.newest_captures()
    paths = [str(path) for path in archives(ledger.data)]
    ledger.group_commits(_COMMIT)
    counts: Counter[Fate] = Counter()
    for found in read_all(_last_captures(read_pages(paths, take_all=True), newest), readers):
        fate = _settled(ledger, found, newest)
        counts[fate] += 1
        yield fate
    ledger.commit()
    given_up: Counter[Fate] = Counter({"damaged": damaged, "lost": mending.withdraw_unread(ledger)})
    ledger.end_run(
        run, reason="finished", stats={fate: count for each in (counts, given_up) for fate, count in each.items()}
    )
    yield from given_up.elements()


def _last_captures(found: Iterable[Found], newest: Mapping[Place, str]) -> Iterator[SavedPage | Unusable]:
    """Of each page the last capture, and what cannot be read."""
    for each in found:
        if isinstance(each, SavedPage):
            if each.seen_at is None and _last(each) in newest:
                yield each
        elif isinstance(each, Unusable) and each.reason != _LEFT:
            yield each


def _last(saved: SavedPage) -> Place:
    return saved.places[-1]


def _settled(ledger: Ledger, found: Found, newest: Mapping[Place, str]) -> Fate:
    if isinstance(found, SavedPage) and isinstance(found.result, Kept | Rejected):
        outcome = located(found.result, found.places, is_cut=found.is_cut)
        return "changed" if ledger.restage(outcome, newest[_last(found)]) else "unchanged"
    path, reason, message = _fault(found)
    ledger.fail(path, reason, source=KIND, run=None, detail=message)
    return "failed"


def _fault(found: Found) -> tuple[str, str, str]:
    """Path, reason and message of what gave no row."""
    if isinstance(found, Unusable):
        return found.path, found.reason, found.message
    if isinstance(found, SavedPage) and isinstance(found.result, tuple):
        return found.path, *found.result
    raise TypeError(f"{type(found).__name__}: no fault of a page; nothing else comes here")
