"""What the page says about itself outside its text: `<title>`, meta elements, JSON-LD, canonical link, robots wishes.

These are statements, not facts: templates leave them stale or fill them with the site's name. The readers of title and
byline use them to confirm what the page shows, or where it shows nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from pipelines.extract.page_data import PageData
from pipelines.extract.tokens import ATTRIBUTES, Markup, attributes, unescape
from pipelines.lexicon import robots

_PUBLISHED_NAMES: Final = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "og:release_date",
    "og:pubdate",
    "datepublished",
    "publishdate",
    "publish_date",
    "publish-date",
    "published",
    "pubdate",
    "pub_date",
    "pubtime",
    "publish_time",
    "publishtime",
    "published_time",
    "article.published",
    "article_publish_date",
    "bytedance:published_time",
    "weibo:article:create_at",
    "weibo: article:create_at",
    "baidu:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "firstcreatedtime",
    "createdate",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "date",
)
_AUTHOR_NAMES: Final = (
    "author",
    "article:author",
    "og:article:author",
    "dc.creator",
    "byl",
    "weibo:article:author",
    "contentauthor",
)
_TITLE_NAMES: Final = ("og:title", "twitter:title", "articletitle", "headline", "dc.title", "title")
_SITE_NAMES: Final = ("og:site_name", "application-name", "sitename", "apple-mobile-web-app-title")
_SECTION_NAMES: Final = ("article:section", "og:article:section", "columnname", "category")
_NAMING: Final = ("property", "name", "itemprop", "http-equiv")
"""The attributes that say what a meta element states; a wish is read under each of them."""
_LONGEST_VALUE: Final = 500
"""Characters of a title or meta value that are read; a page may put megabytes there."""
_LONGEST_JSON: Final = 500_000

# Elements whose class, relation or property says that their text is the author, and times with their machine form. Each
# begins with its literal word, so that a page is passed over fast.
_MARKED_RES: Final = {
    word: re.compile(
        rf"{word}(?![a-z])[\w -]{{0,40}}[\"']?(?: [^<>]{{0,300}})?>\s{{0,80}}(?:<(?:a|span|em|b|i|strong|li|p)\b[^<>]{{0,300}}>\s{{0,80}}){{0,3}}([^<>]{{1,60}})<"
    )
    for word in (
        "author",
        "authors",
        "Author",
        "writer",
        "byline",
        "zuozhe",
        "username",
        "user-name",
        "rich_media_meta_text",
    )
}
_MOST_MARKED: Final = 3
"""Names that markup gives, from the top of the page; those further down are of comments and other articles."""
_TIME_RE: Final = re.compile(r"<time\b[^<>]{0,300}?datetime=[\"']?([^\"'<>]{8,40})")
# The machine form of a day that is shown as `3天前`; a link's would be of what it leads to.
_TITLED_RE: Final = re.compile(r"""title=["']?[^"'<>0-9]{0,8}((?:19|20)[\d :TZ.+/年月日-]{8,30})""")
_LONGEST_TAG: Final = 300
# Fields of a JSON-LD that is no JSON: a trailing comma or a raw quotation mark spoils all of it.
_LOOSE_JSON_RE: Final = re.compile(r'"(datePublished|pubDate|headline)"\s{0,9}:\s{0,9}"([^"]{1,300})"')

# The elements that state something, with their attributes; their first letters are looked at first, since most are none.
_STATED_RE: Final = re.compile(rf"<(?=[mMlLbB][eEiIaA])((?i:meta|link|base))(?=[\s/]){ATTRIBUTES}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Statements of a page about itself; every field may be missing."""

    title: str | None = None
    og_title: str | None = None
    site_name: str | None = None
    host_word: str | None = None
    """The name part of the site's domain, such as `example`."""
    site_words: frozenset[str] = frozenset()
    """Keys of what the site is known to put around its titles, from its profile: no statement of the page."""
    author: str | None = None
    dates: tuple[str, ...] = ()
    """When it was published: by JSON-LD, by meta elements, by the machine form of a time; most trusted first."""
    data_dates: tuple[str, ...] = ()
    """When it was published by the data that names it by its title."""
    data_author: str | None = None
    """Who wrote it by that data."""
    visible: str = field(default="", repr=False)
    """The markup, for readers who are seldom asked."""
    canonical: str | None = None
    base: str | None = None
    section: str | None = None
    is_public: bool = True


@dataclass(slots=True)
class _Found:
    """Meta values by lower-case name, the first of each; whether one of them closes the page; addresses."""

    values: dict[str, str] = field(default_factory=dict)
    is_closed: bool = False
    canonical: str | None = None
    base: str | None = None

    def first(self, names: tuple[str, ...]) -> str | None:
        return next((self.values[name] for name in names if name in self.values), None)


def read_metadata(markup: Markup) -> Metadata:
    """Collect the page's statements about itself.

    >>> from pipelines.extract.tokens import cut
    >>> meta = read_metadata(cut('<title> 欠款 短信 </title><meta name=robots content="noindex,follow">'))
    >>> meta.title, meta.is_public
    ('欠款 短信', False)
    """
    found = _stated(markup.visible)
    linked = {str(key): value for item in _json_ld(markup.json) for key, value in item.items()}
    dates = [_string(linked.get("datePublished")), _string(linked.get("pubDate")), found.first(_PUBLISHED_NAMES)]
    return Metadata(
        title=_spaced(markup.title or "") or None,
        og_title=found.first(_TITLE_NAMES) or _string(linked.get("headline")),
        site_name=found.first(_SITE_NAMES),
        author=_name(linked.get("author")) or found.first(_AUTHOR_NAMES),
        dates=(*filter(None, dates), *_shown_as(markup.visible)),
        visible=markup.visible,
        canonical=found.canonical or found.values.get("og:url"),
        base=found.base,
        section=found.first(_SECTION_NAMES),
        is_public=not found.is_closed,
    )


def with_data(meta: Metadata, data: PageData) -> Metadata:
    """The statements with those of the page's data behind them."""
    return replace(meta, data_dates=data.dates, data_author=data.author)


def _shown_as(visible: str) -> list[str]:
    """The machine forms of the first days that are shown."""
    titled = (match for match in _TITLED_RE.finditer(visible) if _is_in_text(visible, match.start()))
    return [*_TIME_RE.findall(visible)[:_MOST_MARKED], *(match[1] for match in islice(titled, _MOST_MARKED))]


def _is_in_text(visible: str, at: int) -> bool:
    """Whether an attribute is that of an element of text: of no link, which tells of what it leads to."""
    opening = visible.rfind("<", max(0, at - _LONGEST_TAG), at)
    return opening >= 0 and visible[opening + 1 : opening + 3].lower() not in {"a ", "im", "li"}


def marked_names(visible: str) -> Iterator[str]:
    """Yield the texts of the first elements whose class, relation or property says that they are the author.

    >>> list(marked_names("<span class=author>秦小满</span>")), list(marked_names("<p>the author wrote</p>"))
    (['秦小满'], [])
    """
    for pattern in (pattern for word, pattern in _MARKED_RES.items() if word in visible):
        for match, _ in zip(pattern.finditer(visible), range(_MOST_MARKED), strict=False):
            if text := _spaced(unescape(match[1])):
                yield text


def _stated(visible: str) -> _Found:
    """All meta elements that carry a value, the canonical link and the base."""
    found = _Found()
    for match in _STATED_RE.finditer(visible):
        tag, element = match[1].lower(), attributes(match[2])
        if tag == "meta":
            _take_meta(found, element)
        elif "canonical" in element.get("rel", "").lower().split():
            found.canonical = found.canonical or element.get("href")
        elif tag == "base":
            found.base = found.base or element.get("href")
    return found


def _take_meta(found: _Found, element: Mapping[str, str]) -> None:
    name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
    value = _spaced(element.get("content") or "")
    if name and value:
        found.values.setdefault(name, value)
    found.is_closed = found.is_closed or _closes(element)


def _closes(element: Mapping[str, str]) -> bool:
    """Whether a meta element asks, by any of its names and however late in its content, not to be kept."""
    names = (element[key] for key in _NAMING if key in element)
    return any(robots.closes(name, element.get("content", "")) for name in names)


def _json_ld(sources: Iterable[str]) -> Iterator[dict[object, object]]:
    """The objects of the page's JSON-LD, articles among them; what is no JSON says nothing."""
    for source in sources:
        try:
            data = json.loads(source[:_LONGEST_JSON], strict=False)
        except (ValueError, RecursionError):
            yield dict(reversed(_LOOSE_JSON_RE.findall(source[:_LONGEST_JSON])))
            continue
        for item in data if isinstance(data, list) else [data]:
            graph = item.get("@graph") if isinstance(item, dict) else None
            yield from (node for node in [item, *(graph if isinstance(graph, list) else [])] if isinstance(node, dict))


def _spaced(text: str) -> str:
    return " ".join(text[: 2 * _LONGEST_VALUE].split())[:_LONGEST_VALUE]


def _string(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _name(value: object) -> str | None:
    """The name in a JSON-LD author: a string, an object with a name, or a list of these."""
    items = value if isinstance(value, list) else [value]
    names = [item.get("name") if isinstance(item, dict) else item for item in items]
    return " ".join(name.strip() for name in names if isinstance(name, str)) or None
