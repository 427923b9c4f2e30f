"""A matching key of a line, so that one word table serves every page.

A label such as 小编导语 is printed in traditional script, with full-width spaces, with pinyin glosses, or all at once.
The key has none of these: glosses out, NFKC, white space and invisible characters out, simplified character by
character. It is for comparing only: it loses what a reader needs, and no text is ever replaced by it. Case is kept.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from pipelines.lexicon.script import simplified_characters

_LONGEST_REMEMBERED: Final = 400
"""Characters; every reader of a page asks for the keys of the same lines, but of a longer one only once."""

# A bracketed syllable. For a key any is taken out, true gloss or not: both sides of a comparison lose it.
_GLOSS_RE: Final = re.compile(r"[(（][a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]{1,6}[1-5]?[)）]")

# White space, zero-width characters, soft hyphen, byte-order mark.
_BLANK_RE: Final = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")

# Characters whose normal form does not depend on their neighbours: none combines with what stands before it. That is
# Latin, punctuation, kana but for the marks, bopomofo, CJK, private use, compatibility ideographs, full-width forms.
_ALONE_RE: Final = re.compile(
    "[\x00-\u02ff\u2000-\u20cf\u2100-\u2fff\u3000-\u3029\u3030-\u3098\u309b-\u312f\u3200-\ua4cf\ue000-\ufaff"
    "\ufe10-\ufe1f\ufe30-\ufe6f\uff00-\uff9d\uffe0-\uffff]*+"
)


class _Keys(dict[int, str]):
    """What each character alone becomes in a key: a table for `str.translate`, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        """Fold the character as a text of its own."""
        key = self[code] = _in_context(chr(code))
        return key


_keys: Final = _Keys()


def fold(line: str) -> str:
    """Return the matching key of `line`; keys of lines that may be asked for again are remembered.

    >>> fold("　聲明：內(nèi)容侵權(quán)，聯(lián)系刪除 ")
    '声明:内容侵权,联系删除'
    >>> fold("APP 下載量 １２")
    'APP下载量12'
    >>> fold("if (x) return")
    'ifreturn'
    """
    return _remembered(line) if len(line) <= _LONGEST_REMEMBERED else _fold(line)


def _fold(line: str) -> str:
    if ")" in line or "）" in line:
        line = _GLOSS_RE.sub("", line)
    return line.translate(_keys) if _ALONE_RE.fullmatch(line) else _in_context(line)


_remembered: Final = lru_cache(maxsize=4096)(_fold)


def _in_context(text: str) -> str:
    """Normalise a text whole: combining marks join the characters before them."""
    return _BLANK_RE.sub("", unicodedata.normalize("NFKC", text)).translate(simplified_characters())
