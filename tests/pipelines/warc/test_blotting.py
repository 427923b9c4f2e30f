"""Addresses that are gone are found however a page prints them, and nothing else of it changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.store.addresses import key_of
from pipelines.warc.blotting import blotted, blotted_text
from tests.processor_time import grows_too_fast

GONE = "http://odd.example.com/3"
FORMS = [
    (b'<a href="', b"http://odd.example.com/3", b'">'),
    (b"<a href='", b"//odd.example.com/3", b"'>"),
    (b"<a href=", b"HTTP://ODD.example.com/3", b">"),
    (b'{"url":"', b"http:\\/\\/odd.example.com\\/3", b'"}'),
    (b'<a href="http://share.example/?u=', b"http://odd.example.com/3", b'">'),
    (b'<a href="http://share.example/?u=', b"http%3A%2F%2Fodd.example.com%2F3", b'&amp;t=1">'),
    ("原文见".encode("gb18030"), b"http://odd.example.com/3", "。".encode("gb18030")),
    ("（".encode(), b"http://odd.example.com/3", "）".encode()),
    (b"(", b"http://odd.example.com/3", b")."),
    (b"background: url(", b"http://odd.example.com/3", b")"),
    # Ports, the case of hosts, their scripts, dots and what tells visits apart are no part of an address.
    (b'<a href="', b"http://odd.example.com:80/3", b'">'),
    (b'<a href="', b"http://odd.example.com/9/../3?utm_source=x#top", b'">'),
    (b"share?u=", b"%2F%2FODD.example.com%3A80%2F3", b"&t=1"),
    (b"share?u=", b"http%253A%252F%252Fodd.example.com%252F3", b"&t=1"),
    (b"/go?u=", b"http://odd.example.com/3", b"&t=1"),
    # Escaped by scripts and HTML, and disarmed.
    (b'{"url":"', b"http:\\u002F\\u002Fodd.example.com\\u002F3", b'"}'),
    (b'data="{&quot;a&quot;:&quot;', b"http://odd.example.com/3", b'&quot;}"'),
    (b'<a href="', b"http:&#47;&#x2f;odd.example.com&#47;3", b'">'),
    (b"", b"hxxp://odd[.]example[.]com/3", b""),
    # Beside marks and Chinese, and one behind another.
    (b"http://even.example.com/4,", b"http://odd.example.com/3", b",http://even.example.com/4"),
    ("，".encode("gb18030"), b"http://odd.example.com/3", "这里".encode("gb18030")),
    ("，".encode(), b"http://odd.example.com/3", "这里".encode()),
    (b"background:url(", b"http://odd.example.com/3", b");color:red"),
    (b"broken \xff ", b"http://odd.example.com/3", b""),
]
OWN = "http://odd.example.com/9/4"
PATHS = [
    (b'<a href="', b"../3", b'">'),
    (b"<a href=", b"/3", b">"),
    (b"<img src='", b" /3#top ", b"'>"),
    (b'<base href="/"><a href="', b"3", b'">'),
    (b'<base href="http://odd.example.com/7/"><a href="', b"../3", b'">'),
    (b'<meta http-equiv="refresh" content="3;url=', b"/3", b'">'),
    (b'{"html": "<a href=\\"', b"\\/3", b'\\">"}'),
    (b"location: ", b"/3", b"\r\nage: 3"),
]
CHINESE = [
    ("http://odd.example.com/借", "utf-8", "http://odd.example.com/借"),
    ("http://odd.example.com/借", "gb18030", "http://odd.example.com/%E5%80%9F"),
    ("http://odd.example.com/借", "gb18030", "http://odd.example.com/%BD%E8"),
    ("http://odd.example.com/借?q=款", "gb18030", "http://odd.example.com/%E5%80%9F?q=%BF%EE"),
    ("http://odd.example.com/還", "big5", "http://odd.example.com/%E9%82%84"),
    ("http://借款.example.com/3", "gb18030", "http://xn--nwq047d.example.com/3"),
    ("http://odd.example.com/借", "utf-16", "http://odd.example.com/借"),
    ("借/3", "utf-8", "http://odd.example.com/9/借/3"),
]
KEPT = [
    b'<a href="http://odd.example.com/31">',
    b'<a href="http://odd.example.com/3/more">',
    b'<a href="https://odd.example.com/3">',
    b'<a href="http://even.example.com/3">',
    b'<a href="/3">',
    '<a href="http://odd.example.com/3借款">'.encode(),
    '<a href="http://odd.example.com/3借款">'.encode("gb18030"),
    b'<a href="http://odd.example.com:8080/3">',
    b"http://odd.example.com/3?page=2 http://odd.example.com/3-4",
    b"// a comment: http:// is no address, 2026//11//22 neither",
]


@pytest.mark.parametrize(("before", "link", "behind"), FORMS)
def test_a_link_is_found_in_any_form(before: bytes, link: bytes, behind: bytes) -> None:
    """What stands around it stays, byte by byte."""
    left = blotted(before + link + behind, lambda url: key_of(url) == GONE)
    assert left == before + b"#" * len(link) + behind


@pytest.mark.parametrize(("before", "link", "behind"), PATHS)
def test_a_path_leads_on_from_the_page_or_its_base(before: bytes, link: bytes, behind: bytes) -> None:
    """Where it names a link; the same words elsewhere, or on another site, name no page."""
    page = b'<p id="/3">/3 ../3</p>' + before
    left = blotted(page + link + behind, lambda url: key_of(url) == GONE, OWN)
    assert left == page + b"#" * len(link) + behind
    other = before.replace(b"odd", b"even") + link + behind
    assert blotted(other, lambda url: key_of(url) == GONE, "http://even.example.com/9/4") == other


@pytest.mark.parametrize(("link", "charset", "gone"), CHINESE)
def test_chinese_in_an_address_is_read_in_the_charset_of_its_page(link: str, charset: str, gone: str) -> None:
    """In UTF-8 and as the page's own bytes, whichever its site asks for; the bytes around it stay."""
    page = f'<p>我收到短信。</p><a href="{link}">'
    width = len(link.encode(charset.replace("16", "16-le"))) // (2 if "16" in charset else 1)
    left = blotted(page.encode(charset), lambda url: key_of(url) == key_of(gone), OWN)
    assert left == page.replace(link, "#" * width).encode(charset)


