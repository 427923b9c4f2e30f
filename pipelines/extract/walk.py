"""Read markup into blocks in one walk over its tags, with a short stack of what is open.

The stack repairs tags as far as lines, regions and containers need it: a paragraph ends where the next block begins, an
item or cell where its next sibling begins, a closing tag that nothing opened is ignored, and none reaches out of a table
cell. Inline tags are not on it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from pipelines.extract.blocks import MOST_LINES, Block, Page, Region, name_words, region_kind
from pipelines.extract.tables import CLOSED_BY, EMPTY_INLINE_TAGS, INLINE_TAGS, PAGE_TAGS, REGION_TAGS, TABLE_TAGS
from pipelines.extract.tokens import tokens, unescape, written_attributes

_HIDDEN_RE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# A blank line between two paragraphs in one piece of text: nothing else sets them apart, and a style shows it.
_PARAGRAPHS_RE: Final = re.compile(r"[，。！？；：”」][ \t\r]*+\n[ \t\r]*+\n\s*+[\u3400-\u9fff“「]")
_LONGEST_NAMES: Final = 300
"""Characters of class and id that are read; a page may put megabytes there."""
_MOST_REGIONS: Final = 12
"""Regions inside one another that are told apart; what lies deeper lies in these too."""
_DEEPEST: Final = 400
"""Elements inside one another that are told apart; what lies deeper lies in the innermost of these."""
_PARAGRAPH: Final = CLOSED_BY["p"]
_PASSED_OVER: Final = frozenset(case for tag in INLINE_TAGS for case in (tag, tag.upper()))
"""Tags that change nothing but links unless they hide what is in them: half of all, so they are asked for first."""
_LINK: Final = frozenset({"a", "A"})
_SHORT: Final = 110
"""Characters of a line that may be a byline, whose parts are kept apart."""
_BREAKS: Final = PAGE_TAGS | {"br"}
"""Tags that end a line and open nothing."""
_CELLS: Final = frozenset({"td", "th", "table"})


class Traits(NamedTuple):
    """What an element's attributes say."""

    words: tuple[str, ...] = ()
    kind: str | None = None
    is_hidden: bool = False


_PLAIN: Final = Traits()
_HIDDEN: Final = Traits(is_hidden=True)


_Counts: TypeAlias = defaultdict[str, int]
_Open: TypeAlias = tuple[str, int, tuple[str, ...], tuple[Region, ...], bool, _Counts, _Counts, _Counts]
"""An open element and all that is true inside it: its tag, container, words and regions, whether it is hidden; then how
many elements of each name are open as far as the cell around it, how many parts of the innermost table, and the one of
both that it is counted in itself. A bare tuple, since a page opens thousands; the counts are shared up to the next cell."""


def read_page(visible: str) -> Page:
    """Read markup into blocks; nothing is judged here, hidden text and furniture are only marked.

    >>> page = read_page("<div>一<br>二<p class=footer>三 <a href=/>四</a></p></div>")
    >>> [(b.text, b.tag, b.link_chars, b.has_region("furniture")) for b in page.blocks]
    [('一', 'div', 0, False), ('二', 'div', 0, False), ('三 四', 'p', 1, True)]
    """
    walk, stream = _Walk(), tokens(visible)
    parts, blocks = walk.parts, walk.blocks
    for text, slash, name, again, source in stream:
        if text and (parts or not text.isspace()):
            walk.take_text(text)
        if name is None:
            continue
        if name in _PASSED_OVER and not walk.hiding and not (source and _may_hide(source)):
            if name in _LINK:
                walk.take_links(slash, _times(name, slash, again))
            continue
        walk.take(name.lower(), slash, source or "")
        if again:
            walk.take_again(name.lower(), slash, _times(name, slash, again) - 1)
        if len(blocks) >= MOST_LINES:
            break
    walk.flush()
    rest = tuple(filter(None, (_line([text]) for text, *_ in stream)))
    return Page(tuple(blocks), tuple(walk.parents), rest, tuple(walk.tags))


