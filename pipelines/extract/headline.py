"""Find the title of a page where `<title>` confirms no block: by what a headline looks like and where it stands.

Every line above the body is weighed: its element, whether the text speaks of the same things, whether a byline stands
beside it, how near the body it is, and against it links and regions of others. What the page states is weighed likewise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from pipelines.extract.blocks import Block
from pipelines.extract.dates import find_date
from pipelines.extract.keys import title_key
from pipelines.extract.meta_line import has_label, is_meta_line
from pipelines.extract.metadata import Metadata
from pipelines.extract.site_names import cut_brand, cut_site, is_of_site
from pipelines.extract.title import TITLE_WORDS, Title, is_title, joined_subtitle, without_badges

_ABOVE: Final = 24
_INTO: Final = 2
"""Blocks above the body, and of it, that may be the title."""
_BODY_BLOCKS, _BODY_CHARS = 40, 3000
_SECTION_CHARS: Final = 12
_TAGS: Final = {"h1": 12.0, "h2": 9.0, "h3": 7.0, "h4": 5.0, "h5": 4.0}
_NAMED, _TOPIC, _BYLINE_BELOW, _BYLINE_ABOVE, _STEP = 8.0, 12.0, 7.0, 3.0, 0.25
_LINKED, _LIST_ITEM, _REGION = 7.0, 5.0, 10.0
_STATED: Final = 8.0
_FEW_PAIRS: Final = 8
_FOOT: Final = 15
"""The last blocks of a page, where it tells whose it is."""
_OWNED_RE: Final = re.compile(r"版[权權]|©|[Cc]opyright|ICP")
# What a page counts: `留言:31`.
_COUNTED_RE: Final = re.compile(r"[^:：]{1,8}[:：]\s?\d+\D?$")
_LEAST: Final = 3.0
"""What a line must weigh to be a title where nothing is stated."""


def fallback_title(
    blocks: Sequence[Block], meta: Metadata, first: int, site_words: frozenset[str] = frozenset()
) -> Title:
    """Return the title of a page where `<title>` confirms no block.

    Args:
        blocks: The page.
        meta: What it states about itself.
        first: The number of the body's first block.
        site_words: Keys of names of site and sections that are known besides those the page tells.

    >>> page = [Block("首页 | 新闻 | 财经"), Block("收到短信的第一天"), Block("2024-03-05 08:09"), Block("第一天我收到三条短信。")]
    >>> fallback_title(page, Metadata(title="某某网"), 3)
    Title(text='收到短信的第一天', block=1)
    """
    prose = "".join(block.text for block in blocks[first + _INTO : first + _BODY_BLOCKS] or blocks[first:])[
        :_BODY_CHARS
    ]
    topics = _pairs(prose)
    words = site_words | _sections(blocks[:first], meta)
    owners = [block.text for block in blocks[-_FOOT:] if _OWNED_RE.search(block.text)]
    found = [(_weight(blocks, at, first, topics), Title(_heading(blocks, at), at)) for at in _candidates(blocks, first)]
    stated = [cut_brand(cut_site(text, words), prose) for text in (meta.og_title, meta.title) if text]
    named = [text for text in stated if is_title(text) and title_key(text) not in words and not is_of_site(text)]
    found += [(_STATED + _TOPIC * _shared(text, topics), Title(text)) for text in named if not _owns(text, owners)]
    weight, title = max(found, key=lambda pair: pair[0], default=(0.0, Title(None)))
    return title if weight >= _LEAST else Title(None)


def _owns(text: str, owners: Sequence[str]) -> bool:
    """Whether a stated title is the name in the page's line of rights, and so the site's."""
    return len(text) <= _SECTION_CHARS and any(text in owner for owner in owners)


def _candidates(blocks: Sequence[Block], first: int) -> Iterator[int]:
    """The blocks that may be the title: above the body, or in its first lines what is a heading or stands at a byline."""
    for at in range(max(0, first - _ABOVE), min(len(blocks), first + _INTO)):
        block = blocks[at]
        beside = (*blocks[max(0, at - 2) : at], *blocks[at + 1 : at + 3])
        is_head = at < first or block.tag in _TAGS or any(map(_is_byline, beside))
        text = without_badges(block)
        if is_head and not block.is_hidden and is_title(text) and not _COUNTED_RE.match(text):
            yield at


def _weight(blocks: Sequence[Block], at: int, first: int, topics: frozenset[str]) -> float:
    """How much a block looks like the headline of the text."""
    block = blocks[at]
    named = 0.0 if TITLE_WORDS.isdisjoint(block.words) else _NAMED
    weight = max(_TAGS.get(block.tag, 0.0), named) + _TOPIC * _shared(block.text, topics) - _STEP * abs(first - at)
    weight += _BYLINE_BELOW * any(map(_is_byline, blocks[at + 1 : at + 4]))
    weight += _BYLINE_ABOVE * any(map(_is_byline, blocks[max(0, at - 2) : at]))
    if block.is_linked:
        is_own = any(map(_is_byline, blocks[at + 1 : at + 2]))
        weight -= _LINKED * (not is_own) + _LIST_ITEM * (block.tag == "li")
    return weight - _REGION * (bool(block.regions) and not _heads_article(blocks, at))


def _heads_article(blocks: Sequence[Block], at: int) -> bool:
    """Whether the furniture a block stands in is the head of the article itself: a byline stands below, in the same."""
    inside = {region for region in blocks[at].regions if region.kind == "furniture"}
    is_only = len(inside) == len(blocks[at].regions)
    return is_only and any(
        _is_byline(block) and inside.intersection(block.regions) for block in blocks[at + 1 : at + 4]
    )


def _is_byline(block: Block) -> bool:
    return is_meta_line(block.text) and (find_date(block.text) is not None or has_label(block.text))


def _heading(blocks: Sequence[Block], at: int) -> str:
    return joined_subtitle(without_badges(blocks[at]), blocks[at + 1 : at + 2])


def _sections(blocks: Sequence[Block], meta: Metadata) -> frozenset[str]:
    """Keys of what the page calls its site and sections: by metadata, by address, by the short links above the text."""
    links = {link for block in blocks for link in block.links if len(link) <= _SECTION_CHARS}
    return frozenset(map(title_key, {*links, meta.site_name or "", meta.host_word or "", meta.section or ""})) - {""}


def _pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters in a text, folded."""
    key = title_key(text)
    return frozenset(map("".join, pairwise(key)))


def _shared(text: str, topics: frozenset[str]) -> float:
    """The share of a line's pairs of characters that the body has too: 0 to 1, less for a line of few."""
    pairs = _pairs(text)
    return len(pairs & topics) / max(len(pairs), _FEW_PAIRS)
