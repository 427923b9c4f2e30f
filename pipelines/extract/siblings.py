"""Find sibling elements that are alike: each holds a mark - a date, a floor - at the same place inside it.

The posts of a thread, the answers to a question and the comments under an article are such elements, whatever their
classes. Two elements are alike where the tags from them down to their marks are the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.extract.blocks import Page

_FEWEST_BLOCKS: Final = 2
_HIGHEST: Final = 12
"""How many elements up from a mark the element may be that repeats."""


def alike(page: Page, marks: Sequence[int]) -> list[int]:
    """Return the elements of the greatest set that are alike by these blocks, in order; the innermost of equals.

    Fewer than two elements are no set, and an element that is nothing but its mark is in none. Elements in several boxes that stand beside one another are one set too: the best
    answer has a box of its own.

    >>> from pipelines.extract.blocks import Block
    >>> page = Page(tuple(Block("2楼", container=at) for at in (2, 1, 4, 3)), (0, 0, 1, 0, 3), tags=("body", "div", "p", "div", "p"))
    >>> alike(page, [0, 2]), alike(page, [0])
    ([1, 3], [])
    """
    found: defaultdict[tuple[bool, int, int], dict[int, None]] = defaultdict(dict)
    paths: dict[tuple[int, str], int] = {}
    held = _held(page) if marks else []
    for at in marks:
        for path, element in _upward(page, page.blocks[at].container, paths):
            if held[element] < _FEWEST_BLOCKS:
                continue
            parent = page.parents[element]
            found[True, parent, path][element] = None
            wider = paths.setdefault((path, page.tags[parent]), len(paths))
            found[False, page.parents[parent], wider][element] = None
    best = max(found.items(), key=lambda item: (len(item[1]), item[0]), default=None)
    return list(best[1]) if best and len(best[1]) > 1 else []


def _held(page: Page) -> list[int]:
    """How many blocks each element holds."""
    held = [0] * len(page.parents)
    for block in page.blocks:
        held[block.container] += 1
    for number in range(len(held) - 1, 0, -1):
        held[page.parents[number]] += held[number]
    return held


def _upward(page: Page, container: int, paths: dict[tuple[int, str], int]) -> Iterator[tuple[int, int]]:
    """The elements around a block, innermost first, each with a number for the tags from it down to the block."""
    path = -1
    for _ in range(_HIGHEST):
        if not container:
            return
        path = paths.setdefault((path, page.tags[container]), len(paths))
        yield path, container
        container = page.parents[container]


def path_inside(page: Page, element: int, container: int) -> tuple[str, ...]:
    """The tags from an element down to a container in it; () for the element itself.

    >>> path_inside(Page((), (0, 0, 1, 2), tags=("body", "div", "table", "td")), 1, 3)
    ('table', 'td')
    """
    tags: list[str] = []
    while container > element:
        tags.append(page.tags[container])
        container = page.parents[container]
    return tuple(reversed(tags))
