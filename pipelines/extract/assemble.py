"""Put the readers of this room together: a page's parts, from its blocks or from its lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import dropwhile, takewhile
from typing import Final

from pipelines.extract.advert_links import RULE as ADVERT
from pipelines.extract.advert_links import is_marked_advert, without_adverts
from pipelines.extract.blocks import Block, Page
from pipelines.extract.body import Measured, body_chars, find_body, is_notice, measure
from pipelines.extract.byline import Byline, read_byline
from pipelines.extract.comment_heads import date_span, is_floor
from pipelines.extract.comments import read_comments
from pipelines.extract.fittings import INTO_BODY, is_pointer, is_tag_row, without_fittings
from pipelines.extract.fittings import RULE as FITTING
from pipelines.extract.flat_posts import next_post
from pipelines.extract.headings import heading_kind, without_edit
from pipelines.extract.headline import fallback_title
from pipelines.extract.letters import Letter, read_letters, read_push
from pipelines.extract.links import site_of
from pipelines.extract.machine_dates import with_machine_dates
from pipelines.extract.metadata import Metadata, read_metadata, with_data
from pipelines.extract.names import Name
from pipelines.extract.page_data import read_page_data
from pipelines.extract.pagination import next_page
from pipelines.extract.posts import first_post
from pipelines.extract.related import read_related
from pipelines.extract.repeats import RULE as COPY
from pipelines.extract.repeats import without_copies
from pipelines.extract.replies import Post, Split, read_posts, split_body
from pipelines.extract.scripts import find_in_scripts
from pipelines.extract.stamps import is_labelled_stamp, is_reply_button, is_stamp, is_writer
from pipelines.extract.text_page import read_text
from pipelines.extract.title import Title, confirmed_title, is_title, labelled_title, without_badges
from pipelines.extract.tokens import cut
from pipelines.extract.walk import read_page
from pipelines.extract.zones import Zones, byline_zones
from pipelines.types import Comment

_HEAD_BLOCKS: Final = 24
"""How far behind the title the byline zone reaches, if the body does not begin before."""
_SHORT_PAGE, _MUCH_MORE = 100, 3
"""Characters below which a page's text may be in its scripts, and how many times as long it must be there."""
_INTO_LINK: Final = 30
"""Characters of a sentence that no title of a link has; a shorter one must end in a full stop."""
_END_OF_DATA: Final = "]]>"
"""What is left of a section of character data, whose text is shown where pages are XML."""
_LONGEST_DATE: Final = 30
_ABOVE_BODY: Final = 6
"""Blocks above the body among which its own stamp stands."""
_FOOT: Final = 3
"""Lines at the foot of a text page among which it may be signed."""
_BULLET_CHARS, _SHORTEST_LINK = 2, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a page holds, before its lines are freed of boilerplate."""

    lines: tuple[str, ...]
    title: str | None
    byline: Byline
    meta: Metadata
    comments: tuple[Comment, ...] = ()
    related: tuple[str, ...] = ()
    next_page: str | None = None
    rest: tuple[str, ...] = ()
    """Lines of a very long body behind those that were judged one by one."""
    left_out: tuple[tuple[str, str], ...] = ()
    """(rule, line) of each line of the body that is none of `lines`."""


def from_text(text: str, fetched_at: datetime | None) -> Parts:
    r"""The parts of a text page.

    >>> from_text("收到短信说我欠款\n2024-03-05 08:09 作者:甲乙\n今天收到短信。", None).byline.author.name
    '甲乙'
    """
    page = read_text(text, fetched_at)
    meta = Metadata()
    fitted = without_fittings(page.lines)
    lines = without_copies(fitted, page.title)
    zones = Zones(
        head=page.head, tail=page.lines[-_FOOT:], signed=page.lines[-_FOOT:], crumbs=(*page.above, *page.head)
    )
    return Parts(
        lines=tuple(lines),
        left_out=(*_told(page.lines, fitted, FITTING), *_told(fitted, lines, COPY)),
        title=page.title,
        byline=read_byline(zones, meta, fetched_at),
        meta=meta,
        comments=page.comments,
        related=page.related,
        rest=page.rest,
    )


def from_html(text: str, url: str, fetched_at: datetime | None, site_words: frozenset[str] = frozenset()) -> Parts:
    """The parts of a page of markup: the title first, then the body behind it, then what stands around it.

    `site_words` are keys of what the site is known to put around its titles.
    """
    markup = cut(text)
    markup = replace(markup, visible=with_machine_dates(markup.visible))
    host_word = site_of(url).partition(".")[0] or None
    meta = replace(read_metadata(markup), host_word=host_word, site_words=site_words)
    measured, title, body = _shown_or_drawn(text, meta, _with_text(measure(read_page(markup.visible))))
    page = measured.page
    split = _first_post(measured, title, body, fetched_at)
    after = page.blocks[split.body[-1] + 1 :] if split.body else ()
    meta = with_data(meta, read_page_data(markup.left_out, title.text))
    shown = _shown(page, url, split.body) if meta.dates else url
    byline = read_byline(_zones(measured, title, split), meta, fetched_at, shown=shown)
    printed = _printed_lines(page, split.body)
    fitted = without_fittings(printed)
    lines = without_copies(fitted, title.text)
    return Parts(
        lines=tuple(lines),
        left_out=(*_by_links(page, split.body), *_told(printed, fitted, FITTING), *_told(fitted, lines, COPY)),
        title=title.text,
        byline=_posted(byline, split.main),
        meta=meta,
        comments=_comments(page, after, split, fetched_at),
        related=tuple(dict.fromkeys(read_related(after))),
        next_page=next_page(markup.visible, url, meta.base),
        rest=() if after else page.rest,
    )


def _shown_or_drawn(text: str, meta: Metadata, shown: Measured) -> tuple[Measured, Title, list[int]]:
    """The page that holds the article, with title and body: the one that is shown, or the one its scripts draw."""
    title, body = find_text(shown, meta)
    if body_chars(shown.page, body) < _SHORT_PAGE:
        return _drawn_by_script(text, meta, shown, title, body)
    return shown, title, body


def _zones(measured: Measured, title: Title, split: Split) -> Zones:
    """Where a byline may stand; what stands behind the first of several posts is another's, as are all answers."""
    behind = [*(post.start for post in split.others), *split.followed]
    end = min((at for at in behind if split.body and at > split.body[-1]), default=None)
    zones = byline_zones(measured, title.block, split.body, end)
    return replace(zones, tail=(), signed=()) if split.is_answered else zones


