"""Forget a page, a site or a person's datum: out of the archive, the parts, the ledger and every release, for good.

What is asked for is written down first, with the pages that it is and all their addresses; then each store lets go of them, in
an order in which every step can be taken again; at last the plain words go, and a tombstone is left. Killed anywhere, the
next call goes on. Meanwhile nothing is collected or released in the folder.

What nobody can read may hold it too: damaged records of other pages are left where they are and told, unless they are to go
with it. A release in which something is forgotten is built anew under its own version: the same rows without those, copies and
templates named after rows that are there. Feeds tell its readers to start anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from pipelines.errors import DataBusy
from pipelines.publish import rebuilding
from pipelines.publish.rebuilding import Going
from pipelines.store import doomed, erasing, forgetting, mending, parts, tombstones
from pipelines.store.doomed import Captures, Unread
from pipelines.store.layout import duplicates_path, ledger_path
from pipelines.store.ledger import Ledger, without_ledger
from pipelines.store.printed import titles_of
from pipelines.store.sought import Sought
from pipelines.store.tombstones import Target
from pipelines.store.unlinking import Links, erase_links, find_links


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenDown:
    """What was forgotten, or would be."""

    pages: int
    """Pages that were rows, of any version, in any release or none."""
    records: int
    """Records of the archive."""
    releases: tuple[str, ...]
    """Releases that were built anew, or went where nothing was left in them."""
    links: int = 0
    """Captures of other pages out of which links to it were taken."""
    unread: tuple[Unread, ...] = ()
    """Archive files of which nobody can tell whether it stands in them still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """All that goes, before any of it does: what is told of it is what is done."""

    going: Going
    records: Captures
    links: Links
    releases: Mapping[str, AbstractSet[str]]
    """The ids of the rows that each loses."""
    unread: Sequence[Unread]

    @property
    def told(self) -> TakenDown:
        return TakenDown(
            pages=len(set(self.going.pages).union(*self.releases.values())),
            records=sum(map(len, self.records.values())),
            releases=tuple(self.releases),
            links=self.links.count,
            unread=tuple(self.unread),
        )


def forget(data: Path, target: Target, why: str = "", *, damaged_too: bool = False) -> TakenDown:
    """Forget all that `target` is; what an interrupted call began is finished first.

    With `damaged_too` the archive also lets go of what cannot be read; its pages are asked for again.

    Raises:
        DataBusy: another run is writing there.
        DataError: the folder holds no dataset, or the disk is full: call again, and it goes on.
        DamagedData: a file is not what was written, so that nothing can be promised of it.
    """
    with _opened(data) as ledger:
        _finish(ledger)
        parts.seal(ledger)
        _begin(ledger, target, why)
        return _finish(ledger, damaged_too=damaged_too)


def resume(data: Path, *, damaged_too: bool = False) -> TakenDown:
    """Finish what an interrupted call began; nothing where nothing was."""
    with _opened(data) as ledger:
        return _finish(ledger, damaged_too=damaged_too)


def preview(data: Path, target: Target) -> TakenDown:
    """Return what would be forgotten; nothing of it changes.

    A ledger that was restored from an older copy takes over first what it lacks, as it does for whoever changes anything. While
    another run writes, what that has not committed yet is of nobody.
    """
    with Ledger.open(data, read_only=True) as ledger:
        is_behind = doomed.is_behind(ledger)
    if is_behind:
        with suppress(DataBusy):
            Ledger.open(data).close()
    with Ledger.open(data, read_only=True) as ledger:
        return _plan(ledger, *doomed.told_with(ledger, target)).told


def _opened(data: Path) -> Ledger:
    if not ledger_path(data).is_file():
        raise without_ledger(data)
    return Ledger.open(data)


def _begin(ledger: Ledger, target: Target, why: str) -> None:
    """Write down what is forgotten, and bury it: the tombstones stand before anything is gone."""
    targets, pages = doomed.told_with(ledger, target)
    ids = [Target("id", page) for page in sorted(pages)]
    known, now = tombstones.with_key(ledger.data), datetime.now(UTC)
    with ledger.writing() as database:
        for each in targets:
            forgetting.begin(database, each, pages)
        tombstones.add(database, [known.bury(each, why, now) for each in (*targets, *ids)])
        tombstones.save(database, ledger.data)
    ledger.commit()


def _finish(ledger: Ledger, *, damaged_too: bool = False) -> TakenDown:
    """Go through all steps for all that is being forgotten; each may have been taken before."""
    erasing.settle(ledger)
    rebuilding.settle(ledger.data)
    if damaged_too:
        mending.give_up_records(ledger)
        mending.give_up_unnamed(ledger)
    done = TakenDown(pages=0, records=0, releases=())
    if open_cases := ledger.forgetting():
        with ledger.writing() as database:
            titles = forgetting.kept_titles(database)
        pages = {page for _, known in open_cases for page in known}
        plan = _plan(ledger, [target for target, _ in open_cases], pages, titles)
        _carry_out(ledger, plan)
        done = plan.told
    erasing.erase_traces(ledger)
    return done


def _plan(
    ledger: Ledger, targets: Sequence[Target], pages: AbstractSet[str], titles: AbstractSet[str] = frozenset()
) -> _Plan:
    """What goes; `titles` were known before a kill, when more rows were there that tell them."""
    sought = Sought.of(targets)
    records = doomed.records_of_pages(ledger, pages, sought)
    held = rebuilding.holding(ledger.data, sought, pages)
    rows = chain(erasing.titled(ledger), rebuilding.titled(ledger.data))
    going = Going(sought, pages, titles | titles_of(rows, set(pages).union(*held.values())))
    return _Plan(
        going=going,
        records=records,
        links=find_links(ledger, targets, records),
        releases=rebuilding.touched(ledger.data, going, held, ledger.rebuilding()),
        unread=doomed.unread(ledger, records),
    )


def _carry_out(ledger: Ledger, plan: _Plan) -> None:
    going = plan.going
    with ledger.writing() as database:
        forgetting.keep_titles(database, going.titles)
    erasing.erase_leftovers(ledger.data)
    erasing.erase_archive(ledger, plan.records)
    erase_links(ledger, plan.links)
    erasing.erase_marks(ledger, going.pages)
    erasing.erase_parts(ledger, going.pages, going.sought.is_address, going.titles)
    erasing.erase_rows(ledger, going.sought, going.pages)
    duplicates_path(ledger.data).unlink(
        missing_ok=True
    )  # digests of texts that are gone: the next release makes it anew
    with ledger.writing() as database:
        forgetting.promise_releases(database, plan.releases)
    for version, ids in plan.releases.items():
        rebuilding.rebuild(ledger, version, ids, going)
    with ledger.writing() as database:
        forgetting.end(database)
