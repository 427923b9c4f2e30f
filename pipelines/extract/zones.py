"""Where a byline may stand: behind the title, above it, at the body's end. Each place is believed in its own way.

Behind the title and in the first lines of the body a date is the article's. Above the title stand clocks and menus too, so
the way up ends at the first line of links; below the body other articles begin, so the way down ends at their heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from pipelines.extract.blocks import Block
from pipelines.extract.body import Measured, is_notice
from pipelines.extract.comment_heads import read_header
from pipelines.extract.dates import find_date
from pipelines.extract.endings import begins_comments
from pipelines.extract.headings import heading_kind
from pipelines.extract.meta_line import has_label
from pipelines.extract.names import is_name, label_weight
from pipelines.extract.tables import BYLINE_WORDS

_HEAD_BLOCKS: Final = 24
"""How far behind the title the byline zone reaches, if the body does not begin before."""
_ABOVE_TITLE, _ABOVE_BODY = 6, 12
"""How far up a byline is looked for: before the title, or before the body where no title is known."""
_INTO_BODY: Final = 3
_BELOW_BODY: Final = 6
_SIGNED: Final = 3
"""Lines at the body's end, and behind it, among which a signature stands."""
_PROSE_CHARS, _SHORT_PROSE = 60, 20
"""Characters of a paragraph, and of the shortest where a text has none as long."""
_BESIDE_DATE: Final = 4
_SENTENCE_ENDS: Final = ("。", "！", "？", "!", "?")
_TITLE_LENGTH: Final = 9
"""Characters: a link as long as this beside a date is a title, a shorter one may be the source."""
_LONGEST_ROW: Final = 80
# What links the articles before and behind this one.
_NEIGHBOUR_RE: Final = re.compile(r"[上下]一?[篇页頁条條]\s?[:：]")
# What stands before a date in a link to the article itself.
_DATE_LABEL_RE: Final = re.compile(r"(?:[发發][布佈表]|更新)?(?:[时時][间間]|日期|[于於])?[:：]?|[Pp]osted on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """The lines a byline may stand in."""

    head: tuple[str, ...]
    """From the title to the body's first lines, in the page's order."""
    above: tuple[str, ...] = ()
    """Before the title, or before the body where no title is known, nearest first."""
    tail: tuple[str, ...] = ()
    """The body's last lines and those right behind."""
    signed: tuple[str, ...] = ()
    """The last lines of the body and the first behind it, where a signature may stand."""
    crumbs: tuple[str, ...] = ()
    """All lines before the body."""
    loose: tuple[tuple[str, ...], ...] = ()
    """The parts of each byline between title and body that has several."""
    links: frozenset[str] = frozenset()
    """The texts of the links among these parts."""


def byline_zones(measured: Measured, title: int, body: Sequence[int], end: int | None = None) -> Zones:
    """The lines around title and body that may be a byline; hidden ones and those in regions of others are out.

    Args:
        measured: The page.
        title: The number of the title's block, or -1.
        body: The numbers of the body's blocks.
        end: Where what others wrote begins, of which nothing is a byline of this article.
    """
    blocks = measured.page.blocks[:end]
    first = body[0] if body else len(blocks)
    prose = _prose_start(measured.good, body)
    is_known = 0 <= title < first or title in body[: prose + _INTO_BODY]
    top = title if is_known else first
    behind = range(top + 1, min(first, top + 1 + _HEAD_BLOCKS))
    top_lines = [(place, at) for place, at in enumerate(body[: prose + _INTO_BODY]) if not (is_known and at <= title)]
    bylines = [at for place, at in top_lines if place <= prose or _is_labelled(blocks[at].spaced)]
    text = frozenset(body)

    def open_to_bylines(numbers: Iterable[int]) -> list[Block]:
        allowed = (at for at in numbers if not _is_listed(blocks, at))
        return [blocks[at] for at in allowed if _may_be_byline(blocks[at], is_text=at in text)]

    head = open_to_bylines((*behind, *bylines))
    divided = [block for block in head if _has_parts(block)]
    return Zones(
        head=tuple(block.spaced for block in head),
        above=tuple(_above(blocks, top, _ABOVE_TITLE if is_known else _ABOVE_BODY)),
        tail=tuple(block.spaced for block in open_to_bylines((*body[-2:], *_below(blocks, body)))),
        signed=tuple(_signed(blocks, body)),
        crumbs=tuple(block.text for block in blocks[:first] if not block.is_hidden),
        loose=tuple(tuple(filter(None, map(str.strip, block.parts))) for block in divided),
        links=frozenset(link for block in divided for link in block.links),
    )


def _above(blocks: Sequence[Block], top: int, reach: int) -> Iterator[str]:
    """The lines before the title, up to the first that is links; farther up only lines that label their date."""
    is_open = True
    for at in range(top - 1, max(-1, top - 1 - reach), -1):
        block = blocks[at]
        is_open = is_open and not (block.links and not find_date(block.text))
        is_told = _may_be_byline(block) and not _leads_on(block) and (is_open or has_label(block.spaced))
        if is_told and not _is_listed(blocks, at):
            yield block.spaced


def _leads_on(block: Block) -> bool:
    """Whether most of a line is links to something else than the article itself, whose day may be one."""
    return block.is_linked and not any(map(find_date, block.links))


def _below(blocks: Sequence[Block], body: Sequence[int]) -> Iterator[int]:
    """The numbers of the blocks right behind the body, up to where other articles or comments begin."""
    last = body[-1] if body else -1
    behind = range(last + 1, min(len(blocks), last + 1 + _BELOW_BODY))
    yield from takewhile(lambda at: not (_ends_byline(blocks[at]) or _heads_comment(blocks, at)), behind)


def _signed(blocks: Sequence[Block], body: Sequence[int]) -> Iterator[str]:
    """The lines at the body's end; those behind it only where none of them is a sentence, as comments are."""
    yield from (blocks[at].text for at in body[-_SIGNED:])
    behind = [blocks[at] for at in _below(blocks, body)][:_SIGNED]
    if not any(block.text.endswith(_SENTENCE_ENDS) and not is_notice(block.text) for block in behind):
        yield from (block.text for block in behind if not (block.links or block.regions or block.is_hidden))


def _has_parts(block: Block) -> bool:
    """Whether a line of several parts is a byline: it holds a date or a label, or stands in an element named for such."""
    if len(block.parts) < 2:
        return False
    is_named = not BYLINE_WORDS.isdisjoint(block.words)
    return is_named or find_date(block.text) is not None or any(label_weight(part) for part in block.parts)


def _prose_start(good: Sequence[int], body: Sequence[int]) -> int:
    """How many short lines the body begins with: bylines that stand in the text's own container."""
    near = [good[at] for at in body[:_HEAD_BLOCKS]]
    long = (place for place, chars in enumerate(near) if chars >= _PROSE_CHARS)
    return next(long, next((place for place, chars in enumerate(near) if chars >= _SHORT_PROSE), 0))


def _ends_byline(block: Block) -> bool:
    """Whether other articles or comments begin here; their dates are not this one's."""
    is_list = bool(block.links) and block.tag == "li"
    return is_list or heading_kind(block.text) == "related" or begins_comments(block.text)


def _heads_comment(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line behind the body is who wrote the sentence below it, and when: a reader, where nothing is labelled."""
    below = blocks[at + 1].text if at + 1 < len(blocks) else ""
    if not below.endswith(_SENTENCE_ENDS) or is_notice(below) or blocks[at + 1].is_linked:
        return False
    header = read_header(blocks[at].spaced)
    return header is not None and is_name(header.author or "") and not has_label(blocks[at].spaced)


def _may_be_byline(block: Block, *, is_text: bool = False) -> bool:
    """Whether a line may hold a byline; a hidden one does where the text itself is hidden until a script shows it."""
    is_elsewhere = block.has_region("comment") or block.has_region("related") or (block.is_hidden and not is_text)
    is_of_another = any(map(_tells_another, block.links)) or _NEIGHBOUR_RE.match(block.text) is not None
    return not (is_elsewhere or is_of_another or is_notice(block.text))


def _is_listed(blocks: Sequence[Block], at: int) -> bool:
    """Whether a block is a row of a list of other articles, each a link and its date.

    A link that is long enough for a title tells it, or the row beside it does; `2024-03-05 某某网` is a byline with its source.
    """
    link = _link_of_row(blocks[at])
    beside = (*blocks[max(0, at - 1) : at], *blocks[at + 1 : at + 2])
    return link >= _TITLE_LENGTH or (link > 0 and any(map(_link_of_row, beside)))


def _link_of_row(block: Block) -> int:
    """The length of the links of a block that is links and a date, and nothing else; 0 for any other block."""
    date = find_date(block.text) if block.links and len(block.text) <= _LONGEST_ROW else None
    if date is None or has_label(block.spaced):
        return 0
    left = block.text.replace(date.raw, "", 1)
    for link in block.links:
        left = left.replace(link, "", 1)
    links = sum(len(link) for link in block.links if date.raw not in link)
    return links if not any(map(str.isalnum, left)) else 0


def _is_labelled(line: str) -> bool:
    """Whether a line behind the first running text may tell the byline: a bare day there is of what the text tells."""
    return has_label(line) or find_date(line) is None


def _tells_another(link: str) -> bool:
    """Whether a link holds a date beside words that are no label of it: the date is of what the link leads to."""
    date = find_date(link)
    return date is not None and len(_DATE_LABEL_RE.sub("", link.replace(date.raw, ""))) > _BESIDE_DATE
