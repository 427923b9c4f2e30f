"""Recognise headings of what follows or surrounds an article: related links, comments.

A heading is a short line that says nothing else. Words are matched on folded lines, so `延伸閱(yuè)讀` counts too.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pipelines.lexicon.furniture import COMMENT_HEADINGS, RELATED_HEADINGS
from pipelines.text.fold import fold

_LONGEST: Final = 24
# What may stand around the words of a heading: marks, counts as in `评论(12)`, `更多>>`.
_TRIM_RE: Final = re.compile(r"^[\W_]+|(?:[\W_]|\d+|条|个|更多|more)+$", re.IGNORECASE)


@lru_cache(maxsize=8192)
def heading_key(line: str) -> str:
    """The words of a line that may be a heading; empty for a longer line.

    >>> heading_key("【相關閱讀】："), heading_key("网友评论（23）>>")
    ('相关阅读', '网友评论')
    >>> heading_key("我收到了催收短信，里面提到了相关阅读四个字，真是奇怪")
    ''
    """
    return "" if len(line) > _LONGEST else _TRIM_RE.sub("", fold(line))


def is_related_heading(line: str) -> bool:
    """Whether the line heads a list of links to other articles."""
    return heading_key(line) in RELATED_HEADINGS


def is_comment_heading(line: str) -> bool:
    """Whether the line heads readers' comments."""
    return heading_key(line) in COMMENT_HEADINGS
