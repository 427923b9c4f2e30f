"""The split of a row, from its template alone: copies and lender-swapped twins are never torn apart.

A hash decides, so a row keeps its split when others are added, and two machines agree without talking.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Literal, TypeAlias

Split: TypeAlias = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")

_TRAIN, _VALIDATION = 80, 90
"""Of a hundred: up to 80 train, up to 90 validation, the rest test."""


def split_of(template_id: str) -> Split:
    """Return the split that all rows of a template belong to.

    >>> [split_of(template) for template in ("a", "b", "n")]
    ['train', 'train', 'train']
    """
    # A hash of its own: the template id is one already, but readers may sample by its first digits.
    bucket = int.from_bytes(sha256(f"split:{template_id}".encode()).digest()[:8]) % 100
    if bucket < _TRAIN:
        return "train"
    return "validation" if bucket < _VALIDATION else "test"


def leaks(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Return the groups, sorted, that stand in more than one split; rows are (cluster or template id, split).

    >>> leaks([("a", "train"), ("a", "train"), ("b", "train"), ("b", "test")])
    ['b']
    """
    seen: dict[str, set[str]] = {}
    for group, split in rows:
        seen.setdefault(group, set()).add(split)
    return sorted(group for group, splits in seen.items() if len(splits) > 1)
