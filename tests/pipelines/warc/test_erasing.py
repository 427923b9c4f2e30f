"""What takes a removed record's place: exactly as long, a record for every reader, and silent."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.warc.erasing import blank, copy_with

SHORTEST = 203


@example(length=SHORTEST)
@example(length=65_558)
@example(length=65_559)
@example(length=131_098)
@given(length=st.integers(SHORTEST, 200_000))
def test_a_blank_has_the_length_asked_for(length: int) -> None:
    """To the byte, and two in a row are two records."""
    member = blank(length)
    assert len(member) == length
    kinds = [(record.headers["WARC-Type"], record.content_length) for record in ArchiveIterator(BytesIO(member * 2))]
    assert kinds == [("metadata", len(gzip.decompress(member)) - _head(member) - 4)] * 2


def _head(member: bytes) -> int:
    return gzip.decompress(member).index(b"\r\n\r\n") + 4


@given(length=st.integers(0, SHORTEST - 1))
def test_what_is_too_short_is_refused(length: int) -> None:
    """No record is shorter than its own headers, and none that we write is that short."""
    with pytest.raises(ValueError, match="too few"):
        blank(length)


def test_all_else_stays_where_it_is(tmp_path: Path) -> None:
    """Offsets of other records hold, since rows name them."""
    old = tmp_path / "a.warc.gz"
    old.write_bytes(b"a" * 300 + b"b" * 400 + b"c" * 300)
    copy_with(old, tmp_path / "new", [(300, blank(400))])
    content = (tmp_path / "new").read_bytes()
    assert (content[:300], content[700:]) == (b"a" * 300, b"c" * 300)
    assert content[300:700] == blank(400)
