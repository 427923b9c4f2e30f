"""MinHash signatures by one-permutation hashing: 128 numbers that tell how alike two sets of shingles are.

One hash of a shingle decides by its first seven bits to which of 128 bins it goes, and the rest competes for the
bin's minimum: every shingle is looked at once, not 128 times. The share of equal numbers in two signatures estimates
their Jaccard similarity J with the variance J(1-J)/128. Bins that nothing fell into, as happens to short texts, borrow
from a full one, which one being drawn anew for each bin and try ("optimal densification").

A signature depends on its own text alone: 512 bytes that can be stored beside a row and compared with later ones.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from pipelines.dedup.shingles import Shingles

SIZE = 128
"""Numbers of a signature."""

LEAST = 40
"""Shingles that a text needs to be compared: a shorter one is all stock phrases, and only its equal is its copy."""

Signatures = npt.NDArray[np.uint32]
"""One row of `SIZE` numbers for each text."""

_EMPTY = np.uint32(0xFFFFFFFF)
_TO_BIN, _TO_VALUE = np.uint64(57), np.uint64(25)
"""Of 64 bits: the first 7 are the bin, the next 32 the value."""
_BATCH = 32
"""Texts signed at once: what fits a processor's cache is faster than all in one."""


def sign(shingles: Shingles, seed: int = 0) -> Signatures:
    """Return the signatures of texts; one of fewer than `LEAST` shingles is left unsigned: nothing but the largest number.

    >>> from pipelines.dedup.shingles import shingle
    >>> text = "".join(map(chr, range(0x4E00, 0x4E00 + LEAST + 4)))
    >>> is_signed(sign(shingle([text, text[1:], ""]))).tolist()
    [True, False, False]
    """
    signatures = np.full((len(shingles.starts) - 1, SIZE), _EMPTY, np.uint32)
    key = _key(seed)
    for first in range(0, len(signatures), _BATCH):
        starts = shingles.starts[first : first + _BATCH + 1]
        hashes = shingles.hashes[starts[0] : starts[-1]] * key
        places = np.repeat(np.arange(len(starts) - 1) * SIZE, np.diff(starts))
        places += (hashes >> _TO_BIN).view(np.int64)
        hashes >>= _TO_VALUE
        np.minimum.at(signatures[first : first + _BATCH].reshape(-1), places, hashes.astype(np.uint32))
    signatures[np.diff(shingles.starts) < LEAST] = _EMPTY
    return _densified(signatures)


def is_signed(signatures: Signatures) -> npt.NDArray[np.bool_]:
    """Return which texts are long enough to be compared.

    >>> is_signed(np.full((1, SIZE), 0xFFFFFFFF, np.uint32)).tolist()
    [False]
    """
    signed: npt.NDArray[np.bool_] = (signatures != _EMPTY).any(axis=1)
    return signed


def _key(seed: int) -> np.uint64:
    """An odd factor; multiplying by it gives every hash other high bits."""
    return np.uint64(int.from_bytes(sha256(f"minhash {seed}".encode()).digest()[:8]) | 1)


def _densified(signatures: Signatures) -> Signatures:
    """Fill empty bins from full ones: on try t, bin b looks into a bin drawn by (b, t), the same for all texts."""
    full = signatures != _EMPTY
    short = np.flatnonzero(~full.all(axis=1) & full.any(axis=1))
    rows, given, empty = signatures[short], full[short], ~full[short]
    tries = 0
    while empty.any():
        drawn = _drawn(tries)
        fills = empty & given[:, drawn]
        rows[fills] = signatures[short][:, drawn][fills]
        empty &= ~fills
        tries += 1
    signatures[short] = rows
    return signatures


@cache
def _drawn(tries: int) -> npt.NDArray[np.int64]:
    """The bin that each bin looks into on that try."""
    digests = (sha256(f"bin {number} try {tries}".encode()).digest() for number in range(SIZE))
    return np.array([digest[0] % SIZE for digest in digests])


def estimate(one: Signatures, other: Signatures) -> npt.NDArray[np.float64]:
    """Return the estimated similarity of each row of `one` to the same row of `other`.

    >>> same = np.zeros((1, SIZE), np.uint32)
    >>> float(estimate(same, same)[0]), float(estimate(same, same + 1)[0])
    (1.0, 0.0)
    """
    shares: npt.NDArray[np.float64] = np.count_nonzero(one == other, axis=1) / SIZE
    return shares
