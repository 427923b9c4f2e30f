"""Read readers' comments: a header line that names a commenter, then the lines they wrote.

`头像 林小雨-实习律师 2024-03-05` is a header, and so is `网友甲 发表于 2024-03-05 10:20` under a heading of comments or in an
element named for them. Outside of such a place only the form with an avatar counts: an article may well hold a line that
ends in a date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pipelines.extract.dates import PrintedDate, find_date
from pipelines.extract.headings import is_comment_heading, is_related_heading
from pipelines.extract.keys import folded
from pipelines.extract.meta_line import without_glosses
from pipelines.lexicon.furniture import AVATAR_WORDS, COMMENT_ACTIONS, COMMENTER_ROLES, SECTION_LABELS
from pipelines.types import Comment

_LONGEST_HEADER, _LONGEST_NAME = 60, 20
_ROLE_RE: Final = re.compile(r"^(?P<name>[^\s\-－—–|]{1,20})\s?[\-－—–|]\s?(?P<role>\S{1,12})$")
_FLOOR_RE: Final = re.compile(
    r"^(?:第?\s?\d{1,5}\s?[楼樓层層#]|#\d{1,5}|沙[发發]|板凳)\s*|\s*(?:第?\s?\d{1,5}\s?[楼樓层層]|#\d{1,5})$"
)
_FLOOR_STARTS: Final = frozenset("第#沙板0123456789")
_AVATAR_STARTS: Final = frozenset({word[0] for word in AVATAR_WORDS} | {"頭", "預"})
# What stands between a commenter and the date: a verb, or the label of the date.
_SAYS_RE: Final = re.compile(
    r"\s*(?:(?:[发發][表布佈]|[评評][论論]|回[复復答]|[编編][辑輯]|推[荐薦]|留言|更新)(?:[于於]|[时時][间間]|日期)?|[时時][间間]|日期|[说說]|[认認][为為])?\s*[:：]?\s*$"
)
_COUNT_RE: Final = re.compile(r"[\d()（）\[\]:+,.]+")
_ROLES_BY_LENGTH: Final = sorted(COMMENTER_ROLES, key=lambda role: (-len(role), role))


@dataclass(slots=True)
class _Open:
    """A comment whose lines are still being collected."""

    author: str | None
    role: str | None
    date: PrintedDate | None
    lines: list[str] = field(default_factory=list)

    def close(self) -> Comment:
        day = self.date.at.date() if self.date and self.date.precision != "month" else None
        return Comment(text="\n".join(self.lines), author=self.author, role=self.role, posted_on=day)


def read_comments(lines: Sequence[str]) -> tuple[Comment, ...]:
    """Read the lines of a place for comments; a header without text is none, text before the first header is nobody's.

    >>> read_comments(["头像 林小雨-实习律师 2024-03-05", "我也收到过。", "回复"])
    (Comment(text='我也收到过。', author='林小雨', role='实习律师', posted_on=datetime.date(2024, 3, 5)),)
    >>> read_comments(["网友评论", "暂无评论"])
    ()
    """
    found: list[_Open] = []
    for at, line in enumerate(lines):
        header = read_header(line) or _name_above(lines, at)
        if header is not None:
            if found and found[-1].lines and found[-1].lines[-1] == header.author and header.date is None:
                found[-1].lines.pop()
            found.append(header)
        elif found and not is_comment_button(line) and not _is_name_line(lines, at):
            found[-1].lines.append(line)
    return tuple(item.close() for item in found if item.lines)


def is_avatar_header(line: str) -> bool:
    """Whether a line is a comment's header by its form alone, wherever it stands.

    >>> is_avatar_header("頭像 甲某-律師 2024-03-05"), is_avatar_header("他 2024-03-05")
    (True, False)
    """
    if not 8 <= len(line) <= _LONGEST_HEADER or line[0] not in _AVATAR_STARTS:
        return False
    line = without_glosses(line)
    return folded(line.split(" ", maxsplit=1)[0]) in AVATAR_WORDS and find_date(line) is not None


def read_header(line: str) -> _Open | None:
    """The commenter of a header line: a name, maybe a role, a date at the end."""
    head, date = head_and_date(line)
    if date is None or not 0 < len(head) <= _LONGEST_NAME + 12 or "，" in head:
        return None
    name, role = split_role(head)
    return _Open(name, role, date)


def head_and_date(line: str) -> tuple[str, PrintedDate | None]:
    """What stands before the date of a header line, without avatar, floor and verb; no date where it is no header."""
    line = without_glosses(line)
    date = find_date(line) if len(line) <= _LONGEST_HEADER and "。" not in line else None
    if date is None or len(line) - date.start - len(date.raw) > 12:
        return "", None
    words = line[: date.start].split()
    head = " ".join(words[1:] if words and folded(words[0]) in AVATAR_WORDS else words)
    return _SAYS_RE.sub("", _FLOOR_RE.sub("", head)).strip(" :：-—·|"), date


def is_floor(line: str) -> bool:
    """Whether a line heads a later post of a thread: a floor and a date.

    >>> is_floor("3楼 发表于 2023-04-18"), is_floor("楼主 发表于 2023-04-18"), is_floor("住在3楼")
    (True, False, False)
    """
    return line[:1] in _FLOOR_STARTS and _FLOOR_RE.match(line) is not None and head_and_date(line)[1] is not None


def split_role(head: str) -> tuple[str, str | None]:
    """Split a commenter's role from the name: behind a dash, or one of the known roles glued to it.

    >>> split_role("何小青-律师"), split_role("方小夏法律顾问"), split_role("林雨"), split_role("律师")
    (('何小青', '律师'), ('方小夏', '法律顾问'), ('林雨', None), ('律师', None))
    """
    if match := _ROLE_RE.match(head):
        return match["name"], match["role"]
    for role in _ROLES_BY_LENGTH:
        name, printed = head[: -len(role)].rstrip(), head[-len(role) :]
        if len(name) > 1 and folded(printed) == role:
            return name, printed
    return head, None


def _is_name_line(lines: Sequence[str], at: int) -> bool:
    """Whether a line is a name whose date stands alone on the next."""
    return at + 1 < len(lines) and _name_above(lines, at + 1) is not None


def _name_above(lines: Sequence[str], at: int) -> _Open | None:
    """The header of a date that stands alone under a name: only for a short line that is all date."""
    head, date = head_and_date(lines[at])
    if at == 0 or date is None or head:
        return None
    name = without_glosses(lines[at - 1]).strip()
    is_long = len(name) > _LONGEST_NAME or re.search("[，。！？；]", name) is not None
    if is_long or is_comment_heading(name) or find_date(name) or not any(map(str.isalpha, name)):
        return None
    author, role = split_role(_FLOOR_RE.sub("", name))
    return _Open(author, role, date)


def is_comment_button(line: str) -> bool:
    """Whether a line is a button, count or heading around comments.

    >>> is_comment_button("回复(3)"), is_comment_button("回复我的人说会起诉")
    (True, False)
    """
    if is_comment_heading(line) or is_related_heading(line) or folded(line) in SECTION_LABELS:
        return True
    return all(_COUNT_RE.sub("", word) in COMMENT_ACTIONS | AVATAR_WORDS | {""} for word in map(folded, line.split()))
