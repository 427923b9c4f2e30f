r"""Blank lines and indents: each paragraph is one line, with nothing around it.

    在现代社会……              首段\n\n\n次段

Templates indent with full-width spaces and part paragraphs with empty lines; both are layout. A line break stays a line
break: whether two lines are one paragraph is not for this stage to guess. Spaces inside a line are another stage's.
"""

from __future__ import annotations

import re
from typing import Final

from pipelines.edits import cleaned, substitutions
from pipelines.types import Cleaned

# Runs of two or more, and one at either end of the text. A pattern that begins with a class is found five times faster
# than one that looks back first; greedy, so a run is read once.
_RUN_RE: Final = re.compile(r"\s(?:\s+|\Z|(?<=\A\s))")


def drop_blank_lines(text: str) -> Cleaned:
    r"""Remove blank lines, and white space at the ends of lines.

    >>> drop_blank_lines("  首段 \n\n　　次段\n").text
    '首段\n次段'
    >>> drop_blank_lines("1.  首段\n次段").edits
    ()
    """
    return cleaned(text, substitutions(text, _RUN_RE, "space.line", _line_break) if has_layout(text) else ())


def has_layout(text: str) -> bool:
    r"""Whether any line is blank or has white space at an end; several times faster than to search for it.

    >>> has_layout("首段\n　次段"), has_layout("首段\n\n次段"), has_layout("首段\n次 段")
    (True, True, False)
    """
    lines = text.split("\n")
    return "" in lines or list(map(str.strip, lines)) != lines


def _line_break(match: re.Match[str]) -> str | None:
    """A line break for a run that holds one; nothing at the ends of the text; other runs are another stage's."""
    if match.start() == 0 or match.end() == len(match.string):
        return ""
    return "\n" if "\n" in match[0] else None
