"""Read the posts of a page: a thread's, the answers to a question, comments, whichever elements hold them.

Posts are sibling elements that are alike (`siblings`), each with a stamp, a writer and a text. Sections of a diary and rows
of a list of news have dates too: what tells posts is that somebody is named in each, and that a floor, a verb or a button
for readers says that they wrote. The text of a post stands where the others have theirs; what stands elsewhere -
the writer's rank, a signature - is none of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Final, NamedTuple

from pipelines.extract.blocks import Block, Page
from pipelines.extract.body import Measured
from pipelines.extract.comment_heads import split_role, without_who
from pipelines.extract.comments import is_comment_button
from pipelines.extract.dates import PrintedDate
from pipelines.extract.headings import is_comment_heading
from pipelines.extract.keys import folded
from pipelines.extract.meta_line import is_button, is_filler, is_meta_line
from pipelines.extract.readings import without_glosses
from pipelines.extract.siblings import alike, path_inside
from pipelines.extract.stamps import (
    is_answers_heading,
    is_posted,
    is_reply_button,
    is_stamp,
    is_writer,
    may_be_stamp,
    name_and_date,
)
from pipelines.lexicon.furniture import COMMENTER_ROLES
from pipelines.types import Comment

_MOST, _MANY = 80, 60
"""Percent of the posts that must have a name, and of those that must have a text and look written by readers."""
_LIKE_TEXT: Final = 50
"""Percent of the longest place's characters that make a place in front of it the posts' text."""
_ABOVE: Final = 6
"""Lines above the first post among which its heading stands."""
_TITLE_TAGS: Final = frozenset({"h1", "h2", "h3"})
_ANSWER_TITLES: Final = ("Re", "RE", "re", "回复", "回復", "回覆")
"""How the title of a post begins that answers another's."""


