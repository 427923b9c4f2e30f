"""Views of a text in which disguised numbers and addresses look plain, of the same length as the text.

Because a view has a character for each of the text's, what is found in it lies at the same place in the text. A view is
for searching only; no text is ever replaced by it.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from pipelines.lexicon.conversion import Engine, compile_engine
from pipelines.lexicon.script import simplified_characters

BLANK: Final = "\0"
"""What stands in a view for what was found already: part of no number, no address and no label."""

_FULL_WIDTH: Final = range(0xFF01, 0xFF5F)
_FIRST_DIGITS: Final = range(0x0660, 0x1FBFA)
"""Where digits of other scripts and styles lie: Arabic-Indic to segmented."""
_RINGED: Final = range(0x2070, 0x2794)
"""Superscripts, circled and bracketed digits."""

_DASHES: Final = "‐‑‒–—―−﹣"
_SPACES: Final = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t"
_CHINESE: Final = dict(zip("〇零一幺壹二贰三叁四肆五伍六陆七柒八捌九玖", "001112233445566778899", strict=True))


def plain(text: str) -> str:
    """Return the view: full-width and styled digits and letters ASCII, dashes and spaces one kind, script simplified.

    >>> plain("微信號：１３８—𝟏𝟐٣")
    '微信号:138-123'
    >>> plain("①一")
    '①一'
    """
    return text if text.isascii() else _plain_engine().convert(text)


def counted(text: str) -> str:
    """Return the view in which Chinese and circled digits are digits too.

    A view of its own: 唯一13812345678 and ①13812345678 hold a number of eleven digits, not of twelve.

    >>> counted(plain("一三八①②貳")), counted("唯一的")
    ('138122', '唯1的')
    """
    return text.translate(_counted_characters())


@cache
def plain_forms() -> tuple[str, str]:
    """Return every character to the last that the first view changes, and their views."""
    every = "".join(map(chr, range(max(_plain_characters()) + 1)))
    return every, plain(every)


@cache
def _plain_engine() -> Engine:
    """The first view, ten times faster than `str.translate`."""
    return compile_engine([[{chr(code): value for code, value in _plain_characters().items()}]])


@cache
def _plain_characters() -> dict[int, str]:
    """The table of the first view; it never makes one character two."""
    table = {code: value for code, value in simplified_characters().items() if len(value) == 1}
    table |= {code: unicodedata.normalize("NFKC", chr(code)) for code in _FULL_WIDTH}
    digits = filter(str.isdecimal, map(chr, _FIRST_DIGITS))
    table |= {ord(each): str(unicodedata.decimal(each)) for each in digits}
    table |= dict.fromkeys(map(ord, _DASHES), "-") | dict.fromkeys(map(ord, _SPACES), " ")
    return table | {ord("·"): ".", ord("•"): ".", ord("・"): ".", ord("×"): "X", ord("﹫"): "@", ord("➕"): "+"}


@cache
def _counted_characters() -> dict[int, str]:
    """The table of what the second view adds."""
    ringed = {code: str(unicodedata.digit(chr(code))) for code in _RINGED if chr(code).isdigit()}
    return ringed | {ord(name): digit for name, digit in _CHINESE.items()}
