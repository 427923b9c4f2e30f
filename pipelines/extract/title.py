"""Find the title: a block of the page that `<title>` confirms; failing that, a heading, OpenGraph or `<title>` itself.

`<title>` carries the site's name and section behind the title (`…_贷款动态_某某网`), and on every seventh page it does
not hold the title at all. So a block of the page that `<title>` repeats is believed before either alone, and where there
is none, a heading near the body, then `<title>`, cut from its end, segment by segment, only while it looks like a site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.extract.blocks import Block
from pipelines.extract.dates import find_date
from pipelines.extract.headings import is_comment_heading, is_related_heading
from pipelines.extract.keys import folded
from pipelines.extract.meta_line import is_meta_line
from pipelines.extract.metadata import Metadata

_SHORTEST, _LONGEST = 4, 120
_NEAR_BODY: Final = 24
_WORD_RE: Final = re.compile(r"[\W_]+")
_LABEL_RE: Final = re.compile(r"^\s*(?:主\s?[题題]|[标標]\s?[题題]|文章[标標][题題])\s*[:：]\s*")
# Between title and site: a mark of its own, or a dash with spaces or single; `——` belongs to titles.
_SEPARATOR_RE: Final = re.compile(r"\s*(?:[_|｜»«]|(?<![-—])-{1,2}(?![-—])|(?<=\s)[-–—·•:]+(?=\s)|::)\s*")
_SITE_RE: Final = re.compile(
    r"(?:网|網|网站|論壇|论坛|社区|频道|博客|门户|在线|日报|晚报|晨报|时报|周刊|新闻|新聞|资讯|首页|中心|平台|贴吧|知道|百科|百科全书|问答|动态|头条|之家|家园|"
    r"[a-z0-9-]+\.(?:com|cn|net|org|cc|tv)[a-z.]*|blog|bbs|news)】?$",
    re.IGNORECASE,
)
# A closing tag whose bracket was lost with half a character.
_RESIDUE_RE: Final = re.compile(r"/h[1-6]>$")
# A count of comments or readers glued to the title.
_COUNT_RE: Final = re.compile(r"\d+$")
_TITLE_WORDS: Final = frozenset({"title", "headline", "tit", "biaoti", "subject"})


@dataclass(frozen=True, slots=True)
class Title:
    """The title and the number of its block, or -1 where it stands in no block."""

    text: str | None
    block: int = -1


def title_key(text: str) -> str:
    """What two printings of a title share: letters and characters only, folded.

    >>> title_key("某金融發(fā)短信，說(shuō)欠款") == title_key("某金融 发短信 说欠款")
    True
    """
    return _WORD_RE.sub("", folded(text)).lower()


def cut_site(title: str, site_words: frozenset[str] = frozenset()) -> str:
    """Cut site and section names from the end of a `<title>`, while what is cut looks like one.

    >>> cut_site("收到催收短信怎么办_贷款动态_某某网"), cut_site("借款人说：短信——一种骚扰")
    ('收到催收短信怎么办', '借款人说：短信——一种骚扰')
    >>> cut_site("甲方 - 乙方", frozenset({"乙方"}))
    '甲方'
    """
    while separators := list(_SEPARATOR_RE.finditer(title)):
        last = separators[-1]
        segment = title[last.end() :]
        if last.start() == 0 or not (segment == "" or title_key(segment) in site_words or is_site_name(segment)):
            break
        title = title[: last.start()]
    return title.strip()


def is_site_name(segment: str) -> bool:
    """Whether a segment reads as the name of a site or a section of one.

    >>> is_site_name("某某金融网"), is_site_name("为什么总收到短信")
    (True, False)
    """
    return len(segment) <= 20 and _SITE_RE.search(segment) is not None


def confirmed_title(blocks: Sequence[Block], meta: Metadata) -> Title | None:
    """Return the block that `<title>` or OpenGraph repeats: a heading before others, the longest, the first of equals."""
    wholes = [title_key(text) for text in (meta.title, meta.og_title) if text]
    letters = frozenset("".join(wholes))
    found = [
        (score, -at)
        for at, block in enumerate(blocks)
        if _may_be_title(block.text, letters) and (score := _confirmation(block, wholes)) >= 2 * _SHORTEST
    ]
    if not found:
        return None
    at = -max(found)[1]
    return Title(_joined(blocks, at, wholes), at)


def _may_be_title(text: str, letters: frozenset[str]) -> bool:
    """Whether a text is short enough for a title and its last letter is one of the stated title's: cheap to ask of all."""
    if len(text) > _LONGEST:
        return False
    for char in reversed(text):
        if char >= "\u3400" and char.isalpha():
            return char in letters or folded(char) in letters
    return True


