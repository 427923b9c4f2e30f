"""Read the names of the people who post on a site: those whose pages are linked, and whom classes call users.

    <a href="/user/8812">风吹麦浪</a> <span>2019-02-03 09:11</span>

A pen name says nothing by its form; that it leads to somebody's page does. Whether it is the author's is decided by its
place (`byline_names`): readers and other authors are linked too.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from pipelines.extract.tokens import unescape

_MOST: Final = 400
"""Names that are read: a ranking may stand above the author, and readers stand below."""
# A part of the address of somebody's page, or a class of users, the rest of its tag, and the text behind it.
_LINKED_RE: Final = re.compile(
    r"(?:/(?:u/|user/|users/|usercenter/|people/|member/|author/|space/|profile)|space-uid|uid=|nick[-_]?[nN]ame|user(?:_n|N)ame|u-?name)"
    r"[^\s<>\"']{0,80}+[\"']?(?:\s[^<>]{0,300}+)?>\s{0,80}(?:<(?:span|b|strong|em|p|div)\b[^<>]{0,300}>\s{0,80}){0,2}([^<>]{1,40})<"
)


def linked_people(visible: str) -> tuple[str, ...]:
    """Return the texts of the first such elements, each once.

    >>> linked_people('<a href="/user/8812" rel=nofollow>风吹麦浪</a> <a href=/u/7><span>小满</span></a> <a href=/news/2>短信</a>')
    ('风吹麦浪', '小满')
    """
    names = (" ".join(unescape(match[1]).split()) for match in islice(_LINKED_RE.finditer(visible), _MOST))
    return tuple(dict.fromkeys(filter(None, names)))