def _times(name: str, slash: str | None, again: str | None) -> int:
    """How often a tag stands there in a row."""
    return 1 + len(again) // len(f"<{slash}{name}>") if again else 1


def _may_hide(source: str) -> bool:
    return "style" in source or "hidden" in source or "STYLE" in source


@lru_cache(maxsize=4096)
def _traits(source: str) -> Traits:
    """Read an element's attributes; style sheets are not read."""
    found = written_attributes(source)
    style, names = found.get("style"), found.get("class", "")
    is_hidden = "hidden" in found or (style is not None and _hides(unescape(style)))
    if "id" in found:
        names = f"{names} {found['id']}" if names else found["id"]
    if not names:
        return _HIDDEN if is_hidden else _PLAIN
    names = unescape(names)[:_LONGEST_NAMES]
    return Traits(name_words(names), region_kind(names), is_hidden)


def _hides(style: str) -> bool:
    return _HIDDEN_RE.search(style, 0, _LONGEST_NAMES) is not None


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
        names: _Counts = defaultdict(int)
        self.stack: list[_Open] = [("body", 0, (), (), False, names, defaultdict(int), names)]
        self.too_deep = 0
        self.parts: list[str] = []
        self.links: list[tuple[int, int]] = []
        """The parts that each link of the line begins and ends with."""
        self.link_at = -1
        """The part that the open link begins with, or -1."""
        self.link_depth = 0
        self.muted: list[str] = []
        """Open hidden inline elements; empty where text is to be read."""
        self.muted_at = 0
        self.hiding = 0
        """Hidden inline elements that are open: muted ones, and those that hold blocks and so are on the stack."""

    def take(self, name: str, slash: str | None, source: str) -> None:
        """Take in a tag; `slash` is that of a closing one."""
        if name in INLINE_TAGS:
            self._take_inline(name, slash, source)
            return
        muted = self.muted
        if self.parts or muted:
            self.flush()
        if name in _BREAKS:
            return
        if self.too_deep:
            self.too_deep += -1 if slash else 1
        elif slash:
            self._leave(name)
        else:
            self._enter(name, traits(source) if source else _PLAIN, muted)

    def take_again(self, name: str, slash: str | None, times: int) -> None:
        """Take in a tag without attributes so many times more; elements too deep are only counted, all at once."""
        while times:
            counted = 0
            if self.too_deep and name not in INLINE_TAGS and name not in _BREAKS:
                counted = min(times, self.too_deep) if slash else times
                self.too_deep += -counted if slash else counted
            else:
                self.take(name, slash, "")
            times -= counted or 1

    def take_text(self, text: str) -> None:
        """Take in a piece of text; where it is set out in lines, these are lines of the page."""
        if "\n" in text and (self.stack[-1][0] == "pre" or _PARAGRAPHS_RE.search(text)):
            self._take_lines(text)
        else:
            self.parts.append(text)

    def _take_lines(self, text: str) -> None:
        """Take in the lines of a text as far as lines are told apart."""
        *lines, last = text.split("\n", MOST_LINES)
        for line in lines:
            self.parts.append(line)
            self.flush()
        self.parts.append(last)

    def _take_inline(self, name: str, slash: str | None, source: str) -> None:
        """Links are counted; a hidden element's text is left out, also in the middle of a line."""
        if name == "a":
            self.take_link(slash)
        if self.hiding and (slash or self.muted):
            self._take_hiding(name, slash)
        elif not slash and source and _may_hide(source) and name not in EMPTY_INLINE_TAGS and traits(source).is_hidden:
            self._mute(name)

    def take_links(self, slash: str | None, times: int) -> None:
        """Take in so many tags of links in a row."""
        for _ in range(times):
            self.take_link(slash)

    def take_link(self, slash: str | None) -> None:
        """End the link that is open and begin the next."""
        if self.link_at >= 0:
            self._end_link()
        if not slash:
            self.link_at, self.link_depth = len(self.parts), len(self.stack)

    def _take_hiding(self, name: str, slash: str | None) -> None:
        """Count what is open of the name that hides, and end what was hidden with its last."""
        if self.muted and name == self.muted[0]:
            if not slash:
                self.muted.append(name)
            elif len(self.muted) == 1:
                self._unmute()
            else:
                self.muted.pop()
        elif slash and self.stack[-1][5].get(name):
            self.flush()
            self._leave(name)
            self.hiding -= 1

    def _mute(self, name: str) -> None:
        if not self.muted:
            self.muted, self.muted_at = [name], len(self.parts)
            self.hiding += 1

    def _unmute(self) -> None:
        del self.parts[self.muted_at :]
        self.links = [(start, min(end, self.muted_at)) for start, end in self.links]
        self.link_at = min(self.link_at, self.muted_at)
        self.muted = []
        self.hiding -= 1

    def _end_link(self) -> None:
        self.links.append((self.link_at, len(self.parts)))
        self.link_at = -1

    def flush(self) -> None:
        """End the line: what was read since the last one becomes a block."""
        if self.muted:
            self._unmute()
        is_open, parts = self.link_at >= 0, self.parts
        if is_open:
            self._end_link()
        if text := _line(parts):
            tag, container, words, regions, is_hidden, _, _, _ = self.stack[-1]
            links = self._link_texts(text) if self.links else ()
            chars = sum(map(len, links)) if links else 0
            kept = tuple(parts) if len(parts) > 1 and len(text) <= _SHORT else ()
            self.blocks.append(Block(text, tag, chars, is_hidden, regions, container, words, links, kept))
        parts.clear()
        self.links.clear()
        if is_open:
            self.link_at = 0

    def _link_texts(self, text: str) -> tuple[str, ...]:
        """The texts of the line's links; most often one link is all of the line."""
        parts, links = self.parts, self.links
        if len(links) == 1 and links[0] == (0, len(parts)):
            return (text,)
        return tuple(filter(None, [_line(parts[start:end]) for start, end in links]))

    def _enter(self, name: str, seen: Traits, muted: list[str]) -> None:
        """Open an element; it closes what cannot hold it. A hidden inline element around it goes with it."""
        closed, stack = CLOSED_BY.get(name, _PARAGRAPH), self.stack
        while stack[-1][0] in closed:
            self._pop()
        if len(stack) > _DEEPEST:
            self.too_deep = 1
            return
        if muted:
            self._push(muted[0], _HIDDEN)
            self.hiding += 1
        self._push(name, seen)

    def _push(self, name: str, seen: Traits) -> None:
        words, kind, hides = seen
        _, container, _, regions, is_hidden, inside, rows, _ = self.stack[-1]
        number, counted = len(self.parents), inside
        if name in TABLE_TAGS:
            if name in _CELLS:
                inside = defaultdict(int)
                rows = defaultdict(int) if name == "table" else rows
            counted = rows
        kind = kind or REGION_TAGS.get(name)
        if kind is not None and len(regions) < _MOST_REGIONS:
            regions = (*regions, Region(number, kind))
        self.parents.append(container)
        self.tags.append(name)
        counted[name] += 1
        self.stack.append((name, number, words, regions, is_hidden or hides, inside, rows, counted))

    def _leave(self, name: str) -> None:
        """Close an element and all that is open inside it; a closing tag of nothing closes nothing."""
        tag, _, _, _, _, inside, rows, _ = self.stack[-1]
        if tag != name and not (rows if name in TABLE_TAGS else inside).get(name):
            return
        while self._pop() != name:
            pass
        if self.link_at >= 0 and len(self.stack) < self.link_depth:
            self._end_link()

    def _pop(self) -> str:
        tag, _, _, _, _, _, _, counted = self.stack.pop()
        counted[tag] -= 1
        return tag


def _line(parts: list[str]) -> str:
    """The text of a line: references resolved, white space collapsed."""
    text = "".join(parts)
    return " ".join((unescape(text) if "&" in text else text).split())
