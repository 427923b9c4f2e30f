"""Let no part of a page pass for the whole: unfold what came compressed, within a bound, and refuse what was cut off.

| what came | what it is |
|---|---|
| a coding that ends before its end, or is damaged | cut off |
| more than `DOWNLOAD_MAXSIZE` when unfolded | too large, found out after that many bytes |
| a body that ends with its connection, of which nothing tells the length, and no end tag of HTML in it | cut off |

Scrapy's own middleware returns as much of a cut coding as it can read, and a text that lacks its end looks like any other.
"""

from __future__ import annotations

import re
from typing import Final, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from pipelines.errors import UnreadablePage
from pipelines.warc.bodies import unfolded

CODINGS: Final = "gzip, deflate, br, zstd"
"""What is asked for."""
_UNTOLD: Final = "partial"
"""Scrapy's flag for a body that ended with its connection, so that nobody knows whether that was its end."""
_MARKUP_RE: Final = re.compile(rb"html|xml", re.IGNORECASE)
_END_RE: Final = re.compile(rb"</(?:html|body|urlset|sitemapindex|rss|feed)\b", re.IGNORECASE)


class WholeBodies:
    """Unfolds bodies, and fails those of which only a part came."""

    def __init__(self, crawler: Crawler) -> None:
        self._most = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, Scrapy's way."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Say which codings are read here."""
        request.headers.setdefault("Accept-Encoding", CODINGS)

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002 - Scrapy's signature
        """Return the response with its body as the server meant it.

        Raises:
            ResponseDataLossError: some of it is missing.
            UnreadablePage: it is too large, or in a coding nobody asked for.
        """
        codings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        if codings and response.body:
            response = self._unfolded(response, codings)
        if _UNTOLD in response.flags and is_cut(response):
            raise ResponseDataLossError(f"{response.url}: the connection ended, and the page has no end")
        return response

    def _unfolded(self, response: Response, codings: str) -> Response:
        try:
            body = unfolded(response.body, codings, self._most)
        except UnreadablePage as error:
            if error.reason == "bad_record":
                raise ResponseDataLossError(f"{response.url}: {error}") from error
            raise
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(cls=kind, headers=headers, body=body)


def is_cut(response: Response) -> bool:
    """Tell whether markup lacks its end, of which browsers need none and servers leave out none.

    >>> headers = {"Content-Type": "text/html"}
    >>> is_cut(Response("http://x.example/", headers=headers, body=b"<html><p>so far"))
    True
    >>> is_cut(Response("http://x.example/robots.txt", headers={"Content-Type": "text/plain"}, body=b"Disallow: /a"))
    False
    """
    declared = response.headers.get("Content-Type") or b"html"
    return bool(_MARKUP_RE.search(declared)) and not _END_RE.search(response.body)
