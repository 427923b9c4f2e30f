"""Put the readers of this room together: a page's parts, from its blocks or from its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from typing import Final

from lxml import etree

from pipelines.extract.blocks import Block, Page, read_page
from pipelines.extract.body import body_chars, find_body, good_chars, is_notice
from pipelines.extract.byline import Byline, Zones, read_byline
from pipelines.extract.comments import is_floor, read_comments
from pipelines.extract.headings import is_comment_heading, is_related_heading
from pipelines.extract.links import site_of
from pipelines.extract.meta_line import is_button, is_meta_line
from pipelines.extract.metadata import Metadata, read_metadata
from pipelines.extract.posts import first_post
from pipelines.extract.related import read_related
from pipelines.extract.repeats import drop_repeats
from pipelines.extract.text_page import read_text
from pipelines.extract.title import Title, confirmed_title, fallback_title, labelled_title
from pipelines.types import Comment

_HEAD_BLOCKS: Final = 24
"""How far behind the title the byline zone reaches, if the body does not begin before."""
_ABOVE_TITLE: Final = 6
_INTO_BODY: Final = 3
_BELOW_BODY: Final = 6
_PROSE_CHARS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a page holds, before its lines are freed of boilerplate."""

    lines: tuple[str, ...]
    title: str | None
    byline: Byline
    meta: Metadata
    comments: tuple[Comment, ...] = ()
    related: tuple[str, ...] = ()


def from_text(text: str, fetched_at: datetime | None) -> Parts:
    r"""The parts of a text page.

    >>> from_text("收到短信说我欠款\n2024-03-05 08:09 作者:甲乙\n今天收到短信。", None).byline.author.name
    '甲乙'
    """
    page = read_text(text)
    meta = Metadata()
    return Parts(
        lines=tuple(drop_repeats(page.lines, page.title)),
        title=page.title,
        byline=read_byline(Zones(head=page.head, crumbs=page.head), meta, fetched_at),
        meta=meta,
        comments=page.comments,
        related=page.related,
    )


def from_html(root: etree._Element, url: str, fetched_at: datetime | None) -> Parts:
    """The parts of a page of markup: the title first, then the body behind it, then what stands around it."""
    page = _with_text(read_page(root))
    meta = replace(read_metadata(root), host_word=site_of(url).partition(".")[0] or None)
    title, body = find_text(page, meta)
    lines = [page.blocks[at].text for at in body]
    after = page.blocks[body[-1] + 1 :] if body else ()
    return Parts(
        lines=tuple(drop_repeats(_without_byline(lines), title.text)),
        title=title.text,
        byline=read_byline(_zones(page, title, body), meta, fetched_at, shown=_shown(page, url)),
        meta=meta,
        comments=read_comments(_comment_lines(after)),
        related=tuple(dict.fromkeys(read_related(after))),
    )


def _with_text(page: Page) -> Page:
    """The page; where no prose stands outside links, a link was never closed and its text is no link's."""
    if any(map(good_chars, page.blocks)):
        return page
    return replace(page, blocks=tuple(replace(block, link_chars=0) for block in page.blocks))


def find_text(page: Page, meta: Metadata) -> tuple[Title, list[int]]:
    """The title and the body's blocks: behind a confirmed title, else the body first and its title above it."""
    title = confirmed_title(page.blocks, meta) or labelled_title(page.blocks)
    if title is not None:
        behind, anywhere = find_body(page, title.block), find_body(page)
        # A "title" that most of the text stands before was a caption or a link.
        return title, behind if 2 * body_chars(page, behind) >= body_chars(page, anywhere) or _is_near(
            title, behind
        ) else anywhere
    body, heading = first_post(page.blocks, find_body(page))
    if heading >= 0:
        return Title(page.blocks[heading].text, heading), body
    return fallback_title(page.blocks, meta, body[0] if body else len(page.blocks)), body


def _is_near(title: Title, body: Sequence[int]) -> bool:
    return bool(body) and body[0] - title.block <= _HEAD_BLOCKS


def _without_byline(lines: Sequence[str]) -> list[str]:
    """The body's lines without byline lines at head and foot, and without buttons and lone marks."""
    edge = {*range(_INTO_BODY), *range(len(lines) - _INTO_BODY, len(lines))}
    return [line for at, line in enumerate(lines) if not (is_button(line) or (at in edge and is_meta_line(line)))]


def _zones(page: Page, title: Title, body: Sequence[int]) -> Zones:
    """The lines around title and body that may be a byline: nearest first, links and named regions of others out."""
    blocks = page.blocks
    first = body[0] if body else len(blocks)
    top = title.block if 0 <= title.block < first else max(-1, first - _HEAD_BLOCKS // 2)
    behind = list(range(top + 1, min(first, top + 1 + _HEAD_BLOCKS)))
    if title.block < 0:
        behind.reverse()
    above = [at for at in range(max(0, top - _ABOVE_TITLE), max(0, top)) if not blocks[at].is_linked]
    into = body[: _prose_start(blocks, body) + _INTO_BODY]
    last = body[-1] if body else -1
    below = list(
        takewhile(lambda at: not _ends_byline(blocks[at]), range(last + 1, min(len(blocks), last + 1 + _BELOW_BODY)))
    )
    return Zones(
        head=tuple(blocks[at].text for at in (*behind, *into, *reversed(above)) if _may_be_byline(blocks[at])),
        tail=tuple(blocks[at].text for at in (*body[-2:], *below) if _may_be_byline(blocks[at])),
        crumbs=tuple(block.text for block in blocks[:first] if not block.is_hidden),
    )


def _prose_start(blocks: Sequence[Block], body: Sequence[int]) -> int:
    """How many short lines the body begins with: bylines that stand in the text's own container."""
    return next((i for i, at in enumerate(body[:_HEAD_BLOCKS]) if good_chars(blocks[at]) >= _PROSE_CHARS), 0)


def _ends_byline(block: Block) -> bool:
    """Whether other articles or comments begin here; their dates are not this one's."""
    return is_related_heading(block.text) or is_comment_heading(block.text) or (bool(block.links) and block.tag == "li")


def _may_be_byline(block: Block) -> bool:
    return not (block.has_region("comment") or block.has_region("related") or block.is_hidden)


def _comment_lines(blocks: Sequence[Block]) -> list[str]:
    """The lines in elements named for comments, or under a heading of comments."""
    lines, is_open, above = [], False, ""
    for block in blocks:
        if is_comment_heading(block.text) or is_related_heading(block.text) or is_notice(block.text):
            is_open = is_comment_heading(block.text)
        elif is_floor(block.text) and not is_open:
            lines += [above, block.text]
            is_open = True
        elif (is_open or block.has_region("comment")) and not (block.is_hidden or block.has_region("furniture")):
            lines.append(block.text)
        above = block.text
    return lines


def _shown(page: Page, url: str) -> str:
    """All that the page prints, and its address: what a stated date must agree with."""
    return "\n".join([url, *(block.text for block in page.blocks)])
