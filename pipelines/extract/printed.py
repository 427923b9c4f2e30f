"""Read a glossed page without its glosses, and give its lines back as they are printed.

    樓(lóu)主：阿木 時(shí)間(jiān)：2024-05-01        ->  樓主：阿木 時間：2024-05-01, by which the line is judged

Every reader of this room knows a line by its form: a label, a day, a name, the words of a heading. A converter's glosses
stand between the characters of all of these, so the readers are given the page without them. Its body is handed on as
printed, because what a gloss says of the bytes around it is what damaged text is repaired by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final
from unicodedata import normalize

from pipelines.extract.assemble import Parts
from pipelines.extract.tokens import cut
from pipelines.extract.walk import read_page
from pipelines.lexicon.characters import HAN
from pipelines.lexicon.pinyin import is_reading
from pipelines.text.glosses import GlossRemover, remove_glosses
from pipelines.text.glosses.brackets import CLOSING, MARKED, OPENING

_CONVERTER: Final = GlossRemover("converter")
# Small letters or a marked syllable in brackets behind a Chinese character.
_GLOSS_RE: Final = re.compile(
    rf"[{re.escape(OPENING)}](?:(?<=[{HAN}].)|(?<=[{HAN}] .)) {{0,2}}((?:[a-zａ-ｚ:]{{1,7}}|{MARKED})[0-5]?) {{0,2}}[{re.escape(CLOSING)}]"
)


def without_glosses(text: str) -> str:
    """Return a page without a converter's glosses; those of an author stay, and then it is the page itself.

    >>> without_glosses("<p>樓(lóu)主：阿木 時(shí)間(jiān)：2024-05-01</p>"), without_glosses("囧(jiǒng)是光明")
    ('<p>樓主：阿木 時間：2024-05-01</p>', '囧(jiǒng)是光明')
    """
    return remove_glosses(text).text if any(map(_is_reading, _GLOSS_RE.finditer(text))) else text


def _is_reading(gloss: re.Match[str]) -> bool:
    """Whether a gloss reads its character: most pages have none that does, and need not be read for others."""
    before = gloss.string[max(0, gloss.start() - 2) : gloss.start()].rstrip()
    return is_reading(normalize("NFKC", gloss[1]), before[-1])


def as_printed(parts: Parts, text: str, *, is_markup: bool) -> Parts:
    """Return the parts of a page, read without glosses, with each of their lines as `text` prints it.

    What is no whole line of the page, such as the title of a link behind its bullet, stays without glosses.
    """
    printed = {_CONVERTER(line).text: line for line in _lines(text, is_markup=is_markup)}
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


def _lines(text: str, *, is_markup: bool) -> Iterator[str]:
    """The lines of a page, as its readers see them."""
    if is_markup:
        page = read_page(cut(text).visible)
        yield from (*(block.text for block in page.blocks), *page.rest)
    else:
        yield from map(str.strip, text.splitlines())


def _restored(lines: Iterable[str], printed: Mapping[str, str]) -> Iterator[str]:
    return (printed.get(line, line) for line in lines)