class _Unit(NamedTuple):
    """One of the elements that are alike."""

    element: int
    numbers: tuple[int, ...]
    """Its visible blocks."""
    stamps: tuple[int, ...]
    """Those that can stamp a post."""
    behind: int
    """The title's block: no text of a post stands before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post as it stands on the page."""

    start: int
    """The first and the last of its blocks, and the blocks that are its text."""
    end: int
    lines: tuple[int, ...]
    author: str | None = None
    date: PrintedDate | None = None

    def as_comment(self, blocks: Sequence[Block]) -> Comment:
        """The post as a comment."""
        name, role = split_role(self.author) if self.author else (None, None)
        day = self.date.at.date() if self.date and self.date.precision != "month" else None
        return Comment(text="\n".join(blocks[at].text for at in self.lines), author=name, role=role, posted_on=day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """All posts of a page."""

    items: tuple[Post, ...]
    are_answers: bool
    are_comments: bool
    """Whether a heading, or the element they stand in, says so."""


def read_posts(measured: Measured, title: int = -1, fetched_at: datetime | None = None) -> Posts | None:
    """Read the posts behind a title; None where nothing on the page is surely posted by readers.

    Days told from now are known only with `fetched_at`.
    """
    page = measured.page
    units = _units(page, title)
    names, texts = _names(page, units), []
    if not names and units and title in units[0].numbers:
        # The element of the article itself, which holds its title, is like those of the answers.
        units = units[1:]
        names = _names(page, units)
    if names:
        texts = _texts(measured, units, names)
    if 100 * sum(map(bool, texts)) < _MANY * len(units) or not texts:
        return None
    above = page.blocks[max(0, units[0].numbers[0] - _ABOVE) : units[0].numbers[0]]
    are_comments = any(is_comment_heading(block.text) for block in above) or _in_comments(page, units)
    are_answers = any(is_answers_heading(block.text) for block in above)
    if not (are_comments or are_answers or _are_posted(page, units, names, texts)):
        return None
    items = tuple(_post(page, *parts, fetched_at) for parts in zip(units, names, texts, strict=True))
    return Posts(items=items, are_answers=are_answers, are_comments=are_comments)


def _are_most(found: Sequence[object]) -> bool:
    """Whether there are posts, and nearly each has what was looked for."""
    return bool(found) and 100 * sum(map(bool, found)) >= _MOST * len(found)


def _units(page: Page, title: int) -> list[_Unit]:
    """The elements that are alike by their stamps behind the title."""
    around = {region.number for region in page.blocks[title].regions} if title >= 0 else set[int]()
    marks = [at for at, block in enumerate(page.blocks[title + 1 :], title + 1) if _is_mark(block, around)]
    held: dict[int, list[int]] = {element: [] for element in alike(page, marks)}
    if not held:
        return []
    inside = [0]
    for number in range(1, len(page.parents)):
        inside.append(number if number in held else inside[page.parents[number]])
    for at, block in enumerate(page.blocks):
        if inside[block.container] and not block.is_hidden:
            held[inside[block.container]].append(at)
    stamps = set(marks)
    return [
        _Unit(element, tuple(numbers), tuple(at for at in numbers if at in stamps), title)
        for element, numbers in held.items()
    ]


def _is_mark(block: Block, around: Container[int]) -> bool:
    """Whether a block can stamp a post, outside furniture and related links that are not around the title too.

    Furniture inside comments is a comment's own: its head, its foot.
    """
    if block.is_hidden or not may_be_stamp(block.text):
        return False
    is_elsewhere = any(region.number not in around for region in block.outer_regions)
    return not is_elsewhere and is_stamp(block.spaced)


def _in_comments(page: Page, units: Sequence[_Unit]) -> bool:
    """Whether all the posts lie in one element named for comments."""
    shared = set.intersection(*(set(page.blocks[unit.numbers[0]].regions) for unit in units))
    return any(region.kind == "comment" for region in shared)


def _are_posted(page: Page, units: Sequence[_Unit], names: Sequence[int], texts: Sequence[Sequence[int]]) -> bool:
    """Whether floors, verbs or buttons say of most that readers posted them, and no titles that they are articles."""
    signs = titles = 0
    for unit, name, text in zip(units, names, texts, strict=True):
        is_said = any(is_posted(page.blocks[at].spaced) for at in unit.stamps)
        signs += is_said or any(is_reply_button(page.blocks[at].spaced) for at in unit.numbers)
        head = [page.blocks[at] for at in unit.numbers if at != name and (not text or at < text[0])]
        titles += any(line.tag in _TITLE_TAGS and not line.text.startswith(_ANSWER_TITLES) for line in head)
    return 100 * signs >= _MANY * len(units) and titles < 2


def _names(page: Page, units: Sequence[_Unit]) -> list[int]:
    """The block that names the writer of each post, -1 where none does: its stamp, else the first line where the posts differ."""
    stamped = [next((at for at in unit.stamps if name_and_date(page.blocks[at].spaced)[0]), -1) for unit in units]
    if _are_most([at >= 0 for at in stamped]):
        return stamped
    places: dict[tuple[str, ...], dict[int, int]] = {}
    for number, unit in enumerate(units):
        for at in unit.numbers:
            if _writer_of(page.blocks[at]):
                place = path_inside(page, unit.element, page.blocks[at].container)
                places.setdefault(place, {}).setdefault(number, at)
    for named in places.values():
        found = [named.get(number, -1) for number in range(len(units))]
        if _are_most([at >= 0 for at in found]) and len({page.blocks[at].text for at in named.values()}) > 1:
            return found
    return []


def _writer_of(block: Block) -> str:
    """The name that a line is, or a card whose first part is one, with the role behind it: `罗敏贞 | 主治医师 | 擅长：失眠`."""
    text = without_glosses(block.text)
    name, role, *_ = (*(part for part in map(str.strip, map(without_glosses, block.parts)) if part), "", "")
    if role and is_writer(name):
        return without_who(name) + (role if folded(role) in COMMENTER_ROLES else "")
    return without_who(text) if is_writer(text) else ""


def _texts(measured: Measured, units: Sequence[_Unit], names: Sequence[int]) -> list[tuple[int, ...]]:
    """The text of each post: its lines at the first place that holds about as much as the fullest does."""
    page = measured.page
    candidates = [_candidates(page, *pair) for pair in zip(units, names, strict=True)]
    depth = _card_depth(page, units, names, candidates)
    held: Counter[tuple[str, ...]] = Counter()
    found = []
    for unit, name, numbers in zip(units, names, candidates, strict=True):
        card = _card(page, unit, name, depth)
        lines = [(at, _place(measured, unit, at)) for at in numbers if at not in card]
        found.append(lines)
        for at, place in lines:
            held[place] += len(page.blocks[at].text)
    enough = max(held.values(), default=0) * _LIKE_TEXT
    place = next((place for place, chars in held.items() if chars * 100 >= enough), ())
    return [_without_quotes(page, [at for at, other in lines if other[: len(place)] == place]) for lines in found]


def _candidates(page: Page, unit: _Unit, name: int) -> list[int]:
    return [at for at in unit.numbers if at > unit.behind and at != name and _is_text(page.blocks[at], unit.element)]


def _card_depth(page: Page, units: Sequence[_Unit], names: Sequence[int], candidates: Sequence[Sequence[int]]) -> int:
    """How deep in most posts the element lies that holds the name and what else is said of the writer, but no text."""
    depths: Counter[int] = Counter()
    for unit, name, numbers in zip(units, names, candidates, strict=True):
        if name >= 0 and numbers:
            longest = max(numbers, key=lambda at: len(page.blocks[at].text))
            depths[_shared_depth(page, unit.element, page.blocks[name].container, page.blocks[longest].container)] += 1
    return max(depths, key=depths.__getitem__, default=0)


def _shared_depth(page: Page, element: int, one: int, other: int) -> int:
    """How deep below an element the innermost element lies that holds both of two containers."""
    ours, theirs = _chain(page, element, one), _chain(page, element, other)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))


def _chain(page: Page, element: int, container: int) -> list[int]:
    """The containers from an element, itself left out, down to one in it."""
    chain: list[int] = []
    while container > element:
        chain.append(container)
        container = page.parents[container]
    return chain[::-1]


