"""Recognise the lines that end an article."""

from __future__ import annotations

from pipelines.extract.comment_heads import is_avatar_header, is_floor
from pipelines.extract.headings import heading_kind


def ends_article(line: str) -> bool:
    """Whether a line ends the article: a heading of links, comments or notices, or the head of a later post.

    >>> ends_article("网友评论（3）"), ends_article("2楼 发表于 2023-04-18"), ends_article("评论一下这条短信")
    (True, True, False)
    """
    return heading_kind(line) is not None or is_floor(line) or is_avatar_header(line)


def begins_comments(line: str) -> bool:
    """Whether what stands behind a line was written by readers.

    >>> begins_comments("网友评论（3）"), begins_comments("相关阅读")
    (True, False)
    """
    return heading_kind(line) == "comment" or is_floor(line) or is_avatar_header(line)
