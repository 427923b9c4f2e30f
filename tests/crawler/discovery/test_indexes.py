"""What a sitemap or feed may cost: entries are read as they are unpacked, and what is more than one may be is refused."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from crawler.discovery.indexes import MOST_ENTRIES, read_feed, read_sitemap
from pipelines.errors import UnreadablePage

BASE: Final = "https://www.example.com/sitemap.xml.gz"
MEGABYTES: Final = 32
"""What memory may grow by; Scrapy's own reader of sitemaps takes fifty times as much."""
BOMBS: Final = {
    "elements": ("read_sitemap", b"<urlset>", b"<a/>", 12_000_000),
    "addresses": ("read_sitemap", b"<urlset>", b"<url><loc>/1</loc></url>", 2_000_000),
    "one entry": ("read_sitemap", b"<urlset><url>", b"<loc>/1</loc>", 3_000_000),
    "one text": ("read_sitemap", b"<urlset><url><loc>", b"http", 12_000_000),
    "items": ("read_feed", b"<rss><channel>", b"<item><link>/1</link></item>", 1_700_000),
}  # fmt: skip
"""What unfolds to some fifty megabytes: who reads it, how it begins, what it repeats and how often."""
_MEASURE: Final = """
import sys
from pathlib import Path
from crawler.discovery import indexes
from pipelines.errors import UnreadablePage
def peak():
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) // 1024
for name, path in zip(sys.argv[1::2], sys.argv[2::2]):
    body = Path(path).read_bytes()
    before = peak()
    try:
        links = getattr(indexes, name)(body, "http://x.example/")
        print(len(links.articles) + len(links.further), peak() - before)
    except UnreadablePage as error:
        print(error.reason, peak() - before)
"""


def packed(begin: bytes, piece: bytes, times: int) -> bytes:
    """Pieces by the million, packed without ever being all there."""
    thousand = gzip.compress(piece * 1000)
    return gzip.compress(begin) + thousand * (times // 1000)


@pytest.mark.slow
def test_no_sitemap_fills_the_memory(tmp_path: Path) -> None:
    """Whatever fifty megabytes of one are made of."""
    words = []
    for name, (reader, begin, piece, times) in BOMBS.items():
        (tmp_path / name).write_bytes(packed(begin, piece, times))
        words += [reader, str(tmp_path / name)]
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, *words], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    told = dict(zip(BOMBS, (line.split() for line in done.stdout.splitlines()), strict=True))
    assert {name: grown for name, (_, grown) in told.items() if int(grown) >= MEGABYTES} == {}
    assert {name for name, (result, _) in told.items() if result != "too_large"} == {"one text"}


def test_as_many_entries_as_the_standard_allows_are_read() -> None:
    """One more is too many, and none of it is taken then: a part of a sitemap must not pass for all of it."""
    entries = "<url><loc>/1</loc></url>" + "<url/>" * (MOST_ENTRIES - 1)
    assert len(read_sitemap(f"<urlset>{entries}</urlset>".encode(), BASE).articles) == 1
    with pytest.raises(UnreadablePage, match=r"more than 50,000 entries: no sitemap"):
        read_sitemap(f"<urlset>{entries}<url/></urlset>".encode(), BASE)


def test_pieces_of_a_text_are_one_text() -> None:
    """References, CDATA and a title of several lines; of an entry's links the last one of Atom that is the page's own."""
    assert read_sitemap(b"<urlset><url><loc> /a?b=1&amp;c=<![CDATA[2]]> </loc></url></urlset>", BASE).articles == (
        "https://www.example.com/a?b=1&c=2",
    )
    feed = "<rss><channel><item><title>短信\n<b>起诉</b></title><link>/1</link></item></channel></rss>"
    assert read_feed(feed.encode(), BASE).texts == {"https://www.example.com/1": "短信 起诉"}


def test_what_is_said_outside_entries_is_nobodys() -> None:
    """A sitemap's own address, a channel's own link and picture."""
    assert read_sitemap(
        b"<urlset><loc>/0</loc><url><x><loc>/1</loc></x><loc>/2</loc></url></urlset>", BASE
    ).articles == ("https://www.example.com/2",)
    feed = b"<rss><channel><link>/</link><image><link>/i</link></image><item><link>/1</link></item></channel></rss>"
    assert read_feed(feed, BASE).articles == ("https://www.example.com/1",)
