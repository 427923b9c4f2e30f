"""What the page says about itself outside its text: `<title>`, meta elements, JSON-LD, canonical link, robots wishes.

These are statements, not facts: templates leave them stale or fill them with the site's name. The readers of title and
byline use them to confirm what the page shows, or where it shows nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from pipelines.lexicon import robots

_PUBLISHED_NAMES: Final = (
    "article:published_time",
    "og:published_time",
    "og:release_date",
    "datepublished",
    "publishdate",
    "pubdate",
    "publish_time",
    "publishtime",
    "article.published",
    "bytedance:published_time",
    "weibo:article:create_at",
    "dc.date",
    "dcterms.created",
)
_AUTHOR_NAMES: Final = ("author", "article:author", "og:article:author", "dc.creator", "byl")
_LONGEST_VALUE: Final = 500
"""Characters of a title or meta value that are read; a page may put megabytes there."""
_LONGEST_JSON: Final = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Statements of a page about itself; every field may be missing."""

    title: str | None = None
    og_title: str | None = None
    site_name: str | None = None
    host_word: str | None = None
    """The name part of the site's domain, such as `example`."""
    author: str | None = None
    published: str | None = None
    canonical: str | None = None
    base: str | None = None
    section: str | None = None
    is_public: bool = True


@dataclass(slots=True)
class _Found:
    """Meta values by lower-case name, the first of each."""

    values: dict[str, str] = field(default_factory=dict)
    robots: list[str] = field(default_factory=list)
    """Contents of the robots elements that speak to us."""

    def first(self, names: tuple[str, ...]) -> str | None:
        return next((self.values[name] for name in names if name in self.values), None)


def read_metadata(root: etree._Element) -> Metadata:
    """Collect the page's statements about itself.

    >>> from lxml import html
    >>> meta = read_metadata(html.document_fromstring('<title> 欠款 短信 </title><meta name=robots content="noindex,follow">'))
    >>> meta.title, meta.is_public
    ('欠款 短信', False)
    """
    found = _metas(root)
    linked = {str(key): value for item in _json_ld(root) for key, value in item.items()}
    return Metadata(
        title=_text(next(root.iter("title"), None)),
        og_title=found.values.get("og:title") or found.values.get("twitter:title"),
        site_name=found.values.get("og:site_name") or found.values.get("application-name"),
        author=_name(linked.get("author")) or found.first(_AUTHOR_NAMES),
        published=_string(linked.get("datePublished") or linked.get("pubDate")) or found.first(_PUBLISHED_NAMES),
        canonical=_href(root, "link", "canonical") or found.values.get("og:url"),
        base=next((element.get("href") for element in root.iter("base") if element.get("href")), None),
        section=found.values.get("article:section"),
        is_public=not (
            any(map(robots.forbids, found.robots)) or robots.reserves_mining(found.values.get("tdm-reservation", ""))
        ),
    )


def _metas(root: etree._Element) -> _Found:
    """All meta elements that carry a value."""
    found = _Found()
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        value = _spaced(element.get("content") or "")
        if name and value:
            found.values.setdefault(name, value)
        if name in robots.ADDRESSES:
            found.robots.append(value)
    return found


def _json_ld(root: etree._Element) -> Iterator[dict[object, object]]:
    """The objects of the page's JSON-LD, articles among them; what is no JSON says nothing."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            data = json.loads((script.text or "")[:_LONGEST_JSON], strict=False)
        except (ValueError, RecursionError):
            continue
        for item in data if isinstance(data, list) else [data]:
            graph = item.get("@graph") if isinstance(item, dict) else None
            yield from (node for node in [item, *(graph if isinstance(graph, list) else [])] if isinstance(node, dict))


def _href(root: etree._Element, tag: str, rel: str) -> str | None:
    for element in root.iter(tag):
        if rel in (element.get("rel") or "").lower().split():
            return element.get("href")
    return None


def _text(element: etree._Element | None) -> str | None:
    return None if element is None else _spaced("".join(map(str, element.itertext()))) or None


def _spaced(text: str) -> str:
    return " ".join(text[: 2 * _LONGEST_VALUE].split())[:_LONGEST_VALUE]


def _string(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _name(value: object) -> str | None:
    """The name in a JSON-LD author: a string, an object with a name, or a list of these."""
    items = value if isinstance(value, list) else [value]
    names = [item.get("name") if isinstance(item, dict) else item for item in items]
    return " ".join(name.strip() for name in names if isinstance(name, str)) or None
