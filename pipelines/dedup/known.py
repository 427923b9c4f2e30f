"""What earlier placements found out, so that a later one compares only what is new with all of it.

Everything here follows from texts, and every text goes by its digest. What is known of a text is true wherever that
stands; what is known of texts that are gone is left out. So this may be old, another collection's, or missing: that
costs time and changes no answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from pipelines.dedup.forest import Labels
from pipelines.dedup.minhash import SIZE, Signatures

Digests = npt.NDArray[np.void]
"""Digests of one length."""
Numbers = npt.NDArray[np.int64]


class Told(Protocol):
    """Texts by number: read one at a time, so that they may lie on disk."""

    def __len__(self) -> int:
        """How many there are."""

    def __getitem__(self, number: int, /) -> str:
        """The text of that number."""


TEXT: Final = 16
"""Bytes of a text's digest: 128 bits tell billions of texts apart."""
TOLD: Final = 24
"""Bytes of a text's digest with that of its subject or split."""
VERSION: Final = 32
"""Bytes of a row's version, and of the digest of a file."""
ROW: Final = 16
"""Bytes of the digest of a row's columns."""


def digest_of(text: str) -> bytes:
    """Return the digest of a text.

    >>> digest_of("收到短信") == digest_of("收到短信"), digest_of("收到短信") == digest_of("收到短信。"), len(digest_of(""))
    (True, False, 16)
    """
    return sha256(text.encode("utf-8", "surrogatepass")).digest()[:TEXT]


def digests_in(sha256s: Sequence[str | None], texts: Told) -> Digests:
    """Return the digest of each text, whose sha256 a row may tell.

    >>> told = sha256("收到短信".encode()).hexdigest()
    >>> digests_in([told, None], ["", "收到短信"]).tolist() == [digest_of("收到短信")] * 2
    True
    """
    found = (bytes.fromhex(told)[:TEXT] if told else digest_of(texts[at]) for at, told in enumerate(sha256s))
    return digests(found, TEXT)


def told_of(texts: Digests, others: Sequence[str], other_of: Numbers) -> Digests:
    """Return the digest of each text, given by its own, together with that of its subject or split, given by number.

    >>> told_of(digests([digest_of("收到短信")], TEXT), ["甲贷", "乙贷"], np.array([1])).itemsize
    24
    """
    ends = digests((digest_of(other)[: TOLD - TEXT] for other in others), TOLD - TEXT)
    return beside(texts, ends[other_of])


def digests(found: Iterable[bytes], length: int) -> Digests:
    """Return digests of `length` bytes as an array; its `tolist` gives them back.

    >>> digests([b"abcd", b"efgh"], 4).tolist()
    [b'abcd', b'efgh']
    """
    return np.frombuffer(b"".join(found), f"V{length}")


def beside(one: Digests, other: Digests) -> Digests:
    """Return digests made of two, one behind the other.

    >>> beside(digests([b"ab", b"cd"], 2), digests([b"e", b"f"], 1)).tolist()
    [b'abe', b'cdf']
    """
    columns = (
        each.view(np.uint8).reshape(len(each), each.itemsize) for each in map(np.ascontiguousarray, (one, other))
    )
    return np.hstack(tuple(columns)).view(f"V{one.itemsize + other.itemsize}").reshape(-1)


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds digests among others: sorted once, asked often."""

    ordered: npt.NDArray[np.bytes_]
    order: Numbers

    @classmethod
    def of(cls, known: Digests) -> Finder:
        """Prepare the search among digests, each another."""
        names = as_bytes(known)
        order = np.argsort(names, kind="stable")
        return cls(names[order], order)

    def __call__(self, wanted: Digests) -> Numbers:
        """Return for each digest its number among the known; -1 where it is none of them.

        >>> Finder.of(digests([b"ab", b"cd"], 2))(digests([b"cd", b"ef", b"ab"], 2)).tolist()
        [1, -1, 0]
        >>> Finder.of(digests([], 2))(digests([b"ab"], 2)).tolist()
        [-1]
        """
        found = np.full(len(wanted), -1)
        if len(self.order):
            asked = Finder.of(wanted)  # what is asked in order is found in order
            near = np.minimum(np.searchsorted(self.ordered, asked.ordered), len(self.order) - 1)
            found[asked.order] = np.where(self.ordered[near] == asked.ordered, self.order[near], -1)
        return found


def find(known: Digests, wanted: Digests) -> Numbers:
    """Return for each digest its number among the known, each another; -1 where it is none of them."""
    return Finder.of(known)(wanted)


def as_bytes(found: Digests) -> npt.NDArray[np.bytes_]:
    """Return digests as what can be sorted: bytes of one length, so that a NUL at their end is no matter."""
    return np.ascontiguousarray(found).view(f"S{found.itemsize}")


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts, each another, and their digests."""

    told: Told
    """These and maybe others, some of them twice."""
    at: Numbers
    """Which of those each is."""
    digests: Digests
    scopes: Sequence[str] | None = None
    """Where each stands, its digest told by `scoped`: those of one scope alone are compared; None where all are."""

    def __getitem__(self, number: int) -> str:
        return self.told[int(self.at[number])]

    def __len__(self) -> int:
        return len(self.at)


