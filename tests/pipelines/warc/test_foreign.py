"""Other people's archives, made by hand: what crawlers do differently, and what is no page for us."""

from __future__ import annotations

import gzip
import zlib
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter

from pipelines.warc.pages import Captured, Found, Passed, read_captures
from pipelines.warc.prefilter import may_be_relevant
from pipelines.warc.records import MOST_BYTES, Broken

zipped = partial(gzip.compress, mtime=0)
HTML = "<p>收到催收短信，说我逾期欠款，要联系家人。</p>".encode("gb18030")


def record(head: str, body: bytes, *fields: str, kind: str = "response", date: str = "2024-05-06T07:08:09Z") -> bytes:
    """One record, a gzip member, as another crawler writes it."""
    block = head.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n" + body
    lines = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Date: {date}", *fields, f"Content-Length: {len(block)}"]
    if not any(line.startswith("WARC-Target-URI") for line in lines):
        lines.insert(2, "WARC-Target-URI: http://forum.example.com/1")
    return zipped("\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n")


def answer(body: bytes = HTML, *headers: str, status: str = "200 OK", kind: str = "text/html") -> bytes:
    """A record of a page that was answered."""
    return record("\n".join([f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers]), body)


def found(tmp_path: Path, *records: bytes) -> list[Found]:
    """What an archive of these records holds, without any filter."""
    path = tmp_path / "CC-MAIN-1.warc.gz"
    path.write_bytes(b"".join(records))
    return list(read_captures(path))


def body_of(tmp_path: Path, *records: bytes) -> bytes:
    """The body of the only page."""
    [only] = found(tmp_path, *records)
    assert isinstance(only, Captured), only
    return only.page.body


