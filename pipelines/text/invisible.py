r"""Characters nobody sees: controls, zero-width marks, other ways to end a line, halves of surrogate pairs.

They split words that rules and readers look for (`短\u200b信`), and a lone surrogate cannot be written in UTF-8.

Left alone: tabs and spaces, which are another stage's, and the traces of lost bytes, U+FFFD and the private-use
characters: a repair of the bytes needs them.
"""

from __future__ import annotations

import re
from typing import Final

from pipelines.edits import cleaned, substitutions
from pipelines.lexicon.characters import is_printable
from pipelines.types import Cleaned

# C0 controls but tab and line feed, DEL, soft hyphen, zero-width and direction marks, byte-order mark; carriage
# returns and the separators that some programs take for line ends; surrogates. C1 controls may be bytes, they stay.
_INVISIBLE_RE: Final = re.compile(
    "\\x1b\\[[0-9;]{0,20}m|[\\x00-\\x08\\x0e-\\x1f\\x7f\\xad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\ufeff]+|\\r\\n?|[\\x0b\\x0c\\x85\\u2028\\u2029]|[\\ud800-\\udfff]"
)

# The same characters as one class: six times faster than the pattern, and on most pages all there is to do.
_ANY_RE: Final = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f\\x85\\xad\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2064\\ufeff\\ud800-\\udfff]"
)


def strip_invisible(text: str) -> Cleaned:
    r"""Remove invisible characters, end lines with a line feed, put U+FFFD for lone surrogates.

    >>> strip_invisible("短\u200b信\r\n内容").text
    '短信\n内容'
    >>> strip_invisible("\ue123\ufffd\t内容").edits
    ()
    """
    if is_printable(text) or not _ANY_RE.search(text):  # the first is faster, and mostly says it
        return Cleaned(text=text)
    return cleaned(text, substitutions(text, _INVISIBLE_RE, "space.invisible", _visible))


def _visible(match: re.Match[str]) -> str:
    """What stands for an invisible character or line end."""
    if match[0] >= "\ud800" and match[0] <= "\udfff":
        return "\ufffd"
    return "\n" if match[0][0] in "\r\x0b\x0c\x85\u2028\u2029" else ""