def scoped(digest: bytes, scope: str) -> bytes:
    """Return the digest of a text in a scope.

    >>> scoped(digest_of("收到短信"), "a") == scoped(digest_of("收到短信"), "b"), len(scoped(digest_of(""), "a"))
    (False, 16)
    """
    return sha256(digest + scope.encode()).digest()[:TEXT]


def numbered(values: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Numbers, Numbers]:
    """Return the distinct values in the order they come, where each comes first, and for each place the number of its value.

    >>> [each.tolist() for each in numbered(np.array([7, 3, 7]))]
    [[7, 3], [0, 1], [0, 1, 0]]
    """
    distinct, first, inverse = np.unique(values, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return distinct[order], first[order], place[inverse]


def least(values: npt.NDArray[Any]) -> Labels:
    """Return for each place the first with the same value.

    >>> least(np.array([7, 3, 7])).tolist()
    [0, 1, 0]
    """
    _, first, inverse = np.unique(values, return_index=True, return_inverse=True)
    return first[inverse]


_TEXTS, _TELLINGS, _PAIRS = (partial(digests, (), length) for length in (TEXT, TOLD, 2 * TEXT))


def _numbers() -> Numbers:
    return np.empty(0, np.int64)


def _signatures() -> Signatures:
    return np.empty((0, SIZE), np.uint32)


def _values() -> npt.NDArray[np.float64]:
    return np.empty(0, np.float64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Templates:
    """Which masked text a text has, and which template that."""

    texts: Digests = field(default_factory=_TEXTS)
    masked_of: Numbers = field(default_factory=_numbers)
    """For each text the number of its masked text."""
    masked: Digests = field(default_factory=_TEXTS)
    signatures: Signatures = field(default_factory=_signatures)
    labels: Labels = field(default_factory=_numbers)
    """For each masked text the least number of its template: none of another template is like it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Copies:
    """Which texts about a subject were compared with one another, and which of them are linked."""

    told: Digests = field(default_factory=_TELLINGS)
    compared: Numbers = field(default_factory=_numbers)
    """Texts with one number were compared, each with each, and no other has that number."""
    linked: Numbers = field(default_factory=_numbers)
    """Those of them with one number are copies, directly or through others with that number."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Similarities:
    """How alike two texts are, nothing masked."""

    pairs: Digests = field(default_factory=_PAIRS)
    values: npt.NDArray[np.float64] = field(default_factory=_values)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proven:
    """Texts that were shown to be like none of another split, by their digest with that of the split."""

    told: Digests = field(default_factory=_TELLINGS)
    signatures: Signatures = field(default_factory=_signatures)
    """Those of the proof's own hashes."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Versioned:
    """The rows of the newest release, by config and id, the version of each, and the digest of what it says."""

    rows: npt.NDArray[np.bytes_] = field(default_factory=lambda: np.empty(0, "S1"))
    versions: Digests = field(default_factory=partial(digests, (), VERSION))
    said: Digests = field(default_factory=partial(digests, (), ROW))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Written:
    """Which data file was made of which rows: digests of both."""

    rows: Digests = field(default_factory=partial(digests, (), VERSION))
    files: Digests = field(default_factory=partial(digests, (), VERSION))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Known:
    """All that is known, for one way of masking texts."""

    mask: bytes = b""
    """Digest of the names that were masked, `Masker.digest`: under other names nothing of this is true."""
    templates: Templates = field(default_factory=Templates)
    pages: Templates = field(default_factory=Templates)
    """Those of pages among the pages of their site."""
    copies: Copies = field(default_factory=Copies)
    similarities: Similarities = field(default_factory=Similarities)
    proven: Proven = field(default_factory=Proven)
    versioned: Versioned = field(default_factory=Versioned)
    written: Written = field(default_factory=Written)

    def under(self, mask: bytes) -> Known:
        """What of it is true where that is the digest of the masked names: all, or nothing."""
        return self if self.mask == mask else Known(mask=mask)
