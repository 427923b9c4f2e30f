"""A matching key of a line, so that one word table serves every page.

A label such as 小编导语 is printed in traditional script, with full-width spaces, with pinyin glosses, or all at once.
The key has none of these: glosses out, NFKC, white space and invisible characters out, simplified character by
character. It is for comparing only: it loses what a reader needs, and no text is ever replaced by it. Case is kept.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from pipelines.lexicon.script import simplified_characters

# A bracketed syllable. For a key any is taken out, true gloss or not: both sides of a comparison lose it.
_GLOSS_RE: Final = re.compile(r"[(（][a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]{1,6}[1-5]?[)）]")

# White space, zero-width characters, soft hyphen, byte-order mark.
_BLANK_RE: Final = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")


def fold(line: str) -> str:
    """Return the matching key of `line`.

    >>> fold("　聲明：內(nèi)容侵權(quán)，聯(lián)系刪除 ")
    '声明:内容侵权,联系删除'
    >>> fold("APP 下載量 １２")
    'APP下载量12'
    >>> fold("if (x) return")
    'ifreturn'
    """
    if line.isascii():
        return _BLANK_RE.sub("", _GLOSS_RE.sub("", line))
    line = unicodedata.normalize("NFKC", _GLOSS_RE.sub("", line))
    return _BLANK_RE.sub("", line).translate(simplified_characters())
