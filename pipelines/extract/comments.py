"""Read readers' comments: a header line that names a commenter, then the lines they wrote.

`头像 林小雨-实习律师 2024-03-05` is a header, and so is `网友甲 发表于 2024-03-05 10:20` under a heading of comments or in an
element named for them; there a line of a micro-blog is a whole comment (`张三：我也收到过 (3月4日 12:30)`). Outside of such a place
only the form with an avatar counts: an article may well hold a line that ends in a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pipelines.extract.comment_heads import LONGEST_NAME, Header, read_header, read_stamp, split_role, writer_in
from pipelines.extract.dates import find_date, find_yearless, last_years
from pipelines.extract.headings import is_comment_heading, is_related_heading
from pipelines.extract.keys import folded
from pipelines.extract.letters import read_push
from pipelines.extract.meta_line import is_meta_line
from pipelines.extract.readings import without_glosses
from pipelines.lexicon.furniture import AVATAR_WORDS, COMMENT_ACTIONS, SECTION_LABELS
from pipelines.types import Comment

# Counts, floors and arrows beside a button, the bars between buttons.
_COUNT_RE: Final = re.compile(r"[\d()（）\[\]:+,.|↓↑·]+[楼樓]?")
_MARK_RE: Final = re.compile("[，。！？；]")
# Who speaks in front of what is said, as micro-blogs print it.
_SPEAKER_RE: Final = re.compile(rf"(?P<name>[^\s：:，。！？]{{1,{LONGEST_NAME}}})\s?[:：]\s?(?P<text>\S.*)")
_READER_RE: Final = re.compile(r"^(?:热心)?[网網]友[ :：]\s?")
# The day in brackets behind what is said, and buttons behind it.
_DAY_BEHIND_RE: Final = re.compile(r"\s?[(（](?P<day>[^()（）]{2,24})[)）]\s?(?P<buttons>.{0,20})$")


@dataclass(slots=True)
class _Open:
    """A comment whose lines are still being collected."""

    header: Header
    lines: list[str] = field(default_factory=list)

    def close(self) -> Comment:
        date = self.header.date
        day = date.at.date() if date and date.precision != "month" else None
        return Comment(text="\n".join(self.lines), author=self.header.author, role=self.header.role, posted_on=day)


def read_comments(lines: Sequence[str], fetched_at: datetime | None = None) -> tuple[Comment, ...]:
    """Read the lines of a place for comments; a header without text is none, text before the first header is nobody's.

    Days that are told from now, or without their year, are known only with `fetched_at`.

    >>> read_comments(["头像 林小雨-实习律师 2024-03-05", "我也收到过。", "回复"])
    (Comment(text='我也收到过。', author='林小雨', role='实习律师', posted_on=datetime.date(2024, 3, 5)),)
    >>> read_comments(["阿木：我也收到过 (3小时前)"])[0].text, read_comments(["网友评论", "暂无评论"])
    ('我也收到过', ())
    """
    found: list[_Open] = []
    for at, line in enumerate(lines):
        header = _spoken(line, fetched_at) or read_header(line, fetched_at) or _name_above(lines, at, fetched_at)
        if header is not None:
            if found and found[-1].lines and _is_head_of(found[-1].lines[-1], header):
                found[-1].lines.pop()
            found.append(_Open(header, [header.line] if header.line else []))
        elif found and not is_comment_button(line) and not _is_name_line(lines, at):
            found[-1].lines.append(line)
    return tuple(item.close() for item in found if item.lines) or tuple(_dialogue(lines))


def _dialogue(lines: Sequence[str]) -> Iterator[Comment]:
    """The comments of a place whose every line says who speaks and what, and none when: `网友 小鱼儿：不用理。`."""
    said = [line for line in lines if not is_comment_button(line)]
    spoken = [_SPEAKER_RE.fullmatch(_READER_RE.sub("", line)) for line in said]
    if not all(spoken) or any(is_meta_line(line) for line in said):
        return
    for match in filter(None, spoken):
        yield Comment(text=match["text"], author=match["name"])


def _is_head_of(line: str, header: Header) -> bool:
    """Whether a line that was taken for text is the name in a header below it."""
    return line == header.author and header.date is None


def _spoken(line: str, fetched_at: datetime | None) -> Header | None:
    """A comment on one line: who speaks, what is said, and the day in brackets behind it."""
    if push := read_push(line):
        return Header(push[0], None, find_yearless(push[2], last_years(fetched_at)), push[1])
    behind = _DAY_BEHIND_RE.search(line)
    speaker = _SPEAKER_RE.match(line) if behind else None
    stamp = read_stamp(behind["day"], fetched_at) if behind else None
    if behind is None or speaker is None or stamp is None or stamp.head or not is_comment_button(behind["buttons"]):
        return None
    said = line[speaker.start("text") : behind.start()].strip()
    return Header(*split_role(speaker["name"]), stamp.date, said) if said else None


def _is_name_line(lines: Sequence[str], at: int) -> bool:
    """Whether a line is a name whose date stands alone on the next."""
    return at + 1 < len(lines) and _name_above(lines, at + 1, None) is not None


def _name_above(lines: Sequence[str], at: int, fetched_at: datetime | None) -> Header | None:
    """The header of a date that stands alone under a name, or under who speaks and what is said."""
    stamp = read_stamp(lines[at], fetched_at) if at else None
    if stamp is None or stamp.head:
        return None
    above = without_glosses(lines[at - 1]).strip()
    speaker = _SPEAKER_RE.fullmatch(above)
    name, said = (speaker["name"], speaker["text"]) if speaker else (above, "")
    is_long = len(name) > LONGEST_NAME or _MARK_RE.search(name) is not None
    if is_long or is_comment_heading(above) or find_date(name) or not any(map(str.isalpha, name)):
        return None
    return Header(*split_role(writer_in(name)), stamp.date, said)


def is_comment_button(line: str) -> bool:
    """Whether a line is a button, count or heading around comments.

    >>> is_comment_button("回复(3)"), is_comment_button("回复我的人说会起诉")
    (True, False)
    """
    if is_comment_heading(line) or is_related_heading(line) or folded(line) in SECTION_LABELS:
        return True
    return all(_COUNT_RE.sub("", word) in COMMENT_ACTIONS | AVATAR_WORDS | {""} for word in map(folded, line.split()))
