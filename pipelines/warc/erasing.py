"""Records taken out of an archive file: others of the same length in their place, so that nothing else moves.

Rows and the ledger name records by their offset. What takes the place is one gzip member, not packed, so that its length
can be chosen to the byte; it holds a `metadata` record that says no more than that something was removed.
"""

from __future__ import annotations

import shutil
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5

_HEAD: Final = bytes.fromhex("1f8b08000000000000ff")
_BLOCK: Final = 65_535
"""Bytes that a stored block holds at most."""
_BLOCK_HEAD: Final = 5
_TAIL: Final = 8
_END: Final = b"\r\n\r\n"


def blank(length: int) -> bytes:
    """Return a gzip member of exactly `length` bytes that holds an empty record.

    Raises:
        ValueError: it is shorter than the shortest record.

    >>> len(blank(300)), len(blank(200_000))
    (300, 200000)
    """
    blocks = -(-(length - len(_HEAD) - _TAIL) // (_BLOCK + _BLOCK_HEAD))
    content = _record(length - len(_HEAD) - _TAIL - blocks * _BLOCK_HEAD)
    step = -(-len(content) // blocks)
    parts = [content[at : at + step] for at in range(0, len(content), step)]
    stored = b"".join(
        struct.pack("<BHH", number == blocks, len(part), len(part) ^ 0xFFFF) + part
        for number, part in enumerate(parts, 1)
    )
    return _HEAD + stored + struct.pack("<II", zlib.crc32(content), len(content))


def _record(length: int) -> bytes:
    """A record of that many bytes. Where no size of its content fits, one digit more making it too long, a space helps."""
    for spaces in (1, 2):
        head = _fields(length, spaces)
        room = length - len(head) - 2 * len(_END)
        for digits in range(1, len(str(length)) + 1):
            size = room - digits
            if size >= 0 and len(str(size)) == digits:
                return head + f"{size}".encode() + _END + b" " * size + _END
    raise ValueError(f"{length} bytes are too few for a record")


def _fields(length: int, spaces: int) -> bytes:
    lines = [
        "WARC/1.1",
        "WARC-Type: metadata",
        f"WARC-Record-ID: <urn:uuid:{uuid5(NAMESPACE_URL, f'removed {length}')}>",
        "WARC-Date: 1970-01-01T00:00:00Z",
        f"Content-Type:{' ' * spaces}text/plain",
        "Content-Length: ",
    ]
    return "\r\n".join(lines).encode()


def filler(length: int) -> bytes:
    r"""Return `length` bytes that say nothing: a record where one fits in.

    >>> filler(300) == blank(300), filler(3)
    (True, b'\x00\x00\x00')
    """
    try:
        return blank(length)
    except ValueError:
        return bytes(length)


def copy_with(path: Path, to: Path, records: Iterable[tuple[int, bytes]]) -> None:
    """Copy an archive file with other records, each at its offset, in the place of as many bytes."""
    shutil.copyfile(path, to)
    with to.open("r+b") as file:
        for offset, content in records:
            file.seek(offset)
            file.write(content)
