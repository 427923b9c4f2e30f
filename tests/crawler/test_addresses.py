"""Which addresses may be connected to, and that nothing leads a crawl to any other."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, ip_network
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.addresses import is_public, opened_networks
from pipelines.errors import InputError
from pipelines.store.ledger import Ledger

if TYPE_CHECKING:
    from tests.crawler.conftest import Console

INNER = (
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - an address to be refused, nothing is bound to it
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
)


@pytest.mark.parametrize("address", INNER)
def test_inner_addresses_are_refused(address: str) -> None:
    """Loopback, private, link-local, shared, unspecified, multicast, and IPv4 in IPv6's clothes."""
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_is_as_public_in_ipv6_as_in_ipv4(address: IPv4Address) -> None:
    """However an IPv4 address is carried, it is judged as itself."""
    carried = (f"::ffff:{address}", f"64:ff9b::{address}")
    assert {is_public(each) for each in carried} == {is_public(str(address))}


def test_a_network_is_opened_by_name_only() -> None:
    """What is opened is reached, what lies beside it is not, and a wrong name is told."""
    assert opened_networks(["127.0.0.0/8", " "]) == (ip_network("127.0.0.0/8"),)
    assert not is_public("10.0.0.1", opened_networks(["127.0.0.0/8"]))
    with pytest.raises(InputError, match="OPEN_NETWORKS"):
        opened_networks(["127.0.0.1/8"])


@contextmanager
def canary() -> Iterator[tuple[int, list[str]]]:
    """A port on loopback and whoever connects to it."""
    seen: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    is_over = threading.Event()

    def accept() -> None:
        while not is_over.is_set():
            try:
                connection, (host, _) = listener.accept()
            except TimeoutError:
                continue
            seen.append(host)
            connection.close()

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield listener.getsockname()[1], seen
    finally:
        is_over.set()
        thread.join()
        listener.close()


class Trap(BaseHTTPRequestHandler):
    """A site every page of which leads inward."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def do_GET(self) -> None:
        """Lead inward by redirect, robots.txt, meta refresh, sitemap and link."""
        inner = self.server.inner  # type: ignore[attr-defined]  # a server carries what its pages need
        if self.path.startswith(("/to/", "/robots.txt")):
            self.send_response(302)
            self.send_header(
                "Location", inner[int(self.path.removeprefix("/to/"))] if "/to/" in self.path else inner[0]
            )
            self.end_headers()
            return
        page = "".join(f'<a href="/to/{at}">x</a><a href="{url}">y</a>' for at, url in enumerate(inner))
        if self.path.endswith(".xml"):
            links = "".join(f"<url><loc>{url}</loc></url>" for url in (*inner, "file:///etc/hostname"))
            page = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{links}</urlset>'
        elif self.path == "/refresh":
            page = f'<meta http-equiv="refresh" content="0;url={inner[0]}">'
        body = page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def test_no_page_leads_a_crawl_inward(console: Console) -> None:
    """Numbers in any base, names, redirects, robots.txt, sitemaps, refreshes: none reaches the canary, each failure says why."""
    server = ThreadingHTTPServer(("127.0.0.2", 0), Trap)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    hosts = ("127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "[::1]", "[::ffff:127.0.0.1]")
    try:
        with canary() as (port, seen):
            inner = [f"http://{host}:{port}/page" for host in hosts]
            server.inner = inner  # type: ignore[attr-defined]  # a server carries what its pages need
            site = f"http://127.0.0.2:{server.server_port}"
            doors = ", ".join(f'"{url}"' for url in (f"{site}/list", f"{site}/refresh", *inner))
            (console.folder / "mine").mkdir()
            (console.folder / "mine" / "site.toml").write_text(
                f'name = "site"\nstart_urls = [{doors}]\nsitemaps = ["{site}/map.xml"]\n[politeness]\ndelay = 0\n',
                encoding="utf-8",
            )
            told = console(
                "collect", "site", "--sources", "mine", "--data", "d",
                "-s", "OPEN_NETWORKS=127.0.0.2/32", "-s", "RETRY_TIMES=0", "-s", "DOWNLOAD_TIMEOUT=5",
            )  # fmt: skip
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert "Traceback" not in told.err, told.err
    assert seen == []
    with Ledger.open(console.folder / "d", read_only=True) as ledger:
        reasons = {failure.url: failure.reason for failure in ledger.failures(100)}
    assert set(reasons.values()) <= {"robots_unreachable", "inner_address", "off_site", "dns", "scheme"}, reasons
    assert {reasons[url] for url in inner if url in reasons} == {"robots_unreachable"}
