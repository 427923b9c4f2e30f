"""Names printed with something between their characters, so that filters and searches miss them: 捷·信, 马上*金融, 借😀呗.

A mark or picture between two characters is taken out where what is left is a name; the name's span holds the marks. Left alone are
the marks of enumerations (、，/), which stand between names. A space is taken out too, yet it also stands
between words, as marks do in a row of them (`首页-中国-银行`): such a name counts only where it is used as one, `花 呗` in
quotation marks or before 逾期.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.labels.trie import Numbers, code_points

_MARKS: Final = "·•・*＊_~^|-☆★◆●"
_PICTURES: Final = "\u2600-\u27bf\U0001f300-\U0001faff"
"""The blocks of Unicode that emoji stand in."""
_MARK: Final = rf"[{re.escape(_MARKS)}{_PICTURES}]"
# One or two marks, or a space, between Chinese characters; one class or one character: linear.
_GAP_AT_RE: Final = re.compile(rf"(?<=[\u4e00-\u9fff])(?: |{_MARK}[\ufe0f]?{_MARK}?[\ufe0f]?)(?=[\u4e00-\u9fff])")
_PICTURE_RE: Final = re.compile(f"[{_PICTURES}]")
_GAP_RE: Final = re.compile(rf"(?:{_MARK}|\ufe0f)+")
_BREAK: Final = "\n"
"""Stands where two stretches of a text do not meet."""


class Squeezed(NamedTuple):
    """What stands around marks between characters, without these marks."""

    text: str
    """Stretches of the text, a line each."""
    places: Numbers
    """Where each of its characters stands in the text that it was taken from."""


def squeezed(text: str, reach: int) -> Squeezed:
    r"""Return what stands around the marks of a text that may stand inside names; `reach` is the longest name.

    >>> squeezed("上周，捷·信发来短信", 3).text
    '周，捷信发\n'
    >>> squeezed("微粒贷、借呗", 3).text
    ''
    """
    gaps = list(_gaps(text))
    if not gaps:
        return Squeezed("", np.empty(0, np.intp))
    around = np.zeros(len(text) + 1, bool)
    for start, end in gaps:
        around[max(0, start - reach) : end + reach] = True
    broken = around[:-1] & ~around[1:]  # the last of a stretch: no name is so long that its letters reach it
    around[[at for start, end in gaps for at in range(start, end)]] = False
    places = around[:-1].nonzero()[0]
    ends = broken.take(places).tolist()
    letters = [_BREAK if is_end else text[at] for at, is_end in zip(places.tolist(), ends, strict=True)]
    return Squeezed("".join(letters), places)


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    """The spans of marks between Chinese characters; where marks stand is looked up at once, few texts have any."""
    for at in _is_mark().take(code_points(text), mode="clip").nonzero()[0].tolist():
        if gap := _GAP_AT_RE.match(text, at):
            yield gap.span()


@cache
def _is_mark() -> NDArray[np.bool_]:
    """For each code point of the first plane, and one for all others, whether it may be a mark or a space."""
    marks = np.zeros(0x10001, bool)
    marks[[ord(mark) for mark in (" ", *_MARKS)]] = True
    marks[0x2600:0x27C0] = marks[-1] = True
    return marks


def is_row(printed: str) -> bool:
    """Return whether a name with marks inside may be words beside each other.

    There are spaces, or whole words on both sides, or a picture between two characters: of 花🌹呗 it may show the first.

    >>> is_row("北京|银行"), is_row("花 呗"), is_row("花🌹呗"), is_row("捷·信"), is_row("马上*金融"), is_row("捷😀信金融")
    (True, True, True, False, False, False)
    """
    if " " in printed:
        return True
    parts = _GAP_RE.split(printed)
    if all(len(part) == 1 for part in parts) and _PICTURE_RE.search(printed):
        return True
    return "*" not in printed and "＊" not in printed and all(len(part) > 1 for part in parts)
