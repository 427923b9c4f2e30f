"""Recognise headings of what follows or surrounds an article: related links, comments.

A heading is a short line that says nothing else. Words are matched on folded lines, so `延伸閱(yuè)讀` counts too.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pipelines.extract.keys import folded
from pipelines.lexicon.characters import SPACES
from pipelines.lexicon.furniture import APPARATUS_HEADINGS, COMMENT_HEADINGS, RELATED_HEADINGS

_LONGEST, _LONGEST_PRINTED = 24, 72
# A heading is longer where glosses stretch it or where it counts the comments on a title.
_LONGER_RE: Final = re.compile(r"[)）]|[评評]")
# What may stand around the words of a heading: marks, counts as in `评论(12)`, `更多>>`.
_TRIM_RE: Final = re.compile(r"^[\W_]+|(?<![\W_\d条个])(?<!更多)(?<!more)(?:[\W_]|\d|条|个|更多|more)+$", re.IGNORECASE)
_TRIMMED_ENDS: Final = frozenset("条个多eE")
# What every heading of comments has one of: the pattern below is asked of those lines only.
_COMMENT_HINT_RE: Final = re.compile("[评留回跟点明说答]|omm", re.IGNORECASE)

# Headings that are a phrase: "others also read", "you may want to see", "hot today", "related …".
_ALSO_READ_RE: Final = re.compile(
    "(?:大家|其他人|别人|网友|读者)(?:都|也|还)在[看读搜]|[你您]可能(?:还|也|会)?(?:想|喜欢|感兴趣|关注).{0,4}|看过本文的.{0,8}"
    "|(?:今日|本周|热门|最新|相关|编辑|精彩|更多)(?:推荐|新闻|热点|专题|报道|视频|图片|消息|链接|文章|精彩|看点|精彩内容)(?:阅读)?|关键词阅读"
)
# Headings of comments that count them or ask for one: "already 3 comments", "comments 66", "log in to comment"; those of
# the answers behind the first.
_COMMENTS_RE: Final = re.compile(
    r"(?:.{0,60}?[》」”\"])?(?:已有|共有?|全部|所有|查看)?\d{1,7}(?:条|个|件|位|人)?(?:网友|读者|用户)?(?:评论|留言|回复|跟帖|跟贴|点评)"
    r"|(?:网友|最新|热门)?(?:评论|留言|跟帖|跟贴)\d{1,7}(?:条|个)?(?:文明上网.{0,40})?"
    r"|(?:请先?登[录陆]|登[录陆])(?:后|并)?(?:即可|才能|可以|可)?(?:发表)?(?:评论|留言|跟帖).{0,6}"
    r"|(?:其他|其它|更多|另外)\d{0,4}(?:个|条)?(?:回答|答案|解答)(?:\d{1,4}(?:个|条)?)?"
    r"|文明上网,?理性发言.{0,40}|(?:我来说两句|我要说两句|说点什么|写评论|发评论|Comments?|Leaveacomment|Leaveareply)",
    re.IGNORECASE,
)
# `[编辑]`, `[编辑 | 编辑源代码]` behind a heading.
_EDIT_RE: Final = re.compile(rf"{SPACES}[\[［【]\s*(?:编辑|編輯|edit)[^\]］】]{{0,12}}[\]］】]$", re.IGNORECASE)
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


def _key(line: str) -> str:
    key = folded(line)
    is_bare = key[:1].isalnum() and key[-1].isalpha() and key[-1] not in _TRIMMED_ENDS
    return key if is_bare else _TRIM_RE.sub("", key)


@lru_cache(maxsize=8192)
def _kind(line: str) -> str | None:
    """What a short line heads: `related`, `comment`, `notice` or nothing."""
    key = _key(line)
    if not key:
        return None
    if key in COMMENT_HEADINGS or (_COMMENT_HINT_RE.search(key) and _counts_comments(line)):
        return "comment"
    if key in RELATED_HEADINGS or _ALSO_READ_RE.fullmatch(key):
        return "related"
    return "notice" if _NOTICE_RE.fullmatch(key) else None


def _counts_comments(line: str) -> bool:
    return _COMMENTS_RE.fullmatch(folded(line).strip("~!()[]:>")) is not None


def heading_kind(line: str) -> str | None:
    """What a line heads: `related` links, readers' `comment`s, the site's legal `notice`; None for all other lines.

    >>> heading_kind("延伸閱讀"), heading_kind("网友评论(3)"), heading_kind("【免責聲明】"), heading_kind("短信的来源")
    ('related', 'comment', 'notice', None)
    """
    is_candidate = len(line) <= _LONGEST or (len(line) <= _LONGEST_PRINTED and _LONGER_RE.search(line) is not None)
    return _kind(line) if is_candidate else None


@lru_cache(maxsize=8192)
def without_edit(line: str) -> str:
    """Return a heading without the link by which readers of an encyclopedia edit what stands under it.

    >>> without_edit("历史沿革[编辑]"), without_edit("短信编辑")
    ('历史沿革', '短信编辑')
    """
    return _EDIT_RE.sub("", line)


def is_apparatus(line: str) -> bool:
    """Whether a line heads what follows a treatise: notes, references, links elsewhere.

    >>> is_apparatus("参考文献[编辑]"), is_apparatus("参考价格")
    (True, False)
    """
    return len(line) <= _LONGEST and _key(without_edit(line)) in APPARATUS_HEADINGS


def is_related_heading(line: str) -> bool:
    """Whether the line heads a list of links to other articles.

    >>> is_related_heading("延伸閱讀"), is_related_heading("你可能還想看："), is_related_heading("短信的来源")
    (True, True, False)
    """
    return heading_kind(line) == "related"


def is_comment_heading(line: str) -> bool:
    """Whether the line heads readers' comments."""
    return heading_kind(line) == "comment"


def is_notice_heading(line: str) -> bool:
    """Whether the line heads the site's legal notice.

    >>> is_notice_heading("【免責聲明】"), is_notice_heading("法律责任")
    (True, False)
    """
    return heading_kind(line) == "notice"
