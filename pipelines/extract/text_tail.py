"""What stands behind the text of a text page: readers' comments, related links, the site's notice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from pipelines.extract.body import is_disclaimer, is_notice
from pipelines.extract.comment_heads import is_avatar, is_avatar_header, read_header
from pipelines.extract.comments import read_comments
from pipelines.extract.headings import is_comment_heading, is_related_heading
from pipelines.extract.related import is_bulleted, is_link_title, strip_bullet, without_edge_date
from pipelines.extract.stamps import is_labelled_stamp
from pipelines.extract.text_title import HEAD_LINES

_FEWEST_LINKS: Final = 3
"""Bulleted lines that end a page are links only from this many on: the body may end in a short list."""


def body_end(lines: Sequence[str]) -> int:
    """Return where comments or related links begin, and nothing but them and the site's notice follows.

    In a thread whose posts all label who and when, the second post begins there.

    >>> body_end(["今天收到短信。", "其他文章", "- 短信退订办法"]), body_end(["今天收到短信。", "其他文章", "我都读了。"])
    (1, 3)
    """
    heads = [at for at, line in enumerate(lines) if is_labelled_stamp(line)]
    if len(heads) > 1 and heads[0] < HEAD_LINES:
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


def without_foot(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines before the foot of the page: the site's notice, behind which neither a reader nor a sentence follows."""
    last = max((at for at, line in enumerate(lines) if read_header(line) or not _is_furniture(line)), default=-1)
    foot = (at for at in range(last + 1, len(lines)) if is_notice(lines[at]) or is_disclaimer(lines[at]))
    return lines[: next(foot, len(lines))]


def comment_lines(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines between the first header of a comment and the links."""
    is_open = False
    for line in lines:
        if is_related_heading(line) or (is_bulleted(line) and is_link_title(strip_bullet(line))):
            is_open = False
        elif is_comment_heading(line) or is_avatar_header(line) or is_labelled_stamp(line) or is_avatar(line):
            is_open = True
        if is_open and not is_comment_heading(line):
            yield line


def related_lines(lines: Sequence[str]) -> Iterator[str]:
    """Yield the link titles: bulleted lines, and any line that can be one under a heading of related links."""
    is_open = False
    for line in lines:
        if is_related_heading(line) or is_comment_heading(line) or is_avatar_header(line):
            is_open = is_related_heading(line)
        elif (is_open or is_bulleted(line)) and is_link_title(strip_bullet(line)):
            yield without_edge_date(strip_bullet(line))
