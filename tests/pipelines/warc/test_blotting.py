"""Addresses that are gone are found however a page prints them, and nothing else of it changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.store.addresses import key_of
from pipelines.warc.blotting import blotted
from tests.processor_time import seconds

GONE = "http://odd.example.com/3"
FORMS = [
    (b'<a href="', b"http://odd.example.com/3", b'">'),
    (b"<a href='", b"//odd.example.com/3", b"'>"),
    (b"<a href=", b"HTTP://ODD.example.com/3", b">"),
    (b'{"url":"', b"http:\\/\\/odd.example.com\\/3", b'"}'),
    (b'<a href="http://share.example/?u=http:', b"//odd.example.com/3", b'">'),
    (b'<a href="http://share.example/?u=', b"http%3A%2F%2Fodd.example.com%2F3", b'&amp;t=1">'),
    ("原文见".encode("gb18030"), b"http://odd.example.com/3", "。".encode("gb18030")),
    ("（".encode(), b"http://odd.example.com/3", "）".encode()),
    (b"(", b"http://odd.example.com/3", b")."),
    (b"background: url(", b"http://odd.example.com/3", b")"),
]
KEPT = [
    b'<a href="http://odd.example.com/31">',
    b'<a href="http://odd.example.com/3/more">',
    b'<a href="https://odd.example.com/3">',
    b'<a href="http://even.example.com/3">',
    b'<a href="/3">',
    b"// a comment: http:// is no address, 2026//11//22 neither",
]


@pytest.mark.parametrize(("before", "link", "behind"), FORMS)
def test_a_link_is_found_in_any_form(before: bytes, link: bytes, behind: bytes) -> None:
    """What stands around it stays, byte by byte."""
    left = blotted(before + link + behind, lambda url: key_of(url) == GONE)
    assert left == before + b"#" * len(link) + behind


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


@pytest.mark.parametrize("unit", ["//a", "http://", "\\/\\/a", "http%3a%2f%2f", "https:", "//a.example/1"])
def test_time_is_linear(unit: str) -> None:
    """However many beginnings of addresses a page holds."""
    short, long_ = (unit * (length // len(unit)) for length in (50_000, 400_000))
    taken = [seconds(lambda text: blotted(text.encode(), GONE.__eq__), text, runs=3) for text in (short, long_)]
    assert taken[1] < taken[0] * 8 * 3 + 0.05
