"""Scrapy's download handler with a bound on what stands before a body, and with hosts whose certificates do not hold.

Scrapy bounds bodies (`DOWNLOAD_MAXSIZE`) and lines, but not how many lines of headers, or answers of status 1xx, come
before one: a server that goes on with them is listened to until the timeout, and all of it is kept.
"""

from __future__ import annotations

from typing import Final, cast

from scrapy import Request as ScrapyRequest
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Response
from twisted.internet.defer import Deferred
from twisted.web._newclient import BODY, Request
from twisted.web.iweb import IPolicyForHTTPS, IResponse

from crawler.certificates import Certificates

MOST_BYTES_OF_HEAD: Final = 256 * 1024
"""Far more than any server needs; browsers take as much."""


class DownloadHandler(HTTP11DownloadHandler):
    """Downloads over HTTP, from servers that are to be brief before they come to the matter."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory
        self._certificates = Certificates(self._contextFactory)
        self._contextFactory = cast("IPolicyForHTTPS", self._certificates)

    async def download_request(self, request: ScrapyRequest) -> Response:
        """Download, once more where a host's certificate does not hold, which the response then says."""
        try:
            response = await super().download_request(request)
        except DownloadFailedError as error:
            if not self._certificates.let_off(request, error):
                raise
            response = await super().download_request(request)
        return self._certificates.marked(request, response)


class _Protocol(_LenientHTTP11ClientProtocol):
    """A connection that is dropped when an answer's head is too large."""

    _head = 0

    def request(self, request: Request) -> Deferred[IResponse]:
        self._head = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self._parser is not None and self._parser.state != BODY:
            self._head += len(data)
            if self._head > MOST_BYTES_OF_HEAD and self.transport is not None:
                self.transport.abortConnection()
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]  # Twisted's


class _Factory(_LenientHTTP11ClientFactory):
    """Builds such connections."""

    def buildProtocol(self, addr: object) -> _Protocol:  # noqa: ARG002, N802 - Twisted's signature
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]  # Twisted's
