"""Find the title: a block of the page that `<title>` confirms, or one that calls itself the title.

`<title>` carries the site's name and section behind the title (`…_贷款动态_某某网`), may be cut short (`收到催收短…`), and on
every seventh page does not hold the title at all. So a block of the page that it repeats is believed before either alone;
where there is none, `headline` weighs what the page has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.extract.blocks import Block
from pipelines.extract.dates import find_date, find_dates
from pipelines.extract.headings import heading_kind
from pipelines.extract.keys import folded, title_key
from pipelines.extract.meta_line import has_label, is_button, is_meta_line
from pipelines.extract.metadata import Metadata
from pipelines.extract.site_names import is_site_name
from pipelines.lexicon.furniture import BADGES

SHORTEST, LONGEST = 4, 120
_SHORTEST_START: Final = 4
LABEL_RE: Final = re.compile(r"^\s*(?:主\s?[题題]|[标標]\s?[题題]|文章[标標][题題])\s*[:：]\s*")
_LABEL_PARTS: Final = frozenset({"标题", "標題", "主题", "主題", "文章标题"})
# A closing tag whose bracket was lost with half a character.
_RESIDUE_RE: Final = re.compile(r"/h[1-6]>$")
# A count of comments or readers glued to the title.
_COUNT_RE: Final = re.compile(r"\d+$")
# The word for the title in a cell of its own, maybe with what it is the title of: a letter, a complaint.
_CELL_RE: Final = re.compile("(?:信件|来信|留言|咨询|投诉|问题|诉求|文章|公告)?(?:标题|主题):?")
_CELL_TAGS: Final = frozenset({"th", "td", "dt"})
_LONGEST_CELL: Final = 24
TITLE_WORDS: Final = frozenset({"title", "headline", "tit", "biaoti", "subject"})


# Where a stated title was cut short; what stands before is long enough to know the whole by.
_CUT_SHORT_RE: Final = re.compile(r"(.{6,60}?)\s?(?:…|\.{3})")
# A path of sections, a menu, an address, a label of one character (`译：`, `图：`): no title.
_MENU_RE: Final = re.compile(
    r"[|｜].*[|｜]|(?:首[页頁]|位置|主[页頁]).{0,400}[>»›→＞]|\S\s*[>»›＞]\s*\S|^(?:https?:|www\.|.\s?[:：])"
)
_OPEN_END_RE: Final = re.compile(r"[：:，,；;、。]$")


@dataclass(frozen=True, slots=True)
class Title:
    """The title and the number of its block, or -1 where it stands in no block."""

    text: str | None
    block: int = -1


@dataclass(frozen=True, slots=True)
class _Stated:
    """What the page says its title is, as keys; `beginnings` are of those cut short."""

    wholes: tuple[str, ...]
    beginnings: tuple[str, ...]
    letters: frozenset[str]

    def holds(self, key: str) -> bool:
        """Whether a stated title holds the text of this key, or was cut out of it."""
        return any(key in whole for whole in self.wholes) or self.begins(key)

    def begins(self, key: str) -> bool:
        """Whether a stated title was cut out of it."""
        return bool(self.beginnings) and any(map(key.startswith, self.beginnings))

    def starts(self, key: str) -> bool:
        """Whether a stated title starts so."""
        return any(whole.startswith(key) for whole in self.wholes) or self.begins(key)


def confirmed_title(blocks: Sequence[Block], meta: Metadata) -> Title | None:
    """Return the block that `<title>` or OpenGraph repeats: a heading before others, the longest, the first of equals.

    >>> confirmed_title([Block("首页"), Block("收到催收短信的第一天"), Block("我收到短信。")], Metadata(title="收到催收短信的…_某网"))
    Title(text='收到催收短信的第一天', block=1)
    """
    texts = [text for text in (meta.title, meta.og_title) if text]
    wholes = tuple(map(title_key, texts))
    beginnings = tuple(title_key(match[1]) for text in texts if (match := _CUT_SHORT_RE.match(text)))
    stated = _Stated(wholes, beginnings, frozenset("".join(wholes)))
    found = [
        (score, -at)
        for at, block in enumerate(blocks)
        if _may_be_title(block.text, stated) and (score := _confirmation(block, stated)) > 2 * SHORTEST
    ]
    if not found:
        return None
    at = -max(found)[1]
    return Title(_joined(blocks, at, stated), at)


def own_text(block: Block) -> str:
    """The text of a block without the label that calls it the title, with its mark or in an element of its own.

    >>> own_text(Block("标题：收到短信")), own_text(Block("標題收到短信", parts=("標題", "收到短信"))), own_text(Block("标题党的短信"))
    ('收到短信', '收到短信', '标题党的短信')
    """
    label = block.parts[0].strip() if len(block.parts) > 1 else ""
    return block.text.removeprefix(label).strip() if label in _LABEL_PARTS else LABEL_RE.sub("", block.text)


def without_badges(block: Block) -> str:
    """The text of a block without the badges that stand behind it in elements of their own.

    >>> without_badges(Block("短信外包的生意原创", parts=("短信外包的生意", "原创"))), without_badges(Block("谁在支持原创"))
    ('短信外包的生意', '谁在支持原创')
    """
    text = own_text(block)
    for part in reversed(block.parts[1:]):
        if folded(part) not in BADGES:
            break
        text = text.removesuffix(part.strip()).rstrip()
    return text


def _may_be_title(text: str, stated: _Stated) -> bool:
    """Whether a text is short enough for a title and its last letter is one of the stated title's: cheap to ask of all."""
    if len(text) > LONGEST:
        return False
    for char in reversed(text):
        if char >= "\u3400" and char.isalpha():
            return bool(stated.beginnings) or char in stated.letters or folded(char) in stated.letters
    return True


