"""Recognise what a post is headed or signed by: its floor in the thread, its date, its buttons, its writer's name."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from pipelines.extract.comment_heads import read_stamp, without_who
from pipelines.extract.comments import is_comment_button
from pipelines.extract.dates import PrintedDate, find_date
from pipelines.extract.headings import heading_kind
from pipelines.extract.keys import folded
from pipelines.extract.meta_line import has_label, is_button
from pipelines.extract.post_words import ANSWERED, AT, EDITED, HOST, POSTED, POSTER, WHEN
from pipelines.extract.relative_dates import is_relative, relative_span
from pipelines.extract.tables import BYLINE_FILLERS, OTHER_LABELS

_LONGEST_STAMP, _LONGEST_NAME = 60, 20
_FLOOR_RE: Final = re.compile(r"第?\s?\d{1,5}\s?[楼樓层層#]|#\s?\d{1,5}|沙[发發]|板凳|地板|楼主|樓主")
# What every stamp has one of: a digit, or a word for a floor or for a day told from now.
_STAMP_HINT_RE: Final = re.compile(r"[\d年前今昨刚剛沙板楼樓]")
# By what a post's date is told from an article's: somebody answered, or wrote on a floor.
_VERB_RE: Final = re.compile(rf"(?:{ANSWERED})(?:{AT}|{WHEN})|(?:{POSTED}|{EDITED}){AT}")
# Who and when, both labelled, as each post of a board has it.
_WHO_AND_WHEN_RE: Final = re.compile(
    rf"(?:作者|{HOST}|{POSTER})\s?[:：]\s?\S{{1,20}}\s{{1,3}}(?:{POSTED}|{ANSWERED}|提交)?(?:{WHEN})\s?[:：]"
)
# Buttons that stand under posts and under nothing else.
_REPLY_RE: Final = re.compile(
    r"(?:回[复復覆]|[举舉][报報]|引用|只看[该該楼樓].{0,3}|[赞贊]同?|[点點][赞贊]|[顶頂踩]|有用|支持|反[对對])\s?[\d()（）\[\]]*"
)
_ANSWERS_RE: Final = re.compile(
    r"(?:共有?)?\d{0,6}(?:个|条)?(?:全部|其他|其它|更多|网友|律师|专业|最新|热心网友)?(?:的)?(?:回答|答案|解答)(?:共?\d{1,6}(?:个|条)?)?"
    r"|(?:最佳|满意|推荐|优质|精选|标准)(?:答案|回答)"
    r"|(?:医生|医师|专家|律师|老师|官方|客服)(?:的)?(?:回答|解答|答复|回复)(?:区|动态|列表)?\d{0,6}"
)
_BRACKETS_RE: Final = re.compile("[:()]")
_MARKS_RE: Final = re.compile("[，。！？；：、,;:!?…“”《》]")


def is_floor_mark(text: str) -> bool:
    """Whether a line is the number of a post and nothing else.

    >>> is_floor_mark("2楼"), is_floor_mark("沙发"), is_floor_mark("#12"), is_floor_mark("1楼住着王阿姨")
    (True, True, True, False)
    """
    return len(text) <= 8 and _FLOOR_RE.fullmatch(text.strip(" :：")) is not None


def may_be_stamp(text: str) -> bool:
    """Whether a line is short enough for a stamp and has what each has one of: most lines of a page have not.

    >>> may_be_stamp("3天前"), may_be_stamp("某某网首页")
    (True, False)
    """
    return len(text) <= _LONGEST_STAMP and _STAMP_HINT_RE.search(text) is not None


def is_stamp(text: str) -> bool:
    """Whether a line can head or sign a post: a floor, or a date with at most a name and a verb before it.

    >>> is_stamp("发表于 2023-04-18 10:20"), is_stamp("林小雨 3天前"), is_stamp("2023年4月18日，我收到短信。")
    (True, True, False)
    """
    if not may_be_stamp(text) or "。" in text or "，" in text:
        return False
    if is_floor_mark(text):
        return True
    stamp = read_stamp(text)
    return (stamp is not None and len(stamp.head) <= _LONGEST_NAME) or relative_span(text) is not None


def name_and_date(text: str, fetched_at: datetime | None = None) -> tuple[str | None, PrintedDate | None]:
    """The name and the date of a stamp, either of which may stand elsewhere in the post, or be told from the time of fetching.

    >>> name_and_date("林小雨 发表于 2023-04-18")[0], name_and_date("发表于 2023-04-18")[0], name_and_date("林小雨 3天前")
    ('林小雨', None, ('林小雨', None))
    """
    stamp = read_stamp(text, fetched_at)
    name = stamp.head if stamp else without_who(text).split(" ", maxsplit=1)[0]
    return (name if is_writer(name) else None), stamp.date if stamp else None


def is_writer(text: str) -> bool:
    """Whether a line can be the name under which somebody posts, an invented one too.

    >>> is_writer("铁皮屋"), is_writer("lan_88"), is_writer("312"), is_writer("级别: 侠客"), is_writer("回复")
    (True, True, False, False, False)
    """
    text = without_who(text)
    if not 0 < len(text) <= _LONGEST_NAME or _MARKS_RE.search(text) or not any(map(str.isalpha, text)):
        return False
    key = folded(text).lower()
    is_word = key in BYLINE_FILLERS or key in OTHER_LABELS or has_label(text) or heading_kind(text) is not None
    is_mark = is_floor_mark(text) or is_relative(text) or is_comment_button(text) or is_button(text)
    return not (is_word or is_mark or is_reply_button(text)) and find_date(text) is None


def is_reply_button(text: str) -> bool:
    """Whether a line is a button, or a row of them, by which readers act on a post.

    >>> is_reply_button("回复 举报"), is_reply_button("赞(3)"), is_reply_button("回复我的人说会起诉"), is_reply_button("阅读(3)")
    (True, True, False, False)
    """
    words = [word for word in text.split() if not word.isdecimal()] if len(text) <= 30 else []
    return bool(words) and all(_REPLY_RE.fullmatch(word) for word in words)


def is_posted(stamp: str) -> bool:
    """Whether a stamp says that somebody posted: by a verb, a floor, a button for readers, or labels of who and when.

    >>> is_posted("回答于 2023-04-18"), is_posted("2023-04-18 第2楼"), is_posted("作者：阿木 时间：2023-04-18")
    (True, True, True)
    >>> is_posted("2023-04-18"), is_posted("阿木 2023-04-18")
    (False, False)
    """
    if _VERB_RE.search(stamp) or _WHO_AND_WHEN_RE.match(stamp):
        return True
    words = [word.strip("[]【】") for word in stamp.split()]
    return any(is_floor_mark(word) or is_reply_button(word) for word in words)


def is_labelled_stamp(line: str) -> bool:
    """Whether a line labels both who posted and when, as each post of some boards is headed.

    >>> is_labelled_stamp("楼主：阿木 时间：2023-04-18 10:20"), is_labelled_stamp("作者：阿木 来源：某某网")
    (True, False)
    """
    return _WHO_AND_WHEN_RE.match(line) is not None and find_date(line) is not None


def is_answers_heading(text: str) -> bool:
    """Whether a line heads answers to a question.

    >>> is_answers_heading("3个回答"), is_answers_heading("最佳答案"), is_answers_heading("他们的回答")
    (True, True, False)
    """
    return len(text) <= 16 and _ANSWERS_RE.fullmatch(_BRACKETS_RE.sub("", folded(text))) is not None
