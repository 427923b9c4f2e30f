"""Print what strangers wrote without letting it run the terminal."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TextIO

from rich.console import Console
from rich.text import Text

_WIDTH = 110
"""Columns of a table that goes into a file or pipe."""
# C0 and C1 control characters but tab and newline (escape sequences start with one), characters that turn or hide
# text (bidi controls, zero widths), and lone surrogates, which no terminal can print.
_UNSAFE_RE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def printable(text: str) -> str:
    r"""Return `text` with the characters a terminal would obey written out; Chinese and its marks pass untouched.

    >>> printable("红\x1b[31m字")
    '红\\x1b[31m字'
    >>> printable("逾期。\t短信\n")
    '逾期。\t短信\n'
    """
    return _UNSAFE_RE.sub(lambda match: ascii(match[0])[1:-1], text)


def json_line(value: object) -> str:
    r"""Return `value` as JSON in one line, Chinese as it is and every unsafe character as an escape.

    >>> json_line({"text": "逾期\x1b[31m\u202e"})
    '{"text": "逾期\\u001b[31m\\u202e"}'
    """
    text = json.dumps(value, ensure_ascii=False)
    return _UNSAFE_RE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def console(stream: TextIO | None = None) -> Console:
    """Return a console on `stream`, or standard output: colours on a terminal only, no markup read out of texts."""
    out = stream or sys.stdout
    width = None if out.isatty() or "COLUMNS" in os.environ else _WIDTH
    return Console(file=out, width=width, markup=False, highlight=False, emoji=False, soft_wrap=True)


def plain(text: str, style: str = "") -> Text:
    """Return `text` for a rich table or line: safe, and never read as markup."""
    return Text(printable(text), style=style)
