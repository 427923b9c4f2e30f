"""Articles printed on several pages: the address of the next page, and the pages joined into one article.

A next page is told by both its link and its address: the link says `下一页`, `>` or the page's number, and the address is the
article's own with the number one higher: `123.html -> 123_2.html -> 123_3.html`, `?page=2`, `/123 -> /123/2`. The words
alone are not enough, since lists have a `下一页` too and `rel=next` may be the next article; nor is the address alone.
Left alone: `下一篇`, `下一章`, the pages of lists, indexes and threads, and everything on another host.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from pipelines.extract.keys import folded
from pipelines.extract.tokens import attributes
from pipelines.types import Article

_NEXT_WORDS: Final = frozenset({"下一页", "下页", "后一页", "后页", "下一頁", "nextpage", "next", "余下全文"})
_NEXT_MARKS: Final = frozenset({">", ">>", "»", "›", "→"})
_DECORATION: Final = " []【】()（）<>«»‹›→·|.…"
_HINTS: Final = (
    "下一页",
    "下一頁",
    "下页",
    "下頁",
    "后一页",
    "后页",
    "余下全文",
    'rel="next"',
    "rel='next'",
    "rel=next",
)
"""What a page that is one of several holds, or the number of its next page; asked first, as most pages are alone."""
# The number at the end of a path without its extension: `_2`, `-2`; ids have more than two figures, days a month before.
_NUMBER_RE: Final = re.compile(r"^(?P<stem>.*[^_\-/])(?<![0-9]{4}[_\-][0-9]{2})[_\-](?P<number>[0-9]{1,2})$")
# A path that has no extension may have a folder for each page.
_FOLDER_RE: Final = re.compile(r"^(?P<stem>.*[^/])/(?P<number>[0-9]{1,2})$")
_EXTENSION_RE: Final = re.compile(r"\.(?:s?html?|php|aspx?|jsp|jhtml)$", re.IGNORECASE)
_PAGE_KEYS: Final = frozenset({"page", "p", "pn", "pageno", "page_no", "pageindex", "paged", "pagenum", "curpage"})
# Addresses of lists and threads: their further pages hold other articles, or replies.
_LISTS_RE: Final = re.compile(
    r"(?:^|[/_.-])(?:index|default|list|search|tags?|category|forum|thread|viewthread|topic|channel)(?=$|[/_.-])",
    re.IGNORECASE,
)
# A link with a short label, tags in it counted as one character each, or a link element. Bounded, so read in one pass.
_LINK_RE: Final = re.compile(
    r"<(?:a\s(?P<source>[^<>]{1,600})>(?P<label>(?:[^<>]|<(?!/?a\b)[^<>]{0,99}>){1,14}+)</a|link\s(?P<rel>[^<>]{1,600})>)",
    re.IGNORECASE,
)
_TAG_RE: Final = re.compile(r"<[^<>]*>")


class _Place(NamedTuple):
    """An address as page `number` of what stands at `stem`."""

    stem: str
    number: int = 0
    extension: str = ""
    is_folder: bool = False


def next_page(markup: str, url: str, base: str | None = None) -> str | None:
    """Return the address of the article's next page; None for the last page, or one of a single page.

    >>> next_page('<a href="12_2.html">下一页</a>', "http://example.com/a/12.html")
    'http://example.com/a/12_2.html'
    >>> next_page('<a href="13.html">下一页</a><a href="12_2.html">上一篇</a>', "http://example.com/a/12.html") is None
    True
    """
    own = _joined(url, "")
    place = _place(urlsplit(own).path)
    number = max(2, place.number + 1)
    if not own or not any(hint in markup for hint in (*_HINTS, f">{number}<", f"[{number}]")):
        return None
    links = list(_links(markup, _joined(url, base or "") or own))
    # A number in a folder of its own may be an id: the first page must be linked too.
    if place.is_folder and not any(urlsplit(target).path.rstrip("/") == place.stem for _, target in links):
        return None
    return next((target for label, target in links if _leads_on(own, label, target)), None)


def _links(markup: str, base: str) -> Iterator[tuple[str, str]]:
    """The label and address of each link that is labelled as pages are; a `<link rel=next>` is labelled `next`."""
    for match in _LINK_RE.finditer(markup):
        label = "next" if match["rel"] else _label(match["label"])
        if match["rel"] or label in _NEXT_MARKS or label in _NEXT_WORDS or label.isdecimal():
            found = attributes(match["rel"] or match["source"])
            if not match["rel"] or found.get("rel", "").lower() == "next":
                yield label, _joined(base, found.get("href", ""))


def _label(inside: str) -> str:
    """What a link says, without its tags and decoration.

    >>> _label("<span>下一页</span> &gt;&gt;"), _label("[2]"), _label("&raquo;"), _label("下一篇")
    ('下一页', '2', '»', '下一篇')
    """
    text = unescape(_TAG_RE.sub("", inside)).strip()
    return text if text in _NEXT_MARKS else folded(text).lower().strip(_DECORATION)


def _joined(base: str, href: str) -> str:
    """The address a link means, without its fragment; empty where it is none."""
    try:
        return urlsplit(urldefrag(urljoin(base, href.strip())).url).geturl()
    except ValueError:
        return ""


def _leads_on(own: str, label: str, target: str) -> bool:
    """Whether a link leads from an article's page to its next one."""
    number = _number_of_next(own, target) if target.startswith("http") else None
    return number is not None and (not label.isdecimal() or int(label) == number)