def chunked(body: bytes) -> bytes:
    """A body in chunks of seven bytes."""
    parts = [body[at : at + 7] for at in range(0, len(body), 7)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def raw_deflate(body: bytes) -> bytes:
    """Deflate without a frame, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def brotlied(body: bytes) -> bytes:
    """A body as `br` packs it."""
    out = BytesIO()
    with BrotliWriter(out) as writer:
        writer.write(body)
    return out.getvalue()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (("Transfer-Encoding: chunked",), chunked(HTML)),
        (("Transfer-Encoding: chunked",), HTML),
        (("Content-Encoding: gzip",), zipped(HTML)),
        (("Content-Encoding: gzip",), HTML),
        (("Content-Encoding: deflate",), zlib.compress(HTML)),
        (("Content-Encoding: deflate",), raw_deflate(HTML)),
        (("Content-Encoding: deflate",), HTML),
        (("Content-Encoding: br",), brotlied(HTML)),
        (("Content-Encoding: br",), HTML),
        (("Transfer-Encoding: chunked", "Content-Encoding: gzip"), chunked(zipped(HTML))),
        (("X-Crawler-Transfer-Encoding: chunked", "X-Crawler-Content-Encoding: gzip"), HTML),
    ],
)
def test_a_body_comes_decoded_whatever_its_headers_say(tmp_path: Path, headers: tuple[str, ...], body: bytes) -> None:
    """Kept as it came over the wire or decoded already, with the headers of the wire or without."""
    assert body_of(tmp_path, answer(body, *headers)) == HTML


def test_a_page_is_what_its_record_says(tmp_path: Path) -> None:
    """Address, time, status, headers, and where it lies."""
    [only] = found(tmp_path, answer(HTML, "X-Robots-Tag: noindex"))
    assert isinstance(only, Captured)
    page = only.page
    assert (page.url, page.status, page.source) == ("http://forum.example.com/1", 200, "import")
    assert page.fetched_at.isoformat() == "2024-05-06T07:08:09+00:00"
    assert page.header("x-robots-tag") == "noindex"
    assert (only.places[0].file, only.places[0].offset, only.is_cut) == ("CC-MAIN-1.warc.gz", 0, False)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (answer(kind="image/png"), "not_html"),
        (answer(status="404 Not Found"), "not_answered"),
        (
            record("HTTP/1.1 200 OK\nContent-Type: text/html", HTML, "WARC-Target-URI: dns:forum.example.com"),
            "not_html",
        ),
        (record("HTTP/1.1 304 Not Modified", b"", kind="revisit"), "repeated"),
        (record("some text", b"", kind="conversion"), "not_response"),
        (record("<p>", b"", kind="resource"), "not_response"),
        (record("HTTP/1.1 200 OK", HTML, "WARC-Target-URI: http://[x/1"), "bad_address"),
        (record("HTTP/1.1 200 OK", HTML, "WARC-Target-URI: http://f.example.com/\x1b[31m"), "bad_address"),
    ],
)
def test_what_is_no_page_is_passed_over(tmp_path: Path, bad: bytes, reason: str) -> None:
    """Pictures, errors, look-ups of names and repeats: counted, no failures."""
    assert found(tmp_path, bad) == [Passed(reason=reason)]


@pytest.mark.parametrize(
    "bad",
    [
        answer(chunked(HTML)[:-9], "Transfer-Encoding: chunked"),
        answer(zipped(HTML)[:-9], "Content-Encoding: gzip"),
        record("HTTP/1.1 200 OK\nContent-Type: text/html", HTML, date="yesterday"),
        record("HTTP/x 200", HTML),
    ],
)
def test_a_broken_record_is_a_failure_and_costs_nothing_else(tmp_path: Path, bad: bytes) -> None:
    """Bodies cut off inside their coding, dates and answers that are none; the page behind them comes."""
    first, second = found(tmp_path, bad, answer())
    assert isinstance(first, Broken)
    assert isinstance(second, Captured)


@pytest.mark.parametrize("url", ["HTTP://F.EXAMPLE.COM/1", "https://[::1]:80/1", "http://f.example.com?x=[1]"])
def test_an_unusual_address_is_one(tmp_path: Path, url: str) -> None:
    """Large letters, numbers of hosts, nothing before the query."""
    [only] = found(tmp_path, record("HTTP/1.1 200 OK", HTML, f"WARC-Target-URI: {url}"))
    assert isinstance(only, Captured), only


def test_a_page_that_was_cut_by_its_crawler_is_marked(tmp_path: Path) -> None:
    """What its crawler did not keep is missing: the row will say so."""
    [only] = found(tmp_path, record("HTTP/1.1 200 OK\nContent-Type: text/html", HTML, "WARC-Truncated: length"))
    assert isinstance(only, Captured)
    assert only.is_cut


def test_a_bomb_is_cut_at_the_size_of_a_page(tmp_path: Path) -> None:
    """A body that unfolds beyond any page is a failure, and is not unfolded further."""
    [only] = found(tmp_path, answer(zipped(b"a" * (MOST_BYTES + 1)), "Content-Encoding: gzip"))
    assert isinstance(only, Broken)
    assert only.reason == "too_large"


def test_an_unpacked_archive_is_read_too(tmp_path: Path) -> None:
    """`.warc` without gzip."""
    path = tmp_path / "a.warc"
    path.write_bytes(gzip.GzipFile(fileobj=BytesIO(answer() + answer())).read())
    assert [each.page.body for each in read_captures(path) if isinstance(each, Captured)] == [HTML, HTML]


def test_the_filter_is_asked_about_decoded_bodies(tmp_path: Path) -> None:
    """A packed page of the subject passes, one of another subject is passed over."""
    path = tmp_path / "a.warc.gz"
    other = "<p>今天天气很好，适合出门，公园里人很多。</p>".encode()
    path.write_bytes(answer(zipped(HTML), "Content-Encoding: gzip") + answer(other))
    first, second = read_captures(path, may_be_relevant)
    assert isinstance(first, Captured)
    assert second == Passed(reason="off_topic")
