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

    def join_all(self, ones: Labels, others: Labels) -> None:
        """Put each of these rows into one group with that of the others.

        >>> forest = Forest(np.arange(5))
        >>> forest.join_all(np.array([3, 1, 4]), np.array([1, 0, 4]))
        >>> forest.labels().tolist()
        [0, 0, 2, 0, 4]
        """
        while True:
            pairs = np.sort((self.labels_of(ones), self.labels_of(others)), axis=0)
            apart = pairs[:, pairs[0] != pairs[1]]
            if not apart.size:
                return
            np.minimum.at(self._parents, apart[1], apart[0])

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
