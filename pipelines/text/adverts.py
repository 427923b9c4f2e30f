"""Adverts above and below an article: lines of vice, gambling or a loan broker that a script glued to its edges.

    真人荷官百家乐在线开户        急用钱黑户秒下款，加微信 qian12345

At an edge of the text a line goes if it is short, ends in no stop, and either joins two words of vice, or one with what
such adverts ask of the reader (`register`, `download`), without punctuation; or offers a broker's business and says how to reach
it. Lines behind one that went are at the edge then; the first of another kind ends it.

Left alone: all such lines inside the article, where they are its subject; headings and questions about gambling; quoted
messages, in quotation marks, under a signature in 【】 or behind a line that introduces them: they are what the dataset
is made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Final

from pipelines.edits import cleaned, without_lines
from pipelines.lexicon.adverts import BROKERAGE, TELLING, VICE_CALLS, VICES
from pipelines.text.fold import fold
from pipelines.text.quotations import introduces
from pipelines.types import Cleaned

RULE: Final = "advert.edge"

_LONGEST: Final = 120
"""Characters as printed, glosses and all."""
_SHORT: Final = 60
"""Characters of a key."""

# The catchwords, longest first, so that the call in 成人网站 is part of it.
_VICE_RE: Final = re.compile("|".join(sorted(VICES, key=lambda word: (-len(word), word))))
# Sentences and quotations: an advert is printed without.
_SENTENCE_RE: Final = re.compile('[。；;]|[“”「」『』《》【】"]')
_MARK_RE: Final = re.compile("[，。！？；：、,.!?;:]")
# An address is no punctuation. One run of characters, read once.
_ADDRESS_RE: Final = re.compile(
    "(?:https?://|www[.])[A-Za-z0-9./_?=&%#:~-]+|[A-Za-z0-9-]{2,40}[.](?:com|net|cc|vip|top|cn|xyz)"
)
# How to reach a broker: a mobile phone, a name at QQ or WeChat, or what stands for one that was taken out. Hotlines,
# 400 and five digits, are lenders'.
_REACHABLE_RE: Final = re.compile(
    "1[3-9][0-9]{9}|(?:微信|薇信|威信|加V|QQ|qq|VX|vx|扣扣|企鹅)号?:?[A-Za-z0-9_-]{5,}|<(?:手机号|QQ号|微信号|邮箱)>"
)


def drop_adverts(text: str) -> Cleaned:
    r"""Drop the adverts at the edges of `text`.

    >>> drop_adverts("百家乐在线开户\n平台发来短信。\n急用钱不看征信，微信：qian12345").text
    '平台发来短信。'
    >>> drop_adverts("百家乐输光以后怎么办\n平台发来短信。\n内容是：\n急用钱不看征信，微信：qian12345").edits
    ()
    """
    lines = text.split("\n")
    doomed: list[str | None] = [None] * len(lines)
    top = takewhile(lambda at: is_advert(lines[at]), _written(lines, range(len(lines))))
    for at in {*top, *_from_below(lines)}:
        doomed[at] = RULE
    return cleaned(text, without_lines(text, doomed) if any(doomed) else ())


def is_advert(line: str) -> bool:
    """Whether a line is an advert, if it stands at an edge of the text.

    >>> is_advert("澳门葡京娱乐城注册送彩金"), is_advert("娱乐城")
    (True, False)
    >>> is_advert("网上百家乐平台骗局"), is_advert("“急用钱不看征信，微信：qian12345”")
    (False, False)
    """
    if not line or len(line) > _LONGEST:
        return False
    if _SENTENCE_RE.search(line):
        return False
    key = fold(line)
    if len(key) > _SHORT or not (_offers_vice(key) or _offers_loans(key)):
        return False
    return not any(map(key.__contains__, TELLING))


def _offers_vice(key: str) -> bool:
    """Two catchwords, or one with a call, on a line without punctuation."""
    if not _VICE_RE.search(key):
        return False
    rest = _VICE_RE.sub("", key)
    if _MARK_RE.search(_ADDRESS_RE.sub("", key).rstrip("!")):
        return False
    return len(_VICE_RE.findall(key)) + _count(VICE_CALLS, rest) >= 2


def _offers_loans(key: str) -> bool:
    """Two of a broker's offers, and how to reach the broker."""
    return _REACHABLE_RE.search(key) is not None and _count(BROKERAGE, key) >= 2


def _count(words: Iterable[str], key: str) -> int:
    """How many of the words stand in a key."""
    return sum(map(key.__contains__, words))


def _written(lines: Sequence[str], places: Iterable[int]) -> Iterator[int]:
    """Those of the places whose lines are not blank."""
    return (at for at in places if lines[at].strip())


def _from_below(lines: Sequence[str]) -> list[int]:
    """Where adverts stand in a row from the last line up; none if the line above the row introduces it."""
    found: list[int] = []
    for at in _written(lines, reversed(range(len(lines)))):
        if not is_advert(lines[at]):
            return [] if introduces(lines[at]) else found
        found.append(at)
    return found
