"""What a search for broken laws begins with: pages of the practice web and damage, and the words to try elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from crawler.practice import PracticeWeb
from pipelines.errors import UnreadablePage
from pipelines.extract import extract
from tests.pipelines.text.test_laws import DAMAGE

PAGES: Final = 100
SEED: Final = 17
_FETCHED_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
_MARKUP: Final = (
    "<div class=content>", "</div>", "<table><tr><td>", "<script>", "</script>", "<!--", "-->", "<p>", "<br>", "&#x4e00;",
    "&nbsp;", "<meta charset=gbk>", "<title>", "<h1>", "<li><a href=/1>", "<![CDATA[", "<article>", "<form>", "<template>",
)  # fmt: skip
_ROBOTS: Final = (
    "User-agent: *",
    "Disallow: /",
    "Allow: /*.html$",
    "Crawl-delay: 2",
    "Sitemap: https://a.example/s.xml",
)
_INDEX: Final = (
    "<urlset>", "<url><loc>https://farm.example.com/1</loc><lastmod>2026-01-01</lastmod></url>", "</urlset>", "<sitemapindex>",
    "<rss><channel>", "<item><title>短信</title><link>/1</link></item>", "</channel></rss>", "<feed><entry><link href='/1'/>",
    "<?xml version='1.0' encoding='gbk'?>", "<!DOCTYPE a [<!ENTITY b 'c'>]>",
)  # fmt: skip
_LIST: Final = (
    "<a href='/1.html'>一</a>", "<a href=2.html>下一页</a>", "<base href='/deep/'>", "http://", "//farm.example.com:80/", "[::1]",
)  # fmt: skip
_LINE: Final = '{"url": "https://farm.example.com/1.html", "html": "<p>收到短信</p>", "text": "收到短信"}'
_PAGE: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 19\r\n\r\n<p>\xe7\x9f\xad\xe4\xbf\xa1\xe7\x9f\xad\xe4\xbf\xa1</p>"
_HEAD: Final = (
    "WARC/1.1\r\n", "WARC-Type: response\r\n", "WARC-Target-URI: https://farm.example.com/1.html\r\n",
    "WARC-Date: 2026-01-01T00:00:00Z\r\n", "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n",
    "Content-Type: application/http; msgtype=response\r\n",
)  # fmt: skip
_ARCHIVE: Final = (
    *_HEAD, "WARC-Type: revisit\r\n", "HTTP/1.1 200 OK\r\n", "Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n",
    "WARC-Truncated: length\r\n", "Content-Length: 1\r\n",
)  # fmt: skip
_WORDS: Final[Mapping[str, Sequence[str]]] = {
    "decode": (*_MARKUP, *DAMAGE),
    "extract": _MARKUP,
    "clean": DAMAGE,
    "redact": DAMAGE,
    "robots": _ROBOTS,
    "index": (*_INDEX, *_LIST),
    "list": (*_LIST, *_MARKUP),
    "import": (_LINE, "[[[[[[[[", *_ARCHIVE),
}


def words(door: str) -> list[bytes]:
    """Return what is worth trying anywhere in what comes in by that door."""
    return [word.encode("utf-8", "surrogatepass") for word in _WORDS[door]]


def seeds(door: str) -> Iterator[bytes]:
    """Yield what comes in by that door on an ordinary day."""
    match door:
        case "decode" | "extract":
            yield from _bodies()
        case "clean" | "redact":
            yield "".join(DAMAGE).encode("utf-8", "surrogatepass")
            yield from _texts()
        case "import":
            yield _LINE.encode()
            yield _archive()
        case _:
            yield b"\n".join(words(door))
            yield from words(door)


def _archive() -> bytes:
    """An archive of one record that is not packed, so that a search can reach into it."""
    head = "".join(_HEAD)
    return f"{head}Content-Length: {len(_PAGE)}\r\n\r\n".encode() + _PAGE + b"\r\n\r\n"


def _bodies() -> Iterator[bytes]:
    web = PracticeWeb(PAGES, SEED)
    yield from (web.fetched(page, _FETCHED_AT).body for page in web.pages())


def _texts() -> Iterator[bytes]:
    for body in _bodies():
        try:
            yield extract(body).text.encode()
        except UnreadablePage:
            continue
