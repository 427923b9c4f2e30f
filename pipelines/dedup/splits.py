"""The split of a row, from its template alone: copies, lender-swapped and spun twins are never torn apart.

A template that was released keeps its split. Where a new row joins two released templates, they are one from then on, and
the rows of the one that ranks lower move to the other's split, because a leak would be worse; the change log names them. A new template is split by a hash of its id, so
two machines agree without talking and other rows change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from pipelines.dedup.rows import Split

_TRAIN, _VALIDATION = 80, 90
"""Of a hundred: up to 80 train, up to 90 validation, the rest test."""


def split_of(template_id: str) -> Split:
    """Return the split that a new template goes to.

    >>> [split_of(template) for template in ("a", "b", "n")]
    ['train', 'train', 'train']
    """
    # A hash of its own: the template id is one already, but readers may sample by its first digits.
    bucket = int.from_bytes(sha256(f"split:{template_id}".encode()).digest()[:8]) % 100
    if bucket < _TRAIN:
        return "train"
    return "validation" if bucket < _VALIDATION else "test"


def assign(template_ids: Sequence[str], released: Sequence[Split | None]) -> dict[str, Split]:
    """Return the split of every template from those its rows were released in; the row that ranks first decides.

    >>> assign(["a", "a", "a"], [None, "test", "train"])
    {'a': 'test'}
    >>> assign(["b"], [None]) == {"b": split_of("b")}
    True
    """
    kept: dict[str, Split] = {}
    for template, split in zip(template_ids, released, strict=True):
        if split is not None:
            kept.setdefault(template, split)
    return {template: kept.get(template) or split_of(template) for template in template_ids}


def leaks(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Return the groups, sorted, that stand in more than one split; rows are (cluster or template id, split).

    >>> leaks([("a", "train"), ("a", "train"), ("b", "train"), ("b", "test")])
    ['b']
    """
    seen: dict[str, set[str]] = {}
    for group, split in rows:
        seen.setdefault(group, set()).add(split)
    return sorted(group for group, splits in seen.items() if len(splits) > 1)
