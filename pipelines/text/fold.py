"""A matching key of a line, so that one word table serves every page.

A label such as 小编导语 is printed in traditional script, with full-width spaces, with pinyin glosses, or all at once.
The key has none of these: glosses out, NFKC, white space and invisible characters out, simplified character by
character. It is for comparing only: it loses what a reader needs, and no text is ever replaced by it. Case is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from pipelines.lexicon.script import simplified_characters

_LONGEST_REMEMBERED: Final = 400
"""Characters; every reader of a page asks for the keys of the same lines, but of a longer one only once."""

# A bracketed syllable. For a key any is taken out, true gloss or not: both sides of a comparison lose it.
_GLOSS_RE: Final = re.compile(r"[(（][a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]{1,6}[1-5]?[)）]")

# White space, zero-width characters, soft hyphen, byte-order mark.
_BLANK_RE: Final = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")

# Characters whose normal form does not depend on their neighbours: none combines with what stands before it. That is
# Latin, Greek, Cyrillic, punctuation, kana but for the marks, Hangul syllables, bopomofo, CJK, private use, compatibility
# ideographs, full-width forms, emoji.
_ALONE: Final = (
    "\x00-\u02ff\u0370-\u0482\u048a-\u0590\u1e00-\u20cf\u2100-\u2cee\u2e00-\u2fff\u3000-\u3029\u3030-\u3098\u309b-\u312f"
    "\u3200-\ua4cf\uac00-\ud7a3\ue000-\ufaff\ufe10-\ufe1f\ufe30-\ufe6f\uff00-\uff9d\uffe0-\uffff"
    "\U0001f000-\U0001fbff\U00020000-\U0003ffff"
)
_ALONE_RE: Final = re.compile(f"[{_ALONE}]*+")
# A run of all others: they may be joined to each other, and to the character before them.
_JOINED_RE: Final = re.compile(f"[^{_ALONE}]++")


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
    return _each_alone(line) if _ALONE_RE.fullmatch(line) else "".join(_in_pieces(line))


_remembered: Final = lru_cache(maxsize=4096)(_fold)


def _in_pieces(line: str) -> Iterator[str]:
    """The key of a line piece by piece: one character that may be joined to another is no reason to normalise all of it."""
    at = 0
    for match in _JOINED_RE.finditer(line):
        start = max(at, match.start() - 1)
        yield _each_alone(line[at:start])
        yield _in_context(line[start : match.end()])
        at = match.end()
    yield _each_alone(line[at:])


def _each_alone(text: str) -> str:
    """The key of a text whose characters all stand alone; short lines are often their own."""
    return text.translate(_keys) if _changing().search(text) else text


@cache
def _changing() -> re.Pattern[str]:
    """Any character that is not its own key: all but what is printed of ASCII, and ideographs that are simplified."""
    traditional = (char for char in map(chr, simplified_characters()) if "\u4e00" <= char <= "\u9fff")
    return re.compile(f"[\x00-\x20\x7f-\u4dff\ua000-\U0010ffff{''.join(traditional)}]")


def _in_context(text: str) -> str:
    """Normalise a text whole: combining marks join the characters before them."""
    return _BLANK_RE.sub("", unicodedata.normalize("NFKC", text)).translate(simplified_characters())
