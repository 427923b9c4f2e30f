"""Pinyin glosses: a converter wrote the reading of a character behind it, in brackets, all over the page.

    放款后發(fā)了短信說(shuō)沒(méi)還      放款后發了短信說沒還
    在貸款A(yù)PP里               在貸款APP里

The converter worked on GBK bytes: a gloss belongs to the character that the last two *bytes* before it form. That is
mostly the character before; behind 款 (BF EE) and `A` (41) it is 預 (EE 41). A bracket goes only if its syllable is a
reading of that character.

Brackets of any kind are met, tones as marks, digits or not at all, and spaces around. In a glossed text any marked
syllable behind a character goes, its reading being the converter's word, not ours.

Left alone: glosses of words, `玖富（jiǔ fù）`, which no converter writes, and those that an author wrote: in
dictionaries, textbooks, annotated classics, behind names. The text decides, not the match: either all matching brackets
go or none (`hand`).
"""

from __future__ import annotations

from itertools import repeat

from pipelines.edits import cleaned, edits_at
from pipelines.text.glosses.brackets import OPENING, find_glosses
from pipelines.text.glosses.hand import is_converted
from pipelines.types import Cleaned

__all__ = ["remove_glosses"]


def remove_glosses(text: str) -> Cleaned:
    """Remove the glosses of a glossed text.

    >>> remove_glosses("銀行發(fā)來短信").text
    '銀行發來短信'
    >>> remove_glosses("打開A(yù)PP, 貸款A(yù)PP").text
    '打開A(yù)PP, 貸款APP'
    >>> remove_glosses("“囧(jiǒng)”本义是光明，玖富（jiǔ fù）是公司名").edits
    ()
    """
    if not any(bracket in text for bracket in OPENING):
        return Cleaned(text=text)
    glosses = find_glosses(text)
    if not glosses.starts or not is_converted(text, glosses):
        return Cleaned(text=text)
    return cleaned(text, edits_at("gloss.pinyin", text, (glosses.starts, glosses.ends), repeat("")))
