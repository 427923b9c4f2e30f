"""Read the names of the people who post on a site: those whose pages are linked, and whom classes call users.

    <a href="/user/8812">风吹麦浪</a> <span>2019-02-03 09:11</span>

A pen name says nothing by its form; that it leads to somebody's page does. Whether it is the author's is decided by its
place (`byline_names`): readers and other authors are linked too.
"""

from __future__ import annotations

import re
from typing import Final

from pipelines.extract.tokens import unescape

_MOST: Final = 12
"""Names that are read; those farther down are readers'."""
# Parts of the addresses of people's pages, then names of classes. Each pattern begins with its literal, so that a page is passed over fast.
_LINKED_RES: Final = {
    part: re.compile(
        rf"{re.escape(part)}[^\s<>\"']{{0,80}}+[\"']?(?:\s[^<>]{{0,300}}+)?>\s{{0,80}}(?:<(?:span|b|strong|em|p|div)\b[^<>]{{0,300}}>\s{{0,80}}){{0,2}}([^<>]{{1,40}})<"
    )
    for part in (
        "/u/", "/user/", "/users/", "/people/", "/member/", "/author/", "/space/", "/profile", "space-uid", "uid=", "/usercenter/",
        "nickname", "nickName", "nick-name", "nick_name", "user_name", "userName", "u-name", "uname",
    )
}  # fmt: skip


def linked_people(visible: str) -> tuple[str, ...]:
    """Return the texts of the first such elements, each once.

    >>> linked_people('<a href="/user/8812" rel=nofollow>风吹麦浪</a> <a href=/u/7><span>小满</span></a> <a href=/news/2>短信</a>')
    ('小满', '风吹麦浪')
    """
    found: dict[str, None] = {}
    for pattern in (pattern for part, pattern in _LINKED_RES.items() if part in visible):
        for match, _ in zip(pattern.finditer(visible), range(_MOST), strict=False):
            if name := " ".join(unescape(match[1]).split()):
                found[name] = None
    return tuple(found)
