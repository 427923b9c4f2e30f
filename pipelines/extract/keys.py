"""Matching keys: of lines, the one of the text stages, by which every reader of this room looks words up; of titles."""

from __future__ import annotations

import re
from typing import Final

from pipelines.text.fold import fold

_WORD_RE: Final = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """The key of a line, by which its words are looked up.

    >>> folded("網友回覆"), folded("覆蓋")
    ('网友回复', '覆盖')
    """
    return fold(text).replace("回覆", "回复")  # as Taiwan and Hong Kong write it


def title_key(text: str) -> str:
    """What two printings of a title share: letters and characters only, folded.

    >>> title_key("某金融發(fā)短信，說(shuō)欠款") == title_key("某金融 发短信 说欠款")
    True
    """
    return "".join(_WORD_RE.findall(folded(text))).lower()
