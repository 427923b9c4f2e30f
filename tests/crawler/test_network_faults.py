"""A network that breaks in every place: each page is a whole row or a recorded failure, and no part passes for the whole."""

from __future__ import annotations

import gzip
import os
import socket
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.places import AT_ONCE
from pipelines.store.ledger import Ledger
from tests.crawler.raw_server import RawServer, Wire, in_pieces, serving, told, whole
from tests.crawler.test_addresses import has_ipv6
from tests.crawler.watched import forbid_unpickling, listening

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.crawler.conftest import Console

LIMITS = ("-s", "OPEN_NETWORKS=127.0.0.0/8", "-s", "DOWNLOAD_TIMEOUT=10", "-s", "RETRY_TIMES=0")
LAST = "最后我把短信和通话记录都交给了监管部门，等他们的答复。"


def page(name: str) -> bytes:
    """An article whose last sentence tells whether all of it came."""
    first = (
        f"我在{name}那天收到一条催收短信，说我逾期欠款三千元，要我马上还清，否则就向法院起诉，还要联系我的家人和单位。"
    )
    body = f"<h1>借呗催收短信说要起诉</h1><p>{first}</p><p>我打了客服电话核实，对方让我先把欠款还上。</p><p>{LAST}</p>"
    return f"<html><body>{body}</body></html>".encode()


def packed(coding: str, body: bytes) -> bytes:
    """The body in a coding of zlib's."""
    if coding == "two-gzips":
        return gzip.compress(body[:99]) + gzip.compress(body[99:])
    pack = zlib.compressobj(wbits={"gzip": 31, "deflate": 15, "raw-deflate": -15}[coding])
    return pack.compress(body) + pack.flush()


def coded(coding: str, content: bytes) -> bytes:
    """An answer in a coding, with the right length of what is sent."""
    names = {"raw-deflate": "deflate", "two-gzips": "gzip"}
    return told(content, f"Content-Encoding: {names.get(coding, coding)}")


