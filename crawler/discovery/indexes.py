"""Read sitemaps and feeds entry by entry, as they are unpacked: no tree is built, so that none can fill the memory.

A sitemap of some kilobytes may unfold to fifty megabytes, and those to a tree of thirty times as much.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from lxml import etree

from crawler.discovery.lastmod import seconds_of
from crawler.discovery.links import Links, joined
from crawler.saved.gzipped import unpacked
from pipelines.errors import UnreadablePage

MAX_SITEMAP_BYTES: Final = 50 * 2**20
"""What sitemaps.org allows one sitemap to be when unpacked; a feed may be no larger."""
MOST_ENTRIES: Final = 50_000
"""What sitemaps.org allows one sitemap to hold."""
MOST_ELEMENTS: Final = 10 * MOST_ENTRIES
"""An entry has five at most, and some for each of its pictures."""
_MOST_TEXT: Final = 10_000
"""Characters that are kept of an address or a title."""
_MOST_PIECES: Final = 50
"""Addresses and titles that are kept of one entry."""
_SITEMAP: Final = {"urlset": ("url", "sitemap"), "sitemapindex": ("url", "sitemap")}
_FEED: Final = {"rss": ("item",), "RDF": ("item",), "feed": ("entry",)}
"""By root: what its entries are called."""


@dataclass(slots=True)
class Entry:
    """One entry: what stands in its own elements, by their local names."""

    said: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, text: str) -> None:
        """Keep what an element says."""
        texts = self.said.setdefault(name, [])
        if len(self.said) < _MOST_PIECES and len(texts) < _MOST_PIECES:
            texts.append(text)

    def texts(self, name: str) -> list[str]:
        """What its elements of a name say, in their order."""
        return self.said.get(name, [])


def read_sitemap(body: bytes, url: str) -> Links:
    """Return what a sitemap or sitemap index names, unpacked first where it is gzip.

    >>> index = b"<sitemapindex><sitemap><loc>https://example.com/a.xml.gz</loc></sitemap></sitemapindex>"
    >>> read_sitemap(index, "https://example.com/sitemap.xml").further
    ('https://example.com/a.xml.gz',)

    Raises:
        UnreadablePage: no sitemap: `no_sitemap`, `too_large`, or as `unpacked` says.
    """
    reading = _Reading(url, "sitemap", _SITEMAP)
    found: dict[str, None] = {}
    changes: dict[str, int] = {}
    for entry in reading.entries(body):
        pages = [page for loc in entry.texts("loc") if (page := joined(url, loc.strip()))]
        found |= dict.fromkeys(pages)
        moments = [seconds_of(text) for text in entry.texts("lastmod")[-1:]]
        changes |= {page: moment for page in pages for moment in moments if moment is not None}
    return Links(tuple(found), modified=changes) if reading.root == "urlset" else Links((), tuple(found))


def read_feed(body: bytes, url: str) -> Links:
    """Return the pages a feed (RSS 0.9 to 2.0, Atom) links to.

    >>> rss = b"<rss><channel><link>/</link><item><link>https://example.com/1.html</link></item></channel></rss>"
    >>> read_feed(rss, "https://example.com/rss.xml").articles
    ('https://example.com/1.html',)

    Raises:
        UnreadablePage: no feed: `no_feed`, `too_large`, or as `unpacked` says.
    """
    texts: dict[str, str] = {}
    for entry in _Reading(url, "feed", _FEED).entries(body):
        title = " ".join(" ".join(entry.texts("title")).split())
        texts |= {page: title for link in entry.texts("link") if (page := joined(url, link.strip()))}
    return Links(tuple(texts), (), "", texts)


class _Reading:
    """One document, as the parser tells of it: a target of lxml, which calls `start`, `data` and `end`."""

    def __init__(self, url: str, what: str, kinds: Mapping[str, tuple[str, ...]]) -> None:
        self.root = ""
        self._url, self._what, self._kinds = url, what, kinds
        self._depth = self._elements = self._number = 0
        self._entry: Entry | None = None
        self._entry_depth = 0
        self._text: list[str] | None = None
        self._length = 0
        self._done: list[Entry] = []

    def entries(self, body: bytes) -> Iterator[Entry]:
        """Yield the entries, as far as the markup goes; entities are not resolved and nothing is loaded from elsewhere.

        Raises:
            UnreadablePage: it is none of the kinds, or more than a sitemap or feed may be.
        """
        parser = etree.XMLParser(
            target=cast("Any", self), recover=True, resolve_entities=False, no_network=True, huge_tree=False
        )
        for piece in unpacked(body, MAX_SITEMAP_BYTES):
            parser.feed(piece)
            yield from self._taken()
        self._finish(parser)
        yield from self._taken()
        if self.root not in self._kinds:
            found = f"its root is <{self.root}>" if self.root else "it has no root"
            raise UnreadablePage(f"no_{self._what}", f"{self._url}: no {self._what}: {found}")

    def _finish(self, parser: etree.XMLParser) -> None:
        try:
            parser.close()
        except etree.XMLSyntaxError:  # of a text without any element
            return
        if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
            raise self._too_large("what is nested or as long as that")

    def _taken(self) -> list[Entry]:
        taken, self._done = self._done, []
        self._number += len(taken)
        if self._number > MOST_ENTRIES:
            raise self._too_large(f"more than {MOST_ENTRIES:,} entries")
        return taken

    def _too_large(self, what: str) -> UnreadablePage:
        return UnreadablePage("too_large", f"{self._url}: {what}: no {self._what} may hold it")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins: perhaps an entry, or something said in one."""
        name = tag.rpartition("}")[2]
        self._depth += 1
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise self._too_large(f"more than {MOST_ELEMENTS:,} elements")
        if self._depth == 1:
            self.root = name
        elif self._entry is None and name in self._kinds.get(self.root, ()):
            self._entry, self._entry_depth = Entry(), self._depth
        elif self._entry is not None and self._depth == self._entry_depth + 1:
            self._begin(self._entry, name, attributes)

    def _begin(self, entry: Entry, name: str, attributes: dict[str, str]) -> None:
        """Something is said in an entry: in a text, or by a link of Atom in its attribute."""
        if name == "link" and self.root == "feed":
            if attributes.get("rel", "alternate") == "alternate":
                entry.add(name, attributes.get("href", ""))
        else:
            self._text, self._length = [], 0

    def data(self, text: str) -> None:
        """Text of whatever is open."""
        if self._text is not None and self._length < _MOST_TEXT:
            self._text.append(text[:_MOST_TEXT])
            self._length += len(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._entry is not None and self._depth == self._entry_depth + 1 and self._text is not None:
            self._entry.add(tag.rpartition("}")[2], "".join(self._text))
            self._text = None
        elif self._entry is not None and self._depth == self._entry_depth:
            self._done.append(self._entry)
            self._entry = None
        self._depth -= 1

    def close(self) -> None:
        """The document ends."""
