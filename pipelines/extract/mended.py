"""Undo damage in the lines of a byline before labels, names and dates are looked for in them.

A converter that lost half a character leaves U+FFFD, a character of private use or a question mark, and the label, the
name or the mark between them is gone with it: `作者:秦�(tān)�(zé)宇`. What stands on the rest of the page is not needed to
restore them, so only short lines that show such a trace are repaired; all others stay as printed, script and glosses too.
So does a line whose repair names nobody by form, or by a rare character: no author is better than a guess. And so do the
sentences of the text itself, of which a byline is read only in a bracket: they are most of the damaged lines.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pipelines.extract.keys import folded
from pipelines.extract.meta_line import LONGEST_BYLINE
from pipelines.extract.names import find_names, is_person
from pipelines.extract.readings import without_glosses
from pipelines.extract.zones import Zones
from pipelines.text.slips import repair_slips

# What half a character leaves behind.
_TRACE_RE: Final = re.compile("[?\ufffd\ue000-\uf8ff]")
# What a byline is told in among sentences: a bracket that is no gloss, and what a blog's software says of an entry.
_TOLD_RE: Final = re.compile(r"[（〔\[【]|\((?![a-zà-ǜḿ])|^[本此]")
# Nothing printed is left between so many: what would stand there is a guess.
_LOST_RE: Final = re.compile("[?\ufffd\ue000-\uf8ff]{3}")


def mended(zones: Zones) -> Zones:
    """Return the zones with damaged lines and parts repaired.

    >>> mended(Zones(head=("编辑：??\ue000?",))).head == ("编辑：??\ue000?",)
    True
    >>> mended(Zones(head=("作者:秦�(tān)�(zé)宇", "瀏覽(lǎn) 作者:秦小滿"))).head
    ('作者:秦澤宇', '瀏覽(lǎn) 作者:秦小滿')
    """
    return replace(
        zones,
        head=tuple(map(_mended, zones.head)),
        above=tuple(map(_mended, zones.above)),
        tail=tuple(map(_mended, zones.tail)),
        loose=tuple(tuple(map(_mended, parts)) for parts in zones.loose),
        links=frozenset(map(_mended, zones.links)),
    )


def _mended(line: str) -> str:
    """A line without its slips, if it is short and shows one of which enough is left."""
    if len(line) > LONGEST_BYLINE or not _TRACE_RE.search(line) or _LOST_RE.search(line) or _is_prose(line):
        return line
    repaired = repair_slips(line).text
    return repaired if all(_is_told(name.name, line) for name in find_names(repaired)) else line


def _is_prose(line: str) -> bool:
    """Whether a line holds a sentence, and neither a bracket nor the beginning of a blog's entry."""
    return "。" in line and not _TOLD_RE.search(line)


def _is_told(name: str, line: str) -> bool:
    """Whether a name was printed whole, or is people's by its form and characters: one put together wrong seldom is."""
    return name in without_glosses(line) or all(is_person(word) and _is_common(word) for word in name.split())


def _is_common(word: str) -> bool:
    """Whether all its characters are among the seven thousand of GB2312, as most of all names' are."""
    try:
        return bool(folded(word).encode("gb2312"))
    except UnicodeEncodeError:
        return False