def chunked(body: bytes) -> bytes:
    """The body in chunks of a hundred bytes."""
    parts = [body[at : at + 100] for at in range(0, len(body), 100)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def chunks_of(body: bytes) -> bytes:
    """An answer in chunks."""
    return told(body, "Transfer-Encoding: chunked", length=-1)


def bit_by_bit(content: bytes) -> Iterator[bytes]:
    """A byte at a time."""
    return (content[at : at + 1] for at in range(len(content)))


def endless(begin: bytes, more: bytes) -> Wire:
    """What never ends, as fast as it is taken."""
    return in_pieces(lambda: (piece for pieces in ([begin], repeat(more)) for piece in pieces))


CODINGS = Path(__file__).parents[1] / "fixtures" / "codings"
"""A page as below, and 64 MB of nothing, in the codings that Python does not write."""


def faults() -> dict[str, tuple[Wire, set[str]]]:
    """By path: what is sent, and as what it may end; nothing for a row."""
    good = told(page("good"))
    cut = {"connection", "cut_off"}
    body = page("chunks")
    found: dict[str, tuple[Wire, set[str]]] = {
        "latency": (in_pieces(lambda: iter([good[:300], good[300:]]), 0.2), set()),
        "a-byte-a-second": (in_pieces(lambda: bit_by_bit(good), 1.0), {"timeout"}),
        "a-byte-of-head-a-second": (in_pieces(lambda: bit_by_bit(good[:99]), 1.0), {"timeout"}),
        "too-long": (whole(told(page("x"), length=9999)), cut),
        "chunks": (whole(chunks_of(chunked(body))), set()),
        "chunks-cut": (whole(chunks_of(chunked(body)[:250])), cut),
        "chunks-without-last": (whole(chunks_of(chunked(body)[:-5])), cut),
        "chunks-reset": (whole(chunks_of(chunked(body)[:250]), resets=True), cut),
        "chunks-garbled": (whole(chunks_of(b"zz\r\n" + body)), cut),
        "untold": (whole(told(body, length=-1)), set()),
        "untold-cut": (whole(told(body[: len(body) // 2], length=-1)), cut),
        "untold-reset": (whole(told(body[: len(body) // 2], length=-1), resets=True), cut),
        "endless": (endless(told(b"", length=-1), b"<p>x" * 9999), {"too_large"}),
        "endless-head": (endless(b"HTTP/1.1 200 OK\r\n", b"X-Filler: 1234567890\r\n" * 99), cut),
        "endless-line": (endless(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 999), cut),
    }
    for at in (0, 1, 20, good.index(b"\r\n\r\n") + 4, len(good) // 2, len(good) - 1):
        found[f"reset-at-{at}"] = (whole(good[:at], resets=True), cut)
    for coding, content, bomb in contents():
        found[coding] = (whole(coded(coding, content)), set())
        found[f"{coding}-cut"] = (whole(coded(coding, content[: len(content) * 2 // 3])), cut)
        found[f"{coding}-bomb"] = (whole(coded(coding, bomb)), {"too_large"})
    return found


def contents() -> Iterator[tuple[str, bytes, bytes]]:
    """By coding: a page, and a body that unfolds to far more than a page may hold."""
    for coding in ("gzip", "deflate", "raw-deflate", "two-gzips"):
        yield coding, packed(coding, page(coding)), packed(coding, bytes(32 * 2**20))
    for coding in ("br", "zstd"):
        yield coding, (CODINGS / f"page.{coding}").read_bytes(), (CODINGS / f"bomb.{coding}").read_bytes()


def write_source(folder: Path, *doors: str, more: str = "") -> None:
    """A source whose lists are these."""
    (folder / "mine").mkdir()
    starts = ", ".join(f'"{door}"' for door in doors)
    lines = ('name = "site"', f"start_urls = [{starts}]", 'article = ["/page/"]', "[politeness]", "delay = 0", more)
    (folder / "mine" / "site.toml").write_text("\n".join(lines), encoding="utf-8")


def listing(urls: Iterable[str]) -> Wire:
    """A page of links to articles."""
    links = "".join(f'<a href="{url}">{url}</a>' for url in urls)
    return whole(told(f"<html>{links}</html>".encode()))


def outcomes(data: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The failures by the last part of their address, and the texts of the rows."""
    with Ledger.open(data, read_only=True) as ledger:
        failed = {failure.url.rpartition("/")[2]: failure.reason for failure in ledger.failures(200)}
        rows = {str(row["url"]).rpartition("/")[2]: str(row["text"]) for row in ledger.waiting().to_pylist()}
    return failed, rows


def test_no_part_of_a_page_passes_for_the_whole(console: Console) -> None:
    """Resets at every kind of byte, slow and wrong answers, cut codings, bombs: a whole row or a failure with a name."""
    wires = faults()
    servers = {name: RawServer("127.0.0.1") for name in wires}  # a host that fails twice more would be left alone
    for name, (wire, _) in wires.items():
        servers[name].wires = {f"/page/{name}": wire}
    front = RawServer("127.0.0.1")
    front.wires = {"/list": listing(f"{server.site}/page/{name}" for name, server in servers.items())}
    write_source(console.folder, f"{front.site}/list", more="concurrency = 8")
    with serving(front, *servers.values()):
        told = console("collect", "site", "--sources", "mine", "--data", "d", *LIMITS)
    assert "Traceback" not in told.err, told.err
    failed, rows = outcomes(console.folder / "d")
    assert {name for name, (_, reasons) in wires.items() if not reasons} == set(rows)
    assert all(LAST in text for text in rows.values())
    wrong = {
        name: failed.get(name) for name, (_, reasons) in wires.items() if reasons and failed.get(name) not in reasons
    }
    assert not wrong


@pytest.mark.parametrize(("host", "family"), [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)])
def test_a_port_that_listens_is_seen(host: str, family: socket.AddressFamily) -> None:
    """So that no crawl passes for closed because nobody sees its doors."""
    if family is socket.AF_INET6 and not has_ipv6():
        pytest.skip("this machine has no IPv6: nothing can listen at ::1")
    with socket.create_server((host, 0), family=family) as server:
        port = f"{server.getsockname()[1]:04X}"
        assert port in [door.rpartition(":")[2] for door in listening(os.getpid())]


@pytest.mark.parametrize("name", ["127.0.0.1", "\0lendersms", "path"])
@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_what_takes_datagrams_or_listens_by_name_is_seen(
    kind: socket.SocketKind, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ports of UDP, and Unix sockets with a path or a name of no file; not a socket that only asks."""
    monkeypatch.chdir(tmp_path)
    family = socket.AF_INET if name == "127.0.0.1" else socket.AF_UNIX
    before = listening(os.getpid())
    with socket.socket(family, kind) as server, socket.socket(family, kind) as client:
        server.bind((name, 0) if family is socket.AF_INET else name)
        if kind is socket.SOCK_STREAM:
            server.listen()
        client.connect(server.getsockname())
        assert len(listening(os.getpid())) == len(before) + 1
    assert listening(os.getpid()) == before


SLOW = AT_ONCE + 8
"""Hosts that are asked first, and would hold all places there are."""
ENDLESS = {
    "body": (told(b"<html>", length=-1), b"x", b"x" * 2**20, {"too_large"}),
    "head": (b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n", b"X: 1\r\n" * 2**14, {"connection", "cut_off"}),
}
"""How an answer begins, trickles and goes on for ever, and as what it is cut at its limit."""


def patient(kind: str, is_over: Callable[[], bool], outlasted: list[str]) -> Wire:
    """An answer that trickles until `is_over`, which only who is still connected then outlasts; and then never ends."""
    begin, drop, flood, _ = ENDLESS[kind]

    def pieces() -> Iterator[bytes]:
        yield begin
        while not is_over():
            yield drop
        outlasted.append(kind)
        yield from repeat(flood)

    return in_pieces(pieces, 0.2)


def articles_at(host: str) -> RawServer:
    """A host with a list of ten articles."""
    server = RawServer(host)
    names = [f"{host}-{number}" for number in range(10)]
    server.wires = {f"/page/{name}": whole(told(page(name))) for name in names}
    server.wires["/list"] = listing(f"{server.site}/page/{name}" for name in names)
    return server


def test_many_slow_hosts_hold_up_nobody(console: Console) -> None:
    """Of hosts that trickle heads or bodies none was cut yet when all pages of the others are read; then each is, at its limit.

    So the others are asked as if the slow ones were not there: by order, whatever the clock says. On the way: the crawl
    listens at no port, and unpickles nothing.
    """
    quick = [articles_at(f"127.0.1.{number}") for number in range(1, 4)]
    slow = [RawServer(f"127.0.2.{number}") for number in range(1, SLOW + 1)]
    wanted = {path for server in quick for path in server.wires}
    outlasted: list[str] = []
    kinds = {f"slow-{at}": ("body", "head")[at % 2] for at in range(SLOW)}
    for server, (name, kind) in zip(slow, kinds.items(), strict=True):
        server.wires = {
            f"/{name}": patient(kind, lambda: wanted <= {path for each in quick for path in each.asked}, outlasted)
        }
    doors = [f"{server.site}{path}" for server in slow for path in server.wires]
    write_source(console.folder, *doors, *(f"{server.site}/list" for server in quick))
    with serving(*quick, *slow):
        words = (
            "collect",
            "site",
            "--sources",
            "mine",
            "--data",
            "d",
            *LIMITS,
            "-s",
            "DOWNLOAD_TIMEOUT=120",
            "-s",
            f"DOWNLOAD_MAXSIZE={2**20}",
        )
        started = console.start(*words, before=forbid_unpickling)
        while not any(server.asked for server in quick) and started.returncode is None:
            time.sleep(0.05)
        open_doors = listening(started.pid)
        _, err = started.communicate(timeout=300)
    assert started.returncode == 3, err
    assert open_doors == []
    failed, rows = outcomes(console.folder / "d")
    assert {f"/page/{name}" for name in rows} == {path for path in wanted if path != "/list"}
    assert sorted(outlasted) == sorted(kinds.values())
    assert {name: failed.get(name) for name, kind in kinds.items() if failed.get(name) not in ENDLESS[kind][3]} == {}
