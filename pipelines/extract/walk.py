"""Read markup into blocks in one walk over its tags, with a short stack of what is open.

The stack repairs tags as far as lines, regions and containers need it: a paragraph ends where the next block begins, an
item or cell where its next sibling begins, a closing tag that nothing opened is ignored, and none reaches out of a table
cell. Inline tags are not on it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from html import unescape
from typing import Final, NamedTuple

from pipelines.extract.blocks import MOST_LINES, Block, Page, Region, name_words, region_kind
from pipelines.extract.tables import CLOSED_BY, EMPTY_INLINE_TAGS, INLINE_TAGS, PAGE_TAGS, REGION_TAGS, TABLE_TAGS
from pipelines.extract.tokens import attributes, tokens

_HIDDEN_RE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LONGEST_NAMES: Final = 300
"""Characters of class and id that are read; a page may put megabytes there."""
_MOST_REGIONS: Final = 12
"""Regions inside one another that are told apart; what lies deeper lies in these too."""
_DEEPEST: Final = 400
"""Elements inside one another that are told apart; what lies deeper lies in the innermost of these."""
_PARAGRAPH: Final = CLOSED_BY["p"]
_SILENT: Final = frozenset(case for tag in INLINE_TAGS - {"a"} for case in (tag, tag.upper()))
"""Tags that change nothing unless they hide what is in them: half of all, so they are passed over first."""
_SHORT: Final = 110
"""Characters of a line that may be a byline, whose parts are kept apart."""
_CELLS: Final = frozenset({"td", "th", "table"})


class Traits(NamedTuple):
    """What an element's attributes say."""

    words: tuple[str, ...] = ()
    kind: str | None = None
    is_hidden: bool = False


_PLAIN: Final = Traits()


class _Open(NamedTuple):
    """An open element and all that is true inside it; the counts of open names are shared up to the next cell."""

    tag: str
    container: int
    words: tuple[str, ...]
    regions: tuple[Region, ...]
    is_hidden: bool
    inside: defaultdict[str, int]
    """Open elements by name, as far as the cell around them."""
    rows: defaultdict[str, int]
    """Open parts of the innermost table, by name."""
    counted: defaultdict[str, int]
    """The one of both that the element itself is counted in."""


def read_page(visible: str) -> Page:
    """Read markup into blocks; nothing is judged here, hidden text and furniture are only marked.

    >>> page = read_page("<div>一<br>二<p class=footer>三 <a href=/>四</a></p></div>")
    >>> [(b.text, b.tag, b.link_chars, b.has_region("furniture")) for b in page.blocks]
    [('一', 'div', 0, False), ('二', 'div', 0, False), ('三 四', 'p', 1, True)]
    """
    walk, stream = _Walk(), tokens(visible)
    for text, slash, name, source in stream:
        if text and (walk.parts or not text.isspace()):
            if "\n" in text and walk.stack[-1].tag == "pre":
                walk.take_lines(text)
            else:
                walk.parts.append(text)
        if name is None or (name in _SILENT and not walk.hiding and not (source and _may_hide(source))):
            continue
        walk.take(name.lower(), slash == "/", source or "")
        if len(walk.blocks) >= MOST_LINES:
            break
    walk.flush()
    rest = tuple(filter(None, (_line([text]) for text, *_ in stream)))
    return Page(tuple(walk.blocks), tuple(walk.parents), rest, tuple(walk.tags))


def _may_hide(source: str) -> bool:
    return "style" in source or "hidden" in source or "STYLE" in source


@lru_cache(maxsize=4096)
def _traits(source: str) -> Traits:
    """Read an element's attributes; style sheets are not read."""
    found = attributes(source)
    names = f"{found.get('class', '')} {found.get('id', '')}"[:_LONGEST_NAMES]
    is_hidden = "hidden" in found or _HIDDEN_RE.search(found.get("style", ""), 0, _LONGEST_NAMES) is not None
    return Traits(name_words(names), region_kind(names), is_hidden)


def traits(source: str) -> Traits:
    """What an element's attributes say, cached unless they are very long.

    >>> traits(' class="page-footer" style="display: none"')
    Traits(words=('page', 'footer'), kind='furniture', is_hidden=True)
    """
    return _traits(source) if len(source) <= 2 * _LONGEST_NAMES else _traits.__wrapped__(source)


