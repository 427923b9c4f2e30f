"""A network that breaks in every place: each page is a whole row or a recorded failure, and no part passes for the whole."""

from __future__ import annotations

import gzip
import os
import sys
import time
import zlib
from collections.abc import Iterable, Iterator
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.store.ledger import Ledger
from tests.crawler.raw_server import RawServer, Wire, in_pieces, serving, told, whole

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


def forbid_unpickling() -> None:
    """End this process as soon as anything in it makes an object out of pickled bytes."""

    def watch(event: str, _: object) -> None:
        if event == "pickle.find_class":
            os._exit(99)

    sys.addaudithook(watch)


def listening(pid: int) -> list[str]:
    """The addresses a process listens at."""
    links = (descriptor.readlink().name for descriptor in Path(f"/proc/{pid}/fd").iterdir())
    own = {link.removeprefix("socket:[").removesuffix("]") for link in links if link.startswith("socket:")}
    tables = (Path(f"/proc/{pid}/net/{name}").read_text("ascii").splitlines()[1:] for name in ("tcp", "tcp6"))
    sockets = [line.split() for lines in tables for line in lines]
    return [fields[1] for fields in sockets if fields[3] == "0A" and fields[9] in own]


def test_many_slow_hosts_hold_up_nobody(console: Console) -> None:
    """Hosts that trickle, half as many again as Scrapy has places: before one is cut the pages of another are all read.

    On the way: the crawl listens at no port, and unpickles nothing.
    """
    names = [str(number) for number in range(20)]
    quick, slow = RawServer("127.0.1.1"), [RawServer(f"127.0.2.{number}") for number in range(1, 25)]
    quick.wires = {f"/page/{name}": whole(told(page(name))) for name in names}
    quick.wires["/list"] = listing(f"{quick.site}/page/{name}" for name in names)

    def trickle() -> Iterator[bytes]:
        yield told(b"<html>", length=-1)
        while len(quick.asked) < len(names) + 2:
            yield b"x"

    for server in slow:
        server.wires = {"/list": in_pieces(trickle, 0.2)}
    write_source(console.folder, *(f"{server.site}/list" for server in (*slow, quick)))
    with serving(quick, *slow):
        words = ("collect", "site", "--sources", "mine", "--data", "d", *LIMITS, "-s", "DOWNLOAD_TIMEOUT=60")
        started = console.start(*words, before=forbid_unpickling)
        while not quick.asked and started.returncode is None:
            time.sleep(0.05)
        doors = listening(started.pid)
        _, err = started.communicate(timeout=300)
    assert started.returncode == 3, err
    assert doors == []
    _, rows = outcomes(console.folder / "d")
    assert set(rows) == set(names)
    assert [server.given_up for server in slow if server.given_up] == []
