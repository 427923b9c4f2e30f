"""Union-find over numbered rows: which belong together, directly or through others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]
"""For each row the least row of its group."""


class Forest:
    """Groups that only ever grow together; the least row of a group is its label.

    >>> forest = Forest(np.arange(4))
    >>> forest.join(3, 1), forest.join(1, 3)
    (True, False)
    >>> forest.labels().tolist()
    [0, 1, 2, 1]
    """

    __slots__ = ("_parents",)

    def __init__(self, labels: Labels) -> None:
        self._parents = labels.copy()

    def root(self, row: int) -> int:
        """Return the label of a row's group."""
        parents = self._parents
        while parents[row] != row:
            parents[row] = parents[parents[row]]
            row = int(parents[row])
        return row

    def join(self, one: int, other: int) -> bool:
        """Put two rows into one group; False where they were in one already."""
        first, second = sorted((self.root(one), self.root(other)))
        self._parents[second] = first
        return first != second

    def labels(self) -> Labels:
        """Return the label of every row."""
        self._parents = self.labels_of(self._parents)
        return self._parents.copy()

    def labels_of(self, rows: Labels) -> Labels:
        """Return the label of each of these rows."""
        found = self._parents[rows]
        while not np.array_equal(above := self._parents[found], found):
            found = above
        return found
