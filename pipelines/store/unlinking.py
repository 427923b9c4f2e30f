"""Links to what is forgotten, blotted out of the archive: the pages they stand on stay, where they are.

Files are written anew newest first. What comes again points back at the bytes it came as before, so killed in between,
whatever points at a file that is not done yet is done, and the next call finds what is left by looking again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256

from pipelines.store import queue
from pipelines.store.addresses import host_of
from pipelines.store.captures import Capture
from pipelines.store.erasing import Renewed, is_gone_by, rewrite_records
from pipelines.store.ledger import Ledger
from pipelines.store.tombstones import Target
from pipelines.types import Place
from pipelines.warc.blotting import IsGone, blotted
from pipelines.warc.unlinking import Blot, fitted, payload_of, unlinked


@dataclass(slots=True)
class _Found:
    """What the archive holds of links to what is forgotten."""

    touched: set[Place] = field(default_factory=set)
    """Captures in which one stands, or may stand: those that are damaged."""
    damaged: set[Place] = field(default_factory=set)
    renewed: dict[str, str] = field(default_factory=dict)
    """Digests of their pages as they are, and as they will be."""

    def concerns(self, capture: Capture) -> bool:
        """Whether the records of a capture will be others."""
        return capture.place in self.touched or (capture.is_revisit and capture.payload in self.renewed)


def erase_links(ledger: Ledger, targets: Iterable[Target]) -> int:
    """Take links to addresses and sites that are to be forgotten out of all archived pages; return out of how many captures."""
    gone = [target for target in targets if target.kind in {"url", "site"}]
    if not gone:
        return 0
    blot = partial(_blotted, is_gone_by(gone), [_host(target).encode() for target in gone])
    found = _search(ledger, blot)
    count = 0
    for name, kept in reversed([*ledger.archived().items()]):
        if concerned := [each for each in kept if found.concerns(each)]:
            _rewrite(ledger, name, concerned, blot, found)
            count += len(concerned)
    return count


def _host(target: Target) -> str:
    return target.value if target.kind == "site" else host_of(target.value)


def _blotted(is_gone: IsGone, hosts: Sequence[bytes], content: bytes) -> bytes:
    """The bytes without these addresses; few pages name one of their hosts at all."""
    low = content.lower()
    return blotted(content, is_gone) if any(host in low for host in hosts) else content


def _search(ledger: Ledger, blot: Blot) -> _Found:
    found = _Found()
    for name, kept in ledger.archived().items():
        for each, packed in _read(ledger, name, kept):
            if sha256(packed).hexdigest() != each.sha256:
                found.touched.add(each.place)
                found.damaged.add(each.place)
            elif (new := unlinked(packed, blot, {})) != packed:
                found.touched.add(each.place)
                if not each.is_revisit:
                    found.renewed[each.payload] = payload_of(new)
    return found


def _read(ledger: Ledger, name: str, kept: Iterable[Capture]) -> Iterator[tuple[Capture, bytes]]:
    """The captures of pages with their records as they lie in a file, one at a time; none of a file that is gone."""
    path = ledger.data / "raw" / name
    if not path.is_file():
        return
    with path.open("rb") as file:
        for each in kept:
            if each.url:
                yield each, os.pread(file.fileno(), each.length, each.place.offset)


def _rewrite(ledger: Ledger, name: str, concerned: Sequence[Capture], blot: Blot, found: _Found) -> None:
    """Write a file anew; of a record that is damaged, or takes more room than it had, nothing stays: its page is asked for again."""
    changed: list[tuple[Capture, Renewed | None]] = []
    for each, packed in _read(ledger, name, concerned):
        is_whole = each.place not in found.damaged
        records = fitted(unlinked(packed, blot, found.renewed), each.length) if is_whole else None
        changed.append((each, Renewed(records, found.renewed.get(each.payload, each.payload)) if records else None))
    with ledger.writing() as database:
        for each, renewed in changed:
            if renewed is None:
                queue.ask_again(database, each.url)
    rewrite_records(ledger, name, changed)