def _printed_lines(page: Page, body: Sequence[int]) -> list[str]:
    told = (page.blocks[at] for at in body if not _is_out(page.blocks[at]))
    return [line for block in told if (line := _printed(block))]


def _is_out(block: Block) -> bool:
    """Whether a line of the body is none of the text by its links."""
    return is_marked_advert(block) or is_tag_row(block) or is_pointer(block)


def _by_links(page: Page, body: Sequence[int]) -> Iterator[tuple[str, str]]:
    """What of the body went by its links: rows of tags, and what calls itself an advertisement; with its rule."""
    for block in (page.blocks[at] for at in body):
        if _is_out(block):
            yield ADVERT if is_marked_advert(block) else FITTING, block.text


def _told(lines: Sequence[str], kept: Iterable[str], rule: str) -> Iterator[tuple[str, str]]:
    """The lines that were not kept, with the rule by which they went."""
    left = Counter(kept)
    for line in lines:
        if left[line]:
            left[line] -= 1
        else:
            yield rule, line


def _first_post(measured: Measured, title: Title, body: Sequence[int], fetched_at: datetime | None) -> Split:
    """The body apart from what readers posted, in elements of their own or without any."""
    page = measured.page
    if letters := read_letters([block.text for block in page.blocks]):
        return _of_letters(page, letters)
    split = split_body(measured, read_posts(measured, title.block, fetched_at), body)
    second = -1 if split.others else next_post(page.blocks, split.body)
    if second < 0:
        return split
    last = page.last_inside(page.parents[page.blocks[second].container])
    behind = takewhile(lambda at: page.blocks[at].container <= last, range(second, len(page.blocks)))
    return split._replace(body=[at for at in split.body if at < second], followed=tuple(behind))


