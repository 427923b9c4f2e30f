"""Put the day that an element tells machines in the place of the words that tell it from now.

    发表于 <span title="2023-11-6 19:42:05">3&nbsp;天前</span>        ->  发表于 2023-11-06 19:42:05
    <time datetime="2024-05-02T00:05:00Z">昨天</time>                 ->  2024-05-02 08:05:00

Boards and blogs write the words for readers and keep the instant beside them: of posts and comments too, which without the
time of fetching could not be dated. Left alone: days that are printed in full, and titles that are no date.
"""

from __future__ import annotations

import re
from typing import Final

from pipelines.extract.relative_dates import relative_span
from pipelines.extract.stated import read_stated
from pipelines.extract.tokens import unescape

# An attribute whose value is a date and no more, the rest of its tag, and the text behind it; its mark is looked for first.
_TOLD_RE: Final = re.compile(
    r"""(=(?:(?<=title=)|(?<=datetime=))(["'])((?:19|20)\d\d[\d :TZ.+/年月日-]{4,30})\2[^<>]{0,200}>)([^<>]{1,40})(?=<)"""
)


def with_machine_dates(visible: str) -> str:
    """Return the markup with such days in place of the words.

    >>> with_machine_dates('<em>发表于 <span title="2023-11-6 19:42:05">3&nbsp;天前</span></em>')
    '<em>发表于 <span title="2023-11-6 19:42:05">2023-11-06 19:42:05</span></em>'
    >>> with_machine_dates('<a title="2024-05-01">3天前的短信</a>')
    '<a title="2024-05-01">3天前的短信</a>'
    """
    return _TOLD_RE.sub(_in_full, visible)


def _in_full(match: re.Match[str]) -> str:
    """The tag with its text, the words in it that are told from now in full."""
    text = " ".join(unescape(match[4]).split())
    span, date = relative_span(text), read_stated(match[3].strip())
    if span is None or date is None:
        return match[0]
    day = f"{date.at:%Y-%m-%d %H:%M:%S}" if date.has_clock else f"{date.at:%Y-%m-%d}"
    return f"{match[1]}{text[: span[0]]}{day}{text[span[1] :]}"
