"""Read a page of plain text, as copied from a browser: lines, but no tags.

The order of such pages is that of the sites: badge, title, byline, lead, body, comments, related links. Each part is
found by the form of its lines; what is none of these is body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from pipelines.extract.blocks import MOST_LINES, Block
from pipelines.extract.body import is_disclaimer, is_notice
from pipelines.extract.byline import find_section
from pipelines.extract.comment_heads import is_avatar, is_avatar_header, read_header
from pipelines.extract.comments import read_comments
from pipelines.extract.headings import heading_key, is_comment_heading, is_related_heading
from pipelines.extract.keys import folded
from pipelines.extract.letters import Letter, read_letters, read_push
from pipelines.extract.meta_line import has_label, is_meta_line
from pipelines.extract.related import is_bulleted, is_link_title, strip_bullet, without_edge_date
from pipelines.extract.site_names import is_site_name
from pipelines.extract.stamps import is_answers_heading, is_labelled_stamp
from pipelines.extract.title import own_text
from pipelines.lexicon.furniture import BADGES, SECTION_LABELS
from pipelines.types import Comment

_HEAD_LINES: Final = 6
_ABOVE_TITLE: Final = 3
"""Lines of the site that may stand above the title."""
_SENTENCE_ENDS: Final = ("。", "！", "？", "；", "?", "!")
_LONGEST_TITLE: Final = 60
_FEWEST_LINKS: Final = 3
"""Bulleted lines that end a page are links only from this many on: the body may end in a short list."""
_LONGEST_SITE: Final = 8
# The site and the part of it that the page stands in.
_PATH_RE: Final = re.compile(r"[^\s>»›。，：:]{2,8}\s?[>»›]\s?[^\s>»›。，：:]{2,8}")
_NUMBERED_RE: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|\d+[.、．)]|第[一二三四五六七八九十\d]+[章节條条]|[（(][一二三四五六七八九十\d]+[)）])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """A text page in its parts; `lines` is the body with header lines out, repeats still in."""

    title: str | None
    head: tuple[str, ...]
    """Byline lines."""
    above: tuple[str, ...] = ()
    """Lines above the title."""
    lines: tuple[str, ...]
    comments: tuple[Comment, ...] = ()
    related: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    """Lines of a very long body behind those that were judged."""


def read_text(text: str, fetched_at: datetime | None = None) -> TextPage:
    r"""Take a text page apart; days of comments that are told from now are known only with `fetched_at`.

    >>> page = read_text("收到短信说我欠款\n2024-03-05 08:09 作者:甲乙\n今天收到短信。\n其他文章\n- 短信退订办法")
    >>> page.title, page.head, page.lines, page.related
    ('收到短信说我欠款', ('2024-03-05 08:09 作者:甲乙',), ('今天收到短信。',), ('短信退订办法',))
    """
    every = [line.strip() for line in text.splitlines() if line.strip()]
    lines = every[:MOST_LINES]
    if letters := read_letters(lines):
        return _of_letters(lines, letters, fetched_at)
    at = _title_line(lines)
    rest = lines if at is None else lines[at + 1 :]
    end = _body_end(rest)
    head = tuple(_head(rest[: min(end, _HEAD_LINES)]))
    body = tuple(line for i, line in enumerate(rest[:end]) if not (i < _HEAD_LINES and line in head))
    own, answers = _answered(body, fetched_at)
    tail = _without_foot(rest[end:])
    return TextPage(
        title=None if at is None else own_text(Block(lines[at])),
        head=head,
        above=tuple(lines[:at]),
        lines=own,
        comments=(*answers, *read_comments(list(_comment_lines(tail)), fetched_at)),
        related=tuple(_related_lines(tail)),
        rest=tuple(every[MOST_LINES:]) if end == len(rest) else (),
    )


def _answered(lines: Sequence[str], fetched_at: datetime | None) -> tuple[tuple[str, ...], tuple[Comment, ...]]:
    """A question with the first of the answers under a heading of them, and the other answers."""
    for at, line in enumerate(lines[:-2], 1):
        if is_answers_heading(line) and read_header(lines[at]) and (told := read_comments(lines[at:], fetched_at)):
            return (*lines[: at - 1], *told[0].text.split("\n")), told[1:]
    return tuple(lines), ()


def _of_letters(lines: Sequence[str], letters: Sequence[Letter], fetched_at: datetime | None) -> TextPage:
    """The first letter of a board, the others and the answers of one line as its comments."""
    first, *others = letters
    text = [lines[at] for at in first.lines]
    answers = [line for line in lines[first.start : first.end + 1] if read_push(line)]
    told = (
        Comment(
            text="\n".join(lines[at] for at in one.lines),
            author=one.author,
            posted_on=one.date.at.date() if one.date else None,
        )
        for one in others
    )
    return TextPage(
        title=first.title or None,
        head=tuple(lines[first.start : min(first.lines, default=first.end + 1)]),
        lines=tuple(text),
        comments=(*told, *read_comments(answers, fetched_at)),
    )


def _head(lines: Sequence[str]) -> Iterator[str]:
    """The byline: lines that are nothing else before the first sentence; behind it only those that name or label something.

    A time alone between sentences is a diary's.
    """
    is_text = False
    for line in lines:
        if is_meta_line(line) and (not is_text or has_label(line)):
            yield line
        is_text = is_text or line.endswith(_SENTENCE_ENDS)


def _title_line(lines: Sequence[str]) -> int | None:
    """The first line that is no badge, if it can be a title: a label first means that the copy has none."""
    for at, line in enumerate(lines[:_HEAD_LINES]):
        if own_text(Block(line)) != line:
            return at
        if heading_key(line) in BADGES or (
            at < _ABOVE_TITLE and (is_meta_line(line) or _is_above_title(line, lines[at + 1 :]))
        ):
            continue
        is_prose = line.endswith(("。", "；", "，", ",", ":", "：")) or line.count("，") + line.count(",") > 2
        is_part = heading_key(line) in SECTION_LABELS or _NUMBERED_RE.match(line) is not None
        return None if is_prose or is_part or len(line) > _LONGEST_TITLE or len(lines) == 1 else at
    return None


def _is_above_title(line: str, below: Sequence[str]) -> bool:
    """Whether a line is a site's path, the site's name above that, or either of them above a title.

    What stands above a byline, or above a sentence, is the title itself.
    """
    if find_section(line) is not None:
        return True
    names = line.split(" ", maxsplit=1)
    if max(map(len, names)) > _LONGEST_SITE:
        return False
    title, *behind = [other for other in below[:_ABOVE_TITLE] if find_section(other) is None] or [""]
    if not title or is_meta_line(title) or title.endswith(_SENTENCE_ENDS[:1]):
        return False
    is_named = is_site_name(folded(names[0])) and any(map(is_meta_line, behind[:1]))
    return is_named or find_section(below[0]) is not None or _PATH_RE.fullmatch(line) is not None


def _body_end(lines: Sequence[str]) -> int:
    """Where comments or related links begin, and nothing but them and the site's notice follows.

    In a thread whose posts all label who and when, the second post begins there.
    """
    heads = [at for at, line in enumerate(lines) if is_labelled_stamp(line)]
    if len(heads) > 1 and heads[0] < _HEAD_LINES:
        return heads[1]
    return _links_start(lines[: next(filter(partial(_begins_comments, lines), range(len(lines))), len(lines))])


def _begins_comments(lines: Sequence[str], at: int) -> bool:
    """Whether a line heads a reader's comment, or the place for comments with one in it."""
    line = lines[at]
    is_head = is_avatar_header(line) or _is_avatar(lines, at)
    return is_head or (is_comment_heading(line) and _has_comment(lines[at : at + 5]))


