"""Find the body: the run of blocks with the greatest sum of worth.

Each block has a worth, positive for prose (text outside links, with punctuation) and negative for menus, furniture and
link lists; the body is the maximum-sum run, so a short odd line inside it costs little and a long list of links ends it.
A sum over the flat list does not care how the tags nest. Headings of related links and of comments end the run.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.extract.blocks import Block, Page
from pipelines.extract.endings import begins_comments, ends_article
from pipelines.extract.homes import homes_of
from pipelines.extract.keys import folded
from pipelines.extract.meta_line import is_meta_line
from pipelines.extract.settle import CHEAPEST_SIBLING, FURNITURE, STOP, Ground, settle
from pipelines.extract.tables import IMPRINT_LABELS, NOTICE_PHRASES, NOTICE_STARTS
from pipelines.text.boilerplate import boilerplate_rule, tells_place

_FALLBACK_CHARS: Final = 100
"""Below this much visible text, hidden text may be the body."""
_MORE, _MUCH_MORE = 1.5, 3
"""How many times as long as prose anything else must be to be the body instead, before it and behind it."""
_NEAR_TITLE: Final = 24
_SHORTEST_POST: Final = 20
"""Prose behind a title that stands for an article, however much the comments behind it hold."""
_LARGE_SHARE: Final = 45
"""Percent of the prose behind the title that a region may hold before its name is doubted."""
_LONGEST_NOTICE: Final = 400
_NOTICE, _TEASER, _BYLINE = -30.0, -8.0, -6.0


# Characters of which every notice has one, in its phrases on rights, permission, licence or copying.
_MAY_BE_BYLINE_RE: Final = re.compile("[:：]|(?:19|20)[0-9]{2}")
_ENDS: Final = ("。", "！", "？", "；", "。”")
_NOTICE_HINT_RE: Final = re.compile("[版许許授备備举舉载載免侵凡违違储儲创創y©]")


@dataclass(frozen=True, slots=True)
class Measured:
    """A page with what each of its blocks measures, taken once: all searches for the body share them."""

    page: Page
    good: tuple[int, ...]
    """How much prose each block holds."""
    worths: tuple[float, ...]
    """What each block adds to the run it stands in, its regions left out of account."""
    homes: tuple[int, ...] = (0,)
    """For each container the one whose line it is."""


def measure(page: Page) -> Measured:
    """Measure all blocks of a page; when an event takes place is no byline where the next line tells its place."""
    weighed = [weigh(block) for block in page.blocks]
    for at, block in enumerate(page.blocks[1:]):
        if weighed[at][1] == _BYLINE and tells_place(block.text):
            weighed[at] = _plainly(page.blocks[at])
    goods, worths = tuple(good for good, _ in weighed), tuple(worth for _, worth in weighed)
    return Measured(page, goods, worths, homes_of(page))


def is_notice(text: str) -> bool:
    """Whether a line is the site's legal notice: two of its phrases or more.

    >>> is_notice("某某网版权所有，未经许可不得转载"), is_notice("对方称我侵权，要起诉。")
    (True, False)
    """
    if len(text) >= _LONGEST_NOTICE or not _NOTICE_HINT_RE.search(text):
        return False
    key = folded(text)
    told = sum(map(key.__contains__, NOTICE_PHRASES))
    is_imprint = told > 0 and "版权所有" in key and any(map(key.__contains__, IMPRINT_LABELS))
    return key.lower().startswith(NOTICE_STARTS) or told > 1 or is_imprint


def is_disclaimer(text: str) -> bool:
    """Whether a line says whose the words are and whom to write to about them.

    >>> is_disclaimer("免责声明：本站内容来自网络，如有侵权请联系删除"), is_disclaimer("声明发出后，用户仍收到短信。")
    (True, False)
    """
    return boilerplate_rule(text) in {"boilerplate.disclaimer", "boilerplate.contact"}


def region_chars(blocks: Sequence[Block], good: Sequence[int]) -> Counter[int]:
    """How much prose each region holds."""
    held: Counter[int] = Counter()
    for block, chars in zip(blocks, good, strict=True):
        for region in block.regions:
            held[region.number] += chars
    return held


def is_furniture(block: Block, named: frozenset[int]) -> bool:
    """Whether the block lies in a region whose name is believed."""
    return bool(block.regions) and any(region.number in named for region in block.regions)


def weigh(block: Block) -> tuple[int, float]:
    """How much prose a block holds - its text outside links, if it has punctuation - and what it adds to its run.

    >>> weigh(Block("他们说我欠款，要我马上还。")), weigh(Block("首页 新闻", link_chars=4))
    ((13, 11.0), (0, -10.4))
    """
    text, links = block.text, block.link_chars
    is_linked = links > 0 and block.is_linked and not is_sentence(block)
    marks = 0 if is_linked else block.marks
    own = max(0, len(text) - links)
    good = own if marks else 0
    if ends_article(text):
        return good, STOP
    if good and _MAY_BE_BYLINE_RE.search(text) and is_meta_line(text):
        return 0, _BYLINE
    if is_linked:
        return good, -8.0 - min(links, 60) * 0.6
    if is_notice(text):
        return good, _NOTICE - min(len(text), 100)
    return good, _of_text(own, marks)


def _plainly(block: Block) -> tuple[int, float]:
    """What a block measures that is neither linked nor furniture."""
    return (block.own_chars if block.marks else 0), _of_text(block.own_chars, block.marks)


def _of_text(own: int, marks: int) -> float:
    """What a line of text is worth by its characters and punctuation marks."""
    return own + 2.0 * min(marks, 10) - 6 if marks else min(own, 40) * 0.5 - 8


def is_sentence(block: Block) -> bool:
    """Whether a block is a sentence, though links may be most of it: it ends in a mark that is no link's.

    >>> is_sentence(Block("见拦截数据和年度报告。", links=("拦截数据", "年度报告"), link_chars=8))
    True
    >>> is_sentence(Block("拦截数据发布了。", links=("拦截数据发布了。",), link_chars=8))
    False
    """
    return block.text.endswith(_ENDS) and not (block.links and block.links[-1].endswith(block.text[-1]))


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


def find_body(measured: Measured, title: int = -1) -> list[int]:
    """Return the numbers of the blocks that make the body, searched behind the title's block; [] where there is none.

    Hidden text counts only where the visible text is short, as on pages that show their text by script.
    """
    page = measured.page
    numbers = range(title + 1, len(page.blocks))
    around_title = {region.number for region in page.blocks[title].regions} if title >= 0 else set[int]()
    shown = [at for at in numbers if not page.blocks[at].is_hidden]
    reach = _before_end(measured, shown) if title >= 0 else shown
    visible = _search(measured, reach, around_title)
    if body_chars(page, visible) >= _FALLBACK_CHARS:
        return _in_column(measured, visible, title) if title >= 0 else visible
    every = _search(measured, numbers, around_title)
    hidden = [at for at in every if page.blocks[at].is_hidden]
    if body_chars(page, hidden) > _MUCH_MORE * body_chars(page, visible):
        return hidden
    plain = plain_lines(measured, reach, title)
    return plain if plain and _is_better(page, title, plain, visible) else visible


def _in_column(measured: Measured, body: list[int], title: int) -> list[int]:
    """The part of the body that stands in the title's column: its innermost element that holds half of the prose.

    What stands beside that column - about this site, about the author - is not the article.
    """
    page = measured.page
    levels = _levels(page, page.blocks[title].container)
    held = Counter[int]()
    for at in body:
        held[levels[page.blocks[at].container]] += measured.good[at]
    needed, chars = max(held.total(), _FALLBACK_CHARS), 0
    for level in sorted(held):
        chars += held[level]
        if chars * 2 >= needed:
            return [at for at in body if levels[page.blocks[at].container] <= level]
    return body


def _levels(page: Page, inner: int) -> list[int]:
    """For each container, how many elements one must go up from the inner one to be around both.

    >>> _levels(Page((), (0, 0, 1, 1, 3)), 2)
    [2, 1, 0, 1, 1]
    """
    up, number = {0: 0}, inner
    while number:
        up[number] = len(up) - 1
        number = page.parents[number]
    up[0] = len(up) - 1
    levels: list[int] = []
    for at, parent in enumerate(page.parents):
        levels.append(up[at] if at in up else levels[parent])
    return levels


def _is_better(page: Page, title: int, plain: Sequence[int], prose: Sequence[int]) -> bool:
    """Whether plain lines are the body rather than a little prose: it is far from the title, behind them, or much less."""
    if not prose or (title >= 0 and prose[0] - title > _NEAR_TITLE):
        return True
    times = _MORE if plain[0] < prose[0] else _MUCH_MORE
    return body_chars(page, plain) > times * body_chars(page, prose)


def plain_lines(measured: Measured, numbers: Sequence[int], title: int = -1) -> list[int]:
    """Return the lines of the element that holds most text outside links, regions and bylines, punctuated or not.

    For pages without prose: a list, a poem, a notice of two lines. Behind a title it must begin near it, and one line is
    enough only as a paragraph.

    >>> lines = (Block("首页", container=1, link_chars=2), Block("床前明月光", container=2), Block("疑是地上霜", container=2))
    >>> plain_lines(measure(Page(lines, (0, 0, 0), tags=("body", "div", "div"))), range(3))
    [1, 2]
    """
    blocks = measured.page.blocks
    lines: defaultdict[int, list[int]] = defaultdict(list)
    for at in numbers:
        block = blocks[at]
        if measured.worths[at] == STOP and begins_comments(block.text):
            break
        if not (block.regions or block.is_linked or measured.worths[at] <= _NOTICE or is_meta_line(block.text)):
            lines[measured.homes[block.container]].append(at)
    found = [
        home
        for home in lines.values()
        if (len(home) > 1 or blocks[home[0]].tag == "p") and (title < 0 or home[0] - title <= _NEAR_TITLE)
    ]
    return max(found, key=lambda home: body_chars(measured.page, home), default=[])


def _before_end(measured: Measured, numbers: list[int]) -> list[int]:
    """The blocks in front of what ends the article, if a text stands there.

    Readers may write more than the author did, and another article behind this one, told by its h1, may be longer.
    """
    chars, last = 0, -1
    for place, at in enumerate(numbers):
        if chars >= _SHORTEST_POST and (
            (measured.worths[at] == STOP and begins_comments(measured.page.blocks[at].text))
            or _begins_another(measured.page, last, at)
            or (chars >= _FALLBACK_CHARS and _ends_with_disclaimer(measured, at))
        ):
            return numbers[:place]
        chars += measured.good[at]
        last = at if measured.good[at] else last
    return numbers


def _begins_another(page: Page, last: int, at: int) -> bool:
    """Whether a block is the h1 of another article: it does not stand beside the text before it."""
    block = page.blocks[at]
    if block.tag != "h1" or last < 0:
        return False
    around = page.blocks[last].container
    return page.parents[block.container] not in (around, page.parents[around])


def _ends_with_disclaimer(measured: Measured, at: int) -> bool:
    """Whether a notice is a line of its own by which the site ends the article, and no talk of rights."""
    if measured.worths[at] > _NOTICE or measured.worths[at] == STOP:
        return False
    return is_disclaimer(measured.page.blocks[at].text)


def body_chars(page: Page, body: Iterable[int]) -> int:
    """How long the text of these blocks is."""
    return sum(len(page.blocks[at].text) for at in body)


def _search(measured: Measured, numbers: Sequence[int], around_title: set[int]) -> list[int]:
    """The best run among these blocks, first with every region's name believed but those around the title.

    A region that holds about half of the prose is the article, whatever its class says - unless a fair run stands
    before it: then it is another article, or the comments.
    """
    good = [measured.good[at] for at in numbers]
    held = region_chars([measured.page.blocks[at] for at in numbers], good)
    total = sum(good)
    named = frozenset(held) - around_title
    believing = _run(measured, numbers, named)
    large = {number for number in named if held[number] * 100 >= total * _LARGE_SHARE}
    if not large:
        return believing
    doubting = _run(measured, numbers, named - large)
    return believing if _is_fair(measured, believing, doubting) else doubting


def _is_fair(measured: Measured, believing: Sequence[int], doubting: Sequence[int]) -> bool:
    """Whether the run without the doubted regions stands for itself: in front of them, and long enough."""
    chars = sum(measured.good[at] for at in believing)
    if chars < _FALLBACK_CHARS or not doubting or believing[0] > doubting[0]:
        return False
    believed = set(believing)
    rest = {region.kind for at in doubting if at not in believed for region in measured.page.blocks[at].regions}
    return believing[0] < doubting[0] or "comment" in rest or "related" in rest


def _run(measured: Measured, numbers: Sequence[int], named: frozenset[int]) -> list[int]:
    """The best run, widened to its siblings, inside its container and without furniture."""
    page = measured.page
    values = [_value(page.blocks[at], measured.worths[at], named) for at in numbers]
    for place in range(1, len(values)):
        if values[place] > _TEASER and is_teaser(page.blocks[numbers[place - 1]], page.blocks[numbers[place]]):
            values[place] = _TEASER
    run = _widen(page, numbers, values, best_run(values))
    inside = [at for at in numbers[slice(*run)] if not is_furniture(page.blocks[at], named)]
    worths = dict(zip(numbers, values, strict=True))
    return settle(Ground(page, measured.homes, measured.good, worths), _inside_container(measured, inside))


def _value(block: Block, value: float, named: frozenset[int]) -> float:
    """A block's worth, its regions taken into account."""
    is_plain = value == STOP or not is_furniture(block, named)
    return value if is_plain else FURNITURE - min(len(block.text), 100)


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
    if value < CHEAPEST_SIBLING or other.is_linked or (one.tag, one.words) != (other.tag, other.words):
        return False
    return one.container == other.container or (
        one.tag in {"p", "li", "center", "section"} and page.parents[one.container] == page.parents[other.container]
    )


def _inside_container(measured: Measured, run: list[int]) -> list[int]:
    """Cut what hangs over at both ends of the container that holds nearly all of the run's prose."""
    page = measured.page
    total = sum(measured.good[at] for at in run)
    held = [0] * len(page.parents)
    for at in run:
        held[page.blocks[at].container] += measured.good[at]
    for number in range(len(held) - 1, 0, -1):
        held[page.parents[number]] += held[number]
    # Containers are numbered in document order, so of those that hold enough the largest number is the innermost.
    holder = max((number for number, chars in enumerate(held) if chars * 100 >= total * 90), default=0)
    last = page.last_inside(holder)
    inside = [at for at in run if holder <= page.blocks[at].container <= last]
    return [at for at in run if inside and inside[0] <= at <= inside[-1]]