class _Walk:
    """The state of the one walk over the tags."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.parents = [0]
        self.tags = ["body"]
        names: defaultdict[str, int] = defaultdict(int)
        self.stack = [_Open("body", 0, (), (), False, names, defaultdict(int), names)]
        self.too_deep = 0
        self.parts: list[str] = []
        self.links: list[str] = []
        self.link_at = -1
        """The part that the open link begins with, or -1."""
        self.link_depth = 0
        self.muted: list[str] = []
        """Open hidden inline elements; empty where text is to be read."""
        self.muted_at = 0
        self.hiding = 0
        """Hidden inline elements that are open: muted ones, and those that hold blocks and so are on the stack."""

    def take(self, name: str, is_end: bool, source: str) -> None:
        """Take in a tag."""
        if name in INLINE_TAGS:
            self._take_inline(name, is_end, source)
            return
        muted = self.muted
        if self.parts or muted:
            self.flush()
        if name == "br" or name in PAGE_TAGS:
            return
        if is_end:
            self._leave(name)
        elif self.too_deep:
            self.too_deep += 1
        else:
            self._enter(name, source, muted)

    def take_lines(self, text: str) -> None:
        """Take in preformatted text: its lines are lines of the page."""
        *lines, last = text.split("\n")
        for line in lines:
            self.parts.append(line)
            self.flush()
        self.parts.append(last)

    def _take_inline(self, name: str, is_end: bool, source: str) -> None:
        """Links are counted; a hidden element's text is left out, also in the middle of a line."""
        if name == "a":
            self._end_link()
            if not is_end:
                self.link_at, self.link_depth = len(self.parts), len(self.stack)
        if self.muted and name == self.muted[0]:
            if not is_end:
                self.muted.append(name)
            elif len(self.muted) == 1:
                self._unmute()
            else:
                self.muted.pop()
        elif is_end and self.hiding and self.stack[-1].inside.get(name):
            self.flush()
            self._leave(name)
            self.hiding -= 1
        elif not is_end and name not in EMPTY_INLINE_TAGS and _may_hide(source) and traits(source).is_hidden:
            self._mute(name)

    def _mute(self, name: str) -> None:
        if not self.muted:
            self.muted, self.muted_at = [name], len(self.parts)
            self.hiding += 1

    def _unmute(self) -> None:
        del self.parts[self.muted_at :]
        self.muted = []
        self.hiding -= 1

    def _end_link(self) -> None:
        if self.link_at >= 0:
            self.links.append(_line(self.parts[self.link_at :]))
            self.link_at = -1

    def flush(self) -> None:
        """End the line: what was read since the last one becomes a block."""
        if self.muted:
            self._unmute()
        is_open = self.link_at >= 0
        self._end_link()
        if text := _line(self.parts):
            top = self.stack[-1]
            links = tuple(filter(None, self.links)) if self.links else ()
            chars = sum(map(len, links)) if links else 0
            parts = tuple(self.parts) if len(self.parts) > 1 and len(text) <= _SHORT else ()
            self.blocks.append(
                Block(text, top.tag, chars, top.is_hidden, top.regions, top.container, top.words, links, parts)
            )
        self.parts.clear()
        self.links.clear()
        if is_open:
            self.link_at = 0

    def _enter(self, name: str, source: str, muted: list[str]) -> None:
        """Open an element; it closes what cannot hold it. A hidden inline element around it goes with it."""
        closed = CLOSED_BY.get(name, _PARAGRAPH)
        while self.stack[-1].tag in closed:
            self._pop()
        if len(self.stack) > _DEEPEST:
            self.too_deep = 1
            return
        if muted:
            self._push(muted[0], Traits(is_hidden=True))
            self.hiding += 1
        self._push(name, traits(source) if source else _PLAIN)

    def _push(self, name: str, seen: Traits) -> None:
        top, number = self.stack[-1], len(self.parents)
        rows = defaultdict(int) if name == "table" else top.rows
        inside = defaultdict(int) if name in _CELLS else top.inside
        counted = rows if name in TABLE_TAGS else inside
        counted[name] += 1
        kind, regions = seen.kind or REGION_TAGS.get(name), top.regions
        if kind is not None and len(regions) < _MOST_REGIONS:
            regions = (*regions, Region(number, kind))
        self.parents.append(top.container)
        self.tags.append(name)
        is_hidden = top.is_hidden or seen.is_hidden
        self.stack.append(_Open(name, number, seen.words, regions, is_hidden, inside, rows, counted))

    def _leave(self, name: str) -> None:
        """Close an element and all that is open inside it; a closing tag of nothing closes nothing."""
        if self.too_deep:
            self.too_deep -= 1
            return
        top = self.stack[-1]
        if not (top.rows if name in TABLE_TAGS else top.inside).get(name):
            return
        while self._pop() != name:
            pass
        if self.link_at >= 0 and len(self.stack) < self.link_depth:
            self._end_link()

    def _pop(self) -> str:
        top = self.stack.pop()
        top.counted[top.tag] -= 1
        return top.tag


def _line(parts: list[str]) -> str:
    """The text of a line: references resolved, white space collapsed."""
    text = parts[0] if len(parts) == 1 else "".join(parts)
    if "&" in text:
        text = unescape(text)
    return " ".join(text.split())
