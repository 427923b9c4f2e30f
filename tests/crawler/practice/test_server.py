"""The practice server over real HTTP on loopback."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest

from crawler.practice import PracticePage, PracticeServer, PracticeWeb
from crawler.practice.protocol import is_known

WEB = PracticeWeb(pages=100, seed=3)
PAGES = list(WEB.pages())


def of_role(role: str) -> PracticePage:
    """A page of the served web with that role."""
    return next(page for page in PAGES if page.truth and page.truth.role == role)


def fetch(
    server: PracticeServer, url: str, headers: Mapping[str, str] | None = None, method: str = "GET"
) -> tuple[int, dict[str, str], bytes]:
    """Ask the server for a practice URL: status, headers and body."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, target, headers={"Host": parts.netloc, **(headers or {})})
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def test_pages_come_as_made(server: PracticeServer) -> None:
    """What the server sends is what the web says: every page, byte for byte."""
    for page in PAGES[:40]:
        if not page.failures:
            status, headers, body = fetch(server, page.url)
            expected = WEB.page(page.url)
            assert expected
            assert (status, body) == (expected.status, expected.body)
            assert headers.items() >= expected.headers.items()


def test_an_unchanged_page_is_not_sent_again(server: PracticeServer) -> None:
    """If-None-Match and If-Modified-Since are answered with 304, and counted."""
    page = next(page for page in PAGES if page.headers.keys() >= {"etag", "last-modified"} and page.status == 200)
    for condition in (
        {"If-None-Match": page.headers["etag"]},
        {"If-Modified-Since": page.headers["last-modified"]},
    ):
        before = server.counters()
        status, headers, body = fetch(server, page.url, condition)
        assert (status, body, headers["etag"]) == (304, b"", page.headers["etag"])
        assert server.counters().conditional[page.url] == before.conditional[page.url] + 1
        assert server.counters().not_modified == before.not_modified + 1


def test_a_changed_page_is_sent(server: PracticeServer) -> None:
    """A condition that does not hold gets the page."""
    page = of_role("relevant")
    for condition in ({"If-None-Match": '"other"'}, {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}):
        assert fetch(server, page.url, condition)[0] == 200


def test_an_unreadable_date_is_no_condition() -> None:
    """A date that is none does not hold, and a page without Last-Modified is always sent."""
    page = PracticePage(url="", headers={"last-modified": "Sat, 01 Jan 2000 00:00:00 GMT"})
    assert not is_known({"if-modified-since": "yesterday"}, page)
    assert not is_known({"if-modified-since": "Sat, 01 Jan 2000 00:00:00 GMT"}, PracticePage(url=""))


def test_an_unstable_page_recovers(server: PracticeServer) -> None:
    """An unstable page fails twice and then answers."""
    url = of_role("unstable").url
    assert [fetch(server, url)[0] for _ in range(4)] == [500, 500, 200, 200]


def test_a_slow_page_answers(server: PracticeServer) -> None:
    """A slow page comes whole, and its delay is bounded."""
    page = of_role("slow")
    assert 0 < page.delay <= 1
    assert fetch(server, page.url)[2] == page.body


def test_redirects(server: PracticeServer) -> None:
    """Moved pages answer 301 with a location, loops 302."""
    status, headers, _ = fetch(server, of_role("moved").url)
    assert (status, "location" in headers) == (301, True)
    assert fetch(server, of_role("loop").url)[0] == 302


@pytest.mark.parametrize(("role", "status"), [("missing", 404), ("gone", 410)])
def test_missing_pages(server: PracticeServer, role: str, status: int) -> None:
    """Dead links are answered as such."""
    assert fetch(server, of_role(role).url)[0] == status


def test_unknown_paths_and_hosts(server: PracticeServer) -> None:
    """An unknown path is 404; a host that the web does not have is 404 too, and counted apart."""
    assert fetch(server, "http://farm-a.example.com/nothing")[0] == 404
    assert fetch(server, "http://www.example.org/")[0] == 404
    assert server.counters().strangers["www.example.org"] == 1


