"""Drop the copies of title and lead that stand in the body.

The title comes again as a caption, up to five times; a lead above the article is the beginning of its first paragraph,
cut off in mid-sentence. Lines are compared by what they say, folded. A line that only resembles the title stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipelines.extract.keys import folded, title_key

_LEAD_LINES: Final = 6
"""How far down a lead may stand."""
_SHORTEST_LEAD: Final = 12
_LABEL_RE: Final = re.compile(r"^[\s【\[]*(?:摘要|导读|導讀|导语|導語|内容提要|核心提示|标题|標題)[\]】]?\s*[:：]\s*")


def drop_repeats(lines: Sequence[str], title: str | None) -> list[str]:
    """Return the body's lines without copies of the title and without a truncated lead.

    >>> drop_repeats(["催收短信", "他们发来短信，说我欠款，要我马上还", "他们发来短信，说我欠款，要我马上还清。"], "催收短信")
    ['他们发来短信，说我欠款，要我马上还清。']
    >>> drop_repeats(["一、起因", "他们说我欠款，要我还。"], None)
    ['一、起因', '他们说我欠款，要我还。']
    """
    top = [title_key(_LABEL_RE.sub("", line)) for line in lines[: 2 * _LEAD_LINES]]
    own = title_key(title or "")
    return [line for at, line in enumerate(lines) if not is_lead(top, at) and not _says(line, own)]


def _says(line: str, key: str) -> bool:
    """Whether a line says what the key says, and no more; glosses can make it some times as long."""
    if not key or not len(key) <= len(line) <= 9 * len(key):
        return False
    return key[-1] in folded(line[-12:]).lower() and title_key(_LABEL_RE.sub("", line)) == key


def is_lead(keys: Sequence[str], at: int) -> bool:
    """Whether a line near the top is said again, and more, by one of the next lines.

    >>> is_lead(["随着网络发展越来越多的人收到催收短信", "今天随着网络发展越来越多的人收到催收短信说他欠款"], 0)
    True
    """
    key = keys[at] if at < _LEAD_LINES else ""
    if len(key) < _SHORTEST_LEAD:
        return False
    return any(key in later and len(later) > len(key) for later in keys[at + 1 : at + 1 + _LEAD_LINES])
