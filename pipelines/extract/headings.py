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

# Headings that are a phrase: "others also read", "you may want to see", "hot today", "related …".
_ALSO_READ_RE: Final = re.compile(
    "(?:大家|其他人|别人|网友|读者)(?:都|也|还)在[看读搜]|[你您]可能(?:还|也|会)?(?:想|喜欢|感兴趣|关注).{0,4}|看过本文的.{0,8}"
    "|(?:今日|本周|热门|最新|相关|编辑|精彩|更多)(?:推荐|新闻|热点|专题|报道|视频|图片|消息|链接|文章|精彩|看点|精彩内容)(?:阅读)?|关键词阅读"
)
_NOTICE_RE: Final = re.compile(
    "(?:反|本[站网])?(?:版权|侵权|免责|法律|权利|著作权|转载)(?:与免责)?(?:声明|公告|说明|须知)"
)


def heading_key(line: str) -> str:
    """The words of a line that may be a heading; empty for a longer line.

    >>> heading_key("【相關閱讀】："), heading_key("网友评论（23）>>")
    ('相关阅读', '网友评论')
    >>> heading_key("我收到了催收短信，里面提到了相关阅读四个字，真是奇怪")
    ''
    """
    return "" if len(line) > _LONGEST else _key(line)


@lru_cache(maxsize=8192)
def _key(line: str) -> str:
    return _TRIM_RE.sub("", fold(line))


def is_related_heading(line: str) -> bool:
    """Whether the line heads a list of links to other articles.

    >>> is_related_heading("延伸閱讀"), is_related_heading("你可能還想看："), is_related_heading("短信的来源")
    (True, True, False)
    """
    key = heading_key(line)
    return key in RELATED_HEADINGS or (bool(key) and _ALSO_READ_RE.fullmatch(key) is not None)


def is_comment_heading(line: str) -> bool:
    """Whether the line heads readers' comments."""
    return heading_key(line) in COMMENT_HEADINGS


def is_notice_heading(line: str) -> bool:
    """Whether the line heads the site's legal notice.

    >>> is_notice_heading("【免責聲明】"), is_notice_heading("法律责任")
    (True, False)
    """
    key = heading_key(line)
    return bool(key) and _NOTICE_RE.fullmatch(key) is not None
