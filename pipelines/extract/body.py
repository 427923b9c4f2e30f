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
from pipelines.extract.comments import is_floor
from pipelines.extract.headings import is_comment_heading, is_notice_heading, is_related_heading
from pipelines.extract.tables import NOTICE_PHRASES
from pipelines.text.fold import fold

_STOP: Final = -1e9
_FALLBACK_CHARS: Final = 100
"""Below this much visible text, hidden text may be the body."""
_LARGE_SHARE: Final = 45
"""Percent of the prose behind the title that a region may hold before its name is doubted."""
_LONGEST_NOTICE: Final = 400
_CHEAPEST_SIBLING: Final = -10.0
"""No heading of comments, furniture or link: only a short line."""


def good_chars(block: Block) -> int:
    """How much prose a block holds: its text outside links, if it has punctuation.

    >>> good_chars(Block("我收到一条催收短信，说我欠款。")), good_chars(Block("首页 新闻 论坛"))
    (15, 0)
    """
    return block.own_chars if block.marks and not block.is_linked else 0


def is_notice(text: str) -> bool:
    """Whether a line is the site's legal notice: two of its phrases or more.

    >>> is_notice("某某网版权所有，未经许可不得转载"), is_notice("对方称我侵权，要起诉。")
    (True, False)
    """
    key = fold(text) if len(text) < _LONGEST_NOTICE else ""
    return sum(phrase in key for phrase in NOTICE_PHRASES) > 1


def region_chars(blocks: Sequence[Block]) -> Counter[int]:
    """How much prose each region holds."""
    held: Counter[int] = Counter()
    for block in blocks:
        for region in block.regions:
            held[region.number] += good_chars(block)
    return held


def is_furniture(block: Block, named: frozenset[int]) -> bool:
    """Whether the block lies in a region whose name is believed."""
    return any(region.number in named for region in block.regions)


def ends_article(line: str) -> bool:
    """Whether a line ends the article: a heading of links, comments or notices, or the head of a later post.

    >>> ends_article("网友评论（3）"), ends_article("2楼 发表于 2023-04-18"), ends_article("评论一下这条短信")
    (True, True, False)
    """
    return is_comment_heading(line) or is_related_heading(line) or is_notice_heading(line) or is_floor(line)


def worth(block: Block, named: frozenset[int]) -> float:
    """What a block adds to the run it stands in.

    >>> worth(Block("他们说我欠款，要我马上还。"), frozenset()) > 0 > worth(Block("首页 新闻", link_chars=4), frozenset())
    True
    """
    chars = len(block.text)
    if ends_article(block.text):
        return _STOP
    if is_furniture(block, named):
        return -20.0 - min(chars, 100)
    if block.is_linked:
        return -8.0 - min(block.link_chars, 60) * 0.6
    if is_notice(block.text):
        return -30.0 - min(chars, 100)
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


def find_body(page: Page, title: int = -1) -> list[int]:
    """Return the numbers of the blocks that make the body, searched behind the title's block; [] where there is none.

    Hidden text counts only where the visible text is short, as on pages that show their text by script.
    """
    numbers = range(title + 1, len(page.blocks))
    around_title = {region.number for region in page.blocks[title].regions} if title >= 0 else set[int]()
    visible = _search(page, [at for at in numbers if not page.blocks[at].is_hidden], around_title)
    if body_chars(page, visible) >= _FALLBACK_CHARS:
        return visible
    every = _search(page, numbers, around_title)
    hidden = [at for at in every if page.blocks[at].is_hidden]
    return hidden if body_chars(page, hidden) > 3 * body_chars(page, visible) else visible


def body_chars(page: Page, body: Sequence[int]) -> int:
    """How long the text of these blocks is."""
    return sum(len(page.blocks[at].text) for at in body)


