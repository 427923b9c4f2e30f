"""Find articles: read listing pages, sitemaps and feeds. Pure functions over what was fetched.

None of them judges whether a URL is wanted: that is `Source.wants`. They return URLs absolute, escaped and without
fragment, each once and in the order of the page, and leave out what is no http(s) URL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree
from parsel import Selector
from w3lib.html import get_base_url
from w3lib.url import safe_url_string

from crawler.discovery.canonical import canonical
from crawler.discovery.lastmod import seconds_of
from crawler.registry import Listing
from crawler.saved.gzipped import gunzip
from pipelines.errors import UnreadablePage
from pipelines.extract.charset import decode
from pipelines.extract.pagination import next_page

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_SITEMAP_BYTES = 50 * 2**20
"""What sitemaps.org allows one sitemap to be when unpacked; a feed may be no larger."""


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
    """
    base = get_base_url(html, url)
    tree = Selector(text=html)
    further, articles = _links(tree, listing.next, base), _links(tree, listing.links, base)
    title = " ".join("".join(tree.css("title::text").getall()).split())
    found = tuple(url for url in articles if url not in further)
    return Links(found, tuple(further), title, {**articles, **further})


def read_links(markup: str, url: str, selectors: Iterable[str]) -> Links:
    """Return where an article leads on to by the links that the selectors name, each of which may be an article.

    >>> read_links('<p class="more">又见：<a href="8.html">八</a></p>', "https://example.com/7.html", [".more"])
    Links(articles=(), further=('https://example.com/8.html',))
    """
    found = _links(Selector(text=markup), selectors, get_base_url(markup, url))
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
    return next_page(markup, url, get_base_url(markup, url))


def read_sitemap(body: bytes, url: str) -> Links:
    """Return what a sitemap or sitemap index names, unpacked first where it is gzip.

    >>> index = b"<sitemapindex><sitemap><loc>https://example.com/a.xml.gz</loc></sitemap></sitemapindex>"
    >>> read_sitemap(index, "https://example.com/sitemap.xml").further
    ('https://example.com/a.xml.gz',)

    Raises:
        UnreadablePage: no sitemap: `no_sitemap`, or as `gunzip` says.
    """
    root = _root(body, url, "sitemap", frozenset({"urlset", "sitemapindex"}))
    found = absolute_links(_texts(root, "./*[local-name()='url' or local-name()='sitemap']/*[local-name()='loc']"), url)
    return Links(found, modified=_changes(root, url)) if _kind(root) == "urlset" else Links((), found)


def _changes(root: _Element, base: str) -> dict[str, int]:
    """When the pages of a sitemap last changed."""
    changes = {}
    entries = "./*[local-name()='url'][*[local-name()='lastmod']]"
    for entry in cast("list[_Element]", root.xpath(entries)):
        said = {_kind(each): each.text or "" for each in cast("list[_Element]", entry.xpath("./*"))}
        page, moment = _join(base, said.get("loc", "").strip()), seconds_of(said["lastmod"])
        if page and moment is not None:
            changes[page] = moment
    return changes


def read_feed(body: bytes, url: str) -> Links:
    """Return the pages a feed (RSS 0.9 to 2.0, Atom) links to.

    >>> rss = b"<rss><channel><link>/</link><item><link>https://example.com/1.html</link></item></channel></rss>"
    >>> read_feed(rss, "https://example.com/rss.xml").articles
    ('https://example.com/1.html',)

    Raises:
        UnreadablePage: no feed: `no_feed`, or as `gunzip` says.
    """
    root = _root(body, url, "feed", frozenset({"rss", "RDF", "feed"}))
    if _kind(root) == "feed":
        entries, link = "./*[local-name()='entry']", "./*[local-name()='link'][not(@rel) or @rel='alternate']/@href"
    else:
        entries, link = "//*[local-name()='item']", "./*[local-name()='link']"
    texts = {
        each: " ".join(" ".join(_texts(entry, "./*[local-name()='title']")).split())
        for entry in cast("list[_Element]", root.xpath(entries))
        for each in absolute_links(_texts(entry, link), url)
    }
    return Links(tuple(texts), (), "", texts)


def _root(body: bytes, url: str, what: str, kinds: frozenset[str]) -> _Element:
    """The root of a document that must be one of `kinds`; any other is no `what`."""
    root = _parse(gunzip(body, MAX_SITEMAP_BYTES))
    if root is None or _kind(root) not in kinds:
        found = "nothing" if root is None else _kind(root)
        raise UnreadablePage(f"no_{what}", f"{url}: no {what}: its root is <{found}>")
    return root


def _kind(root: _Element) -> str:
    return etree.QName(root).localname


def _parse(xml: bytes) -> _Element | None:
    """The root, as far as the markup goes; entities are not resolved and nothing is loaded from elsewhere."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        return None


def _texts(root: _Element, xpath: str) -> Iterator[str]:
    """The texts of the elements or attributes `xpath` names."""
    for node in cast("list[_Element | str]", root.xpath(xpath)):
        yield node if isinstance(node, str) else str(node.xpath("string()"))


def _links(tree: Selector, selectors: Iterable[str], base: str) -> dict[str, str]:
    """The links at or under what the selectors name, with their words; of several links to one address the wordiest."""
    found: dict[str, str] = {}
    for css in selectors:
        for link in tree.css(css).xpath("descendant-or-self::a[@href]"):
            if url := _join(base, link.root.get("href").strip()):
                found[url] = max(found.get(url, ""), _words(link.root), key=len)
    return found


def _words(link: _Element) -> str:
    """What a link says: its text, or where it shows a picture what that is called."""
    text = " ".join("".join(map(str, link.itertext())).split())
    return text or link.get("title", "") or "".join(image.get("alt", "") for image in link.iter("img"))


def absolute_links(links: Iterable[str], base: str) -> tuple[str, ...]:
    """The links made whole, each once; what cannot be a web address is left out.

    >>> absolute_links(["7.html#top", " 7.html", "javascript:next()"], "https://example.com/news/")
    ('https://example.com/news/7.html',)
    """
    return tuple(dict.fromkeys(url for link in links if (url := _join(base, link.strip()))))


def _join(base: str, link: str) -> str | None:
    try:
        url = urldefrag(urljoin(base, link)).url
        parts = urlsplit(url)
    except ValueError:  # a host in brackets that is no IPv6 address
        return None
    return canonical(safe_url_string(url)) if parts.scheme in {"http", "https"} and parts.hostname else None
