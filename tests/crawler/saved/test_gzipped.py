"""Gzip is undone within a bound, whole or not at all."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.saved.gzipped import gunzip
from pipelines.errors import UnreadablePage


@given(st.binary(max_size=2_000))
def test_what_was_packed_comes_back(body: bytes) -> None:
    """Packing and unpacking is no change."""
    assert gunzip(gzip.compress(body), 2_000) == body


@given(st.binary(max_size=200))
def test_what_is_not_packed_is_left_alone(body: bytes) -> None:
    """Only the two magic bytes make something gzip."""
    body = b"x" + body
    assert gunzip(body, 10) == body


def test_several_members_are_one_file() -> None:
    """`cat a.gz b.gz` is gzip too."""
    assert gunzip(gzip.compress(b"ab") + gzip.compress(b"cd"), 4) == b"abcd"


def test_a_bomb_is_cut_at_its_limit() -> None:
    """Sixteen megabytes of zeros pack into a few kilobytes."""
    with pytest.raises(UnreadablePage, match="more than 1,000 bytes") as caught:
        gunzip(gzip.compress(bytes(16 * 2**20)), 1_000)
    assert caught.value.reason == "too_large"


@pytest.mark.parametrize("cut", [3, 12, -1])
def test_a_truncated_file_is_no_page(cut: int) -> None:
    """A page that ends in the middle is an error, never a short page."""
    with pytest.raises(UnreadablePage) as caught:
        gunzip(gzip.compress(b"text " * 50)[:cut], 1_000)
    assert caught.value.reason == "bad_gzip"


def test_a_damaged_file_is_no_page() -> None:
    """A flipped byte is found by the checksum or before."""
    packed = bytearray(gzip.compress(b"text " * 50))
    packed[-5] ^= 0xFF
    with pytest.raises(UnreadablePage, match="damaged gzip data"):
        gunzip(bytes(packed), 1_000)