def _of_letters(page: Page, letters: Sequence[Letter]) -> Split:
    """The first letter as the body, the others as posts, and the answers of one line behind it."""
    first, *others = (
        Post(start=one.start, end=one.end, lines=one.lines, author=one.author, date=one.date) for one in letters
    )
    answers = (at for at in range(first.start, first.end + 1) if read_push(page.blocks[at].text))
    return Split(list(first.lines), tuple(others), first, followed=tuple(answers))


def _posted(byline: Byline, post: Post | None) -> Byline:
    """The byline of an article that is a post: what its zone does not say, the post's own stamp may."""
    if post is None:
        return byline
    name = Name(post.author, post.author, 1) if post.author and byline.author is None else byline.author
    return replace(byline, author=name, date=byline.date or post.date)


def _drawn_by_script(
    text: str, meta: Metadata, measured: Measured, title: Title, body: list[int]
) -> tuple[Measured, Title, list[int]]:
    """The article in the data of the page's scripts, where that is much longer than what the page shows."""
    found = find_in_scripts(text)
    if found is None:
        return measured, title, body
    drawn = measure(read_page(cut(found.as_markup()).visible))
    drawn_title, drawn_body = find_text(drawn, meta)
    if body_chars(drawn.page, drawn_body) <= _MUCH_MORE * body_chars(measured.page, body):
        return measured, title, body
    return drawn, drawn_title, drawn_body


def _printed(block: Block) -> str:
    """The text of a block; a heading without the button that edits its section, a paragraph without what advertises in it."""
    text = block.text.removesuffix(_END_OF_DATA)
    if not block.links:
        return text
    return without_edit(text) if block.tag[:1] == "h" else without_adverts(block)


def _with_text(measured: Measured) -> Measured:
    """The page; where no prose stands outside links, a link was never closed and its text is no link's."""
    if any(measured.good):
        return measured
    blocks = tuple(block._replace(link_chars=0) for block in measured.page.blocks)
    unlinked = measure(replace(measured.page, blocks=blocks))
    is_prose = any(
        good >= _INTO_LINK or (good and block.text.endswith("。"))
        for good, block in zip(unlinked.good, blocks, strict=True)
    )
    return unlinked if is_prose else measured


def find_text(measured: Measured, meta: Metadata) -> tuple[Title, list[int]]:
    """The title and the body's blocks: behind a confirmed title, else the body first and its title above it."""
    page = measured.page
    title = confirmed_title(page.blocks, meta) or labelled_title(page.blocks) or _lone_heading(page)
    if title is not None:
        behind = find_body(measured, title.block)
        # A "title" that most of the text stands before was a caption or a link.
        if _is_near(title, behind):
            return title, behind
        anywhere = find_body(measured)
        return title, behind if 2 * body_chars(page, behind) >= body_chars(page, anywhere) else anywhere
    body, heading = first_post(page.blocks, find_body(measured))
    if heading >= 0:
        return Title(page.blocks[heading].text, heading), body
    title = fallback_title(page.blocks, meta, _text_start(measured, body), meta.site_words)
    return title, _behind_title(measured, title, body)


def _behind_title(measured: Measured, title: Title, body: list[int]) -> list[int]:
    """The body without its title, and without the short lines in front of that: sections of the site."""
    before = [at for at in body[:INTO_BODY] if at <= title.block]
    is_inside = title.block in before and not any(measured.good[at] for at in before)
    return [at for at in body if at > title.block] if is_inside else body


def _lone_heading(page: Page) -> Title | None:
    """The only h1 of a page, where it can be a title and is no link, as the site's name in a page's head is."""
    heads = [at for at, block in enumerate(page.blocks) if _in_h1(page, block) and not block.is_hidden]
    if len(heads) != 1 or page.blocks[heads[0]].link_chars:
        return None
    text = without_badges(page.blocks[heads[0]])
    return Title(text, heads[0]) if is_title(text) else None


def _in_h1(page: Page, block: Block) -> bool:
    """Whether a block is an h1, or a line of its own in one."""
    return block.tag == "h1" or (block.tag == "div" and page.tags[page.parents[block.container]] == "h1")


