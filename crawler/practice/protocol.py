"""HTTP/1.1 on asyncio for the practice web: GET and HEAD, keep-alive, conditional requests, and nothing more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from crawler.practice.counters import Counters
from crawler.practice.hosts import HOSTS, site_of
from crawler.practice.truth import PracticePage

COUNTERS_HOST = "counters.practice.invalid"
"""The Host under which the server tells its counters."""
_MAX_HEAD = 32_768
_JSON = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class Request:
    """The head of one request."""

    method: str
    target: str
    headers: Mapping[str, str]

    @property
    def host(self) -> str:
        """The Host header without port, in lower case."""
        return self.headers.get("host", "").rsplit(":", 1)[0].lower()

    @classmethod
    def parse(cls, head: bytes) -> Request:
        r"""Read a request's head; raises ValueError for what is no HTTP.

        >>> Request.parse(b"GET /a HTTP/1.1\r\nHost: x.example.com:81").host
        'x.example.com'
        """
        first, *rest = head.decode("latin-1").split("\r\n")
        method, target, _version = first.split(" ")
        pairs = (line.partition(":") for line in rest)
        return cls(method, target, {name.strip().lower(): value.strip() for name, _, value in pairs})


@dataclass(slots=True)
class Answers:
    """What the server says to each request, and what it counts."""

    page: Callable[[str], PracticePage | None]
    counters: Counters = field(default_factory=Counters)

    def answer(self, request: Request) -> PracticePage:
        """Return the answer to one request, and count it."""
        if request.host == COUNTERS_HOST:
            return PracticePage(url="", headers=_JSON, body=self.counters.to_json().encode())
        site = site_of(request.host)
        if site is None:
            self.counters.strangers[request.host] += 1
            return _index_of_hosts(request)
        url = site.base + request.target
        self.counters.requests[url] += 1
        page = self.page(url)
        if page is None:
            return PracticePage(url=url, status=404, headers={"content-type": "text/html"}, body=b"<h1>404</h1>")
        if page.is_disallowed:
            self.counters.disallowed[url] += 1
        if self.counters.requests[url] <= page.failures:
            return PracticePage(url=url, status=500, headers={"content-type": "text/html"}, body=b"<h1>500</h1>")
        return self._unless_known(request, page, url)

    def _unless_known(self, request: Request, page: PracticePage, url: str) -> PracticePage:
        """The page, or 304 where the request knows it already."""
        headers = request.headers
        if "if-none-match" not in headers and "if-modified-since" not in headers:
            return page
        self.counters.conditional[url] += 1
        if page.status != HTTPStatus.OK or not is_known(headers, page):
            return page
        self.counters.not_modified += 1
        kept = {name: value for name, value in page.headers.items() if name in ("etag", "last-modified")}
        return PracticePage(url=url, status=304, headers=kept, delay=page.delay)


def is_known(headers: Mapping[str, str], page: PracticePage) -> bool:
    """Whether a conditional request's headers say that its sender has this very page (RFC 9110, 13.1).

    >>> page = PracticePage(url="", headers={"etag": '"1"'})
    >>> is_known({"if-none-match": 'W/"0", "1"'}, page), is_known({"if-none-match": '"2"'}, page)
    (True, False)
    """
    if "if-none-match" in headers:
        return page.headers.get("etag", "-") in headers["if-none-match"]
    if "last-modified" not in page.headers:
        return False
    try:
        since = parsedate_to_datetime(headers["if-modified-since"])
    except ValueError:
        return False
    return parsedate_to_datetime(page.headers["last-modified"]) <= since


def _index_of_hosts(request: Request) -> PracticePage:
    """A page for people who open the bare address: the sites, by names that browsers find on loopback."""
    port = request.headers.get("host", "").partition(":")[2]
    names = [host.split(".")[0] for host in HOSTS]
    items = "".join(f'<li><a href="http://{name}.localhost:{port}/">{name}</a></li>' for name in names)
    status = 200 if request.host in ("127.0.0.1", "localhost") else 404
    return PracticePage(url="", status=status, headers={"content-type": "text/html"}, body=f"<ul>{items}</ul>".encode())


class HttpProtocol(asyncio.Protocol):
    """One connection: requests one after another, answered in order."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._buffer = b""
        self._is_waiting = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what create_server gives; tells mypy
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Forget the transport: a delayed answer has nowhere to go."""
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """Gather a request's head."""
        self._buffer += data
        self._next()

    def _next(self) -> None:
        """Answer the requests that have come in whole, until one has to wait."""
        while not self._is_waiting and b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            try:
                request = Request.parse(head)
            except ValueError:
                self._close()
                return
            page = self._answers.answer(request)
            if page.delay:
                self._is_waiting = True
                asyncio.get_running_loop().call_later(page.delay, self._after_delay, request, page)
            else:
                self._send(request, page)
        if len(self._buffer) > _MAX_HEAD:
            self._close()

    def _after_delay(self, request: Request, page: PracticePage) -> None:
        """Send what had to wait, then go on."""
        self._send(request, page)
        self._is_waiting = False
        self._next()

    def _send(self, request: Request, page: PracticePage) -> None:
        """Write one answer."""
        if self._transport is None:
            return
        lines = [f"HTTP/1.1 {page.status} {HTTPStatus(page.status).phrase}", f"content-length: {len(page.body)}"]
        lines += [f"{name}: {value}" for name, value in page.headers.items()]
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        self._transport.write(head if request.method == "HEAD" else head + page.body)
        if request.headers.get("connection", "").lower() == "close":
            self._close()

    def _close(self) -> None:
        """End the connection."""
        if self._transport is not None:
            self._transport.close()
