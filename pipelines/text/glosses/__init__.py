"""Pinyin glosses: a converter wrote the reading of a character behind it, in brackets, all over the page.

    放款后發(fā)了短信說(shuō)沒(méi)還      放款后發了短信說沒還
    在貸款A(yù)PP里               在貸款APP里

The converter worked on GBK bytes: a gloss belongs to the character that the last two *bytes* before it form. That is
mostly the character before; behind 款 (BF EE) and `A` (41) it is 預 (EE 41). A bracket goes only if its syllable is a
reading of that character.

Brackets of any kind are met, strokes too, tones as marks, digits or not at all, full-width letters, and spaces around.
In a glossed text any marked syllable goes, its reading being the converter's word, not ours, also where its opening
bracket or its base is lost; behind a word of letters it is somebody's name for it.

Left alone: glosses of words, `玖富（jiǔ fù）`, which no converter writes, and those that an author wrote: in
dictionaries, textbooks, annotated classics, behind names. The text decides, not the match: either all matching brackets
go or none (`hand`), and what it tells holds for the title and comments beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import Final, Literal, TypeAlias

from pipelines.edits import Deferred, edits_at
from pipelines.text.glosses.brackets import Glosses, find_glosses, has_brackets
from pipelines.text.glosses.hand import is_converted
from pipelines.types import Cleaned, Edit, Stage

__all__ = ["GlossRemover", "Hand", "remove_glosses", "remover_beside"]

Hand: TypeAlias = Literal["converter", "author"]

_FEWEST: Final = 2
"""Glosses by which an author is known; a single one tells little of the rest of the page."""


def remove_glosses(text: str) -> Cleaned:
    """Remove the glosses of a glossed text.

    >>> remove_glosses("銀行發(fā)來短信").text
    '銀行發來短信'
    >>> remove_glosses("打開A(yù)PP, 貸款A(yù)PP").text, remove_glosses("打開A(yù)PP").text
    ('打開APP, 貸款APP', '打開A(yù)PP')
    >>> remove_glosses("“囧(jiǒng)”本义是光明，玖富（jiǔ fù）是公司名").edits
    ()
    """
    glosses = _glosses(text)
    return _removed(text, glosses) if glosses.starts and is_converted(text, glosses) else Cleaned(text=text)


@dataclass(frozen=True, slots=True)
class GlossRemover:
    """The stage for texts around a body in which this hand wrote glosses: a title alone has too few to tell.

    >>> GlossRemover("converter")("下載A(yù)PP").text, GlossRemover("author")("說(shuō)文解字").text
    ('下載APP', '說(shuō)文解字')
    >>> GlossRemover("converter")("玖富（jiǔ fù）的應用(app)").edits
    ()
    """

    hand: Hand

    def __call__(self, text: str) -> Cleaned:
        """Remove all glosses of a converter's page, and none of an author's."""
        glosses = _glosses(text)
        return _removed(text, glosses) if glosses.starts and self.hand == "converter" else Cleaned(text=text)


def remover_beside(body: str) -> Stage:
    """Return the stage for texts that stand around `body`; where that has no glosses, their own decide.

    >>> remover_beside("銀行發(fā)來短信")("下載A(yù)PP").text, remover_beside("銀行發來短信")("下載A(yù)PP").text
    ('下載APP', '下載A(yù)PP')
    """
    glosses = _glosses(body)
    if glosses.starts and is_converted(body, glosses):
        return GlossRemover("converter")
    is_authors = sum(reading.traits.is_reading for reading in glosses.readings) >= _FEWEST
    return GlossRemover("author") if is_authors else remove_glosses


def _glosses(text: str) -> Glosses:
    return find_glosses(text) if has_brackets(text) else Glosses([], [], [], [], text)


def _removed(text: str, glosses: Glosses) -> Cleaned:
    return Cleaned(text=glosses.bare, edits=Deferred(partial(_edits, text, glosses)))


def _edits(text: str, glosses: Glosses) -> tuple[Edit, ...]:
    return edits_at("gloss.pinyin", text, (glosses.starts, glosses.ends), repeat(""))
