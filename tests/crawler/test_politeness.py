"""What a crawl does when a server answers its request for robots.txt, or answers that it is busy: over loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.store.ledger import Ledger

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawler.conftest import Console

PAGE = """<h1>借呗催收短信说要起诉</h1>
<p>我收到一条借呗的催收短信，说我逾期欠款三千元，要我马上还清，否则就向法院起诉，还要联系我的家人和单位。</p>
<p>我打了客服电话核实，对方说短信是系统自动发送的，让我先把欠款还上，再申请减免利息。</p>""".encode()
FORBID = b"User-agent: *\nDisallow: /\n"
LONG = b"User-agent: *\nDisallow: /b\n" + b"# filler\n" * 70_000 + b"Disallow: /page\n"


class Host(ThreadingHTTPServer):
    """A server of one page, one way of answering for robots.txt, and a record of what it was asked."""

    def __init__(self, robots: dict[str, Any], page: dict[str, Any]) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.robots = robots
        self.page = page
        self.asked: list[tuple[str, float]] = []
        self.is_over = threading.Event()

    def paths(self) -> list[str]:
        """The paths it was asked for, in their order."""
        return [path for path, _ in self.asked]


class Answers(BaseHTTPRequestHandler):
    """Answers as its server is told."""

    server: Host

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer, once or always, by path."""
        self.server.asked.append((self.path, time.monotonic()))
        answer = self.server.robots if self.path == "/robots.txt" else self.server.page
        if answer.get("hangs"):
            self.server.is_over.wait(30)
            return
        body = answer.get("body", b"")
        self.send_response(answer.get("status", 200))
        for name, value in {"Content-Type": "text/html; charset=utf-8", **answer.get("headers", {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(host: Host) -> Iterator[Host]:
    """The host while it serves."""
    thread = threading.Thread(target=host.serve_forever)
    thread.start()
    try:
        yield host
    finally:
        host.is_over.set()
        host.shutdown()
        host.server_close()
        thread.join()


def url_of(host: Host, path: str = "/page.html") -> str:
    """An address on a host."""
    return f"http://127.0.0.1:{host.server_port}{path}"


NO_DELAY = "delay = 0\nconcurrency = 8"


def collect(
    console: Console,
    hosts: dict[str, Host],
    *more: str,
    paths: Sequence[str] = ("/page.html",),
    manners: str = NO_DELAY,
) -> dict[str, str]:
    """Collect these pages of every host; the failure of each host's `/page.html` that has one, by the host's name."""
    links = "".join(
        f'<a href="{url_of(host, path)}">{name}</a>' for name, host in hosts.items() for path in paths
    ).encode()
    with serving(Host({"status": 404}, {"body": links})) as front:
        folder: Path = console.folder / "mine"
        folder.mkdir(exist_ok=True)
        (folder / "site.toml").write_text(
            f'name = "site"\nstart_urls = ["{url_of(front, "/")}"]\narticle = ["/page"]\n[politeness]\n{manners}\n',
            encoding="utf-8",
        )
        limits = ["-s", "OPEN_NETWORKS=127.0.0.0/8", "-s", "DOWNLOAD_TIMEOUT=3", "-s", "RETRY_TIMES=0", *more]
        told = console("collect", "site", "--sources", "mine", "--data", "d", *limits)
    assert "Traceback" not in told.err, told.err
    with Ledger.open(console.folder / "d", read_only=True) as ledger:
        reasons = {failure.url: failure.reason for failure in ledger.failures(50)}
    return {name: reasons[url_of(host)] for name, host in hosts.items() if url_of(host) in reasons}


def robots_hosts() -> dict[str, Host]:
    """A host for every way a request for robots.txt can end."""
    page = {"body": PAGE}
    moved_to = Host({"body": FORBID}, page)
    robots: dict[str, dict[str, Any]] = {
        "allows": {"body": b"User-agent: *\nDisallow: /private\n"},
        "forbids": {"body": FORBID},
        "speaks to us": {"body": b"User-agent: lender-sms-complaints\nDisallow: /page\n"},
        "moved": {"status": 301, "headers": {"Location": url_of(moved_to, "/robots.txt")}},
        "moves forever": {"status": 302, "headers": {"Location": "/robots.txt"}},
        "moves to a file": {"status": 302, "headers": {"Location": "file:///etc/hostname"}},
        "moves nowhere": {"status": 302, "headers": {"Location": "http://127.0.0.1:8o80/"}},
        "403": {"status": 403, "body": FORBID},
        "404": {"status": 404},
        "500": {"status": 500},
        "503": {"status": 503},
        "hangs": {"hangs": True},
        "long": {"body": LONG},
        "garbage": {"body": b"\xff\xfe\0<html>Disallow: /page</html>"},
    }
    return {"moved to": moved_to, **{name: Host(answer, page) for name, answer in robots.items()}}


def test_every_answer_for_robots_txt_has_its_meaning(console: Console) -> None:
    """RFC 9309: 4xx allow all; 5xx, no answer and no connection allow nothing; redirects are followed; 500 KiB are read."""
    hosts = robots_hosts()
    with ExitStack() as open_hosts:
        for host in hosts.values():
            open_hosts.enter_context(serving(host))
        failures = collect(console, hosts)
    assert failures == {
        "moved to": "robots",
        "forbids": "robots",
        "speaks to us": "robots",
        "moved": "robots",
        "500": "robots_unreachable",
        "503": "robots_unreachable",
        "hangs": "robots_unreachable",
    }
    for name, host in hosts.items():
        assert ("/page.html" in host.paths()) is (name not in failures)
        assert host.paths()[0] == "/robots.txt"


@pytest.mark.parametrize(
    ("status", "wait"),
    [(429, "1200"), (503, format_datetime(datetime.now(UTC) + timedelta(minutes=20), usegmt=True))],
    ids=["seconds", "date"],
)
def test_a_busy_host_is_left_alone_as_long_as_it_asks(console: Console, status: int, wait: str) -> None:
    """Its pages fail as on hold after the first answer, and none is asked for again in that time."""
    busy = Host({"status": 404}, {"status": status, "headers": {"Retry-After": wait}})
    with serving(busy):
        assert collect(console, {"busy": busy}, "-s", "RETRY_TIMES=5") == {"busy": "on_hold"}
        with Ledger.open(console.folder / "d") as ledger, ledger.writing() as database:
            database.execute("UPDATE urls SET next_fetch = 0 WHERE state = 'failed'")
        assert collect(console, {"busy": busy}) == {"busy": "on_hold"}
    assert busy.paths() == ["/robots.txt", "/page.html"], "the next run does not ask sooner either"


def test_a_host_that_is_too_busy_for_its_robots_txt_is_left_alone(console: Console) -> None:
    """429 forbids nothing, as every 4xx, but asks for time: the page stays queued, and nothing is asked until then."""
    busy = Host({"status": 429, "headers": {"Retry-After": "1200"}}, {"body": PAGE})
    with serving(busy):
        assert collect(console, {"busy": busy}) == {}
    assert busy.paths() == ["/robots.txt"]
    with Ledger.open(console.folder / "d", read_only=True) as ledger:
        assert ledger.counts().urls == {"queued": 1}


def test_the_delay_a_host_asks_for_is_kept(console: Console) -> None:
    """Crawl-delay is the least between two requests to the host."""
    slow = Host(
        {"body": b"User-agent: *\nCrawl-delay: 1\n"},
        {"body": PAGE + b'<a href="/page_2.html">\xe4\xb8\x8b\xe4\xb8\x80\xe9\xa1\xb5</a>'},
    )
    with serving(slow):
        collect(console, {"slow": slow})
    times = [at for path, at in slow.asked if path != "/robots.txt"]
    assert len(times) > 1
    assert all(later - earlier >= 0.95 for earlier, later in pairwise(times))


def test_the_delay_a_host_asks_for_is_kept_though_it_answers_fast(console: Console) -> None:
    """AutoThrottle, which real sources run with, asks a fast host more often, several pages at once; never more than it wants."""
    fast = Host({"body": b"User-agent: *\nCrawl-delay: 1\n"}, {"body": PAGE})
    paths = [f"/page/{number}.html" for number in range(5)]
    with serving(fast):
        collect(console, {"fast": fast}, paths=paths, manners="delay = 0.1\nconcurrency = 4")
    times = [at for path, at in fast.asked if path in paths]
    assert len(times) == len(paths)
    assert all(later - earlier >= 0.95 for earlier, later in pairwise(times))
