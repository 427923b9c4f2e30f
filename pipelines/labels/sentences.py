"""Sentences of a clean text, and which of them say nothing of the article itself.

A closing list names what other articles are about (`后果还包括征信受损、产生罚息、被起诉等`): it speaks for no issue.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, NamedTuple

MARKS: Final = "。！？\n"
"""What ends a sentence."""

# What ends a sentence, with the closing marks behind it. One class after another: linear.
_END_RE = re.compile(r"[。！？]+[”’」』）]*|\n")
_CLOSING_RE = re.compile(r"[”’」』）]*")
_CLOSING = "。！？”’」』）"
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
    return Sentence(start, end, _is_heading(text, start, end))


def sentence_between(text: str, before: int, stop: int) -> Sentence:
    r"""Return the sentence between two marks that end sentences, behind the first and with the second.

    `before` is where the mark before it ends, 0 at the beginning of the text; `stop` is where its own mark starts, the
    length of the text where there is none.

    >>> text = "短信的内容\n他说：“没借过！！”随后又来"
    >>> found = [sentence_between(text, *each) for each in ((0, 5), (6, 13), (15, 20))]
    >>> [text[each.start : each.end] for each in found], [each.is_heading for each in found]
    (['短信的内容\n', '他说：“没借过！！”', '随后又来'], [True, False, False])
    """
    behind = _CLOSING_RE.match(text, before) if before and text[before - 1] != "\n" else None
    ending = _END_RE.match(text, stop)
    start, end = behind.end() if behind else before, ending.end() if ending else stop
    return Sentence(start, end, _is_heading(text, start, end))


def _is_heading(text: str, start: int, end: int) -> bool:
    """Whether a sentence is a short line of its own that no mark ends."""
    if end - start >= _HEADING or text[start:end][-1:] in _CLOSING:
        return False
    return (not start or text[start - 1] == "\n") and (end == len(text) or text[end - 1] == "\n")


def is_listing(sentence: str) -> bool:
    """Whether a sentence lists what other articles are about.

    >>> is_listing("常见的后果还包括征信受损、产生罚息、被起诉等。"), is_listing("短信说要起诉他、冻结他的卡。")
    (True, False)
    """
    return sentence.count("、") >= _LISTED and bool(_ELSEWHERE_RE.search(sentence))
