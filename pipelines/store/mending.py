"""Give up what is damaged in parts and archive, so that it is read or asked for again.

A part that is damaged goes, and its pages count as never staged: whoever reads the archive next stages them anew. A
record of the archive that is damaged makes way for an empty one, and its page is asked for again. Each step can be taken
twice, so that a kill costs nothing. Whoever has a copy of the file restores that first: what was damaged is not kept.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.errors import DataError
from pipelines.store import parts, queue, staging
from pipelines.store.captures import Capture, is_whole
from pipelines.store.erasing import blank_records, fill_gaps
from pipelines.store.layout import archives, part_path
from pipelines.store.ledger import Ledger


def give_up_parts(ledger: Ledger) -> int:
    """Let damaged parts go; return how many. Until their pages are staged again, no release is to be made."""
    damaged = [part for part in ledger.parts() if parts.damage(ledger, part)]
    for part in damaged:
        part_path(ledger.data, part.number).unlink(missing_ok=True)
        with ledger.writing() as database:
            values = (staging.UNREAD, part.number)
            database.execute("UPDATE pages SET version = ?, signature = NULL, part = NULL WHERE part = ?", values)
            database.execute("DELETE FROM parts WHERE number = ?", (part.number,))
        ledger.commit()
    return len(damaged)


def give_up_records(ledger: Ledger) -> int:
    """Let damaged records of the archive go, and have their pages asked for again; return how many."""
    count = 0
    for name, kept in ledger.archived().items():
        path = ledger.data / "raw" / name
        if damaged := _damaged(path, kept):
            with ledger.writing() as database:
                for url in {url for each in damaged for url in _asked(ledger, each)}:
                    queue.ask_again(database, url)
                if not path.is_file():
                    database.execute("DELETE FROM captures WHERE file = ?", (name,))
            if path.is_file():
                blank_records(ledger, name, damaged)
            count += len(damaged)
    return count


def give_up_unnamed(ledger: Ledger) -> int:
    """Let go of all bytes of the archive that no record is known of; return of how many stretches."""
    return sum(fill_gaps(ledger, path.name) for path in archives(ledger.data))


def _asked(ledger: Ledger, gone: Capture) -> set[str]:
    """The addresses that bring a capture again: of a later page of an article that is the article's own."""
    return {gone.url, *(each.url for each in (ledger.captures(page=gone.page) if gone.page else ()))}


def _damaged(path: Path, kept: list[Capture]) -> list[Capture]:
    if not path.is_file():
        return kept
    with path.open("rb") as file:
        return [each for each in kept if not is_whole(file.fileno(), each)]


def refuse_unread(ledger: Ledger) -> None:
    """Let nothing be released while pages of a part that was given up wait to be read again.

    Raises:
        DataError: some do.
    """
    if ledger.counts().unread:
        raise DataError(
            f"{ledger.data}: rows of a damaged part are not read again yet; run `lendersms reprocess` first"
        )


def withdraw_unread(ledger: Ledger) -> int:
    """Let go of pages whose part was given up and which nothing staged again; return how many."""
    with ledger.writing() as database:
        found = database.query("SELECT id FROM pages WHERE version = ?", (staging.UNREAD,))
        for (page,) in found:
            for each in ledger.captures(page=page):
                queue.ask_again(database, each.url)
            staging.withdraw(database, page)
    return len(found)
