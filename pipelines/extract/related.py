"""Read the titles of related links: bulleted lines under a heading or at the end of a text, link lists on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from pipelines.extract.blocks import Block
from pipelines.extract.dates import find_date
from pipelines.extract.headings import heading_kind
from pipelines.extract.keys import folded
from pipelines.extract.tables import BYLINE_FILLERS

_BULLET_RE: Final = re.compile(r"^\s*(?:[-*+•·●▪■◆◇○►▶»›‧・]|\d{1,2}[.、](?=\S))\s*(?=\S)")
_DATE_AT_EDGE: Final = 3
_SHORTEST, _LONGEST = 4, 90
_SHORTEST_ROW, _FEWEST_ROWS = 6, 3


def strip_bullet(line: str) -> str:
    """Return the line without its bullet.

    >>> strip_bullet("• 短信退订怎么办"), strip_bullet("贷款-逾期")
    ('短信退订怎么办', '贷款-逾期')
    """
    return _BULLET_RE.sub("", line).strip()


def is_bulleted(line: str) -> bool:
    """Whether a line begins with a bullet: a mark, not a number, since articles number their own headings.

    >>> is_bulleted("- 短信怎么退订"), is_bulleted("1. 检查设置"), is_bulleted("-5度")
    (True, False, True)
    """
    match = _BULLET_RE.match(line)
    return match is not None and not match[0].strip()[0].isdigit()


def is_link_title(line: str) -> bool:
    """Whether a line can be the title of another article: no button, no heading, no sentence.

    >>> is_link_title("某平台欠款逾期了怎么办"), is_link_title("更多文章"), is_link_title("他们发来短信。")
    (True, False, False)
    """
    if not _SHORTEST <= len(line) <= _LONGEST or line.endswith(("。", "；", "：")):
        return False
    return heading_kind(line) not in {"comment", "related"} and (
        len(line) > 12 or folded(line).lower() not in BYLINE_FILLERS
    )


def read_related(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the titles of links under a heading of related links, in an element named for them, or in a plain list.

    A plain list is a run of blocks of one kind that are a link each; menus have shorter links.
    """
    is_open = False
    for is_row, run in groupby(blocks, key=lambda block: _is_row(block) and block.tag):
        rows = list(run)
        is_list = bool(is_row) and len(rows) >= _FEWEST_ROWS
        for block in rows:
            kind = heading_kind(block.text)
            is_open = kind == "related" or (is_open and not _ends_list(block, kind))
            if kind != "related" and (is_open or is_list or block.has_region("related")):
                yield from filter(is_link_title, map(without_edge_date, map(strip_bullet, block.links)))


def _ends_list(block: Block, kind: str | None) -> bool:
    """Whether a list of related links ends with this block: comments and prose end it."""
    return kind == "comment" or (block.marks > 1 and not block.is_linked and not block.has_region("related"))


def _is_row(block: Block) -> bool:
    """Whether a block is a link with a title, outside menus and footers."""
    if len(block.links) != 1 or not block.is_linked or block.has_region("furniture") or block.has_region("comment"):
        return False
    return len(block.links[0]) >= _SHORTEST_ROW and is_link_title(block.links[0])


def without_edge_date(title: str) -> str:
    """Return the title without a date printed before or behind it; in words and without a mark beside, it is the title's own.

    >>> without_edge_date("短信怎么退订 2024-03-05"), without_edge_date("我在2024年3月5日收到的短信是谁发的")
    ('短信怎么退订', '我在2024年3月5日收到的短信是谁发的')
    """
    date = find_date(title)
    if date is None or (date.start > _DATE_AT_EDGE and date.start + len(date.raw) < len(title) - _DATE_AT_EDGE):
        return title
    is_before = date.start <= _DATE_AT_EDGE
    rest = title[date.start + len(date.raw) :] if is_before else title[: date.start]
    beside = rest[:1] if is_before else rest[-1:]
    if "月" in date.raw and beside.isalnum():
        return title
    rest = rest.strip(" []()（）【】-:：") if len(date.raw) >= 8 else ""
    return rest or title
