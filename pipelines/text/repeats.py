"""Lines printed twice: a template put a heading, a caption or a paragraph directly under itself.

    客服热线打不通怎么办
    客服热线打不通怎么办

The copy goes. Blank lines between the two do not count.

Left alone: repeats further apart (quotations, refrains, summaries), and short lines, which repeat in lists and tables
for good reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import eq
from typing import Final

from pipelines.edits import cleaned, without_lines
from pipelines.types import Cleaned

_SHORTEST: Final = 8
"""Below so many letters, digits and Chinese characters a line may repeat by chance, or be drawn: `________`."""


def drop_repeats(text: str) -> Cleaned:
    r"""Drop lines that repeat the line before them word for word.

    >>> drop_repeats("短信里的链接能不能点开\n\n短信里的链接能不能点开\n不能").text
    '短信里的链接能不能点开\n\n不能'
    >>> drop_repeats("可以\n可以").edits
    ()
    """
    lines = text.split("\n")
    if not _has_twins(lines):
        return Cleaned(text=text)
    doomed = [("repeat.line" if is_copy else None) for is_copy in _copies(lines)]
    return cleaned(text, without_lines(text, doomed) if any(doomed) else ())


def _has_twins(lines: Sequence[str]) -> bool:
    """Whether any two neighbours are the same, short or long; on most pages none are."""
    written = list(filter(None, map(str.strip, lines)))
    return any(map(eq, written, written[1:]))


def _copies(lines: Sequence[str]) -> list[bool]:
    """For each line, whether it is long enough and the same as the last one that is not blank."""
    previous, copies = "", []
    for line in map(str.strip, lines):
        copies.append(line == previous and sum(map(str.isalnum, line)) >= _SHORTEST)
        previous = line or previous
    return copies