def _text_start(measured: Measured, body: Sequence[int]) -> int:
    """Where the text begins: behind a heading of the page that stands among the body's first lines, before its prose."""
    blocks = measured.page.blocks
    short = takewhile(lambda at: not measured.good[at] or blocks[at].tag == "h1", body[:INTO_BODY])
    heads = [at for at in short if blocks[at].tag == "h1"]
    return heads[-1] + 1 if heads else body[0] if body else len(blocks)


def _is_near(title: Title, body: Sequence[int]) -> bool:
    return bool(body) and body[0] - title.block <= _HEAD_BLOCKS


def _comments(page: Page, after: Sequence[Block], split: Split, fetched_at: datetime | None) -> tuple[Comment, ...]:
    """The comments told by their elements or by their lines, whichever are more."""
    followed = [page.blocks[at] for at in split.followed]
    told = read_comments(_comment_lines(followed or after, is_open=bool(followed)), fetched_at)
    if not told and not split.others and _is_thread(page, split.body):
        answers = dropwhile(lambda block: not is_labelled_stamp(block.spaced), after)
        told = read_comments(_comment_lines(list(answers), is_open=True), fetched_at)
    posts = tuple(post.as_comment(page.blocks) for post in split.others if post.lines)
    return told if len(told) > len(split.others) else posts


def _is_thread(page: Page, body: Sequence[int]) -> bool:
    """Whether a stamp above the text labels who posted it and when, as each post of some boards is headed."""
    first = body[0] if body else 0
    return any(is_labelled_stamp(block.spaced) for block in page.blocks[max(0, first - _ABOVE_BODY) : first])


def _in_lines(block: Block) -> list[str]:
    """The lines of a block among comments: its text, or who, when and what where all of it stands in one line."""
    if block.parts and is_stamp(block.spaced):
        return [block.spaced]
    if read_push(block.text):
        return [block.text]
    name, *rest = [part.strip() for part in block.parts if part.strip()] or [""]
    spans = ((at, span) for at, part in enumerate(rest) if (span := date_span(part)) and len(part) <= _LONGEST_DATE)
    at, span = next(spans, (0, (0, 0)))
    if not at or not is_writer(name):
        return [block.text]
    return [f"{name} {rest[at][slice(*span)]}", " ".join(rest[:at])]


def _comment_lines(blocks: Sequence[Block], *, is_open: bool = False) -> list[str]:
    """The lines in elements named for comments, or under a heading of comments; from the first where one `is_open` there."""
    lines, above = [], ""
    for block in blocks:
        kind = heading_kind(block.text)
        if kind in {"comment", "related"} or (is_open and (is_notice(block.text) or _is_title_link(block))):
            is_open = kind == "comment"
        elif is_floor(block.text) and not is_open:
            lines += [above, block.text]
            is_open = True
        elif (is_open or block.has_region("comment")) and not (block.is_hidden or _is_furniture(block)):
            lines += _in_lines(block)
        above = block.text
    return lines


def _is_furniture(block: Block) -> bool:
    """Whether a line is furniture: it lies in a region of it that is no comment's own, or is buttons under a comment."""
    return any(region.kind == "furniture" for region in block.outer_regions) or is_reply_button(block.spaced)


def _is_title_link(block: Block) -> bool:
    """Whether a line is a link and no more, as long as a title and in no place for comments: links have begun."""
    is_link = block.link_chars >= len(block.text) - _BULLET_CHARS and not block.has_region("comment")
    return is_link and block.link_chars >= _SHORTEST_LINK


def _shown(page: Page, url: str, body: Sequence[int]) -> str:
    """The address and what the page prints, behind the body without comments and links: a stated date must agree with it."""
    end = body[-1] + 1 if body else len(page.blocks)
    others = set(_comment_lines(page.blocks[end:]))
    behind = (
        block for block in page.blocks[end:] if not (block.text in others or block.is_linked or _is_of_others(block))
    )
    return "\n".join([url, *(block.text for block in (*page.blocks[:end], *behind))])


def _is_of_others(block: Block) -> bool:
    return block.has_region("comment") or block.has_region("related")
