"""Names printed with something between their characters, so that filters and searches miss them: 捷·信, 马上*金融, 借-呗.

A mark between two characters is taken out where what is left is a name; the name's span holds the marks. Left alone are
the marks of enumerations (、，/), which stand between names, and emoji. A space is taken out too, yet it also stands
between words, as marks do in a row of them (`首页-中国-银行`): such a name counts only where it is used as one, `花 呗` in
quotation marks or before 逾期.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from pipelines.labels.scan import Scan, Word, scan

_MARKS: Final = "·•・*＊_~^|-☆★◆●"
# One or two marks, or a space, before a Chinese character; one class or one character: linear.
_BETWEEN_RE: Final = re.compile(rf"[ {re.escape(_MARKS)}](?:(?<! )[{re.escape(_MARKS)}])?(?=[\u4e00-\u9fff])")
_GAP_RE: Final = re.compile(rf"[{re.escape(_MARKS)}]+")
_BEFORE_RE: Final = re.compile(r"[\u4e00-\u9fff]")


def separated(seen: Scan, table: Container[str]) -> list[Word]:
    """Return the words of a table that stand in a text with marks or spaces inside, each with its whole span, in order.

    >>> separated(scan("捷·信发来短信，马上*金融也是"), {"捷信", "马上金融"})
    [('捷信', 0, 3), ('马上金融', 8, 13)]
    >>> separated(scan("微粒贷、借呗"), {"贷借"})
    []
    """
    text = seen.text
    if not any(mark in text for mark in (*_MARKS, " ")):
        return []
    gaps = [each.span() for each in _BETWEEN_RE.finditer(text) if _BEFORE_RE.match(text, max(0, each.start() - 1))]
    if not gaps:
        return []
    left_out = {at for start, end in gaps for at in range(start, end)}
    kept = [at for at in range(len(text)) if at not in left_out]
    words = scan("".join([text[at] for at in kept])).longest(table)
    spans = [(word, kept[start], kept[end - 1] + 1) for word, start, end in words]
    return [(word, start, end) for word, start, end in spans if end - start > len(word)]


def is_row(printed: str) -> bool:
    """Return whether a name with marks inside may be a row of words: there are spaces, or whole words on both sides.

    >>> is_row("北京|银行"), is_row("花 呗"), is_row("捷·信"), is_row("马上*金融")
    (True, True, False, False)
    """
    if " " in printed:
        return True
    return "*" not in printed and "＊" not in printed and all(len(part) > 1 for part in _GAP_RE.split(printed))
