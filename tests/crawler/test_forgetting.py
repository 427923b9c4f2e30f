"""A page that is forgotten stays away whatever its site goes on printing: as an article, as a link, in the archive."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.second_run import let_days_pass
from pipelines.publish.releases import release
from pipelines.publish.verify import verify
from pipelines.store import parquet
from pipelines.store.ledger import Ledger
from tests.crawler.raw_server import RawServer, serving, told, whole
from tests.crawler.test_network_faults import LIMITS, listing, write_source
from tests.pipelines.conftest import _kept
from tests.pipelines.publish.test_takedown import crawl, url

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.crawler.conftest import Console

PAGES, GONE = range(5), 2
PLACES = ("下班路上", "开会的时候", "早饭还没吃完", "在菜市场", "给孩子开家长会")


def article(number: int, site: str, day: int) -> bytes:
    """A page with a link to the one that will be forgotten, printed in its text by the last; something is new every day."""
    where = f"{site}/page/{GONE}.html"
    first = f"我在{PLACES[number]}收到一条借呗的催收短信，说我逾期欠款{number}千元，要我马上还清，否则就向法院起诉。"
    printed = f"<p>这件事我在另一篇文章里也写过，见 {where} 这个地址。</p>" if number == 4 else ""
    paths = f'<a href="{GONE}.html">前一篇</a><a href="/page/{GONE}.html#top">再看一遍</a>'
    more = f'<ul><li><a href="{where}">网友收到的另一条短信</a></li></ul><p>{paths}</p><!-- {day} -->'
    body = (
        f"<h1>借呗催收短信第{number}篇</h1><p>{first}</p>{printed}<p>我打了客服电话核实，对方让我先还上第{day}期。</p>"
    )
    return f"<html><body><div>{body}</div>{more}</body></html>".encode()


def serve(server: RawServer, day: int) -> None:
    """The site as it is on a day."""
    urls = [f"{server.site}/page/{number}.html" for number in PAGES]
    server.wires = {f"/page/{number}.html": whole(told(article(number, server.site, day))) for number in PAGES}
    server.wires["/list"] = listing(urls)


def hits(data: Path, wanted: str) -> list[str]:
    """The files in which an address stands, unpacked where they are packed."""
    found = []
    for path in (each for each in data.rglob("*") if each.is_file()):
        packed = path.read_bytes()
        content = gzip.decompress(packed) if path.suffix == ".gz" else packed
        rows = repr(parquet.read(path).to_pylist()) if path.suffix == ".parquet" else ""
        if wanted.encode() in content or wanted in rows:
            found.append(path.relative_to(data).as_posix())
    return found


def test_three_more_crawls_bring_no_link_back(console: Console) -> None:
    """Each time all pages have changed, and link to it still: they are read and archived without that link; so is a page that comes from a file."""
    server, data = RawServer("127.0.0.1"), console.folder / "d"
    write_source(console.folder, f"{server.site}/list")
    gone = f"{server.site}/page/{GONE}.html"
    with serving(server):
        for day in range(4):
            serve(server, day)
            ended = console("collect", "site", "--sources", "mine", "--data", "d", *LIMITS)
            assert ended.status == 0, ended.err
            if day == 0:
                release(data)
                assert {name.partition("/")[0] for name in hits(data, gone)} == {"raw", "releases", "state"}
                forgot = console("forget", "--url", gone, "--data", "d")
                assert "links to it taken out of 4 records" in " ".join(forgot.out.split()), forgot.err
            let_days_pass(data, 40)
            assert release(data).is_new == (day > 0), "what is left of a release is what parts and rules say"
            assert [hits(data, printed) for printed in (gone, f'"{GONE}.html', f'"/page/{GONE}.html')] == [[], [], []]
        told = {"url": f"{server.site}/saved/1.html", "html": article(4, server.site, 9).decode()}
        (console.folder / "saved.jsonl").write_text(json.dumps(told), "utf-8")
        assert console("import", "saved.jsonl", "--data", "d").status == 0
        assert release(data).is_new
        assert hits(data, gone) == []
        assert hits(data, told["url"])
    assert server.asked.count(f"/page/{GONE}.html") == 1
    assert server.asked.count("/page/4.html") == 4
    assert verify(data) == []


def test_what_nobody_can_read_is_told_with_its_cure(console: Console) -> None:
    """Whoever takes something down must not believe that all of it is gone: the status says so, until it is let go."""
    data = console.folder / "d"
    crawl(data, range(6), _kept)
    [path] = (data / "raw").glob("*.gz")
    with Ledger.open(data, read_only=True) as ledger:
        place = ledger.captures(url=url(1))[0].place
    content = bytearray(path.read_bytes())
    content[place.offset + 200] ^= 1
    path.write_bytes(content)
    asked = ("forget", "--url", url(3), "--data", "d")
    for more, status in ((["--dry-run"], 1), ([], 1), (["--damaged-too"], 0), ([], 0)):
        ended = console(*asked, *more)
        assert ended.status == status, ended.err
        assert ("1 record cannot be read" in ended.err and "--damaged-too" in ended.err) == bool(status)
    assert console(*asked, "--dry-run", "--damaged-too").status == 2