def _number_of_next(own: str, target: str) -> int | None:
    """The number of the target's page where it is the next page of what stands at `own`; None where it is not.

    >>> _number_of_next("http://x.cn/a/12.html", "http://x.cn/a/12_2.html"), _number_of_next("http://x.cn/12", "http://x.cn/13")
    (2, None)
    """
    here, there = urlsplit(own), urlsplit(target)
    if here.netloc.lower() != there.netloc.lower() or _LISTS_RE.search(there.path):
        return None
    if here.path == there.path:
        return _next_in_query(here.query, there.query)
    if here.query != there.query:
        return None
    one, other = _place(here.path), _place(there.path)
    if one.extension != other.extension:
        return None
    whole = here.path.removesuffix(one.extension).rstrip("/")
    # A page without a number is the first; some systems count the others from one.
    if other.stem == whole and other.number in {1, 2}:
        return 2
    return other.number if other.stem == one.stem and other.number == one.number + 1 > 1 else None


def _next_in_query(here: str, there: str) -> int | None:
    """The number of the next page where the queries differ in it alone."""
    one, other = dict(parse_qsl(here)), dict(parse_qsl(there))
    keys = [key for key in other if key.lower() in _PAGE_KEYS and other[key] != one.get(key)]
    if len(keys) != 1 or {**one, keys[0]: ""} != {**other, keys[0]: ""}:
        return None
    before, after = one.get(keys[0], "1"), other[keys[0]]
    is_next = before.isdecimal() and after.isdecimal() and int(after) == int(before) + 1
    return int(after) if is_next else None


def _place(path: str) -> _Place:
    """Take the page's number off a path; one without a number is page 0 of nothing.

    >>> _place("/a/12_3.html").stem, _place("/a/20240305.html").number, _place("/a/sms/2/").number, _place("/a/2.html").number
    ('/a/12', 0, 2, 0)
    """
    extension = match[0] if (match := _EXTENSION_RE.search(path)) else ""
    bare = path.removesuffix(extension).rstrip("/")
    if match := _NUMBER_RE.match(bare):
        return _Place(match["stem"], int(match["number"]), extension)
    if not extension and (match := _FOLDER_RE.match(bare)):
        return _Place(match["stem"], int(match["number"]), is_folder=True)
    return _Place("", 0, extension)


def join(first: Article, rest: Sequence[Article]) -> Article:
    r"""Return the first page with the text, comments and links of the others; a lead or byline said again is dropped.

    A page that says what an earlier one said - a server that ignores the number - adds nothing.

    >>> one, two = Article(text="导读：短信。\n收到短信。", next_page="http://x.cn/1_2"), Article(text="导读：短信。\n后来报警。")
    >>> joined = join(one, [two])
    >>> joined.text, joined.next_page
    ('导读：短信。\n收到短信。\n后来报警。', None)
    """
    pages = [first, *rest]
    lines = first.text.split("\n")
    for page in rest:
        lines += _without_repeats(page.text.split("\n"), lines)
    return replace(
        first,
        text="\n".join(lines),
        comments=tuple(dict.fromkeys(comment for page in pages for comment in page.comments)),
        related=tuple(dict.fromkeys(title for page in pages for title in page.related)),
        left_out=tuple(left for page in pages for left in page.left_out),
        lost_bytes=sum(page.lost_bytes for page in pages),
        charset_confidence=min(page.charset_confidence for page in pages),
        is_public=all(page.is_public for page in pages),
        next_page=pages[-1].next_page,
    )


def _without_repeats(lines: Sequence[str], before: Sequence[str]) -> list[str]:
    """A page's lines without those at its head and foot that were said before."""
    said = set(before)
    start, end = 0, len(lines)
    while start < end and lines[start] in said:
        start += 1
    while end > start and lines[end - 1] in said:
        end -= 1
    return list(lines[start:end])
