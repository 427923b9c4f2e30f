"""What holds for any bytes that come from strangers: a law for each door they come in by.

A law takes the bytes as they are and raises for what breaks it; `python -m tests.fuzz` searches for bytes that do.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeAlias

from crawler.discovery.indexes import read_feed, read_sitemap
from crawler.discovery.links import Links, read_links, read_listing, read_next_page
from crawler.registry import Listing
from crawler.robots_txt import read_robots
from crawler.saved.pages import SavedPage, Unusable, read_pages
from pipelines.edits import apply
from pipelines.errors import UnreadablePage
from pipelines.extract import extract
from pipelines.extract.charset import decode
from pipelines.text import clean
from pipelines.text.privacy import redact
from pipelines.types import Cleaned

Law: TypeAlias = Callable[[bytes], None]

URL: Final = "https://farm.example.com/list/1.html"


def decoded(body: bytes) -> None:
    """Any bytes are a text that UTF-8 can hold, or one error; as much is lost as is said."""
    with suppress(UnreadablePage):
        told = decode(body)
        assert 0 <= told.confidence <= 1
        assert told.lost_bytes >= 0
        assert told.text.encode().decode() == told.text


def extracted(body: bytes) -> None:
    """Any bytes are an article that UTF-8 can hold, or one error."""
    with suppress(UnreadablePage):
        article = extract(body, URL)
        parts = (article.text, article.title or "", article.author or "", *article.related)
        assert "".join(parts).encode()


def cleaned(body: bytes) -> None:
    """Cleaning changes what its edits say and nothing else, and once."""
    _is_true(body, clean)


def redacted(body: bytes) -> None:
    """Once redacted there is nothing to redact, and no signal holds a value."""
    told = _is_true(body, redact)
    assert all(kind.isidentifier() and count > 0 for kind, count in told.signals.pii)


def robots(body: bytes) -> None:
    """Any robots.txt gives a decision."""
    rules = read_robots(body)
    assert rules.allows("lendersms", URL) in {True, False}
    assert (rules.delay("lendersms") or 0.0) >= 0


def indexed(body: bytes) -> None:
    """Any sitemap or feed gives links, or one error."""
    for read in (read_sitemap, read_feed):
        with suppress(UnreadablePage):
            _are_addresses(read(body, URL))


def listed(body: bytes) -> None:
    """Any page gives links, or one error."""
    read_next_page(body, URL)
    with suppress(UnreadablePage):
        markup = decode(body).text
        _are_addresses(read_listing(markup, URL, Listing(next=("a",))))
        _are_addresses(read_links(markup, URL, ["a"]))


def imported(body: bytes) -> None:
    """A file of lines or an archive gives pages that a row can name, and what it holds besides is told."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("pages.jsonl", "pages.warc"):
            path = Path(folder) / name
            path.write_bytes(body)
            for found in read_pages([str(path)], take_all=True):
                if isinstance(found, SavedPage):
                    assert found.page.url.encode().decode() == found.page.url
                elif isinstance(found, Unusable):
                    assert found.message.startswith(str(path))


def _are_addresses(links: Links) -> None:
    for url in (*links.articles, *links.further):
        assert url.isascii()
        assert url.startswith(("http://", "https://"))


def _is_true(body: bytes, stage: Callable[[str], Cleaned]) -> Cleaned:
    text = body.decode("utf-8", "surrogateescape")
    told = stage(text)
    assert apply(text, told.edits) == told.text
    assert stage(told.text).text == told.text
    return told


LAWS: Final[Mapping[str, Law]] = {
    "decode": decoded,
    "extract": extracted,
    "clean": cleaned,
    "redact": redacted,
    "robots": robots,
    "index": indexed,
    "list": listed,
    "import": imported,
}
"""By the name of the door."""