def test_disallowed_requests_are_counted(server: PracticeServer) -> None:
    """Whoever fetches what robots.txt forbids is found out."""
    url = of_role("disallowed").url
    before = server.counters().disallowed[url]
    fetch(server, url)
    assert server.counters().disallowed[url] == before + 1


def test_head_has_no_body(server: PracticeServer) -> None:
    """HEAD gets the headers of the page and none of its bytes."""
    page = of_role("relevant")
    status, headers, body = fetch(server, page.url, method="HEAD")
    assert (status, int(headers["content-length"]), body) == (200, len(page.body), b"")


def test_browsers_find_it_under_localhost(server: PracticeServer) -> None:
    """The bare address lists the sites by names that browsers resolve to loopback, with the port; these answer."""
    status, _, body = fetch(server, f"http://127.0.0.1:{server.port}/")
    assert status == 200
    assert f"http://farm-a.localhost:{server.port}/" in body.decode()
    assert fetch(server, f"http://farm-a.localhost:{server.port}/")[0] == 200


def test_one_connection_serves_many_requests(server: PracticeServer) -> None:
    """Requests sent at once over one connection are answered in order, a slow one first."""
    pages = [of_role("slow"), of_role("relevant"), of_role("near_miss")]
    request = "".join(f"GET {urlsplit(p.url).path} HTTP/1.1\r\nHost: {urlsplit(p.url).netloc}\r\n\r\n" for p in pages)
    last = "GET /robots.txt HTTP/1.1\r\nHost: farm-a.example.com\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall((request + last).encode())
        received = b"".join(iter(lambda: connection.recv(65_536), b""))
    places = [received.find(page.body) for page in pages]
    assert -1 not in places
    assert places == sorted(places)
    assert received.endswith(b"Sitemap: http://farm-a.example.com/sitemap.xml\n")


@pytest.mark.parametrize("noise", [b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"x" * 40_000])
def test_noise_ends_the_connection(server: PracticeServer, noise: bytes) -> None:
    """What is no HTTP, or has no end, is hung up on; the server goes on."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(noise)
        assert connection.recv(10) == b""
    assert fetch(server, "http://farm-a.example.com/robots.txt")[0] == 200


def test_the_port_is_closed_with_the_context() -> None:
    """After the context nobody listens any more."""
    with WEB.serve() as running:
        port = running.port
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=5):
        pass


def test_the_server_ends_with_its_parent() -> None:
    """When the process that started the server is killed, the server ends too: its port is closed."""
    code = (
        "import time; from crawler.practice import PracticeWeb\n"
        "with PracticeWeb(pages=100, seed=3).serve() as server:\n"
        "    print(server.port, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        port = int(parent.stdout.readline())
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            os.kill(parent.pid, signal.SIGKILL)
            assert connection.recv(10) == b""


def test_the_command_prints_its_address() -> None:
    """`python -m crawler.practice` says where it is, then serves until its input ends."""
    command = [sys.executable, "-m", "crawler.practice", "--pages", "100", "--seed", "3", "--until-eof"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        assert child.stdin
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\n", child.stdout.readline())
        child.stdin.close()
        assert child.wait(30) == 0


def test_the_command_refuses_a_wrong_size() -> None:
    """A size out of bounds is one line that names the option and the bounds, and status 2."""
    run = subprocess.run(
        [sys.executable, "-m", "crawler.practice", "--pages", "5"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert run.stderr == "--pages: a practice web has 100 to 100000 pages, not 5\n"


def test_a_server_that_cannot_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the child ends before it listens, the error says what it said."""
    monkeypatch.setattr(sys, "executable", "/bin/true")
    with pytest.raises(RuntimeError, match="did not start"), WEB.serve():
        pass
