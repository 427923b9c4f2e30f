"""Where a text lives: the element whose own lines and paragraphs the text is.

A paragraph, heading or list item is a line of the element around it, however many lists it stands in. The element that
holds most of a run's prose in this way is the text's home: what else stands directly in it is the text too, be it a lyric
without punctuation or the paragraphs behind an advertisement, while an element of its own inside it - a box - may be a
list of links that was dropped into the text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from pipelines.extract.blocks import Block, Page
from pipelines.extract.tables import LINE_TAGS

_HOME_SHARE: Final = 60
"""Percent of a run's prose that must stand directly in one element for it to be the text's home."""
_LINK_SHARE: Final = 90
"""Percent of a box that must be links for it to be a list of links."""
_FEWEST_LINKS, _SHORTEST_LINK = 3, 10


def homes_of(page: Page) -> tuple[int, ...]:
    """Return for each container the one whose line it is: itself, unless it is a paragraph, heading, list or item.

    >>> homes_of(Page((), (0, 0, 1, 1, 3), tags=("body", "div", "p", "ul", "li")))
    (0, 1, 1, 1, 1)
    """
    homes: list[int] = []
    for number, (parent, tag) in enumerate(zip(page.parents, page.tags, strict=True)):
        homes.append(homes[parent] if number and tag in LINE_TAGS else number)
    return tuple(homes)


def main_home(held: Counter[int]) -> int:
    """Return the element that holds most of the prose as its own lines; -1 where the prose is scattered.

    >>> main_home(Counter({3: 900, 7: 100})), main_home(Counter({3: 50, 7: 50}))
    (3, -1)
    """
    home, chars = max(held.items(), key=lambda item: item[1], default=(-1, 0))
    return home if chars and chars * 100 >= held.total() * _HOME_SHARE else -1


def boxes_in(page: Page, homes: Sequence[int], home: int) -> dict[int, int]:
    """Return for each container inside a home, but no line of it, the outermost element between it and the home.

    >>> page = Page((), (0, 0, 1, 1, 3, 1), tags=("body", "div", "p", "table", "td", "div"))
    >>> boxes_in(page, homes_of(page), 1)
    {3: 3, 4: 3, 5: 5}
    """
    boxes: dict[int, int] = {}
    for number in range(home + 1, page.last_inside(home) + 1):
        if homes[number] != home:
            boxes[number] = boxes.get(page.parents[number], number)
    return boxes


def link_boxes(blocks: Iterable[Block], boxes: dict[int, int]) -> set[int]:
    """Return the boxes that are lists of links: three titles or more, and hardly anything else.

    >>> rows = [Block("这是另一篇文章的标题", container=4, link_chars=10)] * 3
    >>> link_boxes(rows, {4: 3}), link_boxes([*rows, Block("这些文章都说到短信。", container=4)], {4: 3})
    ({3}, set())
    """
    chars: defaultdict[int, int] = defaultdict(int)
    linked: defaultdict[int, int] = defaultdict(int)
    titles: Counter[int] = Counter()
    for block in blocks:
        if box := boxes.get(block.container):
            chars[box] += len(block.text)
            linked[box] += min(block.link_chars, len(block.text))
            titles[box] += block.is_linked and block.link_chars >= _SHORTEST_LINK
    return {box for box in chars if titles[box] >= _FEWEST_LINKS and linked[box] * 100 >= chars[box] * _LINK_SHARE}