def _card(page: Page, unit: _Unit, name: int, depth: int) -> frozenset[int]:
    """The blocks of a post that stand in the writer's card; none where the name stands beside the text."""
    chain = _chain(page, unit.element, page.blocks[name].container) if name >= 0 else []
    if len(chain) <= depth:
        return frozenset()
    return frozenset(at for at in unit.numbers if chain[depth] in _chain(page, unit.element, page.blocks[at].container))


def _place(measured: Measured, unit: _Unit, at: int) -> tuple[str, ...]:
    """The tags from a post down to the element whose line a block is."""
    home = measured.homes[measured.page.blocks[at].container]
    return path_inside(measured.page, unit.element, home)


def _is_text(block: Block, element: int) -> bool:
    """Whether a line of a post can be its text: no name, stamp, button or rank."""
    text = block.text
    is_furniture = any(region.kind == "furniture" and region.number > element for region in block.regions)
    if block.is_linked or is_furniture or is_stamp(block.spaced) or _is_row(block):
        return False
    return not (is_reply_button(text) or is_button(text) or is_comment_button(text) or is_meta_line(text))


def _without_quotes(page: Page, numbers: Sequence[int]) -> tuple[int, ...]:
    """The lines without those of an earlier post that it quotes, if it says anything itself."""
    own = tuple(at for at in numbers if not _is_quoted(page, page.blocks[at].container))
    return own or tuple(numbers)


def _is_quoted(page: Page, container: int) -> bool:
    while container and page.tags[container] != "blockquote":
        container = page.parents[container]
    return container > 0


def _post(page: Page, unit: _Unit, name: int, lines: tuple[int, ...], fetched_at: datetime | None) -> Post:
    """A post with its writer and the first date that stamps it."""
    stamps = (name_and_date(page.blocks[at].spaced, fetched_at)[1] for at in unit.stamps)
    stamped = name_and_date(page.blocks[name].spaced)[0] if name in unit.stamps else None
    author = stamped or (_writer_of(page.blocks[name]) if name >= 0 else None)
    date = next((date for date in stamps if date is not None), None)
    return Post(start=unit.numbers[0], end=unit.numbers[-1], lines=lines, author=author, date=date)


class Split(NamedTuple):
    """A body and what readers posted, apart."""

    body: list[int]
    others: tuple[Post, ...] = ()
    main: Post | None = None
    """The post that is the article, where it is one of them."""
    is_answered: bool = False
    """Whether the body ends with the first of several answers."""
    followed: tuple[int, ...] = ()
    """The blocks of later posts that stand behind the body in no elements of their own."""


def split_body(measured: Measured, posts: Posts | None, body: Sequence[int]) -> Split:
    """Part the body from other people's posts.

    What stands in front of all posts is the article; where they are answers, the first of them belongs to the question.
    Where nothing stands there, the first post is the article.
    """
    if posts is None or not body or body[0] > posts.items[-1].end:
        return Split(list(body))
    first, *others = posts.items
    blocks = measured.page.blocks
    before = [at for at in body if at < first.start and not is_answers_heading(blocks[at].text)]
    if posts.are_answers:
        return _answered(measured, posts, body)
    if any(measured.good[at] for at in before):
        return Split(before, posts.items)
    if posts.are_comments:
        return Split(list(body), posts.items)
    own = set(first.lines).intersection(body)
    return Split(sorted(own) or list(first.lines), tuple(others), first)


def _answered(measured: Measured, posts: Posts, body: Sequence[int]) -> Split:
    """A question with its first answer, and the others apart.

    The best answer often stands in an element of its own kind, under a heading of its own: then all posts are others'.
    """
    blocks, first = measured.page.blocks, posts.items[0]
    heads = [at for at in range(body[0], first.start) if is_answers_heading(blocks[at].text)]
    end = heads[0] if heads else first.start
    question = [at for at in body if at < end]
    asked = next(
        filter(None, (name_and_date(blocks[at].spaced)[1] for at in question if is_stamp(blocks[at].spaced))), None
    )
    main = Post(start=body[0], end=end, lines=tuple(question), date=asked)
    own = [at for at in question if not _is_about(blocks[at])]
    if best := _fullest_home(measured, [at for at in body if end < at < first.start]):
        return Split([*own, *best], posts.items, main, is_answered=True)
    return Split([*own, *first.lines], posts.items[1:], main, is_answered=True)


def _is_about(block: Block) -> bool:
    """Whether a line of a question is none of what is asked: its stamp, its tags, a row of buttons and counts."""
    is_tags = bool(block.links) and not block.own_chars
    return is_tags or is_stamp(block.spaced) or _is_row(block)


def _is_row(block: Block) -> bool:
    """Whether a line is buttons and counts, each in an element or word of its own."""
    return all(is_button(word) or is_filler(folded(word)) for word in block.spaced.split())


def _fullest_home(measured: Measured, numbers: Sequence[int]) -> list[int]:
    """The lines of the element that holds most prose of these blocks; none where there is no prose."""
    page, held = measured.page, Counter[int]()
    for at in numbers:
        held[measured.homes[page.blocks[at].container]] += measured.good[at]
    home, chars = max(held.items(), key=lambda item: item[1], default=(0, 0))
    return [at for at in numbers if chars and measured.homes[page.blocks[at].container] == home]
