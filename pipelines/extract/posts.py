"""Pages with several posts: a blog's front page, a thread. The first post is the article.

Such a page has no title of its own that `<title>` would confirm, and prints one bare date for each post, in elements of
the same kind.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.extract.blocks import Block
from pipelines.extract.dates import find_date
from pipelines.extract.title import is_title


def post_stamps(blocks: Sequence[Block], body: Sequence[int]) -> list[int]:
    """Return the numbers of the bare dates in or right above the body, one for each post; [] for a single post.

    >>> page = [Block("第一篇"), Block("2005-03-21 01:20", "td"), Block("正文。"), Block("2005-03-18 01:58", "td"), Block("正文。")]
    >>> post_stamps(page, [2, 3, 4]), post_stamps(page[:3], [2])
    ([1, 3], [])
    """
    if not body:
        return []
    stamps = [at for at in range(max(0, body[0] - 3), body[-1] + 1) if is_bare_date(blocks[at].text)]
    same = [
        at for at in stamps if (blocks[at].tag, blocks[at].words) == (blocks[stamps[0]].tag, blocks[stamps[0]].words)
    ]
    return same if len(same) > 1 else []


def first_post(blocks: Sequence[Block], body: Sequence[int]) -> tuple[list[int], int]:
    """Return the body's blocks that belong to the first post, and the number of the post's title or -1."""
    stamps = post_stamps(blocks, body)
    if not stamps:
        return list(body), -1
    has_title = stamps[0] > 0 and is_title(blocks[stamps[0] - 1].text)
    end = stamps[1] - has_title
    return [at for at in body if stamps[0] < at < end], stamps[0] - 1 if has_title else -1


def is_bare_date(text: str) -> bool:
    """Whether a line is a date with a clock and nothing else.

    >>> is_bare_date("2005-03-21 01:20:44"), is_bare_date("2005-03-21 01:20 发布")
    (True, False)
    """
    if not 14 <= len(text) <= 24:
        return False
    date = find_date(text)
    return date is not None and date.raw == text and date.precision in {"minute", "second"}
