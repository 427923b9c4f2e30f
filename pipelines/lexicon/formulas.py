"""What a spreadsheet computes when it opens a table: the cells of every CSV that leaves here are looked at by one rule."""

from __future__ import annotations

from typing import Final

_SIGNS: Final = frozenset("=+-@＝＋－＠")
"""What a formula begins with; full-width signs, which some programs read alike, among them."""
_CONTROLS: Final = ("\t", "\r", "\n")
"""Behind these some programs look for a formula again, whatever stands there."""


def is_computed(text: str) -> bool:
    r"""Return whether a program may compute a cell, if it drops blanks and characters that print nothing before it looks.

    >>> is_computed("=1+1"), is_computed("\u3000=1+1"), is_computed("\ufeff@x"), is_computed("\t1")
    (True, True, True, True)
    >>> is_computed("\u3000欠款=300"), is_computed("a-b"), is_computed(" ")
    (False, False, False)
    """
    printed = next((char for char in text if char.isprintable() and not char.isspace()), "")
    return printed in _SIGNS or text.startswith(_CONTROLS)
