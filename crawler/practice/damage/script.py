"""Traditional script as these sites have it: simplified pages run through OpenCC's dictionaries.

OpenCC's own algorithm (the longest phrase at each place, else the character), over the dictionaries that
opencc-python-reimplemented ships, in an automaton: the practice web must be faster than the crawl it feeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from ahocorasick_rs import AhoCorasick, MatchKind

Profile = Literal["s2t", "s2tw"]


def to_traditional(text: str, profile: Profile = "s2t") -> str:
    """Return simplified `text` in traditional script, for `s2tw` with Taiwan's forms of characters.

    >>> to_traditional("发短信说头发里面的欠款。"), to_traditional("里面", "s2tw")
    ('發短信說頭髮裏面的欠款。', '裡面')
    >>> to_traditional("<p>APP</p>")
    '<p>APP</p>'
    """
    dictionary = _dictionary()
    pieces: list[str] = []
    at = 0
    for phrase, start, end in dictionary.phrases.find_matches_as_indexes(text):
        pieces += (text[at:start].translate(dictionary.characters), dictionary.targets[phrase])
        at = end
    pieces.append(text[at:].translate(dictionary.characters))
    traditional = "".join(pieces)
    return traditional.translate(_taiwan()) if profile == "s2tw" else traditional


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """Phrases as an automaton with their targets by number, and single characters."""

    phrases: AhoCorasick
    targets: tuple[str, ...]
    characters: dict[int, str]


@cache
def _dictionary() -> _Dictionary:
    rows = _rows("STPhrases.txt")
    automaton = AhoCorasick(list(rows), matchkind=MatchKind.LeftmostLongest)
    return _Dictionary(
        automaton, tuple(rows.values()), {ord(char): to for char, to in _rows("STCharacters.txt").items()}
    )


@cache
def _taiwan() -> dict[int, str]:
    return {ord(char): to for char, to in _rows("TWVariants.txt").items()}


def _rows(name: str) -> dict[str, str]:
    """A dictionary file: each entry with the first of its targets."""
    lines = (files("opencc") / "dictionary" / name).read_text("utf-8").splitlines()
    return {source: targets.split(" ")[0] for source, _, targets in (line.partition("\t") for line in lines) if source}
