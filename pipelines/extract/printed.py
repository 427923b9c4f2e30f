"""Read a glossed page without its glosses, and give its lines back as they are printed.

    樓(lóu)主：阿木 時(shí)間(jiān)：2024-05-01        ->  樓主：阿木 時間：2024-05-01, by which the line is judged

Every reader of this room knows a line by its form: a label, a day, a name, the words of a heading. A converter's glosses
stand between the characters of all of these, so the readers are given the page without them. Its body is handed on as
printed, because what a gloss says of the bytes around it is what damaged text is repaired by.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import accumulate
from typing import Final
from unicodedata import normalize

from pipelines.extract.assemble import Parts
from pipelines.extract.tokens import cut
from pipelines.extract.walk import read_page
from pipelines.lexicon.characters import HAN
from pipelines.lexicon.pinyin import is_reading
from pipelines.text.glosses import GlossRemover, remove_glosses
from pipelines.text.glosses.brackets import CLOSING, MARKED, OPENING
from pipelines.types import Cleaned

_CONVERTER: Final = GlossRemover("converter")
_MOST_MISSES: Final = 8
"""Lines that stand nowhere, or before the one before: each is looked for in the whole page."""
# Small letters or a marked syllable in brackets behind a Chinese character.
_GLOSS_RE: Final = re.compile(
    rf"[{re.escape(OPENING)}](?:(?<=[{HAN}].)|(?<=[{HAN}] .)) {{0,2}}((?:[a-zａ-ｚ:]{{1,7}}|{MARKED})[0-5]?) {{0,2}}[{re.escape(CLOSING)}]"
)


def without_glosses(text: str) -> Cleaned:
    """Return a page without a converter's glosses, and where they stood; those of an author stay.

    >>> without_glosses("<p>樓(lóu)主：阿木 時(shí)間(jiān)：2024-05-01</p>").text, without_glosses("囧(jiǒng)是光明").edits
    ('<p>樓主：阿木 時間：2024-05-01</p>', ())
    """
    return remove_glosses(text) if any(map(_is_reading, _GLOSS_RE.finditer(text))) else Cleaned(text=text)


def _is_reading(gloss: re.Match[str]) -> bool:
    """Whether a gloss reads its character: most pages have none that does, and need not be read for others."""
    before = gloss.string[max(0, gloss.start() - 2) : gloss.start()].rstrip()
    return is_reading(normalize("NFKC", gloss[1]), before[-1])


def as_printed(parts: Parts, text: str, plain: Cleaned, *, is_markup: bool) -> Parts:
    """Return the parts that were read of a page without glosses, with each of their lines as `text` prints it.

    What is no whole line of the page, such as the title of a link behind its bullet, may stay without glosses.
    """
    printed = _in_markup(parts, text, plain) if is_markup else _by_lines(text, plain.text)
    return replace(
        parts,
        lines=tuple(_restored(parts.lines, printed)),
        rest=tuple(_restored(parts.rest, printed)),
        title=printed.get(parts.title, parts.title) if parts.title else None,
        comments=tuple(
            replace(each, text="\n".join(_restored(each.text.split("\n"), printed))) for each in parts.comments
        ),
        related=tuple(_restored(parts.related, printed)),
        left_out=tuple((rule, printed.get(line, line)) for rule, line in parts.left_out),
    )


def _by_lines(text: str, plain: str) -> dict[str, str]:
    """The lines of a text page as they are printed, by their text without glosses: no gloss reaches over a line's end.

    A last line that is a gloss and no more is none without it.
    """
    return {bare.strip(): line.strip() for bare, line in zip(plain.splitlines(), text.splitlines(), strict=False)}


def _in_markup(parts: Parts, text: str, plain: Cleaned) -> dict[str, str]:
    """The lines of the parts as markup prints them: most stand in it as they are, without tags or entities."""
    wanted = (*parts.lines, *parts.rest, *parts.related, *(line for _, line in parts.left_out), parts.title or "")
    told = (line for each in parts.comments for line in each.text.split("\n"))
    printed = _found((*wanted, *told), text, plain)
    return printed if printed.keys() >= {*parts.lines, *parts.rest} else _by_blocks(text) | printed


def _found(lines: Iterable[str], text: str, plain: Cleaned) -> dict[str, str]:
    """As `text` prints them, those lines that stand in the plain page as they are; few that do not are looked for."""
    removed = [0, *accumulate(edit.end - edit.start for edit in plain.edits)]
    places = [edit.start - gone for edit, gone in zip(plain.edits, removed, strict=False)]
    printed: dict[str, str] = {}
    at = misses = 0
    for line in filter(None, lines):
        start = plain.text.find(line, at)
        start = plain.text.find(line) if start < 0 else start
        misses += start < at
        if start >= 0:
            at = start + len(line)
            begin, end = (place + removed[bisect_right(places, place)] for place in (start, at))
            printed[line] = text[begin:end]
        if misses > _MOST_MISSES:
            break
    return printed


def _by_blocks(text: str) -> dict[str, str]:
    """The lines of markup as they are printed, whatever stands between their characters, by their text without glosses."""
    page = read_page(cut(text).visible)
    return {_CONVERTER(line).text: line for line in (*(block.text for block in page.blocks), *page.rest)}


def _restored(lines: Iterable[str], printed: Mapping[str, str]) -> Iterator[str]:
    return (printed.get(line, line) for line in lines)
