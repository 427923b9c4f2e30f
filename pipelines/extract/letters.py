"""Read the posts of boards that are read over telnet: each is a letter with a head, a text, a signature and a foot.

    发信人: amu (阿木), 信区: Loan             作者 amu (阿木)          看板 Loan
    标  题: 收到短信                           標題 [問題] 收到短信
    发信站: 水木社区 (Wed May  1 …)            時間 Wed May  1 10:20:30 2024
    我收到一条短信。                           我收到一條簡訊。
    --                                         --
    桥下流水                                   ※ 發信站: …
    ※ 来源:·水木社区                           推 xiaoyu: 我也收到過 05/01 11:00

Their web pages and archives keep this form whatever markup is around it. Who signs, what is quoted and where it was sent
from is no text. One line like a head is none: sender, title and time must stand together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from pipelines.extract.dates import PrintedDate, find_date

_HEAD_LINES: Final = 4
_STARTS: Final = ("发信人", "發信人", "寄信人", "作者")
# Sender and nickname; the board may follow on the same line.
_SENDER_RE: Final = re.compile(
    r"(?:[发發寄]信人|作者)\s?[:：]?\s?(?P<name>[A-Za-z]\w{1,15})\s?[(（][^()（）]{0,24}[)）]"
)
_TITLE_RE: Final = re.compile(r"[标標]\s{0,2}[题題]\s?[:：]?\s?")
_STATION_RE: Final = re.compile(r"(?:[发發]信站|[時时][间間]|日期)")
_FIELD_RE: Final = re.compile(r"(?:[标標]\s{0,2}[题題]|[发發]信站|[時时][间間]|日期|看板|信[区區])\s?[:：]?\s?\S")
# What ends a text: the line over a signature, or the foot.
_END_RE: Final = re.compile(r"--$|※ ?(?:[来來]源|[发發]信站|文章[网網]址|修改|[编編][辑輯]|[转轉][载載錄])")
_QUOTED_RE: Final = re.compile(r"【 ?在 .{1,40}的(?:大作|文章)中(?:提到|[说說]道?).{0,3}】|[:：>] |※ 引述")
_PUSH_RE: Final = re.compile(
    r"(?:推|→|[嘘噓]) (?P<name>\w{2,14}) ?[:：] ?(?P<text>\S.{0,120}?) (?P<day>\d{1,2}/\d{1,2}(?: \d{1,2}:\d{2})?)"
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A post: the numbers of its first and last line, and of those that are its text; who sent it, its title, and when."""

    start: int
    end: int
    lines: tuple[int, ...]
    author: str
    title: str
    date: PrintedDate | None


def read_letters(lines: Sequence[str]) -> list[Letter]:
    """Return the letters of a page, in order; [] for pages of any other form.

    >>> page = ["发信人: amu (阿木), 信区: Loan", "标题: 短信", "发信站: 社区 (2024-05-01 10:20)", "我收到短信。", "--", "阿木"]
    >>> [(letter.author, letter.lines) for letter in read_letters(page)]
    [('amu', (3,))]
    >>> read_letters(["作者 amu (阿木)", "我收到短信。"])
    []
    """
    heads = {at: name for at, line in enumerate(lines) if line.startswith(_STARTS) and (name := _sender(lines, at))}
    ends = [*list(heads)[1:], len(lines)][: len(heads)]
    return [_letter(lines, name, at, end - 1) for (at, name), end in zip(heads.items(), ends, strict=True)]


def _sender(lines: Sequence[str], at: int) -> str | None:
    """Whom a line names as sender, if the next ones tell title and time."""
    sender = _SENDER_RE.match(lines[at])
    behind = lines[at + 1 : at + _HEAD_LINES]
    is_titled = any(map(_TITLE_RE.match, behind))
    is_dated = any(_STATION_RE.match(line) and find_date(line) for line in behind)
    return sender["name"] if sender and is_titled and is_dated else None


def _letter(lines: Sequence[str], author: str, start: int, last: int) -> Letter:
    """The letter that begins at a line and ends before the next one's head."""
    head = list(takewhile(lambda at: _FIELD_RE.match(lines[at]), range(start + 1, min(start + _HEAD_LINES, last + 1))))
    text = range(start + 1 + len(head), last + 1)
    own = list(takewhile(lambda at: not _END_RE.match(lines[at]), text))
    dates = (find_date(lines[at]) for at in head)
    return Letter(
        start=start,
        end=last,
        lines=tuple(at for at in own if not _QUOTED_RE.match(lines[at])) or tuple(own),
        author=author,
        title=next((lines[at][match.end() :] for at in head if (match := _TITLE_RE.match(lines[at]))), ""),
        date=next(filter(None, dates), None),
    )


def read_push(line: str) -> tuple[str, str, str] | None:
    """Return who answers in one line below a letter, what is said, and the day as printed; None for any other line.

    >>> read_push("推 xiaoyu: 我也收到過 05/01 11:00"), read_push("推 开门看看")
    (('xiaoyu', '我也收到過', '05/01 11:00'), None)
    """
    match = _PUSH_RE.fullmatch(line) if line[:1] in {"推", "→", "嘘", "噓"} else None
    return (match["name"], match["text"], match["day"]) if match else None
