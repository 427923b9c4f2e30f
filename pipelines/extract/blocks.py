"""Read a tree into a flat list of blocks, in one walk.

A block is a run of text between block-level tags or `<br>`: what a reader sees as a line or paragraph. Everything
later (title, byline, body, comments, related links) reads this list, not the tree: unclosed and misnested tags sink
whole articles in a tree, and leave a flat list as it was. Each block knows how much of it is link text, whether it is
hidden, its container, and in which *regions* it lies: elements whose class or id says `footer`, `comment`, `related` …
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

from lxml import etree

from pipelines.extract.tables import INLINE_TAGS, REGION_WORDS, SKIPPED_TAGS

_WORD_RE: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_HIDDEN_RE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE_RE: Final = re.compile(r"\s+")
_LONGEST_NAMES: Final = 300
"""Characters of class and id that are read; a page may put megabytes there."""
_MOST_REGIONS: Final = 12
"""Regions inside one another that are told apart; what lies deeper lies in these too."""
_PUNCTUATION_RE: Final = re.compile("[，。！？；：、,;!?…”]")


@dataclass(frozen=True, slots=True)
class Region:
    """An element whose class or id names its purpose: `kind` is `comment`, `related` or `furniture`."""

    number: int
    kind: str


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the page; `text` has its white space collapsed and is never empty."""

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
        return any(region.kind == kind for region in self.regions)


@dataclass(frozen=True, slots=True)
class Page:
    """The blocks of a page, and the container each container stands in; 0 is the root, parents come before children."""

    blocks: tuple[Block, ...]
    parents: tuple[int, ...] = (0,)

    def last_inside(self, container: int) -> int:
        """Return the greatest number of a container inside this one; all numbers between are inside too."""
        at = container
        while at + 1 < len(self.parents) and self.parents[at + 1] >= container:
            at += 1
        return at


@lru_cache(maxsize=4096)
def name_words(names: str) -> tuple[str, ...]:
    """Split class and id names into words: bounded, so that `football` holds no footer.

    >>> name_words("article-footer sideBar")
    ('article', 'footer', 'side', 'bar')
    >>> name_words("football2")
    ('football',)
    """
    return tuple(word.lower() for word in _WORD_RE.findall(names))


@lru_cache(maxsize=4096)
def region_kind(names: str) -> str | None:
    """The purpose a class or id names, or None.

    >>> region_kind("post-comments"), region_kind("relatedLinks"), region_kind("commentary")
    ('comment', 'related', None)
    """
    words = name_words(names)
    joined = {first + second for first, second in pairwise(words)}
    return next((kind for kind, table in REGION_WORDS.items() if table & joined or table.intersection(words)), None)


def _collapse(text: str) -> str:
    return _SPACE_RE.sub(" ", text).strip()


@dataclass(slots=True)
class _Walk:
    """The state of the one walk over the tree."""

    blocks: list[Block] = field(default_factory=list)
    parents: list[int] = field(default_factory=lambda: [0])
    open_blocks: list[tuple[str, int, tuple[str, ...]]] = field(default_factory=lambda: [("body", 0, ())])
    regions: tuple[Region, ...] = ()
    hidden: int = 0
    parts: list[str] = field(default_factory=list)
    open_links: int = 0
    link_chars: int = 0
    link_parts: list[str] = field(default_factory=lambda: [""])

    def write(self, text: str | None) -> None:
        if not text:
            return
        self.parts.append(text)
        if self.open_links:
            self.link_chars += len(text.strip())
            self.link_parts[-1] += text

    def flush(self) -> None:
        text = _collapse("".join(self.parts))
        if text:
            tag, container, words = self.open_blocks[-1]
            regions, is_hidden = self.regions, self.hidden > 0
            links = tuple(filter(None, map(_collapse, self.link_parts)))
            self.blocks.append(Block(text, tag, self.link_chars, is_hidden, regions, container, words, links))
        self.parts.clear()
        self.link_chars, self.link_parts = 0, [""]

    def enter(self, element: etree._Element, tag: str, names: str) -> None:
        self.flush()
        self.parents.append(self.open_blocks[-1][1])
        self.open_blocks.append((tag, len(self.parents) - 1, name_words(names)))
        kind = region_kind(names) or REGION_TAGS.get(tag)
        if kind and len(self.regions) < _MOST_REGIONS:
            self.regions = (*self.regions, Region(len(self.parents) - 1, kind))
        self.hidden += is_hidden(element)

    def leave(self, element: etree._Element) -> None:
        self.flush()
        _, container, _ = self.open_blocks.pop()
        if self.regions and self.regions[-1].number == container:
            self.regions = self.regions[:-1]
        self.hidden -= is_hidden(element)


REGION_TAGS: Final = {"footer": "furniture", "nav": "furniture", "aside": "furniture"}


def is_hidden(element: etree._Element) -> bool:
    """Whether the element's own attributes hide it; style sheets are not read."""
    style = element.get("style")
    return element.get("hidden") is not None or (
        style is not None and _HIDDEN_RE.search(style, 0, _LONGEST_NAMES) is not None
    )


def read_page(root: etree._Element) -> Page:
    """Read the whole tree into blocks; nothing is judged here, hidden text and furniture are only marked.

    >>> from lxml import html
    >>> root = html.fromstring("<div>一<br>二<p class=footer>三 <a href=/>四</a></p></div>")
    >>> [(b.text, b.tag, b.link_chars, b.has_region("furniture")) for b in read_page(root).blocks]
    [('一', 'div', 0, False), ('二', 'div', 0, False), ('三 四', 'p', 1, True)]
    """
    walk = _Walk()
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            if _start(walk, element):
                walker.skip_subtree()
        else:
            _end(walk, element)
    walk.flush()
    return Page(tuple(walk.blocks), tuple(walk.parents))


def _start(walk: _Walk, element: etree._Element) -> bool:
    """Take in an opening tag; True where its subtree is not to be read."""
    tag = element.tag
    if tag in SKIPPED_TAGS:
        return True
    if tag == "br":
        walk.flush()
    elif tag == "a":
        walk.open_links += 1
        walk.link_parts.append("")
    elif tag in INLINE_TAGS:
        if element.get("style") and is_hidden(element):
            return True
    else:
        walk.enter(element, str(tag), _names(element))
    walk.write(element.text)
    return False


def _names(element: etree._Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:_LONGEST_NAMES]


def _end(walk: _Walk, element: etree._Element) -> None:
    """Take in a closing tag and the text behind it."""
    tag = element.tag
    if tag == "a":
        walk.open_links -= 1
    elif tag not in INLINE_TAGS and tag not in SKIPPED_TAGS and tag != "br":
        walk.leave(element)
    walk.write(element.tail)
