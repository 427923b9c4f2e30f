"""Judge what a printed date tells by the words in front of it: when the article was published, what the time is, or an event.

A label with its mark, or one that ends in 时间 or 日期, is believed only if it is one of publication (`发布时间：`, `稿件日期：`):
what a page calls its event (`案发时间：`, `上映日期：`) is a list without an end. Words without a mark are of a byline as often
as not - a source, a name - so there only words of terms, events and clocks count against the date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from typing import Final

from pipelines.extract.dates import PrintedDate
from pipelines.extract.keys import folded
from pipelines.extract.name_tables import AUTHOR_LABELS, LABEL_ENDS
from pipelines.extract.readings import without_glosses
from pipelines.extract.tables import OTHER_LABELS

_BEFORE: Final = 48
"""Characters in front of a date in which its label stands, the readings between its characters counted."""
# A run of characters in front of a date, the mark between them if any, and whether it is itself a value (`来源：某某网时间：`).
_LABEL_RE: Final = re.compile(
    r"(?P<field>[:：]\s?)?(?P<run>[\u3400-\u9fff]{1,16}(?:\s{1,2}[间間期源])?)[】\]）)」]?\s{0,3}(?P<mark>[:：︰∶]?)\s{0,3}[\[【(（「]?\s?$"
)
_TIME_ENDS: Final = ("时间", "日期")
# What is published, and how. A label is of publication if it is made of these words alone: 短信发送时间 tells of a message.
_PUBLICATION: Final = (
    "发布|发表|发稿|发文|发帖|发贴|发送|发出|刊发|刊登|刊载|见报|登载|出版|首发|公布|公告|张贴|上传|上线|推送|播出|更新|修改|修订|编辑|编写|撰写|撰稿|写作|成文|录入|添加|"
    "创建|发起|加载|入库|审核|提交|投稿|来稿|供稿|采编|整理|转载|转发|提问|回复|回答|留言|评论|文章|本文|稿件|新闻|信息|内容|资讯|帖子|主题|日志|博文|消息|报道|原文|"
    "来源|最后|最近|最新|上次|首次|原始|本站|本网|网站|页面|网友|用户|点击|浏览|阅读"
)
_PUBLICATION_RE: Final = re.compile(f"(?:{_PUBLICATION}){{0,6}}")
_VERBS: Final = ("发布", "发表", "发稿", "发文", "发帖", "刊发", "刊登", "首发", "发起")
"""Publication itself: a line that labels a date so is a byline whatever else it dates."""
_OFFICE_ENDS: Final = tuple("网报社站台刊")
"""How a source ends that is glued to the label behind it."""
# The time of day, the visitor's or the site's, with or without a mark: furniture, not text.
_CLOCK_RE: Final = re.compile(
    r"(?:今天|今日|现在|当前|北京时间|欢迎|登[录陆]|最后访问|置顶|最新推荐|(?:图片|照片|视频)(?:上传|发布))[\u3400-\u9fff]{0,4}$"
)
# Terms and events without a mark.
_EVENT_RE: Final = re.compile(
    r"(?:截至|截止|有效期|施行|实施|生效|成立|建立|建于|创于|始于|生于|卒于|创办|开业|注册|出生|生日|加入|活动|报名|会议|考试|演出|比赛|开庭|立案|举办|举行|开始|结束|拍摄|摄于|借款|逾期|还款|放款|到期|签约|投诉)[\u3400-\u9fff]{0,4}$"
)


class Told(Enum):
    """What the words in front of a date say that it tells."""

    PUBLISHED = "published"
    OPEN = "nothing against the byline"
    CLOCK = "clock"
    EVENT = "event"


def told_by(line: str, start: int) -> Told:
    """What the date that begins at `start` in a line tells, by its label.

    >>> told_by("发布时间：2024-03-05", 5), told_by("某某网 2024-03-05", 4)
    (<Told.PUBLISHED: 'published'>, <Told.OPEN: 'nothing against the byline'>)
    >>> told_by("案发时间：2024-03-05", 5), told_by("今天是2024-03-05", 3)
    (<Told.EVENT: 'event'>, <Told.CLOCK: 'clock'>)
    """
    return _told(without_glosses(line[max(0, start - _BEFORE) : start]))


@lru_cache(maxsize=4096)
def _told(before: str) -> Told:
    match = _LABEL_RE.search(before)
    if match is None:
        return Told.OPEN
    label = folded(match["run"])
    if _CLOCK_RE.search(label):
        return Told.CLOCK
    if match["mark"] or label.endswith(_TIME_ENDS):
        return _labelled(label, is_value=match["field"] is not None)
    return Told.PUBLISHED if _is_published(label) else Told.EVENT if _EVENT_RE.search(label) else Told.OPEN


def _labelled(label: str, *, is_value: bool) -> Told:
    """What a date tells behind a label that says so itself."""
    if _is_published(label):
        return Told.PUBLISHED
    word = _word(label)
    is_glued = label.endswith(_TIME_ENDS) and (is_value or word.endswith(_OFFICE_ENDS))
    is_known = label in OTHER_LABELS or label in AUTHOR_LABELS or label.endswith(tuple(LABEL_ENDS))
    return Told.OPEN if is_known or is_glued or _PUBLICATION_RE.fullmatch(word) else Told.EVENT


def _is_published(label: str) -> bool:
    return _word(label).endswith(_VERBS)


def _word(label: str) -> str:
    """A label without the word for time behind it."""
    return label.removesuffix("时间").removesuffix("日期").rstrip("于在")


def is_of_event(line: str, dates: Iterable[PrintedDate]) -> bool:
    """Whether the dates of a line are labelled as those of an event, and none as publication: the line is text.

    >>> from pipelines.extract.dates import find_dates
    >>> [is_of_event(line, find_dates(line)) for line in ("出生日期：2004-03-05", "稿件日期：2024-03-05", "今天是2024-03-05")]
    [True, False, False]
    """
    told = {told_by(line, date.start) for date in dates}
    return Told.EVENT in told and Told.PUBLISHED not in told
