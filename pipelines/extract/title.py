"""Find the title: a block of the page that `<title>` confirms; failing that, a heading, OpenGraph or `<title>` itself.

`<title>` carries the site's name and section behind the title (`…_逾期动态_某某网`), and on every seventh page it does
not hold the title at all. So a block of the page that `<title>` repeats is believed before either alone, and where there
is none, `<title>` is cut from its end, segment by segment, only while the last segment looks like a site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.extract.blocks import Block
from pipelines.extract.dates import find_date
from pipelines.extract.headings import is_comment_heading, is_related_heading
from pipelines.extract.metadata import Metadata
from pipelines.text.fold import fold

_SHORTEST, _LONGEST = 4, 120
_WORD_RE: Final = re.compile(r"[\W_]+")
# Between title and site: a mark of its own, or a dash with spaces or single; `——` belongs to titles.
_SEPARATOR_RE: Final = re.compile(r"\s*(?:[_|｜»«]|(?<![-—])-{1,2}(?![-—])|(?<=\s)[-–—·•:]+(?=\s)|::)\s*")
_SITE_RE: Final = re.compile(
    r"(?:网|网站|论坛|社区|频道|博客|门户|在线|日报|晚报|晨报|时报|周刊|新闻|资讯|首页|中心|平台|贴吧|知道|百科|问答|动态|头条|之家|家园|"
    r"[a-z0-9-]+\.(?:com|cn|net|org|cc|tv)[a-z.]*|blog|bbs|news)$|^(?:www\.|.{0,6}(?:新闻|资讯|频道)$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Title:
    """The title and the number of its block, or -1 where it stands in no block."""

    text: str | None
    block: int = -1


def title_key(text: str) -> str:
    """What two printings of a title share: letters and characters only, folded.

    >>> title_key("蘇寧金融發(fā)短信，說(shuō)欠款") == title_key("苏宁金融 发短信 说欠款")
    True
    """
    return _WORD_RE.sub("", fold(text)).lower()


def cut_site(title: str, site_words: frozenset[str] = frozenset()) -> str:
    """Cut site and section names from the end of a `<title>`, while what is cut looks like one.

    >>> cut_site("收到催收短信怎么办_逾期动态_某某网"), cut_site("借款人说：短信——一种骚扰")
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


def find_title(blocks: Sequence[Block], meta: Metadata) -> Title:
    """Return the page's title; blocks in the order of the page."""
    confirmed = _confirmed(blocks, [meta.title, meta.og_title])
    if confirmed is not None:
        return confirmed
    site_words = frozenset(map(title_key, (meta.site_name or "", meta.host_word or ""))) - {""}
    stated = [cut_site(text, site_words) for text in (meta.og_title, meta.title) if text]
    heading = _lone_heading(blocks)
    if heading is not None and not (stated and _is_title(stated[0]) and len(stated[0]) > 2 * len(heading.text or "")):
        return heading
    return Title(next(filter(_is_title, stated), None))


def _confirmed(blocks: Sequence[Block], stated: Sequence[str | None]) -> Title | None:
    """The block that `<title>` or OpenGraph repeats: the longest, a heading before others, the first of equals."""
    keys = [title_key(text) for text in stated if text]
    found: list[tuple[float, int]] = []
    for at, block in enumerate(blocks):
        text = block.text
        if not _SHORTEST <= len(text) <= _LONGEST:
            continue
        key = title_key(text)
        if len(key) < _SHORTEST or not any(key in whole for whole in keys) or is_site_name(text):
            continue
        starts = any(whole.startswith(key) for whole in keys)
        found.append((len(key) + 12 * _is_heading(block) + 4 * starts - 6 * block.is_linked - 8 * block.is_hidden, at))
    if not found:
        return None
    best, at = max(found, key=lambda pair: (pair[0], -pair[1]))
    return Title(blocks[at].text, at) if best >= 8 else None


def _is_heading(block: Block) -> bool:
    return block.tag in {"h1", "h2", "h3"} or bool({"title", "headline", "tit", "biaoti"}.intersection(block.words))


def _lone_heading(blocks: Sequence[Block]) -> Title | None:
    """The first h1, or the first h2 of a page without one, that reads like a title."""
    for tag in ("h1", "h2"):
        for at, block in enumerate(blocks):
            if block.tag == tag and _is_title(block.text) and not block.is_hidden:
                return Title(block.text, at)
    return None


def _is_title(text: str | None) -> bool:
    """Whether a text can be a title: long enough, no date, no heading of a list, no site name."""
    if text is None or not _SHORTEST <= len(text) <= _LONGEST:
        return False
    is_list = is_related_heading(text) or is_comment_heading(text)
    return not (is_list or is_site_name(text) or (find_date(text) is not None and len(text) < 24))
