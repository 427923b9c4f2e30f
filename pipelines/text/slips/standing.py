"""What a text costs as it stands: the judge of every repair, and of whether one is needed at all."""

from __future__ import annotations

import re
from typing import Final

from pipelines.lexicon.bigrams import BORDER
from pipelines.lexicon.gbk import code_of
from pipelines.text.slips.candidates import NAT, Candidates, last_two
from pipelines.text.slips.symbols import GLOSS_RE, TAIL_RE

_LOOKED_AT: Final = 3
_FLUENT: Final = 6 * NAT
"""Text costs about 5 to a character, what is read late about 10."""
_GLOSS_BEFORE_RE: Final = re.compile(GLOSS_RE.pattern + r"\Z")
_LONGEST_GLOSS: Final = 8


def characters_before(text: str, at: int) -> str:
    r"""Return the two characters before a place, glosses passed over; borders where the text begins.

    >>> characters_before("我們(men)?nèi)", 7), characters_before("們?", 1)
    ('我們', '\n們')
    """
    found = ""
    while at and len(found) < 2:
        gloss = _GLOSS_BEFORE_RE.search(text, max(0, at - _LONGEST_GLOSS), at)
        at = gloss.start() if gloss else at - 1
        found = found if gloss else text[at] + found
    return found.rjust(2, BORDER)


def is_fluent(text: str, at: int, by: Candidates) -> bool:
    """Whether what follows a half-width mark is likely text as it stands; a lost byte that a gloss tells is no mark.

    >>> from pipelines.text.slips.candidates import candidates
    >>> is_fluent("还了吗?没有还", 3, candidates("simplified")), is_fluent("處理?!边@樣", 2, candidates("traditional"))
    (True, False)
    """
    if text[at] not in "?!" or TAIL_RE.match(text, at + 1):
        return False
    cost, last = 0, characters_before(text, at + 1)
    for _ in range(_LOOKED_AT):
        at += 1
        while gloss := GLOSS_RE.match(text, at):
            at = gloss.end()
        if at >= len(text) or text[at] in "?!\n":
            return False
        cost += by.follow(last, text[at])
        last = last_two(last, text[at])
    return cost <= _LOOKED_AT * _FLUENT


def costs_as_it_stands(text: str, start: int, end: int, by: Candidates) -> list[int]:
    """Return what the text costs as it stands, from `start` to each place up to `end`; glosses cost nothing."""
    costs, last, at = [0], characters_before(text, start), start
    while at < end:
        gloss = GLOSS_RE.match(text, at)
        if gloss and code_of(last[-1]):
            costs += [costs[-1]] * (gloss.end() - at)
            at = gloss.end()
        else:
            costs.append(costs[-1] + by.follow(last, text[at]))
            last = last_two(last, text[at])
            at += 1
    if end == len(text) or text[end] == "\n":
        costs[-1] += by.follow(last, BORDER)
    return costs