def _search(page: Page, numbers: Sequence[int], around_title: set[int]) -> list[int]:
    """The best run among these blocks, first with every region's name believed but those around the title.

    A region that holds about half of the prose is the article, whatever its class says - unless a fair run stands
    before it: then it is another article, or the comments.
    """
    blocks = [page.blocks[at] for at in numbers]
    held = region_chars(blocks)
    total = sum(map(good_chars, blocks))
    named = frozenset(held) - around_title
    believing = _run(page, numbers, named)
    large = {number for number in named if held[number] * 100 >= total * _LARGE_SHARE}
    if not large:
        return believing
    doubting = _run(page, numbers, named - large)
    return believing if _is_fair(page, believing, doubting) else doubting


def _is_fair(page: Page, believing: Sequence[int], doubting: Sequence[int]) -> bool:
    """Whether the run without the doubted regions stands for itself: in front of them, and long enough."""
    chars = sum(good_chars(page.blocks[at]) for at in believing)
    if chars < _FALLBACK_CHARS or not doubting or believing[0] > doubting[0]:
        return False
    rest = [region.kind for at in doubting if at not in set(believing) for region in page.blocks[at].regions]
    return believing[0] < doubting[0] or "comment" in rest or "related" in rest


def _run(page: Page, numbers: Sequence[int], named: frozenset[int]) -> list[int]:
    """The best run, widened to its siblings, inside its container and without furniture."""
    values = [worth(page.blocks[at], named) for at in numbers]
    for place in range(1, len(values)):
        if is_teaser(page.blocks[numbers[place - 1]], page.blocks[numbers[place]]):
            values[place] = min(values[place], -8.0)
    start, end = best_run(values)
    start, end = _widen(page, numbers, values, (start, end))
    run = [at for at in numbers[start:end] if not is_furniture(page.blocks[at], named)]
    return _inside_container(page, run)


def is_teaser(above: Block, block: Block) -> bool:
    """Whether a block sums up another article: it stands under a heading that is all link.

    >>> is_teaser(Block("另一家公司的短信", "h4", link_chars=8), Block("这家公司也发短信，用户说。"))
    True
    """
    return above.tag in {"h2", "h3", "h4", "h5"} and above.link_chars >= len(above.text) - 1 and block.tag != above.tag


def _widen(page: Page, numbers: Sequence[int], values: Sequence[float], run: tuple[int, int]) -> tuple[int, int]:
    """Take in what stands beside the run in elements of the same kind: a short first or last line of the text."""
    start, end = run
    if start == end:
        return run
    while start > 0 and _are_siblings(page, numbers[start], numbers[start - 1], values[start - 1]):
        start -= 1
    while end < len(numbers) and _are_siblings(page, numbers[end - 1], numbers[end], values[end]):
        end += 1
    return start, end


def _are_siblings(page: Page, inside: int, outside: int, value: float) -> bool:
    one, other = page.blocks[inside], page.blocks[outside]
    if value < _CHEAPEST_SIBLING or other.is_linked or (one.tag, one.words) != (other.tag, other.words):
        return False
    return one.container == other.container or (
        one.tag in {"p", "li", "center", "section"} and page.parents[one.container] == page.parents[other.container]
    )


def _inside_container(page: Page, run: list[int]) -> list[int]:
    """Cut what hangs over at both ends of the container that holds nearly all of the run's prose."""
    total = sum(good_chars(page.blocks[at]) for at in run)
    held = [0] * len(page.parents)
    for at in run:
        held[page.blocks[at].container] += good_chars(page.blocks[at])
    for number in range(len(held) - 1, 0, -1):
        held[page.parents[number]] += held[number]
    # Containers are numbered in document order, so of those that hold enough the largest number is the innermost.
    holder = max((number for number, chars in enumerate(held) if chars * 100 >= total * 90), default=0)
    last = page.last_inside(holder)
    inside = [at for at in run if holder <= page.blocks[at].container <= last]
    return [at for at in run if inside and inside[0] <= at <= inside[-1]]
