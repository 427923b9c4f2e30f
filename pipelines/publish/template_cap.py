"""How many rows of one template a site may have in a release: what is over goes to `rejected`, with a reason of its own.

A farm prints one text ten thousand times with other names and numbers. A crawl stops asking for such pages where they
have an address form or a list of their own (`budget.variants`); among other articles they are all read. Without a bound
they would be most of a dataset, and a classifier would learn one farm's words.

Each site has a cap of its own, and a template has none over all sites: that a text stands on many sites is what the data
is about, sites are as many as people chose, and under a common cap the first farm would hide all others.
Pages without a site, which are files that somebody saved, are never over, nor are rows that people decided about.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

Group: TypeAlias = tuple[str, str] | None
"""(site, template) of a row; None where it is never over."""

REASON: Final = "template_cap"
MOST: Final = 50
"""Enough to learn how one site fills and spins a template: sums, days and words that are exchanged repeat by then. On the
practice web no site has more than a few rows of one."""


def over(groups: Sequence[Group], rank: Callable[[int], tuple[object, ...]], most: int) -> set[int]:
    """Return the numbers of the rows that are over: in each group all but the `most` of least rank.

    `rank` tells that of a row by its number, and is asked only where a group is too large. No two rows share one.

    >>> over([("a.com", "t"), ("b.com", "t"), ("a.com", "t"), None, None], lambda row: (-row,), 1)
    {0}
    >>> over([("a.com", "t"), ("b.com", "t")], lambda row: (row,), 1)
    set()
    """
    counts = Counter(groups)
    large: defaultdict[Group, list[int]] = defaultdict(list)
    for row, group in enumerate(groups):
        if group is not None and counts[group] > most:
            large[group].append(row)
    return {row for rows in large.values() for row in sorted(rows, key=rank)[most:]}
