"""A record whose links were taken out is a record still, in the room it had, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from random import Random

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
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def blot(content: bytes, url: str = "") -> bytes:
    """The bytes without the address that is gone."""
    return blotted(content, GONE.__eq__, url)


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
    assert unlinked(packed, blot, {"sha256:other": "sha256:new"}) is packed


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_records_fit_in_the_room_they_had(before: bytes, behind: bytes) -> None:
    """To the byte, whatever else the page holds, for every reader of archives; and the digest is that of the page as it is."""
    packed = members(before + LINKED + behind)
    new = fitted(unlinked(packed, blot, {}), len(packed))
    assert new is not None
    assert len(new) == len(packed)
    records = [(each.headers, each.reader.read()) for each in ArchiveIterator(BytesIO(new), parse_http=False)]
    assert [headers["WARC-Type"] for headers, _ in records] == ["response", "request"]
    left = blot(before + LINKED + behind)
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
    renewed = {payload_digest(LINKED): payload_digest(blot(LINKED))}
    new = [fitted(unlinked(each, blot, renewed), len(each)) or b"" for each in (packed, again)]
    path.write_bytes(HEAD + b"".join(new))
    assert [each.body for each in captured(path)] == [blot(LINKED)] * 2
    with path.open("rb") as file:
        kinds = [record.rec_type for record in Warcio(file, check_digests="raise")]
    assert kinds == ["warcinfo", "response", "request", "revisit", "request"]


def test_links_are_taken_out_twice() -> None:
    """A record that was written anew is one that can be written anew again."""
    body = LINKED + b'<a href="http://odd.example.com/5">'
    packed = members(body)
    once = fitted(unlinked(packed, blot, {}), len(packed)) or b""
    other = "http://odd.example.com/5".__eq__
    twice = fitted(unlinked(once, lambda content, url: blotted(content, other, url), {}), len(packed)) or b""
    assert len(twice) == len(packed)
    assert b"odd.example.com" not in b"".join(each.reader.read() for each in ArchiveIterator(BytesIO(twice)))


@pytest.mark.parametrize("less", [1, 200])
def test_what_finds_no_room_is_told(less: int) -> None:
    """Whoever asks decides what becomes of it."""
    new = unlinked(members(LINKED), blot, {})
    assert fitted(new, len(new)) == new
    assert fitted(new, len(new) - less) is None


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_paths_lead_on_from_the_page_of_the_record(charset: str) -> None:
    """A page is read by itself, in its own charset, and not with the head of the answer before it."""
    gone = "http://even.example.org/3"
    body = '<p>第四篇</p><a href="/3">另一篇</a><a href="/31">又一篇</a>'.encode(charset)
    new = unlinked(members(body), lambda content, url: blotted(content, gone.__eq__, url), {})
    left = body.replace('"/3"'.encode(charset.replace("16", "16-le")), '"##"'.encode(charset.replace("16", "16-le")))
    assert left != body
    assert payload_of(new) == payload_digest(left)


@pytest.mark.parametrize("seed", range(4))
def test_a_long_page_finds_its_room(seed: int) -> None:
    """Where gzip can hardly make it shorter, other settings than those it was written with would make it longer."""
    draw = Random(seed)
    body = f"<p>{''.join(chr(0x4E00 + draw.randrange(800)) for _ in range(20_000))}</p><a href='/3'>另一篇</a>".encode()
    packed = members(body)
    new = unlinked(packed, lambda content, url: blotted(content, "http://even.example.org/3".__eq__, url), {})
    assert new != packed
    assert fitted(new, len(packed)) is not None
