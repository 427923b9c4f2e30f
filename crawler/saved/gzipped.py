"""Undo gzip within a bound, so that a small file cannot unfold into all memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from pipelines.errors import UnreadablePage

GZIP_MAGIC = b"\x1f\x8b"
"""What gzip data starts with."""
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_PIECE = 2**18
"""Bytes that are unpacked at a time."""


def gunzip(body: bytes, limit: int) -> bytes:
    """Return `body` without its gzip layer; what has none comes back as it is.

    >>> gunzip(b"<urlset/>", 100)
    b'<urlset/>'

    Raises:
        UnreadablePage: as `unpacked` says.
    """
    return b"".join(unpacked(body, limit)) if body.startswith(GZIP_MAGIC) else body


def unpacked(body: bytes, limit: int) -> Iterator[bytes]:
    """Yield `body` without its gzip layer, a piece at a time, all its members.

    A layer that is cut off or damaged is an error rather than a page that ends in the middle.

    >>> b"".join(unpacked(b"<urlset/>", 100))
    b'<urlset/>'

    Raises:
        UnreadablePage: `bad_gzip` for a damaged layer, `too_large` for more than `limit` bytes.
    """
    if not body.startswith(GZIP_MAGIC):
        yield from (body[at : at + _PIECE] for at in range(0, len(body), _PIECE))
        return
    size = 0
    while body:
        unzip = zlib.decompressobj(_GZIP_OR_ZLIB)
        for piece in _member(unzip, body):
            size += len(piece)
            if size > limit:
                raise UnreadablePage("too_large", f"more than {limit:,} bytes when unpacked: split it")
            yield piece
        if not unzip.eof:
            raise UnreadablePage("bad_gzip", "gzip data ends too early: fetch or copy the file again")
        body = unzip.unused_data


def _member(unzip: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    """What one member holds, as far as it goes."""
    while not unzip.eof:
        try:
            piece = unzip.decompress(packed, _PIECE)
        except zlib.error as error:
            raise UnreadablePage("bad_gzip", f"damaged gzip data ({error}): fetch or copy the file again") from error
        packed = unzip.unconsumed_tail
        if not (piece or packed):
            return
        yield piece
