"""The gzip members that records lie in, side by side, as bytes that were read already."""

from __future__ import annotations

import zlib
from collections.abc import Iterator


def records_of(packed: bytes) -> Iterator[bytes]:
    """Yield the records of members that stand side by side, all of them whole.

    >>> import gzip
    >>> [*records_of(gzip.compress(b"what came") + gzip.compress(b"what was asked"))]
    [b'what came', b'what was asked']

    Raises:
        zlib.error: the bytes are no members.
    """
    while packed:
        unzip = zlib.decompressobj(16 + zlib.MAX_WBITS)
        yield unzip.decompress(packed) + unzip.flush()
        packed = unzip.unused_data
