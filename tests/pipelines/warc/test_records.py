"""Broken archives: what is broken is told once, with its place, and costs nothing else."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.saved.pages import Unusable, read_pages
from pipelines.errors import UnreadablePage
from pipelines.types import RawPage
from pipelines.warc.pages import Captured, read_captures
from pipelines.warc.records import Broken
from pipelines.warc.writing import info_member
from tests.pipelines.warc.test_writing import NAME, page, write

PAGES = [page(number, f"<p>{number}".encode() * 40) for number in range(5)]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[int]]:
    """An archive of five pages, and where they begin."""
    path = tmp_path_factory.mktemp("sound") / NAME
    offsets = [offset for [offset] in write(path, PAGES)]
    return path.read_bytes(), offsets


def read(path: Path, content: bytes) -> tuple[list[str], list[int]]:
    """The addresses of the pages that come out of some bytes, and the places of broken records."""
    path.write_bytes(content)
    found = list(read_captures(path))
    pages = [each.page for each in found if isinstance(each, Captured)]
    assert all(isinstance(each, RawPage) for each in pages)
    return [each.url for each in pages], [each.offset for each in found if isinstance(each, Broken)]


def urls(*numbers: int) -> list[str]:
    """The addresses of some of the pages."""
    return [PAGES[number].url for number in numbers]


def test_a_changed_byte_costs_one_page(tmp_path: Path, sound: tuple[bytes, list[int]]) -> None:
    """The page whose bytes changed is told by its offset; the four others come."""
    content, offsets = sound
    changed = bytearray(content)
    changed[offsets[2] + 60] ^= 0xFF
    assert read(tmp_path / NAME, bytes(changed)) == (urls(0, 1, 3, 4), [offsets[2]])


def test_a_torn_end_is_told_and_what_stands_before_it_read(tmp_path: Path, sound: tuple[bytes, list[int]]) -> None:
    """A file cut inside its last page's record."""
    content, offsets = sound
    assert read(tmp_path / NAME, content[: offsets[4] + 40]) == (urls(0, 1, 2, 3), [offsets[4]])


def test_a_torn_end_of_a_file_packed_in_one_is_told(tmp_path: Path, sound: tuple[bytes, list[int]]) -> None:
    """All records in one gzip member, cut off behind the fourth; the whole of it has nothing to tell."""
    whole = gzip.compress(gzip.decompress(sound[0]))
    assert read(tmp_path / NAME, whole) == (urls(0, 1, 2, 3, 4), [])
    assert read(tmp_path / NAME, whole[:-40])[1]


def test_broken_records_of_one_member_are_told_apart(tmp_path: Path, sound: tuple[bytes, list[int]]) -> None:
    """They share the place of their member, so each is named by the id that its head tells, which a search of the file finds."""
    content = gzip.decompress(sound[0])
    for number in (1, 3):
        content = content.replace(f"<p>{number}<p>{number}".encode(), f"<q>{number}<p>{number}".encode())
    (tmp_path / NAME).write_bytes(gzip.compress(content))
    broken = [each for each in read_captures(tmp_path / NAME) if isinstance(each, Broken)]
    assert len({each.offset for each in broken}) == 1
    named = [each.record_id for each in broken]
    assert len(set(named)) == 2
    for number, each in zip((1, 3), named, strict=True):
        before, _, behind = content.partition(f"WARC-Record-ID: {each}\r\n".encode())
        head = before.rpartition(b"WARC/1.1")[2] + behind.partition(b"\r\n\r\n")[0]
        assert f"WARC-Target-URI: http://farm.example.com/{number}".encode() in head.split(b"\r\n")
    messages = [each.message for each in read_pages([str(tmp_path / NAME)]) if isinstance(each, Unusable)]
    assert [each in message for each, message in zip(named, messages, strict=True)] == [True, True]


def test_foreign_bytes_between_records_are_passed_over(tmp_path: Path, sound: tuple[bytes, list[int]]) -> None:
    """Something else stands between two records: all pages come, also the one before it."""
    content, offsets = sound
    pages, _ = read(tmp_path / NAME, content[: offsets[3]] + b"nothing to do with it" * 9 + content[offsets[3] :])
    assert pages == urls(0, 1, 2, 3, 4)


def test_an_unpacked_archive_goes_on_behind_a_broken_record(tmp_path: Path, sound: tuple[bytes, list[int]]) -> None:
    """Without gzip nothing tells the end of a record but its length: the next line `WARC/1.1` does."""
    plain = gzip.decompress(sound[0])
    places = [plain.index(b"LenderSMS-Page", plain.index(f'/{number}"'.encode()) - 200) for number in range(5)]
    length = plain.index(b"Content-Length: ", places[2]) + 16
    pages, broken = read(tmp_path / "own.warc", plain[:length] + b"x" + plain[length:])
    assert pages == urls(0, 1, 3, 4)
    assert broken


def test_a_body_that_changed_in_an_unpacked_archive_is_no_page(tmp_path: Path, sound: tuple[bytes, list[int]]) -> None:
    """The digest tells what no checksum of gzip does any more."""
    plain = gzip.decompress(sound[0])
    assert read(tmp_path / "own.warc", plain.replace(b"<p>1<p>1", b"<p>1<p>7", 1))[0] == urls(0, 2, 3, 4)


@settings(max_examples=80)
@given(data=st.data())
def test_one_changed_byte_never_costs_more_than_one_page(
    tmp_path_factory: pytest.TempPathFactory, sound: tuple[bytes, list[int]], data: st.DataObject
) -> None:
    """Wherever in the pages' bytes it is, at most that page is missing and no page comes out changed."""
    content, offsets = sound
    at = data.draw(st.integers(offsets[0], len(content) - 1))
    changed = bytearray(content)
    changed[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.mktemp("changed") / NAME
    path.write_bytes(changed)
    pages = [each.page for each in read_captures(path) if isinstance(each, Captured)]
    assert len(pages) >= 4
    bodies = {each.url: each.body for each in PAGES}
    assert all(bodies[each.url] == each.body for each in pages)


@settings(max_examples=60)
@given(noise=st.binary(min_size=1, max_size=400))
def test_noise_is_never_more_than_a_broken_record(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    """Bytes that are no archive: nothing is raised, and no page comes."""
    path = tmp_path_factory.mktemp("noise") / NAME
    path.write_bytes(noise)
    assert not [each for each in read_captures(path) if isinstance(each, Captured)]


def test_a_file_that_cannot_be_read_is_one_error(tmp_path: Path) -> None:
    """Missing and empty files are told as such."""
    with pytest.raises(UnreadablePage, match="cannot be read"):
        list(read_captures(tmp_path / "none.warc.gz"))
    (tmp_path / NAME).write_bytes(b"")
    with pytest.raises(UnreadablePage, match="empty"):
        list(read_captures(tmp_path / NAME))


def test_an_archive_without_pages_holds_none(tmp_path: Path) -> None:
    """A run that archived nothing leaves a head alone."""
    assert read(tmp_path / NAME, info_member(NAME, synthetic=False)) == ([], [])
