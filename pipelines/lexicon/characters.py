"""Which characters are Chinese, as the insides of a regex class: one definition for every room.

Compatibility ideographs (U+F900…) are in, private-use characters and U+FFFD are not: they are traces of lost bytes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

HAN: Final = "〇㐀-䶿一-鿿豈-龎\U00020000-\U0003ffff"
"""Ideographs; use as `f"[{HAN}]"`."""

OPENING: Final = "（《〈【〔「『“‘"
CLOSING: Final = "）》〉】〕」』”’"
"""Full-width brackets and curly quotes; they count as Chinese text on both sides."""

STOPS: Final = "，。、；：？！…"
"""Full-width stops."""


@lru_cache(maxsize=1)
def is_printable(text: str) -> bool:
    r"""Return whether every character of `text` is printed, a plain space or a line feed.

    Then it has no control, no other space and nothing invisible, which is all that several stages look for: the last
    answer is remembered for them.

    >>> is_printable("短信\n见 APP"), is_printable("短\u200b信"), is_printable("短\u3000信")
    (True, False, False)
    """
    return text.replace("\n", "").isprintable()


SPACES: Final = r"(?:(?<!\s)\s+)?"
"""Part of a pattern: `\\s*` before what is looked for. It is tried once for a run of white space, not from each of its characters."""
