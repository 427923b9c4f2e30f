"""Sentences of a clean text, and which of them say nothing of the article itself.

A closing list names what other articles are about (`后果还包括征信受损、产生罚息、被起诉等`): it speaks for no issue.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.labels.trie import code_points

MARKS: Final = "。！？\n"
"""What ends a sentence."""

_CLOSING_MARKS: Final = "”’」』）"
_CLOSING: Final = "。！？" + _CLOSING_MARKS
_CLOSES, _MARK, _LINE = 1, 2, 3
"""What a character is to a sentence: a mark that may stand behind its end, one that ends it, the end of the line."""
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
    kinds = _kinds().take(code_points(f"{text} "), mode="clip")
    ended = (kinds >= _MARK).nonzero()[0]
    ends = ended.compress((kinds.take(ended) == _LINE) | (kinds.take(ended + 1) != _MARK)) + 1
    open_ones = (kinds.take(ends - 1) == _MARK).nonzero()[0]
    while (open_ones := open_ones.compress(kinds.take(ends.take(open_ones)) == _CLOSES)).size:
        ends[open_ones] += 1
    found: list[int] = ends.tolist()
    return found if found and found[-1] == len(text) else [*found, len(text)]


@cache
def _kinds() -> NDArray[np.uint8]:
    """For each code point of the first plane, and one for all others, what it is to a sentence."""
    kinds = np.zeros(0x10001, np.uint8)
    for kind, marks in ((_CLOSES, _CLOSING_MARKS), (_MARK, MARKS[:-1]), (_LINE, MARKS[-1])):
        kinds[[ord(mark) for mark in marks]] = kind
    return kinds


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
    return sentence_of(text, start, end)


def sentence_of(text: str, start: int, end: int) -> Sentence:
    r"""Return the sentence that stands there; a short line without an end mark is a heading.

    >>> text = "短信的内容\n他说：“没借过。”随后又来"
    >>> sentence_of(text, 0, 6).is_heading, sentence_of(text, 6, 15).is_heading, sentence_of(text, 15, 19).is_heading
    (True, False, False)
    """
    return Sentence(start, end, end - start < _HEADING and _is_heading(text, start, end))


def _is_heading(text: str, start: int, end: int) -> bool:
    """Whether a sentence is a short line of its own that no mark ends."""
    if text[start:end][-1:] in _CLOSING:
        return False
    return (not start or text[start - 1] == "\n") and (end == len(text) or text[end - 1] == "\n")


def is_listing(sentence: str) -> bool:
    """Whether a sentence lists what other articles are about.

    >>> is_listing("常见的后果还包括征信受损、产生罚息、被起诉等。"), is_listing("短信说要起诉他、冻结他的卡。")
    (True, False)
    """
    return sentence.count("、") >= _LISTED and bool(_ELSEWHERE_RE.search(sentence))
