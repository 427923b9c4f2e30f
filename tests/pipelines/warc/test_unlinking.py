"""A record whose links were taken out is a record still, in the room it had, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as Warcio

from pipelines.types import Place, RawPage
from pipelines.warc.blotting import blotted
from pipelines.warc.fields import part_of
from pipelines.warc.pages import Captured, read_captures
from pipelines.warc.unlinking import UNLINKED, fitted, payload_of, unlinked
from pipelines.warc.writing import Earlier, info_member, page_members, payload_digest

GONE = "http://odd.example.com/3"
BLOT = partial(blotted, is_gone=GONE.__eq__)
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def page(body: bytes) -> RawPage:
    """A page with such bytes."""
    url = "http://even.example.org/4"
    return RawPage(url=url, status=200, body=body, headers=(("server", "x"),), fetched_at=NOON, source="farm")


def members(body: bytes, earlier: Earlier | None = None) -> bytes:
    """Its records as they are archived."""
    return page_members(page(body), part_of(page(body), 1, 1), earlier)


LINKED = f'<p>第四篇</p><a href="{GONE}">另一篇</a>'.encode()


def test_what_links_nowhere_stays_byte_by_byte() -> None:
    """A page without such a link, and one that comes again as a page without."""
    packed = members(b'<a href="http://odd.example.com/31">')
    assert unlinked(packed, BLOT, {"sha256:other": "sha256:new"}) is packed


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_records_fit_in_the_room_they_had(before: bytes, behind: bytes) -> None:
    """To the byte, whatever else the page holds, for every reader of archives; and the digest is that of the page as it is."""
    packed = members(before + LINKED + behind)
    new = fitted(unlinked(packed, BLOT, {}), len(packed))
    assert new is not None
    assert len(new) == len(packed)
    records = [(each.headers, each.reader.read()) for each in ArchiveIterator(BytesIO(new), parse_http=False)]
    assert [headers["WARC-Type"] for headers, _ in records] == ["response", "request"]
    left = BLOT(before + LINKED + behind)
    assert records[0][1].endswith(left)
    assert records[0][0]["WARC-Payload-Digest"] == payload_digest(left) == payload_of(new)
    assert [UNLINKED in headers for headers, _ in records] == [True, False]


HEAD = info_member("a.warc.gz", synthetic=False)


def captured(path: Path) -> Iterator[RawPage]:
    """The pages that a file holds; nothing in it may be broken."""
    for each in read_captures(path):
        assert isinstance(each, Captured), each
        yield each.page


def test_what_comes_again_is_what_is_left(tmp_path: Path) -> None:
    """A revisit finds the bytes it stands for, which are others now, and their digest with them."""
    path = tmp_path / "a.warc.gz"
    packed = members(LINKED)
    first = Earlier(
        url=page(b"").url, fetched_at=NOON, place=Place(path.name, len(HEAD)), payload=payload_digest(LINKED)
    )
    again = members(LINKED, first)
    renewed = {payload_digest(LINKED): payload_digest(BLOT(LINKED))}
    new = [fitted(unlinked(each, BLOT, renewed), len(each)) or b"" for each in (packed, again)]
    path.write_bytes(HEAD + b"".join(new))
    assert [each.body for each in captured(path)] == [BLOT(LINKED)] * 2
    with path.open("rb") as file:
        kinds = [record.rec_type for record in Warcio(file, check_digests="raise")]
    assert kinds == ["warcinfo", "response", "request", "revisit", "request"]


def test_links_are_taken_out_twice() -> None:
    """A record that was written anew is one that can be written anew again."""
    body = LINKED + b'<a href="http://odd.example.com/5">'
    packed = members(body)
    once = fitted(unlinked(packed, BLOT, {}), len(packed)) or b""
    twice = fitted(unlinked(once, partial(blotted, is_gone="http://odd.example.com/5".__eq__), {}), len(packed)) or b""
    assert len(twice) == len(packed)
    assert b"odd.example.com" not in b"".join(each.reader.read() for each in ArchiveIterator(BytesIO(twice)))


@pytest.mark.parametrize("less", [1, 200])
def test_what_finds_no_room_is_told(less: int) -> None:
    """Whoever asks decides what becomes of it."""
    new = unlinked(members(LINKED), BLOT, {})
    assert fitted(new, len(new)) == new
    assert fitted(new, len(new) - less) is None
