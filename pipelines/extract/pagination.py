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
from pipelines.extract.tokens import attributes, tokens
from pipelines.types import Article

_NEXT_WORDS: Final = frozenset({"下一页", "下页", "后一页", "后页", "下一頁", "nextpage", "next", "余下全文"})
_NEXT_MARKS: Final = frozenset({">", ">>", "»", "›", "→"})
_DECORATION: Final = " []【】()（）<>«»‹›→·|.…"
# What a page that is one of several must hold; asked of the whole markup first, as most pages are alone.
_HINT_RE: Final = re.compile(
    r"下一?[页頁]|[后後]一?[页頁]|余下全文|rel=[\"']?next|>\s{0,3}[\[【]?[2-9][\]】]?\s{0,3}</|next\s?page",
    re.IGNORECASE,
)
# The number at the end of a path without its extension: `_2`, `-2`; ids have more than two figures.
_NUMBER_RE: Final = re.compile(r"^(?P<stem>.*[^_\-/])[_\-](?P<number>[0-9]{1,2})$")
# A path that has no extension may have a folder for each page.
_FOLDER_RE: Final = re.compile(r"^(?P<stem>.*[^/])/(?P<number>[0-9]{1,2})$")
_EXTENSION_RE: Final = re.compile(r"\.(?:s?html?|php|aspx?|jsp|jhtml)$", re.IGNORECASE)
_PAGE_KEYS: Final = frozenset({"page", "p", "pn", "pageno", "page_no", "pageindex", "paged", "pagenum", "curpage"})
# Addresses of lists and threads: their further pages hold other articles, or replies.
_LISTS_RE: Final = re.compile(
    r"(?:^|[/_.-])(?:index|default|list|search|tags?|category|forum|thread|viewthread|topic|channel)(?=$|[/_.-])",
    re.IGNORECASE,
)
_LONGEST_LABEL: Final = 12


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
    if not own or not _HINT_RE.search(markup):
        return None
    links = list(_links(markup, _joined(url, base or "") or own))
    place = _place(urlsplit(own).path)
    # A number in a folder of its own may be an id: the first page must be linked too.
    if place.is_folder and not any(urlsplit(target).path.rstrip("/") == place.stem for _, target in links):
        return None
    return next((target for label, target in links if _leads_on(own, label, target)), None)


def _links(markup: str, base: str) -> Iterator[tuple[str, str]]:
    """Each link's label and address; a `<link rel=next>` is labelled so."""
    href, label = "", ""
    for text, slash, name, source in tokens(markup):
        label += text
        tag = (name or "").lower()
        if tag == "a" and href:
            yield label, _joined(base, href)
        if tag == "a":
            href, label = "" if slash else attributes(source or "").get("href", ""), ""
        elif tag == "link" and source and "next" in source.lower():
            found = attributes(source)
            yield found.get("rel", ""), _joined(base, found.get("href", ""))


def _joined(base: str, href: str) -> str:
    """The address a link means, without its fragment; empty where it is none."""
    try:
        return urlsplit(urldefrag(urljoin(base, href.strip())).url).geturl()
    except ValueError:
        return ""


def _leads_on(own: str, label: str, target: str) -> bool:
    """Whether a link leads from an article's page to its next one."""
    if len(label) > _LONGEST_LABEL or not target.startswith("http"):
        return False
    number = _number_of_next(own, target)
    return number is not None and _says_next(label, number)


def _says_next(label: str, number: int) -> bool:
    """Whether a label says what leads on to the page of that number.

    >>> _says_next(" 下一页 >> ", 2), _says_next("[2]", 2), _says_next("3", 2), _says_next("下一篇", 2)
    (True, True, False, False)
    """
    text = unescape(label).strip()
    key = folded(text).lower().strip(_DECORATION)
    return text in _NEXT_MARKS or key in _NEXT_WORDS or key == str(number)


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
