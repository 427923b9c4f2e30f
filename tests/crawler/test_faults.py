"""Real faults over loopback: each becomes a failure with its own name, and the pages beside it are collected."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import create_server
from typing import TYPE_CHECKING

import pytest

from pipelines.store.ledger import Ledger

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.crawler.conftest import Console

GOOD = """<h1>借呗催收短信说要起诉</h1>
<p>我收到一条借呗的催收短信，说我逾期欠款三千元，要我马上还清，否则就向法院起诉，还要联系我的家人和单位。</p>
<p>我打了客服电话核实，对方说短信是系统自动发送的，让我先把欠款还上，再申请减免利息。</p>"""


class FaultySite(BaseHTTPRequestHandler):
    """A listing, one good article, and one page for every way of going wrong."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer by path."""
        name = self.path.strip("/").partition("/")[0]
        if name.startswith("endless"):
            self._endless(name.removesuffix(".html"))
            return
        getattr(self, f"_{name.replace('.', '_')}", self._missing)()

    def _send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(body)),
            **headers,
        }.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _robots_txt(self) -> None:
        self._send(b"User-agent: *\nDisallow: /forbidden\n", Content_Type="text/plain")

    def _list(self) -> None:
        names = (
            "good",
            "gone",
            "slow",
            "large",
            "cut",
            "away",
            "loop",
            "forbidden",
            "empty",
            "file",
            "nowhere",
            "long.html",
            "endless.html",
        )
        links = "".join(f'<a href="/{name}">{name}</a>' for name in names)
        links += '<a href="http://127.0.0.1:8o80/">a port that is none</a>'
        self._send(f'{links}<a href="http://127.0.0.1:{self.server.closed_port}/">x</a>'.encode())  # type: ignore[attr-defined]  # a server carries what its pages need

    def _good(self) -> None:
        refresh = '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:8o80/">'
        self._send(f'<base href="http://127.0.0.1:8o80/">{refresh}{GOOD}'.encode())

    def _wrong(self) -> None:
        self._send(b"<html>no feed</html>")

    def _gone(self) -> None:
        self._send(b"gone", status=410)

    def _slow(self) -> None:
        self.server.is_over.wait(60)  # type: ignore[attr-defined]  # a server carries what its pages need

    def _large(self) -> None:
        self._send(b"x" * 200_000)

    def _cut(self) -> None:
        self._send(GOOD.encode(), Content_Length=str(len(GOOD.encode()) + 100))
        self.close_connection = True

    def _away(self) -> None:
        self._send(b"", status=302, Location="http://localhost:1/")

    def _loop(self) -> None:
        self._send(b"", status=302, Location=f"/loop/{self.path.count('/')}{self.path}")

    def _empty(self) -> None:
        self._send(b"")

    def _file(self) -> None:
        self._send(b"", status=302, Location="file:///etc/hostname")

    def _nowhere(self) -> None:
        self._send(b"", status=302, Location="http://127.0.0.1:8o80/")

    def _long_html(self) -> None:
        self._send(f'{GOOD}<a href="/long_2.html">下一页</a>'.encode())

    def _endless(self, name: str) -> None:
        number = int(name.partition("_")[2] or 1)
        self._send(f'{GOOD}<a href="/endless_{number + 1}.html">下一页</a>'.encode())

    def _missing(self) -> None:
        self._send(b"", status=404)


@pytest.fixture
def port() -> Iterator[int]:
    """The faulty site's port; a second port is closed."""
    with closing(create_server(("127.0.0.1", 0))) as free:
        closed_port = free.getsockname()[1]
    server = ThreadingHTTPServer(("127.0.0.1", 0), FaultySite)
    server.closed_port = closed_port  # type: ignore[attr-defined]  # a server carries what its pages need
    server.is_over = is_over = threading.Event()  # type: ignore[attr-defined]  # a server carries what its pages need
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    is_over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_every_fault_is_a_named_failure_and_the_good_page_a_row(port: int, console: Console) -> None:
    """One run meets them all; none is silent, none costs another page, no partial text is kept."""
    site = f"http://127.0.0.1:{port}"
    (console.folder / "mine").mkdir()
    (console.folder / "mine" / "site.toml").write_text(
        f'name = "site"\nstart_urls = ["{site}/list"]\nsitemaps = ["{site}/sitemap.xml"]\nfeeds = ["{site}/wrong"]\n'
        "[politeness]\ndelay = 0\nconcurrency = 8\n",
        encoding="utf-8",
    )
    limits = [
        "-s",
        "OPEN_NETWORKS=127.0.0.0/8",
        "-s",
        "DOWNLOAD_TIMEOUT=10",
        "-s",
        "DOWNLOAD_MAXSIZE=100000",
        "-s",
        "RETRY_TIMES=0",
    ]
    told = console("collect", "site", "--sources", "mine", "--data", "d", *limits)
    assert told.status == 3, told.err
    assert "3 pages remain: " in told.err, "those that may answer another day"
    assert "Traceback" not in told.err
    for told_at_once in (
        f"{site}/wrong: no articles found here (no_feed",
        f"{site}/sitemap.xml: no articles found here",
    ):
        assert told_at_once in told.err
    assert f"{site}/gone" not in told.err
    with Ledger.open(console.folder / "d", read_only=True) as ledger:
        reasons = {failure.url.removeprefix(site): failure.reason for failure in ledger.failures(50)}
        [detail] = [failure.detail for failure in ledger.failures(50) if failure.url.endswith("/long.html")]
        counts = ledger.counts()
    refused = [reason for url, reason in reasons.items() if url.startswith("http")]
    assert refused == ["robots_unreachable"], "a server that cannot be asked for its rules is not crawled"
    assert {url: reason for url, reason in reasons.items() if url.startswith("/")} == {
        "/sitemap.xml": "http_404",
        "/wrong": "no_feed",
        "/gone": "http_410",
        "/slow": "timeout",
        "/large": "too_large",
        "/cut": "connection",
        "/away": "off_site",
        "/loop": "redirects",
        "/forbidden": "robots",
        "/empty": "empty",
        "/long.html": "http_404",
        "/endless.html": "unfinished",
        "/file": "http_302",
        "/nowhere": "http_302",
    }
    assert (counts.kept, "queued" in counts.urls) == (1, False)
    assert detail.startswith(f"{site}/long_2.html: "), "an article is read whole or not at all, and says where it ended"
