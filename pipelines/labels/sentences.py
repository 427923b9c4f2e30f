"""Sentences of a clean text, and which of them say nothing of the article itself.

A closing list names what other articles are about (`后果还包括征信受损、产生罚息、被起诉等`): it speaks for no issue.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

# What ends a sentence, with the closing marks behind it. One class after another: linear.
_END_RE = re.compile(r"[。！？]+[”’」』）]*|\n")
_MARKS = "。！？”’」』）"
_HEADING = 24
"""Characters: a line that is shorter and ends in no mark is a heading."""
# What a list of other things says of itself.
_ELSEWHERE_RE = re.compile(
    r"其他(?:文章|栏目|内容)|相关阅读|延伸阅读|栏目还|等(?:情形|情况|问题|后果|话题|内容)|后果(?:还|也)?(?:包括|有)"
)
_LISTED = 2
"""A list has so many of `、`."""


class Sentence(NamedTuple):
    """One sentence: `[start, end)` of the text."""

    start: int
    end: int
    is_heading: bool


def ends_of_sentences(text: str) -> list[int]:
    r"""Return where the sentences of a text end, the end of the text last.

    >>> text = "短信的内容\n他说：“没借过。”随后又来"
    >>> ends_of_sentences(text)
    [6, 15, 19]
    """
    ends = [match.end() for match in _END_RE.finditer(text)]
    return ends if ends and ends[-1] == len(text) else [*ends, len(text)]


def sentence_at(text: str, ends: list[int], place: int) -> Sentence:
    r"""Return the sentence around a place; a short line without an end mark is a heading.

    >>> text = "短信的内容\n他说：“没借过。”随后又来"
    >>> [text[found.start:found.end] for place in (2, 9, 16) for found in [sentence_at(text, [6, 15, 19], place)]]
    ['短信的内容\n', '他说：“没借过。”', '随后又来']
    >>> sentence_at(text, [6, 15, 19], 2).is_heading, sentence_at(text, [6, 15, 19], 9).is_heading
    (True, False)
    """
    at = bisect_right(ends, place)
    start, end = ends[at - 1] if at else 0, ends[at]
    begins_line, ends_line = start == 0 or text[start - 1] == "\n", end == len(text) or text[end - 1] == "\n"
    is_short = end - start < _HEADING and text[end - 1] not in _MARKS
    return Sentence(start, end, begins_line and ends_line and is_short)


def is_listing(sentence: str) -> bool:
    """Whether a sentence lists what other articles are about.

    >>> is_listing("常见的后果还包括征信受损、产生罚息、被起诉等。"), is_listing("短信说要起诉他、冻结他的卡。")
    (True, False)
    """
    return sentence.count("、") >= _LISTED and bool(_ELSEWHERE_RE.search(sentence))
