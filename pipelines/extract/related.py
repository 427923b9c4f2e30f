"""Read the titles of related links: bulleted lines under a heading or at the end of a text, link lists on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.extract.blocks import Block
from pipelines.extract.dates import find_date
from pipelines.extract.headings import is_comment_heading, is_related_heading
from pipelines.extract.tables import BYLINE_FILLERS
from pipelines.text.fold import fold

_BULLET_RE: Final = re.compile(r"^\s*(?:[-*+•·●▪■◆◇○►▶»›‧・]|\d{1,2}[.、](?=\S))\s*(?=\S)")
_DATE_AT_EDGE: Final = 3
_SHORTEST, _LONGEST = 4, 90


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
    return not (is_related_heading(line) or is_comment_heading(line) or fold(line).lower() in BYLINE_FILLERS)


def read_related(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the titles of links in blocks under a heading of related links, or in an element named for them."""
    is_open = False
    for block in blocks:
        if is_related_heading(block.text):
            is_open = True
        elif is_comment_heading(block.text) or (
            block.marks > 1 and not block.is_linked and not block.has_region("related")
        ):
            is_open = False
        elif is_open or block.has_region("related"):
            yield from filter(is_link_title, map(_without_edge_date, map(strip_bullet, block.links)))


def _without_edge_date(title: str) -> str:
    """The title without a date printed before or behind it."""
    date = find_date(title)
    if date is None or (date.start > _DATE_AT_EDGE and date.start + len(date.raw) < len(title) - _DATE_AT_EDGE):
        return title
    is_before = date.start <= _DATE_AT_EDGE
    rest = title[date.start + len(date.raw) :] if is_before else title[: date.start]
    rest = rest.strip(" []()（）【】-:：") if len(date.raw) >= 8 else ""
    return rest or title