def _confirmation(block: Block, stated: _Stated) -> float:
    """How strongly a block is confirmed as the title; 0 where nothing repeats it."""
    text = own_text(block)
    key = title_key(text)
    if not stated.holds(key):
        bare = without_badges(block)
        key = _COUNT_RE.sub("", key if bare == text else title_key(bare))
    shortest = 2 if block.tag == "h1" else SHORTEST
    if len(key) < shortest or not stated.holds(key) or is_site_name(block.text):
        return 0.0
    if stated.begins(key) and find_dates(block.text):
        return 0.0
    # A short beginning is the site's name as often as not.
    is_start = stated.starts(key) and (len(key) >= _SHORTEST_START or key in stated.wholes)
    weight = len(key) + 12 * _is_heading(block) + (10 if block.tag == "h1" else 4) * is_start
    return weight - 6 * block.is_linked - 8 * block.is_hidden


def _joined(blocks: Sequence[Block], at: int, stated: _Stated) -> str:
    """The title with its next lines as far as they are confirmed with it, without a number that is not."""
    text = _RESIDUE_RE.sub("", own_text(blocks[at]))
    if not stated.holds(title_key(text)):
        text = without_badges(blocks[at])
    for block in blocks[at + 1 : at + 3]:
        longer = f"{text}{'' if block.text.startswith('—') else ' '}{block.text}"
        key = title_key(longer)
        if block.is_linked or is_site_name(block.text) or not any(key in whole for whole in stated.wholes):
            break
        text = longer
    return text if stated.holds(title_key(text)) else _COUNT_RE.sub("", text)


def joined_subtitle(text: str, below: Sequence[Block]) -> str:
    """A title with the line below it, where that begins with a dash.

    >>> joined_subtitle("催收短信的边界", [Block("——三百位借款人的调查")]), joined_subtitle("催收短信的边界", [Block("三百人")])
    ('催收短信的边界——三百位借款人的调查', '催收短信的边界')
    """
    return text + below[0].text if below and below[0].text.startswith("——") and len(below[0].text) <= LONGEST else text


def is_title(text: str | None) -> bool:
    """Whether a text can be a title: long enough, no date, no heading of a list, no menu, no site name.

    >>> is_title("收到短信怎么办"), is_title("2024-05-01 10:00"), is_title("网友评论"), is_title("首页 > 新闻")
    (True, False, False, False)
    """
    if text is None or not SHORTEST <= len(text) <= LONGEST:
        return False
    date = find_date(text)
    is_byline = is_meta_line(text) and (date is None or date.precision != "month" or has_label(text))
    is_furniture = heading_kind(text) is not None or is_button(text) or _MENU_RE.search(text) is not None
    is_date = date is not None and len(text) < 24
    return not (is_date or is_byline or is_furniture or is_site_name(text) or _OPEN_END_RE.search(text))


def labelled_title(blocks: Sequence[Block]) -> Title | None:
    """Return the first block that calls itself the title: `主题：…`, `标题：…`, or stands in the cell beside that word.

    >>> labelled_title([Block("首页"), Block("标题：收到催收短信")])
    Title(text='收到催收短信', block=1)
    >>> labelled_title([Block("信件标题", "th"), Block("反映骚扰短信", "td")])
    Title(text='反映骚扰短信', block=1)
    """
    for at, block in enumerate(blocks):
        is_labelled = at > 0 and _is_title_cell(blocks[at - 1])
        text = own_text(block) if len(block.text) <= LONGEST else ""
        if (is_labelled or text != block.text) and is_title(text):
            return Title(text, at)
    return None


def _is_title_cell(block: Block) -> bool:
    """Whether a cell of a table only says that the next one is the title."""
    return (
        block.tag in _CELL_TAGS
        and len(block.text) <= _LONGEST_CELL
        and _CELL_RE.fullmatch(folded(block.text)) is not None
    )


def _is_heading(block: Block) -> bool:
    return block.tag in {"h1", "h2", "h3"} or not TITLE_WORDS.isdisjoint(block.words)
