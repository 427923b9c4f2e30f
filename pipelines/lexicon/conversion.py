"""Conversion of script at the speed of memory: an engine compiled from dictionaries of characters and phrases.

The text is an array of code points. All characters are converted at once by a table of differences, and the phrases
that `pipelines.lexicon.phrases` finds are put over the result. An engine runs groups of dictionaries one after the
other; where a segmentation is given, the text is cut by its words first and no phrase reaches across a cut.

Time grows with the length of the text and nothing else: an array operation does a fixed work for each character, and
each place where a phrase may begin is compared with the few phrases that share its first two characters. A long text is
converted in blocks, so that its arrays stay in the cache; a block ends at a mark that no word of the engine has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Final

import numpy as np

from pipelines.errors import InputError
from pipelines.lexicon.alignment import Converted, chained, joined, moved, replaced, stretches
from pipelines.lexicon.phrases import Codes, Dictionary, Matching, Phrases, code_points, compile_phrases

_BLOCK: Final = 1 << 16
"""Characters converted at once at most, where the text has a wall to end a block at."""
_WALLS: Final = "\n。，、； "
"""Marks that end a block, the first that the text has; an engine whose words have one does not end blocks there."""


@dataclass(frozen=True, slots=True)
class Group:
    """Dictionaries that are applied in one go: what one of them converts, no other touches."""

    differences: Codes
    """By code point, up to the last that is converted: what to add, modulo 2 ** 32; the last is 0 and serves the rest."""
    phrases: Phrases

    def convert(self, text: str, borders: Sequence[int] = ()) -> Converted:
        """Return `text` converted, no phrase across one of the sorted `borders`."""
        codes = code_points(text)
        new = self.differences.take(codes, mode="clip")
        new += codes
        characters = str(new.data, "utf-32-le", "surrogatepass")
        found = self.phrases.find(text, codes, borders)
        return Converted(replaced(characters, found), stretches(found)) if found else Converted(characters)


@dataclass(frozen=True, slots=True)
class Engine:
    """A conversion: its words that cut the text, and its groups in their order."""

    groups: tuple[Group, ...]
    segmentation: Phrases | None = None
    walls: str = ""
    """Marks that no word has: nothing before one tells of what stands behind it."""

    def convert(self, text: str) -> str:
        """Return `text` converted.

        >>> engine = compile_engine([[{"乾隆": "乾隆"}, {"乾": "干", "糧": "粮"}]])
        >>> engine.convert("乾隆的乾糧")
        '乾隆的干粮'
        """
        return self.align(text).text

    def align(self, text: str) -> Converted:
        """Return `text` converted, and where that made it longer or shorter.

        >>> compile_engine([[{"網際網路": "互联网"}]]).align("在網際網路上")
        Converted(text='在互联网上', stretches=(Stretch(start=1, end=5, new_start=1, new_end=4),))
        """
        if len(text) <= _BLOCK:
            return self._align(text)
        return joined((block, self._align(block)) for block in _blocks(text, self.walls))

    def _align(self, text: str) -> Converted:
        if not text:
            return Converted(text)
        borders = self._borders(text)
        done = Converted(text)
        for group in self.groups:
            step = group.convert(done.text, borders)
            borders = moved(borders, step.stretches)
            done = Converted(step.text, chained(done.stretches, step.stretches))
        return done

    def _borders(self, text: str) -> list[int]:
        if self.segmentation is None:
            return []
        words = self.segmentation.find(text, code_points(text))
        return sorted({border for word in words for border in (word.start, word.end)})


def _blocks(text: str, walls: str) -> Iterator[str]:
    """The text in pieces that end at a wall, none longer than a block where one stands in it."""
    at = 0
    is_wall = re.compile(f"[{re.escape(walls)}]") if walls else None
    while len(text) - at > _BLOCK:
        end = next(filter(None, (text.rfind(wall, at, at + _BLOCK) + 1 for wall in walls)), None)
        if end is None:
            behind = is_wall.search(text, at + _BLOCK) if is_wall else None
            end = behind.end() if behind else len(text)
        yield text[at:end]
        at = end
    yield text[at:]


def compile_engine(
    steps: Iterable[Sequence[Dictionary]],
    *,
    segmentation: Dictionary | None = None,
    normalization: Dictionary | None = None,
    matching: Matching = "leftmost",
) -> Engine:
    """Return the engine of groups of dictionaries, applied step by step.

    `normalization` says which characters are only other forms of others: it is compiled into the dictionaries.

    Raises:
        InputError: a word is empty.

    >>> compile_engine([[{"說": "说"}]], normalization={"\ufa00": "說"}).convert("\ufa00")
    '说'
    >>> compile_engine([[{"": "说"}]])
    Traceback (most recent call last):
    pipelines.errors.InputError: a dictionary has an empty word, which becomes '说'; take it out
    """
    groups = [list(group) for group in steps]
    if normalization:
        groups[0] = [*(_spelled(each, normalization) for each in groups[0]), normalization]
        segmentation = _spelled(segmentation, normalization) if segmentation else None
    cuts = compile_phrases([dict.fromkeys(segmentation, "")]) if segmentation else None
    used = {character for words in (segmentation or {}, *chain.from_iterable(groups)) for character in "".join(words)}
    walls = "".join(wall for wall in _WALLS if wall not in used)
    return Engine(tuple(_compile_group(group, matching) for group in groups), cuts, walls)


def _compile_group(dictionaries: Sequence[Dictionary], matching: Matching) -> Group:
    characters: Dictionary = {}
    for dictionary in reversed(dictionaries):
        if "" in dictionary:
            raise InputError(f"a dictionary has an empty word, which becomes {dictionary['']!r}; take it out")
        characters |= {key: value for key, value in dictionary.items() if len(key) == 1}
    characters = {key: value for key, value in characters.items() if len(value) == 1}
    differences = np.zeros(max(map(ord, characters), default=0) + 2, np.uint32)
    keys, values = code_points("".join(characters)), code_points("".join(characters.values()))
    differences[keys] = values - keys
    return Group(differences, compile_phrases(dictionaries, matching))


def _spelled(dictionary: Dictionary, normalization: Dictionary) -> Dictionary:
    """The dictionary with each word in every way to spell it by characters that are only forms of its own."""
    forms: dict[str, str] = {}
    for form, character in normalization.items():
        forms[character] = forms.get(character, character) + form
    return {
        "".join(spelling): value
        for key, value in dictionary.items()
        for spelling in product(*(forms.get(character, character) for character in key))
    }
