"""A page as a flat list of blocks, and what one block knows of itself.

A block is a run of text between block-level tags or `<br>`: what a reader sees as a line or paragraph. Everything
later (title, byline, body, comments, related links) reads this list, no tree: unclosed and misnested tags sink whole
articles in a tree, and leave a flat list as it was. Each block knows how much of it is link text, whether it is
hidden, its container, and in which *regions* it lies: elements whose class or id says `footer`, `comment`, `related` …
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from operator import concat
from typing import Final, NamedTuple

from pipelines.extract.tables import REGION_WORDS
from pipelines.extract.tokens import unescape

_WORD_RE: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_PURPOSES: Final = frozenset[str]().union(*REGION_WORDS.values())
MOST_LINES: Final = 10_000
"""Lines of a page that are judged one by one, so that no page takes longer than a second. No article is as long."""
_PUNCTUATION_RE: Final = re.compile("[，。！？；：、,;!?…”]")


class Region(NamedTuple):
    """An element whose class or id names its purpose: `kind` is `comment`, `related` or `furniture`."""

    number: int
    kind: str


class Block(NamedTuple):
    """One line of the page; `text` has its white space collapsed and is never empty.

    A tuple, not a dataclass: a large page has a hundred thousand of them.
    """

    text: str
    tag: str = "p"
    """The block-level element it stands in, `li` for a bulleted line of a text page."""
    link_chars: int = 0
    is_hidden: bool = False
    regions: tuple[Region, ...] = ()
    container: int = 0
    """Number of the block-level element it stands in, in document order."""
    words: tuple[str, ...] = ()
    """Class and id words of that element."""
    links: tuple[str, ...] = ()
    """The text of each link in it."""
    parts: tuple[str, ...] = ()
    """The texts between its tags as written, where it is short and has more than one."""

    @property
    def spaced(self) -> str:
        """Its text with a space at every tag: inline elements of a byline are often set apart by nothing else.

        >>> Block("甲乙某某网", parts=("甲乙", "某某网")).spaced, Block("甲乙").spaced
        ('甲乙 某某网', '甲乙')
        """
        return " ".join(unescape(" ".join(self.parts)).split()) if self.parts else self.text

    @property
    def own_chars(self) -> int:
        """Characters outside links."""
        return max(0, len(self.text) - self.link_chars)

    @property
    def is_linked(self) -> bool:
        """Whether most of it is link text; for a list item a quarter is enough, the rest being date, name and count."""
        return self.link_chars * (4 if self.tag == "li" else 2) > len(self.text)

    @property
    def marks(self) -> int:
        """How many punctuation marks it has: prose has them, menus have none."""
        return len(_PUNCTUATION_RE.findall(self.text))

    def has_region(self, kind: str) -> bool:
        """Whether it lies in a region of that kind."""
        return bool(self.regions) and any(region.kind == kind for region in self.regions)

    @property
    def outer_regions(self) -> Iterator[Region]:
        """The regions around it as far as the first of comments: furniture inside that is a comment's own head or foot."""
        return takewhile(lambda region: region.kind != "comment", self.regions)


@dataclass(frozen=True, slots=True)
class Page:
    """The blocks of a page, and the container each container stands in; 0 is the root, parents come before children."""

    blocks: tuple[Block, ...]
    parents: tuple[int, ...] = (0,)
    rest: tuple[str, ...] = ()
    """The lines behind the first `MOST_LINES`, of which nothing is known but their text."""
    tags: tuple[str, ...] = ("body",)
    """The tag of each container."""

    def last_inside(self, container: int) -> int:
        """Return the greatest number of a container inside this one; all numbers between are inside too."""
        outside = (at for at, parent in enumerate(self.parents[container + 1 :], container) if parent < container)
        return next(outside, len(self.parents) - 1)


@lru_cache(maxsize=4096)
def name_words(names: str) -> tuple[str, ...]:
    """Split class and id names into words: bounded, so that `football` holds no footer.

    >>> name_words("article-footer sideBar")
    ('article', 'footer', 'side', 'bar')
    >>> name_words("football2")
    ('football',)
    """
    return tuple(map(str.lower, _WORD_RE.findall(names)))


@lru_cache(maxsize=4096)
def region_kind(names: str) -> str | None:
    """The purpose a class or id names, or None.

    >>> region_kind("post-comments"), region_kind("relatedLinks"), region_kind("commentary")
    ('comment', 'related', None)
    """
    words = name_words(names)
    every = {*words, *map(concat, words, words[1:])}
    if _PURPOSES.isdisjoint(every):
        return None
    return next(kind for kind, table in REGION_WORDS.items() if not table.isdisjoint(every))
