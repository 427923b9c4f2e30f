"""Find the body: the run of blocks with the greatest sum of worth.

Each block has a worth, positive for prose (text outside links, with punctuation) and negative for menus, furniture and
link lists; the body is the maximum-sum run, so a short odd line inside it costs little and a long list of links ends it.
A sum over the flat list does not care how the tags nest. Headings of related links and of comments end the run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from pipelines.extract.blocks import Block, Page
from pipelines.extract.headings import is_comment_heading, is_related_heading

_STOP: Final = -1e9
_FALLBACK_CHARS: Final = 120
"""Below this much visible text, hidden text may be the body."""


def good_chars(block: Block) -> int:
    """How much prose a block holds: its text outside links, if it has punctuation.

    >>> good_chars(Block("我收到一条催收短信，说我欠款。")), good_chars(Block("首页 新闻 论坛"))
    (15, 0)
    """
    return block.own_chars if block.marks and not block.is_linked else 0


def named_regions(blocks: Sequence[Block]) -> frozenset[int]:
    """Numbers of the regions whose name is believed.

    A region that holds about half of the page's prose is the article, whatever its class says.
    """
    held: Counter[int] = Counter()
    for block in blocks:
        for region in block.regions:
            held[region.number] += good_chars(block)
    total = sum(map(good_chars, blocks))
    return frozenset(number for number, chars in held.items() if chars * 100 < total * 45 or not total)


def is_furniture(block: Block, named: frozenset[int]) -> bool:
    """Whether the block lies in a region whose name is believed."""
    return any(region.number in named for region in block.regions)


def worth(block: Block, named: frozenset[int]) -> float:
    """What a block adds to the run it stands in.

    >>> worth(Block("他们说我欠款，要我马上还。"), frozenset()) > 0 > worth(Block("首页 新闻", link_chars=4), frozenset())
    True
    """
    chars = len(block.text)
    if is_comment_heading(block.text) or is_related_heading(block.text):
        return _STOP
    if is_furniture(block, named):
        return -20.0 - min(chars, 100)
    if block.is_linked:
        return -8.0 - min(block.link_chars, 60) * 0.6
    if block.marks:
        return block.own_chars + 2.0 * min(block.marks, 10) - 6
    return min(block.own_chars, 40) * 0.5 - 8


def best_run(values: Sequence[float]) -> tuple[int, int]:
    """Return [start, end) of the run with the greatest sum, the first of equals; (0, 0) where nothing is positive.

    >>> best_run([-1, 3, -1, 4, -9, 5])
    (1, 4)
    >>> best_run([-1, -2])
    (0, 0)
    """
    best, bounds = 0.0, (0, 0)
    start, total = 0, 0.0
    for at, value in enumerate(values):
        if total <= 0:
            start, total = at, 0.0
        total += value
        if total > best:
            best, bounds = total, (start, at + 1)
    return bounds


def find_body(page: Page, after: int = 0) -> list[int]:
    """Return the numbers of the blocks that make the body, searched behind the title's block; [] where there is none.

    Hidden text counts only where the visible text is short, as on pages that show their text by script.
    """
    visible = [at for at in range(after, len(page.blocks)) if not page.blocks[at].is_hidden]
    body = _search(page, visible)
    if _length(page, body) >= _FALLBACK_CHARS:
        return body
    every = _search(page, range(after, len(page.blocks)))
    return every if _length(page, every) > 3 * _length(page, body) else body


def _length(page: Page, body: Sequence[int]) -> int:
    return sum(len(page.blocks[at].text) for at in body)


def _search(page: Page, numbers: Sequence[int]) -> list[int]:
    """The best run among the blocks of these numbers, trimmed to its container and without furniture."""
    blocks = [page.blocks[at] for at in numbers]
    named = named_regions(blocks)
    start, end = best_run([worth(block, named) for block in blocks])
    run = [at for at in numbers[start:end] if not is_furniture(page.blocks[at], named)]
    return _inside_container(page, run)


def _inside_container(page: Page, run: list[int]) -> list[int]:
    """Cut what hangs over at both ends of the container that holds nearly all of the run's prose."""
    total = sum(good_chars(page.blocks[at]) for at in run)
    held: Counter[int] = Counter()
    for at in run:
        for container in page.ancestors(page.blocks[at].container):
            held[container] += good_chars(page.blocks[at])
    # Containers are numbered in document order, so of those that hold enough the largest number is the innermost.
    holder = max((number for number, chars in held.items() if chars * 100 >= total * 90), default=0)
    inside = [at for at in run if not holder or holder in page.ancestors(page.blocks[at].container)]
    return [at for at in run if inside and inside[0] <= at <= inside[-1]]