def _confirmation(block: Block, wholes: Sequence[str]) -> float:
    """How strongly a block is confirmed as the title; 0 where nothing repeats it."""
    key = title_key(_LABEL_RE.sub("", block.text))
    if not any(key in whole for whole in wholes):
        key = _COUNT_RE.sub("", key)
    shortest = 2 if block.tag == "h1" else _SHORTEST
    if len(key) < shortest or not any(key in whole for whole in wholes) or is_site_name(block.text):
        return 0.0
    starts = any(whole.startswith(key) for whole in wholes)
    weight = len(key) + 12 * _is_heading(block) + (10 if block.tag == "h1" else 4) * starts
    return weight - 6 * block.is_linked - 8 * block.is_hidden


def _joined(blocks: Sequence[Block], at: int, wholes: Sequence[str]) -> str:
    """The title with its next lines as far as they are confirmed with it, without a number that is not."""
    text = _RESIDUE_RE.sub("", _LABEL_RE.sub("", blocks[at].text))
    for block in blocks[at + 1 : at + 3]:
        longer = f"{text}{'' if block.text.startswith('—') else ' '}{block.text}"
        if block.is_linked or is_site_name(block.text) or not any(title_key(longer) in whole for whole in wholes):
            break
        text = longer
    return text if any(title_key(text) in whole for whole in wholes) else _COUNT_RE.sub("", text)


def labelled_title(blocks: Sequence[Block]) -> Title | None:
    """Return the first block that calls itself the title: `主题：…`, `标题：…`.

    >>> labelled_title([Block("首页"), Block("标题：收到催收短信")])
    Title(text='收到催收短信', block=1)
    """
    for at, block in enumerate(blocks):
        if (
            len(block.text) <= _LONGEST
            and (match := _LABEL_RE.match(block.text))
            and is_title(block.text[match.end() :])
        ):
            return Title(block.text[match.end() :], at)
    return None


def fallback_title(blocks: Sequence[Block], meta: Metadata, first: int) -> Title:
    """Return the title of a page where `<title>` confirms no block; `first` is the body's first block.

    In this order: a heading close above the body, what the page states, the short line right above the body.
    """
    site_words = frozenset(map(title_key, (meta.site_name or "", meta.host_word or ""))) - {""}
    stated = [cut_site(text, site_words) for text in (meta.og_title, meta.title) if text]
    above = range(first - 1, max(-1, first - 1 - _NEAR_BODY), -1)
    for at in above:
        if _is_heading(blocks[at]) and is_title(blocks[at].text) and not blocks[at].is_hidden:
            return Title(_LABEL_RE.sub("", blocks[at].text), at)
    if best := next(filter(is_title, stated), None):
        return Title(best)
    near = next((at for at in above[:3] if is_title(blocks[at].text) and not blocks[at].has_region("furniture")), None)
    return Title(None) if near is None else Title(_LABEL_RE.sub("", blocks[near].text), near)


def _is_heading(block: Block) -> bool:
    return block.tag in {"h1", "h2", "h3"} or not _TITLE_WORDS.isdisjoint(block.words)


def is_title(text: str | None) -> bool:
    """Whether a text can be a title: long enough, no date, no heading of a list, no site name.

    >>> is_title("收到短信怎么办"), is_title("2024-05-01 10:00"), is_title("网友评论")
    (True, False, False)
    """
    if text is None or not _SHORTEST <= len(text) <= _LONGEST:
        return False
    is_list = is_related_heading(text) or is_comment_heading(text)
    is_date = len(text) < 24 and find_date(text) is not None
    return not (is_list or is_date or is_site_name(text) or text.endswith("。") or is_meta_line(text))
