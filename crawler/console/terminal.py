"""Print what strangers wrote without letting it run the terminal."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from rich.console import Console
from rich.text import Text

from pipelines.publish.json_lines import UNSAFE_RE

_WIDTH = 110
"""Columns of a table that goes into a file or pipe."""


def printable(text: str) -> str:
    r"""Return `text` with the characters a terminal would obey written out; Chinese and its marks pass untouched.

    >>> printable("红\x1b[31m字")
    '红\\x1b[31m字'
    >>> printable("逾期。\t短信\n")
    '逾期。\t短信\n'
    """
    return UNSAFE_RE.sub(lambda match: ascii(match[0])[1:-1], text)


def console(stream: TextIO | None = None) -> Console:
    """Return a console on `stream`, or standard output: colours on a terminal only, no markup read out of texts."""
    out = stream or sys.stdout
    width = None if out.isatty() or "COLUMNS" in os.environ else _WIDTH
    return Console(file=out, width=width, markup=False, highlight=False, emoji=False, soft_wrap=True)


def plain(text: str, style: str = "") -> Text:
    """Return `text` for a rich table or line: safe, and never read as markup."""
    return Text(printable(text), style=style)
