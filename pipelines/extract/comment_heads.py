"""Read the line that heads a reader's comment: who wrote it, maybe in which role, and when.

`头像 林小雨-实习律师 2024-03-05`, `网友甲 发表于 2024-03-05 10:20`, `作者：阿木 时间：2009-03-04 10:20:30`, `小鱼儿 3小时前`,
`阿木 昨天 12:30`. A date told from now, or without its year, heads a comment whenever the page was fetched; which day it names
is known only against that time.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final, NamedTuple

from pipelines.extract.dates import PrintedDate, find_date, find_dates, find_yearless, last_years, yearless_span
from pipelines.extract.keys import folded
from pipelines.extract.name_tables import BUTTON_VERBS
from pipelines.extract.post_words import ANSWERED, AT, EDITED, HOST, POSTED, POSTER, WHEN
from pipelines.extract.readings import without_glosses
from pipelines.extract.relative_dates import relative_span
from pipelines.lexicon.characters import SPACES
from pipelines.lexicon.furniture import AVATAR_WORDS, COMMENT_ACTIONS, COMMENTER_ROLES

LONGEST_NAME: Final = 20
_LONGEST_HEADER, _LONGEST_BEHIND, _LONGEST_AVATAR = 60, 12, 60
_ROLE_RE: Final = re.compile(r"^(?P<name>[^\s\-－—–|]{1,20})\s?[\-－—–|]\s?(?P<role>\S{1,12})$")
FLOOR_RE: Final = re.compile(
    r"^(?:第?\s?\d{1,5}\s?[楼樓层層#]|#\d{1,5}[楼樓]?|沙[发發]|板凳)\s*"
    rf"|{SPACES}(?:第?\s?\d{{1,5}}\s?[楼樓层層]|#\d{{1,5}})$"
)
_FLOOR_STARTS: Final = frozenset("第#沙板0123456789")
_AVATAR_STARTS: Final = frozenset({word[0] for word in AVATAR_WORDS} | {"頭", "預"})
# What stands between a commenter and the date: a verb, or the label of the date.
_SAYS_RE: Final = re.compile(
    rf"\s*(?:(?:{POSTED}|{ANSWERED}|{EDITED}|推[荐薦]|更新|提交)(?:{AT}|{WHEN})?|{WHEN}|[说說]道?|[認认][为為])?\s*[:：]?\s*$"
)
# The label of who wrote it; an asker's or a topic starter's too.
_WHO_RE: Final = re.compile(
    rf"^(?:作者|{HOST}|[网網]友|用[户戶]|昵[称稱]|{POSTER}|(?:{ANSWERED})[人者]\d{{0,3}}|提[问問]者)\s?[:：]\s?"
)
_AROUND: Final = " :：-—·|"
_BRACKETS: Final = ("[]", "【】", "〖〗")
# Where a reader is from, in brackets behind the name, and how much a board thinks of the reader; what a board or blog calls the reader there.
_BEHIND_NAME_RE: Final = re.compile(
    r"\s?[(（][\u3400-\u9fff]{2,6}[)）]$|\s\d[\d.,]{0,8}[kKwW万]?\s?(?:声望|声誉|积分|经验值?|贡献值?|威望|粉丝)$|\s(?:文章作者|作者|博主|版主|管理[员員]|[楼樓]主)$"
)
# What a page says of the place and the device of a post: `IP属地:湖北`, `来自Android客户端`.
_DEVICE_RE: Final = re.compile(
    r"(?:IP\s?)?[属屬]地\s?[:：]?\s?[\u3400-\u9fff]{2,6}(?=\s|$|来自)|[来來]自\s?[\w+ ]{1,16}?(?:客[户戶]端|手[机機]版?|网页版)"
)
_BEFORE_NAME: Final = COMMENT_ACTIONS - {"楼主", "沙发", "板凳"} | {"楼主|"}
"""Buttons that may stand in front of a commenter."""
_ANYBODY: Final = frozenset({"热心", "匿名"})
"""What stands before 网友 where nobody is named."""
_ROLES_BY_LENGTH: Final = sorted(COMMENTER_ROLES, key=lambda role: (-len(role), role))


class Stamp(NamedTuple):
    """What stands before the date of a line that heads or signs a post, and the date, where it can be told."""

    head: str
    date: PrintedDate | None


class Header(NamedTuple):
    """Who wrote a comment, and when; `line` is what the writer says on the same line."""

    author: str | None
    role: str | None
    date: PrintedDate | None
    line: str = ""


def read_stamp(line: str, fetched_at: datetime | None = None) -> Stamp | None:
    """Return what a line says before its date, without avatar, floor and verb; None where it can be no stamp.

    >>> read_stamp("阿木 发表于 2024-03-05 | 只看该作者 | 倒序浏览").head
    '阿木'
    >>> read_stamp("2楼 阿木 发表于 3小时前"), read_stamp("3小时前我收到短信，说我欠款")
    (Stamp(head='阿木', date=None), None)
    """
    line = without_glosses(line)
    if "地" in line or "自" in line:
        line = _DEVICE_RE.sub(" ", line).strip()
    found = _dated(line, fetched_at) if len(line) <= _LONGEST_HEADER and "。" not in line else None
    if found is None or _loose_behind(_without_dates(line[found[1] :])) > _LONGEST_BEHIND:
        return None
    start, _, date = found
    return Stamp(writer_in(line[:start]), date)


def writer_in(text: str) -> str:
    """Return the name in what stands before a date or above a comment: without avatar, buttons, floor, verb, place, rank.

    >>> writer_in("引用 东门老张"), writer_in("小鱼儿 说道："), writer_in("1楼 游客[1.2.3.*]"), writer_in("小满不满 (上海)")
    ('东门老张', '小鱼儿', '游客[1.2.3.*]', '小满不满')
    """
    words = text.split()
    while words and folded(words[0]) in _BEFORE_NAME and len(words) > 1:
        del words[0]
    head = " ".join(words[1:] if words and is_avatar(words[0]) else words)
    head = _SAYS_RE.sub("", FLOOR_RE.sub("", head)).strip(_AROUND)
    for left, right in _BRACKETS:
        if head.startswith(left) or (head.endswith(right) and left not in head):
            head = head.removeprefix(left).removesuffix(right).strip(_AROUND)
    return without_who(_BEHIND_NAME_RE.sub("", head))


def without_who(text: str) -> str:
    """Return a name without the label of who posted.

    >>> without_who("回答者2：宋知秋律师"), without_who("作者：阿木"), without_who("作者说")
    ('宋知秋律师', '阿木', '作者说')
    """
    return _WHO_RE.sub("", text)


def _without_dates(behind: str) -> str:
    """What stands behind a date without the dates in it: when an answer was changed."""
    for date in find_dates(behind):
        behind = behind.replace(date.raw, "", 1)
    return behind


def _loose_behind(behind: str) -> int:
    """How many characters stand behind a date that are no buttons set apart by bars."""
    parts = behind.split("|")
    return sum(len(part) for part in parts if not folded(part).startswith(BUTTON_VERBS)) + len(parts) - 1


def _dated(line: str, fetched_at: datetime | None) -> tuple[int, int, PrintedDate | None] | None:
    """Where the date of a line starts and ends, and the date, if the time of fetching tells which it is."""
    if date := find_date(line):
        return date.start, date.end, date
    if span := relative_span(line):
        return *span, find_date(line[slice(*span)], fetched_at)
    if span := yearless_span(line):
        return *span, find_yearless(line, last_years(fetched_at))
    return None


def date_span(text: str) -> tuple[int, int] | None:
    """Where the date of a text begins and ends, one told from now or without its year too; None where there is none.

    >>> date_span("湖北 05-01 11:20"), date_span("3小时前"), date_span("我收到短信")
    ((3, 14), (0, 4), None)
    """
    found = _dated(text, None)
    return found[:2] if found else None


def read_header(line: str, fetched_at: datetime | None = None) -> Header | None:
    """The commenter of a header line: a name, maybe a role, a date at the end.

    >>> read_header("林雨律师 昨天 12:30"), read_header("昨天 12:30")
    (Header(author='林雨', role='律师', date=None, line=''), None)
    """
    stamp = read_stamp(line, fetched_at)
    if stamp and not stamp.head and is_floor(line) and (name := _name_behind(line)):
        return Header(*split_role(name), stamp.date)
    if stamp is None or not 0 < len(stamp.head) <= LONGEST_NAME + 12 or "，" in stamp.head:
        return None
    return Header(*split_role(stamp.head), stamp.date)


def _name_behind(line: str) -> str:
    """The one word behind the date of a line, where some blogs name who wrote on the floor before it."""
    span = date_span(line)
    word = line[span[1] :].strip(_AROUND) if span else ""
    return "" if " " in word or len(word) > LONGEST_NAME or folded(word) in COMMENT_ACTIONS else word


def is_avatar_header(line: str) -> bool:
    """Whether a line is a comment's header by its form alone, wherever it stands.

    >>> is_avatar_header("頭像 甲某-律師 2024-03-05"), is_avatar_header("他 2024-03-05")
    (True, False)
    """
    if not 8 <= len(line) <= _LONGEST_HEADER or line[0] not in _AVATAR_STARTS:
        return False
    line = without_glosses(line)
    return is_avatar(line.split(" ", maxsplit=1)[0]) and find_date(line) is not None


def is_avatar(line: str) -> bool:
    """Whether a line is the word for a commenter's picture and nothing else.

    >>> is_avatar("頭像"), is_avatar("头像很好看")
    (True, False)
    """
    return len(line) <= _LONGEST_AVATAR and folded(line) in AVATAR_WORDS


def is_floor(line: str) -> bool:
    """Whether a line heads a later post of a thread: a floor and a date.

    >>> is_floor("3楼 发表于 2023-04-18"), is_floor("楼主 发表于 2023-04-18"), is_floor("住在3楼")
    (True, False, False)
    """
    return line[:1] in _FLOOR_STARTS and FLOOR_RE.match(line) is not None and read_stamp(line) is not None


def split_role(head: str) -> tuple[str, str | None]:
    """Split a commenter's role from the name: behind a dash, or one of the known roles glued to it.

    >>> split_role("何小青-律师"), split_role("方小夏法律顾问"), split_role("林雨"), split_role("律师")
    (('何小青', '律师'), ('方小夏', '法律顾问'), ('林雨', None), ('律师', None))
    """
    if match := _ROLE_RE.match(head):
        return match["name"], match["role"]
    for role in _ROLES_BY_LENGTH:
        name, printed = head[: -len(role)].rstrip(), head[-len(role) :]
        if len(name) > 1 and folded(printed) == role and folded(name) not in _ANYBODY:
            return name, printed
    return head, None
