r"""Learn from the links of a list what its articles' addresses look like, and where on the page they stand.

Articles of one site share a form: `/info/381.html` and `/info/382.html` differ in a number. The form that most addresses
share is taken to be the articles', unless it is that of the list itself (`list_2.html`) or its labels are too short for
titles (menus). Where numbers tell nothing, as in `/post/a-text-message/`, the last part of the path is taken as the
variable one. Nothing is proposed from fewer than five addresses: a guess is worse than a gap that a person fills.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final
from urllib.parse import urlsplit

from parsel import Selector

from crawler.discovery.links import absolute_links
from pipelines.extract.links import base_of

LEAST: Final = 5
"""Addresses of one form before it is believed."""
_TITLE: Final = 6
"""Characters that the middle one of the labels has at least where they are titles; the words of menus have two to four."""
_SHARE: Final = 0.8
"""The share of the articles' links that a selector must reach."""
_NEXT_WORDS: Final = ("下一页", "下页", "下一頁")
_FEED_TYPES: Final = ("application/rss+xml", "application/atom+xml")
# What regular expressions read as more than itself.
_SPECIAL_RE: Final = re.compile(r"[.?+*()\[\]{}^$|\\]")
# A class or id that can stand in a selector as it is.
_PLAIN_NAME_RE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Link:
    """An address, and the words it was printed with; sitemaps print none."""

    url: str
    label: str = ""


def number_shape(url: str) -> str | None:
    r"""The path and query of an address as a pattern, with every number free; None where it has no number.

    >>> number_shape("https://www.example.com/info/2024/381.html"), number_shape("https://www.example.com/s?id=7")
    ('/info/\\d+/\\d+\\.html$', '/s\\?id=\\d+$')
    >>> number_shape("https://www.example.com/about.html") is None
    True
    """
    path = _path_of(url)
    pieces = re.split(r"[0-9]+", path)
    return r"\d+".join(map(_literal, pieces)) + "$" if len(pieces) > 1 else None


def name_shape(url: str) -> str | None:
    r"""The path of an address as a pattern, with its last part free; None for a bare host.

    >>> name_shape("https://www.example.com/post/a-message/"), name_shape("https://www.example.com/wiki/cuishou.html")
    ('/post/[^/?]+/$', '/wiki/[^/?]+\\.html$')
    >>> name_shape("https://www.example.com/") is None
    True
    """
    path = urlsplit(url).path
    stem, slash = path.removesuffix("/"), "/" if path.endswith("/") else ""
    folder, _, last = stem.rpartition("/")
    if not last:
        return None
    name, dot, ending = last.rpartition(".")
    return f"{_literal(folder)}/[^/?]+{_literal(dot + ending) if name else ''}{slash}$"


def learn_articles(links: Iterable[Link], lists: Iterable[str]) -> str | None:
    r"""The pattern of the articles among `links`, of which those that look like `lists` are none.

    >>> found = [Link(f"https://a.example/info/{n}.html", "收到催收短信怎么办") for n in range(6)]
    >>> learn_articles([*found, Link("https://a.example/about/", "关于")], ["https://a.example/info/"])
    '/info/\\d+\\.html$'
    >>> learn_articles(found[:4], []) is None
    True
    """
    known, candidates = list(lists), list({link.url: link for link in links}.values())
    for shape_of in (number_shape, name_shape):
        taken = {*map(shape_of, known)}
        groups: defaultdict[str, list[Link]] = defaultdict(list)
        for link in candidates:
            shape = shape_of(link.url)
            if shape and shape not in taken and link.url not in known:
                groups[shape].append(link)
        believed = {shape: len(found) for shape, found in groups.items() if _are_articles(found)}
        if believed:
            return max(believed, key=lambda shape: believed[shape])
    return None


def links_of(html: str, url: str) -> list[Link]:
    """The links of a page with their labels, in its order.

    >>> links_of('<a href="/1.html"> 短信 </a><a href="mailto:x@a.example">信</a>', "https://a.example/")
    [Link(url='https://a.example/1.html', label='短信')]
    """
    base = base_of(html, url)
    return [
        Link(address, "".join(anchor.xpath(".//text()").getall()).strip())
        for anchor in Selector(text=html).xpath("//a[@href]")
        for address in absolute_links(anchor.xpath("@href").getall(), base)
    ]


def feeds_of(html: str, url: str) -> tuple[str, ...]:
    """The feeds that a page's link elements name.

    >>> feeds_of('<link rel="alternate" type="application/rss+xml" href="/feed">', "https://a.example/x/")
    ('https://a.example/feed',)
    >>> feeds_of('<link rel="alternate" hreflang="en" href="/en/">', "https://a.example/x/")
    ()
    """
    named = Selector(text=html).xpath("//link[contains(@rel, 'alternate')]")
    hrefs = [link.attrib.get("href", "") for link in named if link.attrib.get("type", "").lower() in _FEED_TYPES]
    return absolute_links(filter(None, hrefs), base_of(html, url))


def learn_links(html: str, url: str, article: str) -> str | None:
    r"""The selector of the elements that hold the links to articles; None where they stand in no one place.

    >>> items = "".join(f'<li><a href="/{n}.html">短信</a></li>' for n in range(6))
    >>> learn_links(f'<ul class="list">{items}</ul>', "https://a.example/", r"/\d+\.html$")
    'ul.list a'
    >>> learn_links(items, "https://a.example/", r"/\d+\.html$") is None
    True
    """
    base = base_of(html, url)
    anchors = [
        anchor
        for anchor in Selector(text=html).xpath("//a[@href]")
        if any(re.search(article, found) for found in absolute_links(anchor.xpath("@href").getall(), base))
    ]
    named = Counter(selector for anchor in anchors for selector in _holders(anchor))
    best = next((selector for selector, number in named.most_common() if number >= _SHARE * len(anchors)), None)
    return f"{best} a" if best else None


def learn_next(html: str) -> str | None:
    """The selector of the link to the next page of a list, told by its words.

    >>> learn_next('<p><a class="next" href="?page=2">下一页</a></p>'), learn_next('<a href="?page=2">下一页</a>')
    ('a.next', 'a:contains("下一页")')
    >>> learn_next('<a href="2.html">下一篇</a>') is None
    True
    """
    for anchor in Selector(text=html).xpath("//a[@href]"):
        label = "".join(anchor.xpath(".//text()").getall())
        word = next((word for word in _NEXT_WORDS if word in label), None)
        if word:
            return next((f"a.{name}" for name in _plain(anchor.attrib.get("class", ""))), f'a:contains("{word}")')
    return None


def _are_articles(found: Sequence[Link]) -> bool:
    """Whether so many links with such labels are articles."""
    labels = [len(link.label) for link in found if link.label]
    return len(found) >= LEAST and (not labels or median(labels) >= _TITLE)


def _holders(anchor: Selector) -> Iterator[str]:
    """Selectors of what a link stands in, from near to far, each named by its first class, or its id."""
    for holder in reversed(anchor.xpath("ancestor::*[@class or @id]")):
        named = [f".{name}" for name in _plain(holder.attrib.get("class", ""))[:1]]
        named = named or [f"#{name}" for name in _plain(holder.attrib.get("id", ""))]
        yield from (f"{holder.root.tag}{name}" for name in named)


def _plain(names: str) -> list[str]:
    return [name for name in names.split() if _PLAIN_NAME_RE.fullmatch(name)]


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _literal(text: str) -> str:
    return _SPECIAL_RE.sub(lambda match: "\\" + match[0], text)
