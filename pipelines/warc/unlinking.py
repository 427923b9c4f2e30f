"""Records whose page links to what is forgotten, written anew in the room that they had.

Rows and the ledger name records by their offset, so a record that is written anew takes as many bytes: less is left of it,
and what is missing is a comment in the head of its gzip member, which every reader passes over. The digest of the page is
that of the bytes that are there now; that of the whole block, which the standard does not ask for, makes room for a field
that says what was done.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from pipelines.warc.members import records_of
from pipelines.warc.writing import payload_digest

Blot: TypeAlias = Callable[[bytes, str], bytes]
"""Takes addresses out of the bytes of the page at an address; their length stays."""
Digests: TypeAlias = Mapping[str, str]
"""Digests of pages before -> now."""

UNLINKED: Final = "LenderSMS-Unlinked"
"""Header of a record in which addresses were blotted out."""
_END: Final = b"\r\n\r\n"
_BLOCK_DIGEST_RE: Final = re.compile(rb"\r\nWARC-Block-Digest: [^\r\n]*")  # linear: one class
_DIGEST_RE: Final = re.compile(rb"\r\nWARC-Payload-Digest: ([^\r\n]*)")  # linear: one class
_TARGET_RE: Final = re.compile(rb"\r\nWARC-Target-URI: ([^\r\n]*)")  # linear: one class
_EFFORTS: Final = ((6, 8), (9, 8), (9, 9))
"""Levels and memory of gzip: the first are those that records are written with, and of long pages others are seldom shorter."""
_FLAGS: Final = 3
_HEAD: Final = 10
"""Where the flags of a gzip member stand, and how long its head is that has none of them …"""
_COMMENTED: Final = b"\x10"
"""… and the one that says that a comment follows."""


def payload_of(packed: bytes) -> str:
    """Return the digest of the page that a response holds, as its bytes are."""
    return payload_digest(_body(next(records_of(packed))))


def unlinked(packed: bytes, blot: Blot, renewed: Digests) -> bytes:
    """Return records, packed anew, in which nothing stands that `blot` takes out; the same where nothing did.

    `renewed` are digests of pages that others of them come again as.
    """
    records = [*records_of(packed)]
    new = [_unlinked(record, blot, renewed) for record in records]
    return packed if new == records else b"".join(map(_packed, new))


def fitted(packed: bytes, length: int) -> bytes | None:
    """Return records that `unlinked` wrote in exactly `length` bytes, or None where they take more.

    >>> packed = _packed(b"WARC/1.1")
    >>> len(fitted(packed, 60)), fitted(packed, 10), zlib.decompress(fitted(packed, 60), 16 + zlib.MAX_WBITS)
    (60, None, b'WARC/1.1')
    """
    room = length - len(packed)
    if room <= 0:
        return packed if room == 0 else None
    comment = b" " * (room - 1) + b"\0"
    return packed[:_FLAGS] + _COMMENTED + packed[_FLAGS + 1 : _HEAD] + comment + packed[_HEAD:]


def _packed(record: bytes) -> bytes:
    """A member as short as can be, so that it fits in where the one before was, and a comment behind its head."""
    return min((_packed_with(record, *effort) for effort in _EFFORTS), key=len)


def _packed_with(record: bytes, level: int, memory: int) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, 16 + zlib.MAX_WBITS, memory)
    return packer.compress(record) + packer.flush()


def _unlinked(record: bytes, blot: Blot, renewed: Digests) -> bytes:
    head, _, block = record.partition(_END)
    told = _DIGEST_RE.search(head)
    digest = told[1].decode("latin-1") if told else ""
    left = _blotted(head, block, blot)
    if left != block and b"\r\nWARC-Type: response" in head:
        now = payload_digest(_body(head + _END + left))
    else:
        now = renewed.get(digest, digest)
    if left == block and now == digest:
        return record
    head = _BLOCK_DIGEST_RE.sub(b"", head).replace(digest.encode("latin-1"), now.encode("latin-1"))
    return head + f"\r\n{UNLINKED}: 1".encode() + _END + left


def _blotted(head: bytes, block: bytes, blot: Blot) -> bytes:
    """The block without these addresses; the bytes of a page are read by themselves, whatever they are written in."""
    target = _TARGET_RE.search(head)
    url = target[1].decode("latin-1") if target else ""
    answer, end, rest = block.partition(_END)
    body = rest.removesuffix(_END)
    return blot(answer, url) + end + blot(body, url) + rest[len(body) :]


def _body(record: bytes) -> bytes:
    """The page in a response: what stands behind both heads."""
    block = record.partition(_END)[2]
    return block.partition(_END)[2].removesuffix(_END)
