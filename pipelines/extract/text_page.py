"""Read a page of plain text, as copied from a browser: lines, but no tags.

The order of such pages is that of the sites: badge, title, byline, lead, body, comments, related links. Each part is
found by the form of its lines; what is none of these is body.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipelines.extract.blocks import MOST_LINES, Block
from pipelines.extract.comment_heads import read_header
from pipelines.extract.comments import read_comments
from pipelines.extract.letters import Letter, read_letters, read_push
from pipelines.extract.meta_line import has_label, is_meta_line
from pipelines.extract.stamps import is_answers_heading
from pipelines.extract.text_tail import body_end, comment_lines, related_lines, without_foot
from pipelines.extract.text_title import HEAD_LINES, title_line
from pipelines.extract.title import own_text
from pipelines.types import Comment

_SENTENCE_ENDS: Final = ("。", "！", "？", "；", "?", "!")


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
    at = title_line(lines)
    rest = lines if at is None else lines[at + 1 :]
    end = body_end(rest)
    head = tuple(_head(rest[: min(end, HEAD_LINES)]))
    body = tuple(line for i, line in enumerate(rest[:end]) if not (i < HEAD_LINES and line in head))
    own, answers = _answered(body, fetched_at)
    tail = without_foot(rest[end:])
    return TextPage(
        title=None if at is None else own_text(Block(lines[at])),
        head=head,
        above=tuple(lines[: at or 0]),
        lines=own,
        comments=(*answers, *read_comments(list(comment_lines(tail)), fetched_at)),
        related=tuple(related_lines(tail)),
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
