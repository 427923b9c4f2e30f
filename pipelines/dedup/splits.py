"""The split of a row, from its template alone: copies, lender-swapped and spun twins are never torn apart.

A template that was released keeps its split. Where a new row joins two released templates, they are one from then on, and
the rows of the one that ranks lower move to the other's split, because a leak would be worse; the change log names them. A new template is split by a hash of its id, so
two machines agree without talking and other rows change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import numpy as np

from pipelines.dedup.known import Numbers
from pipelines.dedup.rows import SPLITS, Codes, Names, Split

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


def assign(templates: Names, heads: Numbers, released: Codes) -> Codes:
    """Return the split of every row from those that rows of its template were released in; the first such row decides.

    `heads` are for each row the first one of its template.

    >>> assign(np.array(["a", "a", "a"]), np.array([0, 0, 0]), np.array([-1, 2, 0], np.int8)).tolist()
    [2, 2, 2]
    >>> SPLITS[assign(np.array(["b"]), np.array([0]), np.array([-1], np.int8))[0]] == split_of("b")
    True
    """
    first = np.full(len(heads), len(heads))
    told = np.flatnonzero(released >= 0)
    np.minimum.at(first, heads[told], told)
    found: Codes = np.append(released, np.int8(-1))[first]
    new = np.flatnonzero((found < 0) & (heads == np.arange(len(heads))))
    found[new] = [SPLITS.index(split_of(template)) for template in templates[new].tolist()]
    of_rows: Codes = found[heads]
    return of_rows


def leaks(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Return the groups, sorted, that stand in more than one split; rows are (cluster or template id, split).

    >>> leaks([("a", "train"), ("a", "train"), ("b", "train"), ("b", "test")])
    ['b']
    """
    seen: dict[str, set[str]] = {}
    for group, split in rows:
        seen.setdefault(group, set()).add(split)
    return sorted(group for group, splits in seen.items() if len(splits) > 1)