def _links_start(lines: Sequence[str]) -> int:
    """Where the links begin that end the lines, under a heading or with bullets."""
    last = max((at for at, line in enumerate(lines) if not _is_furniture(line)), default=0)
    for at, line in enumerate(lines[last:], last):
        if is_related_heading(line) or is_comment_heading(line):
            return at
    tail = len(lines)
    while tail and is_bulleted(lines[tail - 1]) and is_link_title(strip_bullet(lines[tail - 1])):
        tail -= 1
    is_list = tail > 0 and lines[tail - 1].endswith((":", "："))
    return tail if len(lines) - tail >= _FEWEST_LINKS and not is_list else len(lines)


def _is_avatar(lines: Sequence[str], at: int) -> bool:
    """Whether a line is the word for a picture, with a reader's name and time below it."""
    return is_avatar(lines[at]) and bool(read_comments([*lines[at + 1 : at + 3], "。"]))


def _has_comment(lines: Sequence[str]) -> bool:
    """Whether comments follow a heading: who and when on a line, or the name above its time."""
    return any(read_header(line) is not None for line in lines[1:4]) or bool(read_comments(lines))


def _is_furniture(line: str) -> bool:
    """Whether a line may stand behind the article: a link title, a heading or the site's notice, no prose."""
    return not line.endswith("。") or is_notice(line) or is_disclaimer(line)


def _without_foot(lines: Sequence[str]) -> Sequence[str]:
    """The lines before the foot of the page: the site's notice, behind which neither a reader nor a sentence follows."""
    last = max((at for at, line in enumerate(lines) if read_header(line) or not _is_furniture(line)), default=-1)
    foot = (at for at in range(last + 1, len(lines)) if is_notice(lines[at]) or is_disclaimer(lines[at]))
    return lines[: next(foot, len(lines))]


def _comment_lines(lines: Sequence[str]) -> Iterator[str]:
    """The lines between the first header of a comment and the links."""
    is_open = False
    for line in lines:
        if is_related_heading(line) or (is_bulleted(line) and is_link_title(strip_bullet(line))):
            is_open = False
        elif is_comment_heading(line) or is_avatar_header(line) or is_labelled_stamp(line) or is_avatar(line):
            is_open = True
        if is_open and not is_comment_heading(line):
            yield line


def _related_lines(lines: Sequence[str]) -> Iterator[str]:
    """The link titles: bulleted lines, and any line that can be one under a heading of related links."""
    is_open = False
    for line in lines:
        if is_related_heading(line) or is_comment_heading(line) or is_avatar_header(line):
            is_open = is_related_heading(line)
        elif (is_open or is_bulleted(line)) and is_link_title(strip_bullet(line)):
            yield without_edge_date(strip_bullet(line))
