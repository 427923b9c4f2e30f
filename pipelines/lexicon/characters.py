"""Which characters are Chinese, as the insides of a regex class: one definition for every room.

Compatibility ideographs (U+F900…) are in, private-use characters and U+FFFD are not: they are traces of lost bytes.
"""

from __future__ import annotations

from typing import Final

HAN: Final = "〇㐀-䶿一-鿿豈-龎\U00020000-\U0003ffff"
"""Ideographs; use as `f"[{HAN}]"`."""

OPENING: Final = "（《〈【〔「『“‘"
CLOSING: Final = "）》〉】〕」』”’"
"""Full-width brackets and curly quotes; they count as Chinese text on both sides."""

STOPS: Final = "，。、；：？！…"
"""Full-width stops."""
