"""Cut the names of site and section from a stated title: `收到短信怎么办_贷款动态_某某网`, `某某博客 » 收到短信怎么办`.

A segment goes when it reads as a site's name, or when it is one of the words given: what the page links to as its sections,
what its metadata and address call it. All else stays: `——` and a bar inside a sentence belong to titles.
"""

from __future__ import annotations

import re
from typing import Final

from pipelines.extract.keys import title_key
from pipelines.lexicon.characters import SPACES

# Between title and site: a mark of its own, or a dash with spaces or single; `——` belongs to titles.
_SEPARATOR_RE: Final = re.compile(rf"{SPACES}(?:[_|｜»«]|(?<![-—])-{{1,2}}(?![-—])|(?<=\s)[-–—·•:>]+(?=\s)|::)\s*")
_SITE_RE: Final = re.compile(
    r"(?:网|網|网站|論壇|论坛|社区|频道|博客|门户|在线|日报|晚报|晨报|时报|周刊|新闻|新聞|资讯|首页|中心|平台|贴吧|知道|百科|百科全书|问答|动态|头条|之家|家园|客户端|手机版|移动版|触屏版|电脑版|官网|第\d+页|powered by .{1,12}|"
    r"(?<![a-z0-9-])[a-z0-9-]+\.(?:com|cn|net|org|cc|tv)[a-z.]*|blog|bbs|news)】?$",
    re.IGNORECASE,
)
# What editors and templates call a page of their own accord.
_DEFAULT_RE: Final = re.compile(
    r"New Page \d{1,3}|Untitled.{0,12}|无标题.{0,6}|新建.{0,8}|Document|index|(?:通知|新闻|公司|行业|信息|文章|内容|详细|最新|政策)(?:公告|中心|动态|新闻|公开|详情|内容|信息|正文|页)",
    re.IGNORECASE,
)
_BOXED_RE: Final = re.compile(r"[\[【［（(]([^\[\]【】［］（）()]{2,12})[\]】］）)]$")
_LONGEST_SITE, _LONGEST_BRAND = 20, 10
_SHORTEST_REST: Final = 6
"""Characters that must be left of a title whose first segment is cut, so that a column's name is not all that goes."""


def cut_site(title: str, site_words: frozenset[str] = frozenset()) -> str:
    """Cut site and section names from both ends of a stated title, while what is cut looks like one.

    >>> cut_site("收到催收短信怎么办_贷款动态_某某网"), cut_site("借款人说：短信——一种骚扰")
    ('收到催收短信怎么办', '借款人说：短信——一种骚扰')
    >>> cut_site("甲方 - 乙方", frozenset({"乙方"})), cut_site("某某博客 » 收到短信的第一天[安心社区]")
    ('甲方', '收到短信的第一天')
    """
    title = _without_box(title)
    while separators := list(_SEPARATOR_RE.finditer(title)):
        last, first = separators[-1], separators[0]
        if last.start() > 0 and _is_site(title[last.end() :], site_words):
            title = title[: last.start()]
        elif len(title) - first.end() >= _SHORTEST_REST and _is_site(title[: first.start()], site_words):
            title = title[first.end() :]
        else:
            break
    return _without_box(_longest_part(title.strip()))


def _is_site(segment: str, site_words: frozenset[str]) -> bool:
    return segment == "" or title_key(segment) in site_words or is_site_name(segment)


def _without_box(title: str) -> str:
    """A title without a site's name in brackets behind it."""
    boxed = _BOXED_RE.search(title)
    return title[: boxed.start()].rstrip() if boxed and boxed.start() > 0 and is_site_name(boxed[1]) else title


def _longest_part(title: str) -> str:
    """The longest of the parts that underscores separate: no title holds one, sections and keywords stand behind it."""
    parts = [part.strip() for part in title.split("_")]
    return max(parts, key=lambda part: min(len(part), 2 * _LONGEST_SITE)) if len(parts) > 1 else title


def cut_brand(title: str, text: str) -> str:
    """Cut the last part of a stated title where it is short and the text does not speak of it: no word tells a brand.

    >>> cut_brand("结清之后短信反而更多了 - 豆瓣", "我收到短信。"), cut_brand("短信里的三个细节 - 豆瓣", "我在豆瓣读到短信。")
    ('结清之后短信反而更多了', '短信里的三个细节 - 豆瓣')
    """
    parts = split_end(title)
    is_brand = parts is not None and len(parts[1]) <= _LONGEST_BRAND and len(parts[0]) >= len(parts[1])
    return parts[0] if parts and is_brand and parts[1] not in text else title


def cut_known(title: str, words: frozenset[str]) -> str:
    """Cut from the end of a title what a site is known to put behind its titles; `words` are keys of `title_key`.

    >>> cut_known("收到催收短信怎么办 - 融易坊", frozenset({"融易坊"})), cut_known("催收 - 短信", frozenset({"融易坊"}))
    ('收到催收短信怎么办', '催收 - 短信')
    """
    while (parts := split_end(title)) and title_key(parts[1]) in words:
        title = parts[0]
    return title


def split_end(title: str) -> tuple[str, str] | None:
    """Return a title without its last part, and that part, if a mark sets one apart.

    >>> split_end("收到催收短信怎么办_动态_融易坊"), split_end("借款人说：短信——一种骚扰")
    (('收到催收短信怎么办_动态', '融易坊'), None)
    """
    last = next(reversed(list(_SEPARATOR_RE.finditer(title))), None)
    if last is None or not (rest := title[: last.start()].strip()) or not (end := title[last.end() :].strip()):
        return None
    return rest, end


def is_of_site(title: str) -> bool:
    """Whether a stated title is no article's: a site's name with a word for a part of it, a section, or an editor's default.

    >>> is_of_site("某某网-维权"), is_of_site("New Page 1"), is_of_site("通知公告"), is_of_site("收到催收短信怎么办-某某网")
    (True, True, True, False)
    """
    parts = [part for part in _SEPARATOR_RE.split(title) if part]
    others = [part for part in parts if not is_site_name(part)]
    names_site = len(others) < len(parts) and all(len(part) < _SHORTEST_REST for part in others)
    return names_site or _DEFAULT_RE.fullmatch(title) is not None


def is_site_name(segment: str) -> bool:
    """Whether a segment reads as the name of a site or a section of one.

    >>> is_site_name("某某金融网"), is_site_name("为什么总收到短信")
    (True, False)
    """
    return len(segment) <= _LONGEST_SITE and _SITE_RE.search(segment) is not None
