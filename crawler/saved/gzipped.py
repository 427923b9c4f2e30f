"""Undo gzip within a bound, so that a small file cannot unfold into all memory."""

from __future__ import annotations

import zlib

from pipelines.errors import UnreadablePage

GZIP_MAGIC = b"\x1f\x8b"
"""What gzip data starts with."""
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


def gunzip(body: bytes, limit: int) -> bytes:
    """Return `body` without its gzip layer; what has none comes back as it is.

    A layer that is cut off or damaged is an error rather than a page that ends in the middle.

    >>> gunzip(b"<urlset/>", 100)
    b'<urlset/>'

    Raises:
        UnreadablePage: `bad_gzip` for a damaged layer, `too_large` for more than `limit` bytes.
    """
    if not body.startswith(GZIP_MAGIC):
        return body
    out = bytearray()
    while body:
        unzip = zlib.decompressobj(_GZIP_OR_ZLIB)
        try:
            out += unzip.decompress(body, limit + 1 - len(out))
        except zlib.error as error:
            raise UnreadablePage("bad_gzip", f"damaged gzip data ({error}): fetch or copy the file again") from error
        if len(out) > limit:
            raise UnreadablePage("too_large", f"more than {limit:,} bytes when unpacked: split it")
        if not unzip.eof:
            raise UnreadablePage("bad_gzip", "gzip data ends too early: fetch or copy the file again")
        body = unzip.unused_data
    return bytes(out)
