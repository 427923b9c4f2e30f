"""Drop the copies of title and lead that stand in the body.

The title comes again as a caption, up to five times; a lead above the article is the beginning of its first paragraph,
cut off in mid-sentence. Lines are compared by what they say, folded.

The first line may be the title in other words, `逾期后收到催收短信该怎么处理` under `逾期后收到催收短信怎么处理`: it has most of the
title's pairs of characters and is no sentence. It stays where what it says differs (another lender, another number, a
negation), where it asks, and everywhere below the first line: a heading that resembles the title is a heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipelines.extract.keys import folded, title_key
from pipelines.lexicon.line_shape import lenders_in

RULE: Final = "boilerplate.copy"
_LEAD_LINES: Final = 6
"""How far down a lead may stand."""
_SHORTEST_LEAD: Final = 12
_SHORTEST_REWORDED: Final = 8
_LONGEST_REWORDED: Final = 60
"""Characters of keys: shorter ones resemble each other by chance, longer ones are no titles."""
_RESEMBLANCE: Final = 0.8
"""The share of their pairs of characters that two wordings of one title have in common (Dice)."""
# What a sentence ends with or a question has: a single class, or a particle at the end of a key.
_STOP_RE: Final = re.compile("[。！？；…!?;]")
_ASKS_RE: Final = re.compile("请问|我|[吗呢么吧]$")
# What turns a statement round, and numbers: where these differ, so does what is said.
_TELLING_RE: Final = re.compile("[不没無无未非别勿]|[0-9]+|[一二三四五六七八九十百千万]+")
# In brackets a label needs no colon.
_LABEL_RE: Final = re.compile(
    r"^[\s【\[]*(?:摘要|导读|導讀|导语|導語|内容提要|核心提示|标题|標題)(?:[\]】]\s*[:：]?|\s*[:：])\s*"
)


def without_copies(lines: Sequence[str], title: str | None) -> list[str]:
    """Return the body's lines without copies of the title and without a truncated lead.

    >>> without_copies(["催收短信", "他们发来短信，说我欠款，要我马上还", "他们发来短信，说我欠款，要我马上还清。"], "催收短信")
    ['他们发来短信，说我欠款，要我马上还清。']
    >>> without_copies(["一、起因", "他们说我欠款，要我还。"], None)
    ['一、起因', '他们说我欠款，要我还。']
    >>> without_copies(["逾期后收到催收短信该怎么处理", "先核实。"], "逾期后收到催收短信怎么处理")
    ['先核实。']
    """
    if len(lines) > 1 and is_reworded(lines[0], title or ""):
        lines = lines[1:]
    top = [title_key(_LABEL_RE.sub("", line)) for line in lines[: 2 * _LEAD_LINES]]
    own = title_key(title or "")
    return [line for at, line in enumerate(lines) if not is_lead(top, at) and not _says(line, own)]


def _says(line: str, key: str) -> bool:
    """Whether a line says what the key says, and no more; glosses can make it some times as long."""
    if not key or not len(key) <= len(line) <= 9 * len(key):
        return False
    return key[-1] in folded(line[-12:]).lower() and title_key(_LABEL_RE.sub("", line)) == key


def is_reworded(line: str, title: str) -> bool:
    """Whether a first line is the title in other words.

    >>> is_reworded("逾期后收到催收短信该怎么处理", "逾期后收到催收短信怎么处理")
    True
    >>> is_reworded("逾期后收到催收短信该怎么处理？", "逾期后收到催收短信怎么处理")
    False
    >>> is_reworded("收到催收短信可以不处理", "收到催收短信可以处理"), is_reworded("借呗催收短信怎么处理", "还呗催收短信怎么处理")
    (False, False)
    """
    if _STOP_RE.search(line) or len(line) > 9 * _LONGEST_REWORDED:
        return False
    one, other = title_key(line), title_key(title)
    if not all(_SHORTEST_REWORDED <= len(key) <= _LONGEST_REWORDED for key in (one, other)) or _ASKS_RE.search(one):
        return False
    if _TELLING_RE.findall(one) != _TELLING_RE.findall(other) or lenders_in(one) != lenders_in(other):
        return False
    return resemblance(one, other) >= _RESEMBLANCE


def resemblance(one: str, other: str) -> float:
    """Return the share of their pairs of neighbouring characters that two texts have in common, from 0 to 1.

    >>> resemblance("短信内容", "短信内容"), resemblance("短信", "电话")
    (1.0, 0.0)
    """
    pairs, others = Counter(pairwise(one)), Counter(pairwise(other))
    return 2 * (pairs & others).total() / max(1, pairs.total() + others.total())


def is_lead(keys: Sequence[str], at: int) -> bool:
    """Whether a line near the top is said again, and more, by one of the next lines.

    >>> is_lead(["随着网络发展越来越多的人收到催收短信", "今天随着网络发展越来越多的人收到催收短信说他欠款"], 0)
    True
    """
    key = keys[at] if at < _LEAD_LINES else ""
    if len(key) < _SHORTEST_LEAD:
        return False
    return any(key in later and len(later) > len(key) for later in keys[at + 1 : at + 1 + _LEAD_LINES])
