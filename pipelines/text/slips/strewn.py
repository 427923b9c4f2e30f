"""Marks strewn over a text: characters lost in another way, no byte slips.

    收?到?短?信?說?我?欠?款     every character, or every second one, lost on the way through a wrong encoding
    處理?!边@樣的話讓人害怕     a slip: one lost byte, and many whole characters read one byte late behind it

A slip loses a byte where it begins, if no gloss or folded mark stands for it, and at most one where it ends; what lies
between are bytes that are all there. Where lost bytes recur every few characters, each reading rests on bytes made up,
and almost any text can be made of it.
"""

from __future__ import annotations

import re
from typing import Final

from pipelines.text.slips.symbols import SYLLABLE

_NEAR: Final = 12
"""Lost bytes are counted so many characters around. Of 2,400 places in slipped sentences none had a second one there …"""
_MOST: Final = 2
"""… and more than so many are too many for slips that follow each other; of a text that lost 3 in 10, 95 % have more."""
_SEEN: Final = 4
"""A repair needs so many characters shown for each lost byte that nothing tells; such text has 1 or 2 …"""
_SEEN_BEHIND_MARK: Final = 2
"""… and so many where a folded mark behind the first byte says that a slip began: a short one may end in a lost byte."""
_SEEN_BETWEEN: Final = 3
"""… and so many where that mark is a `?`, and may be a lost byte itself."""
# A lost byte that neither a gloss nor a folded mark behind it tells: the last of marks in a row, and the first of three and
# more, of which a slip leaves two. The letters are bounded: linear.
_UNTOLD_RE: Final = re.compile(rf"[?\ufffd](?![?!\ufffd]|\(?{SYLLABLE}\))|(?<![?\ufffd])[?\ufffd](?=[?\ufffd]{{2}})")
# A lost byte and the folded mark behind it.
_MARK_RE: Final = re.compile(r"[?\ufffd][?!](?![?!\ufffd])")
# Lost bytes and nothing else.
_NOTHING_RE: Final = re.compile(r"[?\ufffd]+\Z")
# What is no character shown: the signs of lost bytes, folded marks, glosses and their tails.
_UNSEEN_RE: Final = re.compile(rf"[?!\ufffd]|\(?{SYLLABLE}\)")


def is_strewn(text: str, at: int) -> bool:
    r"""Whether a place lies among lost bytes that recur every few characters; only its own line counts.

    Not so a lost byte with a folded mark behind it: slips may follow each other that close, and the mark is a byte shown.

    >>> is_strewn("收?到?短?信?說?我?欠?款", 3), is_strewn("處理?!边@樣的話讓人害怕", 2)
    (True, False)
    >>> is_strewn("已還清??梢圆?。不??赡銈冞?打", 3), is_strewn("真的?\n假的?\n處理?!边@", 10)
    (False, False)
    """
    if _MARK_RE.match(text, at):
        return False
    begin = max(text.rfind("\n", 0, at) + 1, at - _NEAR)
    end = text.find("\n", at, at + _NEAR)
    last = at + _NEAR if end < 0 else end
    return sum(match.start() <= last for match in _UNTOLD_RE.finditer(text, begin, last + _NEAR)) > _MOST


def rests_on_guesses(text: str, start: int, end: int) -> bool:
    """Whether a repair of a stretch would rest on lost bytes more than on characters shown.

    One lost byte is a slip's own, but not without anything behind it.

    >>> rests_on_guesses("我?投诉希?在", 1, 6), rests_on_guesses("第二个数??的", 4, 6), rests_on_guesses("?!?", 0, 3)
    (True, True, False)
    """
    if _NOTHING_RE.match(text, start, end):
        return True
    mark = _MARK_RE.match(text, start, end)
    untold = len(_UNTOLD_RE.findall(text, mark.end() if mark else start, end))
    shown = len(_UNSEEN_RE.sub("", text[start:end]))
    if mark and mark[0].endswith("?") and untold:
        return shown < _SEEN_BETWEEN * untold
    return untold > 1 and shown < (_SEEN_BEHIND_MARK if mark else _SEEN) * untold