@pytest.mark.parametrize(
    "text", ["见http://odd.example.com/借，以及", "http://odd.example.com/借款 http://odd.example.com/借这"]
)
def test_in_running_text_chinese_may_go_on(text: str) -> None:
    """An address that ends in Chinese is found before more of it; offsets stay true."""
    left = blotted_text(text, lambda url: key_of(url) == key_of("http://odd.example.com/借"))
    assert left == text.replace("http://odd.example.com/借", "#" * 24)


@pytest.mark.parametrize("form", KEPT)
def test_other_addresses_stay(form: bytes) -> None:
    """An address that only begins the same, another scheme or host, a path, and slashes of other meaning."""
    assert blotted(form, GONE.__eq__) == form


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_nothing_but_addresses_changes(before: bytes, behind: bytes) -> None:
    """Where nothing is gone all bytes stay; where a link stands between any bytes, the length does."""
    assert blotted(before + behind, lambda _: False) == before + behind
    page = before + b' <a href="http://odd.example.com/3"> ' + behind
    left = blotted(page, GONE.__eq__)
    assert len(left) == len(page)
    assert b'"http://odd.example.com/3"' not in left


UNITS = [
    "//a",
    "http://",
    "\\/\\/a",
    "http%3a%2f%2f",
    "https:",
    "//a.example/1",
    "http://借",
    "href=",
    'href="',
    "href='",
    "src= ",
    "url=//a,",
    "//a&quot;",
]


@pytest.mark.growth
@pytest.mark.parametrize("unit", UNITS)
def test_work_grows_no_faster_than_a_page(unit: str) -> None:
    """However many beginnings of addresses a page holds."""
    small, large = (unit.encode() * (length // len(unit)) for length in (8_000, 64_000))
    assert not grows_too_fast(lambda page: blotted(page, GONE.__eq__), small, large, allowed=3.0, noise=0.05)
