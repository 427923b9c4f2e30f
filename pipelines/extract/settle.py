"""Settle a run of blocks in the element it lives in: take what of the text the run missed, leave out what was dropped in.

The best run ends where a long box begins - an advertisement, a table of links, a table of figures - though the text goes on
behind it. So the run is carried on in its *home* (`homes`), the element whose own lines most of its prose is: over the boxes
to the last prose in it, and over the sections whose heading is of a kind with the text's own headings. Boxes that begin
other things, or are nothing but links, are left out; a table of figures between two paragraphs stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from pipelines.extract.blocks import Block, Page
from pipelines.extract.endings import begins_comments
from pipelines.extract.fittings import is_edge_fitting, is_fitting
from pipelines.extract.headings import is_apparatus
from pipelines.extract.homes import boxes_in, link_boxes, main_home

STOP: Final = -1e9
"""The worth of a line that ends the article."""
FURNITURE: Final = -20.0
"""The worth of a line in a region of furniture, at most."""
CHEAPEST_SIBLING: Final = -10.0
"""No heading of comments, furniture or link: only a short line."""
_SHORTEST_PROSE: Final = 20
"""Characters of a paragraph for whose sake a box is stepped over."""
_SECTION_TAGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Ground:
    """What a run is settled on: the page, each container's home, each block's prose, and the worths of those searched."""

    page: Page
    homes: Sequence[int]
    good: Sequence[int]
    worths: Mapping[int, float]

    def home_of(self, at: int) -> int:
        """The element whose line a block is."""
        return self.homes[self.page.blocks[at].container]

    def is_prose(self, at: int) -> bool:
        """Whether a block is a paragraph, no short line."""
        return self.worths[at] > 0 and self.good[at] >= _SHORTEST_PROSE

    def is_section(self, at: int) -> bool:
        """Whether a block is a heading inside a text, and no link."""
        block = self.page.blocks[at]
        return block.tag in _SECTION_TAGS and not block.links and self.worths[at] >= CHEAPEST_SIBLING

    def is_beside(self, inside: int, outside: int) -> bool:
        """Whether a block is a short line of the same kind as one of the text."""
        one, other = self.page.blocks[inside], self.page.blocks[outside]
        is_text = self.worths[outside] >= CHEAPEST_SIBLING and not other.is_linked
        return is_text and (one.tag, one.words) == (other.tag, other.words)


def settle(ground: Ground, run: Sequence[int]) -> list[int]:
    """Return the run as it stands in its home; unchanged where its prose is scattered over several elements."""
    held: Counter[int] = Counter()
    for at in run:
        held[ground.home_of(at)] += ground.good[at]
    home = main_home(held)
    if home < 0:
        return list(run)
    blocks, last = ground.page.blocks, ground.page.last_inside(home)
    inside = [at for at in ground.worths if home <= blocks[at].container <= last]
    start = _start(ground, home, [at for at in inside if at <= run[0]])
    end = _end(ground, home, _section_heads(blocks, run), [at for at in inside if at >= run[-1]])
    return _without_boxes(ground, home, run, [at for at in inside if start <= at <= end])


def _section_heads(blocks: Sequence[Block], run: Iterable[int]) -> set[tuple[str, tuple[str, ...]]]:
    """The kinds of headings that the text has."""
    return {(blocks[at].tag, blocks[at].words) for at in run if blocks[at].tag in _SECTION_TAGS}


def _start(ground: Ground, home: int, places: Sequence[int]) -> int:
    """How far up the text reaches, from the last of the places."""
    start = places[-1] if places else 0
    for at in reversed(places):
        if ground.worths[at] == STOP and ground.home_of(at) == home:
            break
        if ground.home_of(at) == home and (ground.worths[at] > 0 or ground.is_section(at)):
            start = at
    return start


def _end(ground: Ground, home: int, heads: set[tuple[str, tuple[str, ...]]], places: Sequence[int]) -> int:
    """How far down the text reaches, from the first of the places: to its last prose, or through its last section."""
    end, is_open, above = places[0] if places else -1, False, -1
    for at in places:
        block, is_own = ground.page.blocks[at], ground.home_of(at) == home
        if ground.worths[at] == STOP and (is_own or begins_comments(block.text)):
            break
        if at > places[0] and is_own and (block.tag, block.words) in heads:
            if is_apparatus(block.text):
                break
            is_open = True
        if is_open or (is_own and (ground.is_prose(at) or (above == end and ground.is_beside(end, at)))):
            end = at
        above = at
    return _through_list(ground, home, [at for at in places if at > end], end)


def _through_list(ground: Ground, home: int, behind: Sequence[int], end: int) -> int:
    """Through the list right behind the text, if it is the text's: several items, no link, button or label among them."""
    blocks = ground.page.blocks
    own = takewhile(lambda at: blocks[at].tag == "li" and ground.home_of(at) == home, behind)
    items = list(takewhile(lambda at: _list_of(ground, at) == _list_of(ground, behind[0]), own))
    return items[-1] if len(items) > 1 and all(_is_item(ground, at) for at in items) else end


def _list_of(ground: Ground, at: int) -> int:
    """The element around the item a block stands in."""
    return ground.page.parents[ground.page.blocks[at].container]


def _is_item(ground: Ground, at: int) -> bool:
    """Whether an item says something of its own: what is linked, named for furniture, a button or a label does not."""
    block = ground.page.blocks[at]
    is_said = ground.worths[at] >= CHEAPEST_SIBLING and not (block.links or block.regions)
    return is_said and not (is_fitting(block.text) or is_edge_fitting(block.text) or block.text.endswith((":", "：")))


def _without_boxes(ground: Ground, home: int, run: Sequence[int], span: Sequence[int]) -> list[int]:
    """The run and the span around it, without furniture and the boxes that are no part of the text."""
    blocks, boxes = ground.page.blocks, boxes_in(ground.page, ground.homes, home)
    doomed = link_boxes((blocks[at] for at in span), boxes)
    doomed.update(boxes.get(blocks[at].container, 0) for at in span if ground.worths[at] == STOP)
    kept = {at for at in span if ground.worths[at] > FURNITURE or not blocks[at].regions}.union(run)
    return sorted(at for at in kept if boxes.get(blocks[at].container, -1) not in doomed)
