"""Matching keys: of lines, the one of the text stages, by which every reader of this room looks words up; of titles."""

from __future__ import annotations

import re
from typing import Final

from pipelines.text.fold import fold as folded

__all__ = ["folded", "title_key"]

_WORD_RE: Final = re.compile(r"[^\W_]+")


def title_key(text: str) -> str:
    """What two printings of a title share: letters and characters only, folded.

    >>> title_key("某金融發(fā)短信，說(shuō)欠款") == title_key("某金融 发短信 说欠款")
    True
    """
    return "".join(_WORD_RE.findall(folded(text))).lower()
