"""GBK byte slips: a converter that works on bytes split a character in two, and what follows is read one byte late.

    客戶們?nèi)蔗岷藢~單時才發現有誤。      客戶們日後核對賬單時才發現有誤。
    今天必須還清?!边@樣的話讓人害怕           今天必須還清。”這樣的話讓人害怕

Where a lost byte may have been (`evidence`), the bytes are put back and read again at every alignment (`readings`),
and a beam search (`search`) with a character model chooses, the end of the run included. A reading counts only if it is
clearly likelier than the text as it stands; how much, in nats, is the score of the edit. The text comes back in the
script it was printed in, glosses outside the runs included.

Left alone: `？？？`, `?减负?`, `包?有?破?损` (characters lost in another way: more than two lost bytes that nothing tells
within a dozen characters, and repairs that would rest on such bytes, `strewn`), `服务�種類` (a lost byte that would have
formed a character with the next: such bytes are not lost), code, URLs and manuals with `?`,
glosses of a dictionary, and runs whose repair would be hardly likelier than they are, or still garbled. A text gets an allowance of work by its
length: one that is damaged from end to end, as no page is, keeps what lies beyond it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from pipelines.edits import apply, cleaned, compose
from pipelines.lexicon.evidence import read_evidence
from pipelines.text.slips.candidates import NAT, Candidates, candidates, last_two
from pipelines.text.slips.converter import converter_of
from pipelines.text.slips.evidence import find_evidence, is_glossed
from pipelines.text.slips.promise import is_promising
from pipelines.text.slips.readings import Reader
from pipelines.text.slips.search import Allowance, Way, decode
from pipelines.text.slips.standing import characters_before, costs_as_it_stands, is_fluent
from pipelines.text.slips.strewn import is_strewn, rests_on_guesses
from pipelines.types import Cleaned, Edit, Script

__all__ = ["repair_slips"]

_MOST_ROUNDS: Final = 4
"""One round is the rule, and a second to see that nothing is left."""
_CLEAR: Final = 10 * NAT
"""A repair must be likelier than the text as it stands by so much: once in e^10 texts, chance does that."""
_CLEAR_IF_GLOSSED: Final = 4 * NAT
"""Less is asked of a text with glosses: a converter has been there."""
_GARBLED: Final = 7 * NAT
"""A repair that costs more a character is another garbled text, even where the one that stands is worse …"""
_RARE: Final = 24 * NAT
"""… a rare character or two apart."""
_MAINLY: Final = 2
"""A page is of one script that has so many times the characters of the other."""
_IN_RUNS: Final = 8
"""Late runs show so many simplified characters for each traditional one at most."""


def repair_slips(text: str) -> Cleaned:
    """Repair the byte slips of a text.

    >>> repair_slips("客戶們?nèi)蔗岷藢~單時才發現有誤。").text
    '客戶們日後核對賬單時才發現有誤。'
    >>> repair_slips("“今天必須還清?!边@樣的話讓人害怕").text
    '“今天必須還清。”這樣的話讓人害怕'
    >>> repair_slips("到底是?减负?还是增负？包?有?破?").edits
    ()
    >>> repair_slips("收?到?短?信?说?我?欠?款").edits
    ()
    """
    edits: tuple[Edit, ...] = ()
    now = text
    allowance = Allowance.of(text)
    for _ in range(_MOST_ROUNDS):
        found = _mended(now, allowance)
        if not found:
            break
        edits = compose(text, edits, found)
        now = apply(now, found)
    return cleaned(text, edits)


def _mended(text: str, allowance: Allowance) -> list[Edit]:
    """The repairs of one round: what one run's repair makes likely in the next is found by another round."""
    places = find_evidence(text)
    if not places:
        return []
    edits: list[Edit] = []
    by, done = candidates(script_of(text)), 0
    reader: Reader | None = None
    clear = _CLEAR_IF_GLOSSED if is_glossed(text) else _CLEAR
    for place in places:
        if place >= done and _may_begin(text, place, by):
            last = _last_of(text, edits[-1]) if edits and edits[-1].end == place else ""
            reader = reader or Reader(text, by, converter_of(text))  # most places are not worth one
            steps = decode(reader, place, allowance, last)
            if not steps:
                break
            edits += (edit for edit in _repairs(text, steps, by) if edit.score * NAT >= clear)
            done = steps[-1].end
    return edits


def _may_begin(text: str, place: int, by: Candidates) -> bool:
    """Whether a place is worth a search: cheap to tell, and most places are not."""
    return not is_strewn(text, place) and not is_fluent(text, place, by) and is_promising(text, place, by)


def script_of(text: str) -> Script:
    """Return which script a text is mainly of.

    A converter that glosses has made a page traditional; what looks simplified there are late runs.

    >>> script_of("我們發現"), script_of("我们发现"), script_of("我們发现"), script_of("短信")
    ('traditional', 'simplified', 'mixed', 'none')
    """
    evidence = read_evidence(text)
    traditional, simplified = evidence.traditional, evidence.simplified
    if traditional > _MAINLY * simplified or (_IN_RUNS * traditional > simplified and is_glossed(text)):
        return "traditional"
    if simplified > _MAINLY * traditional:
        return "simplified"
    return "mixed" if traditional else "none"


def _repairs(text: str, steps: Sequence[Way], by: Candidates) -> Iterator[Edit]:
    """The stretches that the cheapest way reads otherwise, with how much likelier that is."""
    start, end = steps[0].start, steps[-1].end
    costs = None
    begin: Way | None = None
    for before, way in (*pairwise(steps), (steps[-1], None)):
        changed = way is not None and (way.is_late or way.text != text[way.start : way.end])
        if changed and begin is None:
            begin = before
        elif begin is not None and not changed:
            costs = costs or costs_as_it_stands(text, start, end, by)
            judged = way or before
            gain = costs[judged.end - start] - costs[begin.end - start] - (judged.cost - begin.cost)
            span = begin.end, before.end
            after = _text_between(begin, before)
            is_garbled = judged.cost - begin.cost > _RARE + _GARBLED * len(after)
            if not is_garbled and not rests_on_guesses(text, *span):
                yield Edit("mojibake.gbk_slip", *span, text[slice(*span)], after, round(gain / NAT, 1))
            begin = None


def _last_of(text: str, edit: Edit) -> str:
    """The last two characters of a repaired text up to the end of an edit."""
    return last_two(characters_before(text, edit.start), edit.after)


def _text_between(begin: Way, last: Way) -> str:
    """What the ways behind `begin` give, up to `last`."""
    pieces = []
    way: Way | None = last
    while way is not None and way is not begin:
        pieces.append(way.text)
        way = way.before
    return "".join(reversed(pieces))
