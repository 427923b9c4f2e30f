"""Lines printed twice: a template put a heading, a caption or a paragraph directly under itself.

    客服热线打不通怎么办
    客服热线打不通怎么办

The copy goes. Blank lines between the two do not count.

Left alone: repeats further apart (quotations, refrains, summaries), short lines, which repeat in lists and tables for good
reasons, and messages, whose number is what the article tells: introduced by the line above, in quotation marks, signed in
【】, or three and more sentences that address their reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import eq, itemgetter
from typing import Final

from pipelines.edits import cleaned, without_lines
from pipelines.text.quotations import introduces, is_message
from pipelines.types import Cleaned

_SHORTEST: Final = 8
"""Below so many letters, digits and Chinese characters a line may repeat by chance, or be drawn: `________`."""
_SEVERAL: Final = 3
"""Times; a template prints a sentence twice."""


def drop_repeats(text: str) -> Cleaned:
    r"""Drop lines that repeat the line before them word for word.

    >>> drop_repeats("短信里的链接能不能点开\n\n短信里的链接能不能点开\n不能").text
    '短信里的链接能不能点开\n\n不能'
    >>> drop_repeats("可以\n可以").edits
    ()
    >>> drop_repeats("连发两条：\n您已逾期，请立即还款！\n您已逾期，请立即还款！").edits
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
    """For each line, whether it is long enough, the same as the last one that is not blank, and no message."""
    copies, above = [False] * len(lines), ""
    written = ((at, line) for at, line in enumerate(map(str.strip, lines)) if line)
    for line, run in groupby(written, key=itemgetter(1)):
        places = [at for at, _ in run]
        if sum(map(str.isalnum, line)) >= _SHORTEST and not _are_messages(line, len(places), above):
            for at in places[1:]:
                copies[at] = True
        above = line
    return copies


def _are_messages(line: str, times: int, above: str) -> bool:
    """Whether a line printed so many times is one message that came so many times."""
    addressed = times >= _SEVERAL and line.endswith(("。", "！", "!")) and ("您" in line or "你" in line)
    return addressed or is_message(line) or introduces(above)
