"""Which addresses may be connected to, and that nothing leads a crawl to any other."""

from __future__ import annotations

import json
import socket
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, ip_network
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address as TCPAddress

from crawler.addresses import Network, PublicResolver, is_public, opened_networks
from crawler.practice.resolver import Resolution
from pipelines.errors import InputError
from pipelines.store.ledger import Ledger

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase

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


LOOPBACKS = {"127.0.0.1": socket.AF_INET, "::1": socket.AF_INET6}


def has_ipv6() -> bool:
    """Whether this machine has IPv6's loopback."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@contextmanager
def canary() -> Iterator[tuple[int, list[str]]]:
    """A port on loopback, on IPv6's too where there is one, and whoever connects to it."""
    seen: list[str] = []
    is_over = threading.Event()
    with ExitStack() as listening:
        port = 0
        for host, family in LOOPBACKS.items() if has_ipv6() else [("127.0.0.1", socket.AF_INET)]:
            listener = listening.enter_context(socket.create_server((host, port), family=family))
            port = listener.getsockname()[1]
            thread = threading.Thread(target=accept, args=(listener, seen, is_over))
            thread.start()
            listening.callback(thread.join)
        listening.callback(is_over.set)
        yield port, seen


def accept(listener: socket.socket, seen: list[str], is_over: threading.Event) -> None:
    """Note whoever connects, until it is over."""
    listener.settimeout(0.1)
    while not is_over.is_set():
        try:
            connection, address = listener.accept()
        except TimeoutError:
            continue
        seen.append(address[0])
        connection.close()


class Site(ThreadingHTTPServer):
    """A site that leads to `inner`, and what it was asked for."""

    def __init__(self, host: str, inner: Sequence[str]) -> None:
        super().__init__((host, 0), Trap)
        self.inner = inner
        self.asked: set[str] = set()


class Trap(BaseHTTPRequestHandler):
    """Leads inward by every way there is; of one host the robots.txt is moved there, others do all the rest."""

    server: Site

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def do_GET(self) -> None:
        """Lead inward by redirect, robots.txt, meta refresh, sitemap and link."""
        inner = self.server.inner
        self.server.asked.add(self.path)
        moved = self.server.server_address[0] == ROBOTS_LEAD_INWARD and self.path == "/robots.txt"
        if self.path.startswith("/to/") or moved:
            self.send_response(302)
            self.send_header("Location", inner[0] if moved else inner[int(self.path.removeprefix("/to/"))])
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._show(inner)

    def _show(self, inner: Sequence[str]) -> None:
        page = "".join(f'<a href="/to/{at}">x</a><a href="{url}">y</a>' for at, url in enumerate(inner))
        if self.path == "/robots.txt":
            page = "".join(f"Sitemap: {url}\n" for url in inner)
        elif self.path.endswith(".xml"):
            links = "".join(f"<url><loc>{url}</loc></url>" for url in inner)
            page = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{links}</urlset>'
        elif self.path == "/refresh":
            page = f'<meta http-equiv="refresh" content="0;url={inner[0]}">'
        body = page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ROBOTS_LEAD_INWARD = "127.0.0.3"
