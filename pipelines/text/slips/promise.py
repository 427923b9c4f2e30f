"""Whether a slip may begin at a mark at all: a cheap look ahead that spares most question marks the search.

The few characters behind the mark are read one byte late, the one way that needs nothing made up, and as they stand. A
slip's first characters are likelier read late; where nothing is likelier by far, a writer put the mark there.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from pipelines.lexicon.gbk import LEADS, code_of
from pipelines.text.slips.candidates import NAT, Candidates, last_two, trailed_by
from pipelines.text.slips.readings import BY_MARK
from pipelines.text.slips.standing import characters_before
from pipelines.text.slips.symbols import FIRST_OF_MARKS, GLOSS_RE, LOST, MARKS, TAIL_RE, character_at

_LOOKED_AT: Final = 6
_FEWEST: Final = 3
"""Fewer characters in a row are no ground to judge by."""
_PROMISING: Final = 7 * NAT
"""Slips promise 19 nats and more, 99 in 100 marks of writers less than 6."""


def is_promising(text: str, at: int, by: Candidates) -> bool:
    """Whether a slip may begin at a lost byte or a mark; what a gloss tells always may.

    >>> from pipelines.text.slips.candidates import candidates
    >>> is_promising("處理?!边@樣的話", 2, candidates("traditional"))
    True
    >>> is_promising("还了吗?莫名其妙又收到短信", 3, candidates("simplified"))
    False
    """
    if TAIL_RE.match(text, at + (text[at] in LOST)) or text[at] not in "?!\ufffd":
        return True
    behind = _behind(text, at + 1)
    if len(behind) < _FEWEST:
        return True
    before = characters_before(text, at)
    stands = list(accumulate(_costs(by, before, text[at] + behind)))[1:]
    return any(
        as_it_stands - read_late >= _PROMISING
        for read in _readings(by, before, behind)
        for as_it_stands, read_late in zip(stands, accumulate(read), strict=False)
    )


def _behind(text: str, at: int) -> str:
    """The first characters of two bytes behind a mark, glosses passed over."""
    while at < len(text) and (text[at] in MARKS or text[at] in LOST):
        at += 1
    found = ""
    while len(found) < _LOOKED_AT and at < len(text):
        if gloss := GLOSS_RE.match(text, at):
            at = gloss.end()
        elif code_of(text[at]):
            found += text[at]
            at += 1
        else:
            break
    return found


def _readings(by: Candidates, before: str, behind: str) -> Iterator[Iterator[int]]:
    """What each character read late costs, for every byte that may have been kept back."""
    first = code_of(behind[0])
    for second in MARKS.values():
        if true := character_at(second << 8 | first >> 8):
            ((cost, guessed),) = by.between(before, trailed_by(FIRST_OF_MARKS), true, 1)
            yield _late(by, BY_MARK + cost + by.pair(guessed, true), guessed + true, behind)


def _late(by: Candidates, cost: int, last: str, behind: str) -> Iterator[int]:
    """What a run costs whose first true character is known: with that, and for each that follows."""
    yield cost + by.odd.get(last[-1], 0)
    late = code_of(behind[0]) & 0xFF
    for character in behind[1:]:
        true = character_at(late << 8 | code_of(character) >> 8) if late in LEADS else ""
        if not true:
            return
        yield by.follow(last, true) + by.odd.get(true, 0)
        last, late = last_two(last, true), code_of(character) & 0xFF


def _costs(by: Candidates, last: str, text: str) -> Iterator[int]:
    """What each character of a text costs as it stands."""
    for character in text:
        yield by.follow(last, character)
        last = last_two(last, character)
