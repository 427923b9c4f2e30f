"""Find articles: read listing pages and what articles lead on to. Pure functions over what was fetched.

Sitemaps and feeds: `crawler.discovery.indexes`. None of them judges whether a URL is wanted: that is `Source.wants`. They
return URLs absolute, escaped and without fragment, each once and in the order of the page, and leave out what is no
http(s) URL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag, urljoin, urlsplit

from w3lib.url import safe_url_string

from crawler.discovery.trees import below, elements_of, tree_of, words_of
from crawler.registry import Listing
from pipelines.errors import UnreadablePage
from pipelines.extract.charset import decode
from pipelines.extract.links import base_of
from pipelines.extract.pagination import next_page
from pipelines.store.canonical import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST: Final = 8_000
"""Characters of a link: servers refuse addresses as long."""


@dataclass(frozen=True, slots=True)
class Links:
    """What an index of articles links to."""

    articles: tuple[str, ...]
    further: tuple[str, ...] = ()
    """More indexes of the same kind: listing pages, or the sitemaps of a sitemap index."""
    title: str = field(default="", compare=False, repr=False)
    """What the page calls itself."""
    texts: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """What links say of where they lead, by address: their words, or the title in a feed."""
    modified: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    """When articles last changed, in seconds since 1970, for those of which a sitemap says so."""


def read_listing(html: str, url: str, listing: Listing) -> Links:
    """Return the links of a listing page.

    A selector may name the link or anything that holds links; a link to a further page is no article.

    >>> page = '<ul><li><a href="7.html#top">七</a></li></ul><p class="pager"><a href="?page=2">下一页</a></p>'
    >>> read_listing(page, "https://example.com/news/", Listing(links=("li",), next=(".pager a",)))
    Links(articles=('https://example.com/news/7.html',), further=('https://example.com/news/?page=2',))
    >>> read_listing('<a href="javascript:next()">', "https://example.com/", Listing())
    Links(articles=(), further=())

    Raises:
        UnreadablePage: `too_large`, as `tree_of` says.
    """
    base, tree = base_of(html, url), tree_of(html, url)
    further, articles = _links(tree, listing.next, base), _links(tree, listing.links, base)
    title = " ".join("".join(each.text or "" for each in tree.iter("title")).split())
    found = tuple(url for url in articles if url not in further)
    return Links(found, tuple(further), title, {**articles, **further})


def read_links(markup: str, url: str, selectors: Iterable[str]) -> Links:
    """Return where an article leads on to by the links that the selectors name, each of which may be an article.

    >>> read_links('<p class="more">又见：<a href="8.html">八</a></p>', "https://example.com/7.html", [".more"])
    Links(articles=(), further=('https://example.com/8.html',))

    Raises:
        UnreadablePage: `too_large`, as `tree_of` says.
    """
    found = _links(tree_of(markup, url), selectors, base_of(markup, url))
    return Links((), tuple(found), "", found)


def read_next_page(body: bytes, url: str, content_type: str | None = None) -> str | None:
    """Return where an article goes on; None on its last page, and where the bytes cannot be read at all.

    >>> read_next_page('<p>收到短信。</p><a href="7_2.html">下一页</a>'.encode(), "https://example.com/7.html")
    'https://example.com/7_2.html'
    >>> read_next_page(b"", "https://example.com/7.html") is None
    True
    """
    try:
        markup = decode(body, content_type).text
    except UnreadablePage:  # whoever reads the page itself records it
        return None
    return next_page(markup, url, base_of(markup, url))


def _links(tree: _Element, selectors: Iterable[str], base: str) -> dict[str, str]:
    """The links at or under what the selectors name, with their words; of several links to one address the wordiest."""
    found: dict[str, str] = {}
    said = words_of(tree)
    for css in selectors:
        named = elements_of(tree, css)
        under = named | below(tree, named)
        hrefs: dict[str, str] = {}
        for link in (each for each in said if each in under):
            href = str(link.attrib["href"]).strip()
            hrefs[href] = max(hrefs.get(href, ""), said[link], key=len)
        for href, words in hrefs.items():
            if url := joined(base, href):
                found[url] = max(found.get(url, ""), words, key=len)
    return found


def absolute_links(links: Iterable[str], base: str) -> tuple[str, ...]:
    """The links made whole, each once; what cannot be a web address is left out.

    >>> absolute_links(["7.html#top", " 7.html", "javascript:next()"], "https://example.com/news/")
    ('https://example.com/news/7.html',)
    """
    return tuple(dict.fromkeys(url for link in links if (url := joined(base, link.strip()))))


def joined(base: str, link: str) -> str | None:
    """A link made whole; None where it cannot be a web address, or is longer than any server takes.

    >>> joined("https://example.com/news/", "7.html#top"), joined("https://example.com/", "mailto:a@b.example")
    ('https://example.com/news/7.html', None)
    >>> joined("https://example.com/", "http://example.com:8o80/7.html") is None
    True
    """
    if len(link) > _LONGEST:
        return None
    try:
        url = urldefrag(urljoin(base, link)).url
        parts = urlsplit(url)
        whole = canonical(safe_url_string(url)) if parts.scheme in {"http", "https"} and parts.hostname else ""
    except ValueError:  # a host in brackets that is no IPv6 address, a port that is no number, half a character
        return None
    return whole if whole and whole.isascii() else None  # a host that cannot be written in ASCII has no name
