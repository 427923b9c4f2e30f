r"""The shape of a text: a byte for each character, by which a line that may hold personal data is found.

    打１３８-1234，扣款12345元      .000-0000.Q.00000.

Most texts hold nothing personal, and a search over few classes of bytes says so many times faster than one over the
text; it needs no view either. A shape, too, is as long as the text.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipelines.lexicon.phrases import code_points
from pipelines.text.privacy.views import plain_forms

_CLASSES: Final = {
    b"0": "0123456789",
    b"x": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    b"a": "Aa",
    b"t": "Tt",
    b"q": "Qq",
    b"Q": "扣企球秋抠叩🐧",
    b"v": "VvWw",
    b"V": "微薇威徽维卫绿",
    b"-": "-_",
    b" ": " ./()\ufe0f\u20e3",
    b"[": "[]{}",
    b"@": "@#&艾",
    b"\n": "\n",
}
"""By class the characters that the first view shows: the last that has one counts."""
_COUNTING: Final = "〇零一幺壹二贰貳三叁參四肆五伍六陆陸七柒八捌九玖"
_RINGED: Final = slice(0x2070, 0x2794)
_COUNTED: Final = b"c"
"""The class of both, which the second view reads as digits."""
_OTHER: Final = ord(".")


def shape_of(text: str) -> bytes:
    """Return the shape of `text`.

    >>> shape_of("打１３８-1234，QQ:abt"), shape_of("①一")
    (b'.000-0000.qq.axt', b'cc')
    """
    return _classes().take(code_points(text), mode="clip").tobytes()


def has_counted(shape: bytes) -> bool:
    """Return whether the second view of a text with this shape can show a number that the first one does not.

    Five in a row of what that reads as digits: fewer are a list's marks or a word's.

    >>> has_counted(shape_of("打一三八一二三四五六七八")), has_counted(shape_of("一五一十"))
    (True, False)
    """
    return _COUNTED * 5 in shape


@cache
def _classes() -> NDArray[np.uint8]:
    """The class of each code point, by what the first view makes of it; the last serves all others."""
    every, views = plain_forms()
    of_views = np.full(len(every) + 1, _OTHER, np.uint8)
    for each, characters in _CLASSES.items():
        of_views[code_points(characters)] = ord(each)
    classes = np.full(len(every) + 1, _OTHER, np.uint8)
    classes[:-1] = of_views.take(code_points(views), mode="clip")
    is_free = classes[_RINGED] == _OTHER  # a keycap's frame lies there and parts digits
    classes[_RINGED][is_free] = ord(_COUNTED)
    classes[code_points(_COUNTING)] = ord(_COUNTED)
    return classes
