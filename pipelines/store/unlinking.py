"""Links to what is forgotten, blotted out of the archive: the pages they stand on stay, where they are.

Files are written anew newest first. What comes again points back at the bytes it came as before, so killed in between,
whatever points at a file that is not done yet is done, and the next call finds what is left by looking again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from pipelines.store import queue
from pipelines.store.addresses import host_of
from pipelines.store.captures import Capture
from pipelines.store.doomed import Captures, read_packed
from pipelines.store.erasing import Renewed, rewrite_records
from pipelines.store.ledger import Ledger
from pipelines.store.sought import Sought
from pipelines.store.tombstones import Target
from pipelines.types import Place
from pipelines.warc.blotting import blotted, may_name
from pipelines.warc.printed_addresses import IsGone
from pipelines.warc.unlinking import Blot, fitted, payload_of, unlinked


@dataclass(frozen=True, slots=True)
class Links:
    """What the archive holds of links to what is to be forgotten."""

    blot: Blot
    renewed: Mapping[str, str] = field(default_factory=dict)
    """Digests of their pages as they are, and as they will be."""
    captures: Captures = field(default_factory=dict)
    """All whose records will be others, file by file: those in which one stands, and what points back at them."""

    @property
    def count(self) -> int:
        """How many captures these are."""
        return sum(map(len, self.captures.values()))


def find_links(ledger: Ledger, targets: Iterable[Target], doomed: Captures) -> Links:
    """Find the links to addresses and sites that are to be forgotten, on all archived pages but those that go themselves.

    What is damaged is not looked into: `doomed.unread` names it.
    """
    gone = [target for target in targets if target.kind in {"url", "site"}]
    blot = partial(_blotted, Sought.of(gone).is_address, [_host(target).encode() for target in gone])
    going = {each.place for kept in doomed.values() for each in kept}
    left = {name: [each for each in kept if each.place not in going] for name, kept in ledger.archived().items()}
    touched: set[Place] = set()
    renewed: dict[str, str] = {}
    for name, kept in left.items() if gone else ():
        for each, packed in read_packed(ledger.data / "raw" / name, kept):
            if (new := unlinked(packed, blot, {})) != packed:
                touched.add(each.place)
                if not each.is_revisit:
                    renewed[each.payload] = payload_of(new)
    concerned = {
        name: [each for each in kept if each.place in touched or (each.is_revisit and each.payload in renewed)]
        for name, kept in left.items()
    }
    return Links(blot, renewed, {name: kept for name, kept in concerned.items() if kept})


def erase_links(ledger: Ledger, links: Links) -> None:
    """Take these links out of the archive."""
    for name, kept in reversed([*links.captures.items()]):
        _rewrite(ledger, name, kept, links)


def _host(target: Target) -> str:
    return target.value if target.kind == "site" else host_of(target.value)


def _blotted(is_gone: IsGone, hosts: Sequence[bytes], content: bytes, url: str) -> bytes:
    """The bytes without these addresses; few pages are of one of their hosts, or name it at all."""
    return blotted(content, is_gone, url) if may_name(hosts, content, host_of(url).encode()) else content


def _rewrite(ledger: Ledger, name: str, concerned: Sequence[Capture], links: Links) -> None:
    """Write a file anew; of a record that takes more room than it had nothing stays: its page is asked for again."""
    changed: list[tuple[Capture, Renewed | None]] = []
    for each, packed in read_packed(ledger.data / "raw" / name, concerned):
        records = fitted(unlinked(packed, links.blot, links.renewed), each.length)
        changed.append((each, Renewed(records, links.renewed.get(each.payload, each.payload)) if records else None))
    with ledger.writing() as database:
        for each, renewed in changed:
            if renewed is None:
                queue.ask_again(database, each.url)
    rewrite_records(ledger, name, changed)