NUMBERS = ("127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "[::1]", "[::ffff:127.0.0.1]")
"""Ways to write loopback."""
INWARD, REBINDING = "inward.example.com", "rebinding.example.com"
FILES = ("file:///etc/hostname", "ftp://127.0.0.1/etc/hostname", "data:text/html,<p>x</p>")


class Turning:
    """A resolver of ours: one name leads inward, another one outward the first time and inward from then on."""

    def __init__(self, under: Any) -> None:  # noqa: ANN401 - zope's interface
        self._under = under
        self._asked: Counter[str] = Counter()

    def resolveHostName(self, receiver: Any, name: str, port: int, *more: Any) -> Any:  # noqa: ANN401, N802 - Twisted's interface
        """Answer for both, and hand on the rest."""
        if name not in (INWARD, REBINDING):
            return self._under.resolveHostName(receiver, name, port, *more)
        self._asked[name] += 1
        resolution = Resolution(name)
        receiver.resolutionBegan(resolution)
        host = "127.0.0.2" if name == REBINDING and self._asked[name] == 1 else "127.0.0.1"
        receiver.addressResolved(TCPAddress("TCP", host, port))
        receiver.resolutionComplete()
        return resolution


class TurningResolver(PublicResolver):
    """The real one, over such a resolver."""

    def __init__(self, reactor: ReactorBase, opened: Sequence[Network]) -> None:
        super().__init__(reactor, opened)
        self._under = Turning(self._under)


TURNED = (
    *("-s", "OPEN_NETWORKS=127.0.0.2/31", "-s", f"TWISTED_DNS_RESOLVER={__name__}.TurningResolver"),
    *("-s", "RETRY_TIMES=0", "-s", "DOWNLOAD_TIMEOUT=5"),
)
"""The sites of these tests are opened, 127.0.0.2 and 127.0.0.3, and the canary is not."""


@contextmanager
def sites(inner: Sequence[str]) -> Iterator[tuple[Site, Site]]:
    """A site all of whose pages lead inward, and one whose robots.txt does."""
    both = Site("127.0.0.2", inner), Site(ROBOTS_LEAD_INWARD, inner)
    threads = [threading.Thread(target=site.serve_forever) for site in both]
    for thread in threads:
        thread.start()
    try:
        yield both
    finally:
        for site, thread in zip(both, threads, strict=True):
            site.shutdown()
            site.server_close()
            thread.join()


def test_no_page_leads_a_crawl_inward(console: Console) -> None:
    """Numbers in any base, names, rebinding, redirects, robots.txt, sitemaps, refreshes: none reaches the canary, each failure says why."""
    with canary() as (port, seen):
        inner = [f"http://{host}:{port}/page" for host in (*NUMBERS, INWARD)]
        with sites([*inner, *FILES]) as (site, other):
            at, rebinding = f"http://127.0.0.2:{site.server_port}", f"http://{REBINDING}:{site.server_port}/list"
            doors = [f"{at}/list", f"{at}/refresh", f"http://{ROBOTS_LEAD_INWARD}:{other.server_port}/list", rebinding]
            (console.folder / "mine").mkdir()
            (console.folder / "mine" / "site.toml").write_text(
                f'name = "site"\nstart_urls = {json.dumps([*doors, *inner])}\nsitemaps = ["{at}/map.xml"]\n'
                "[politeness]\ndelay = 0\n",
                encoding="utf-8",
            )
            told = console("collect", "site", "--sources", "mine", "--data", "d", *TURNED)
    assert "Traceback" not in told.err, told.err
    assert seen == []
    assert {"/list", "/refresh", "/map.xml", *(f"/to/{number}" for number in range(len(inner)))} <= site.asked
    assert other.asked == {"/robots.txt"}
    with Ledger.open(console.folder / "d", read_only=True) as ledger:
        reasons = {failure.url: failure.reason for failure in ledger.failures(100)}
    assert set(reasons.values()) <= {"robots_unreachable", "inner_address", "http_302"}, reasons
    assert {reasons[url] for url in inner} == {"robots_unreachable"}
    assert reasons[rebinding] == "inner_address", "its robots.txt could be read, and then it turned"
    assert not any(url.startswith(("file:", "ftp:", "data:")) for url in reasons)


@pytest.mark.parametrize("host", NUMBERS)
def test_the_canary_hears_every_way_to_write_loopback(host: str) -> None:
    """So that no test passes because nobody listens where it leads."""
    if host == "[::1]" and not has_ipv6():
        pytest.skip("this machine has no IPv6: nothing could be connected to at [::1]")
    with canary() as (port, seen), socket.create_connection((host.strip("[]"), port), timeout=5) as connected:
        assert connected.recv(1) == b"", "it hangs up once it has noted who came"
    assert {is_public(each) for each in seen} == {False}
    assert len(seen) == 1


def test_no_sitemap_of_a_robots_txt_leads_a_check_inward(console: Console) -> None:
    """Named on hosts that the source's file allows, so that nothing but the address keeps `source check` from asking there."""
    with canary() as (port, seen):
        inner = [f"http://{host}:{port}/map.xml" for host in ("127.0.0.1", INWARD)]
        with sites([*FILES, *inner]) as (site, _):
            (console.folder / "site.toml").write_text(
                f'name = "site"\nstart_urls = ["http://127.0.0.2:{site.server_port}/list"]\n'
                f'allowed_domains = ["127.0.0.2", "127.0.0.1", "{INWARD}"]\n[politeness]\ndelay = 0\n',
                encoding="utf-8",
            )
            told = console("source", "check", "site.toml", *TURNED)
    assert "Traceback" not in told.err, told.err
    assert seen == []
    assert site.asked >= {"/robots.txt", "/list"}
    refused = [line for line in told.out.splitlines() if line.startswith("sitemap ") and "robots_unreachable: " in line]
    assert len(refused) == 2, told.out
