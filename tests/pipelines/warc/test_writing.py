"""Pages written as records: every byte and header comes back, and other readers of archives agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from pipelines.types import Place, RawPage
from pipelines.warc.fields import Part, part_of
from pipelines.warc.pages import Captured, read_captures
from pipelines.warc.records import Broken
from pipelines.warc.writing import Earlier, info_member, page_members, payload_digest, warc_date

NOON = datetime(2026, 3, 4, 12, 0, 0, 123456, tzinfo=UTC)
NAME = "own.warc.gz"
HALVED = "http://farm.example.com/\ud800"

_TOKENS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12)
_NAMES = _TOKENS | st.sampled_from(["content-encoding", "transfer-encoding", "x-crawler-a", "content-type"])
_VALUES = st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=20).map(
    lambda v: v.strip(" \t")
)
_HEADERS = st.lists(st.tuples(_NAMES, _VALUES), max_size=4).map(tuple)
_PAGES = st.builds(
    RawPage,
    url=st.text(max_size=20).map("http://farm.example.com/{}".format),
    final_url=st.just("") | st.text(max_size=20).map("http://farm.example.com/new/{}".format),
    status=st.integers(100, 999),
    headers=_HEADERS,
    body=st.binary(max_size=300),
    fetched_at=st.datetimes(
        datetime(1990, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds and adds the zone itself
        datetime(2100, 1, 1),  # noqa: DTZ001
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]),
    ),
    source=st.text(max_size=8),
    certificate=st.sampled_from(["", "untrusted", "other_host"]),
)


def page(number: int = 1, body: bytes = b"<p>" + b"a" * 50) -> RawPage:
    """A fetched page."""
    headers = (("content-type", "text/html"), ("x-robots-tag", "noindex"))
    asked = (("user-agent", "bot"), ("accept", "text/html"))
    url = f"http://farm.example.com/{number}"
    return RawPage(url=url, status=200, headers=headers, body=body, fetched_at=NOON, source="farm", asked_with=asked)


def write(path: Path, articles: Iterable[RawPage], *, synthetic: bool = False) -> list[list[int]]:
    """Write articles with their further pages; return the offsets of each article's pages."""
    content = info_member(path.name, synthetic=synthetic)
    offsets: list[list[int]] = []
    for article in articles:
        pages = (article, *article.later)
        offsets.append([])
        for number, each in enumerate(pages, 1):
            offsets[-1].append(len(content))
            content += page_members(each, part_of(each, number, len(pages)))
    path.write_bytes(content)
    return offsets


def captured(path: Path) -> list[Captured]:
    """What a file holds, which must all be pages."""
    found = list(read_captures(path))
    assert all(isinstance(each, Captured) for each in found), found
    return [each for each in found if isinstance(each, Captured)]


@settings(max_examples=60)
@given(articles=st.lists(st.tuples(_PAGES, st.lists(_PAGES, max_size=2)), min_size=1, max_size=3))
def test_any_page_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, articles: list[tuple[RawPage, list[RawPage]]]
) -> None:
    """Whatever bytes, headers, addresses and times: all but what was sent for it, with the place it was written to."""
    path = tmp_path_factory.mktemp("law") / NAME
    whole = [replace(first, later=tuple(later)) for first, later in articles]
    offsets = write(path, whole)
    found = captured(path)
    assert [each.page for each in found] == whole
    assert [each.places for each in found] == [tuple(Place(NAME, at) for at in article) for article in offsets]


def test_another_reader_finds_every_digest_right(tmp_path: Path) -> None:
    """Warcio reads the file, checks block and payload, and sees the standard's headers."""
    write(tmp_path / NAME, [page(1), page(2, b"\xff\x00")])
    with (tmp_path / NAME).open("rb") as file:
        records = []
        for record in WarcioIterator(file, check_digests="raise"):
            record.content_stream().read()
            records.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI")))
    one, two = "http://farm.example.com/1", "http://farm.example.com/2"
    assert records == [("warcinfo", None), ("response", one), ("request", one), ("response", two), ("request", two)]


def test_the_request_says_what_was_sent(tmp_path: Path) -> None:
    """Path, host and headers, and which response it brought."""
    write(tmp_path / NAME, [page()])
    with (tmp_path / NAME).open("rb") as file:
        _, response, request = [(record.rec_headers, record.http_headers) for record in WarcioIterator(file)]
    assert request[1].statusline == "/1 HTTP/1.1"
    assert request[1].headers == [("host", "farm.example.com"), ("user-agent", "bot"), ("accept", "text/html")]
    assert request[0].get_header("WARC-Concurrent-To") == response[0].get_header("WARC-Record-ID")


def test_a_revisit_brings_the_bytes_it_stands_for(tmp_path: Path) -> None:
    """The bytes out of the file that it names, the headers and the time of its own."""
    [[offset]] = write(tmp_path / NAME, [page()])
    again = replace(page(), fetched_at=NOON + timedelta(days=1), headers=(("etag", '"2"'),))
    earlier = Earlier(url=again.url, fetched_at=NOON, place=Place(NAME, offset), payload=payload_digest(page().body))
    second = tmp_path / "second.warc.gz"
    second.write_bytes(info_member(second.name, synthetic=False) + page_members(again, part_of(again, 1, 1), earlier))
    [found] = captured(second)
    assert found.page == replace(again, asked_with=())
    assert b"aaaa" not in second.read_bytes()
    assert second.stat().st_size > 0


def test_what_a_server_calls_unchanged_brings_the_page_as_it_was(tmp_path: Path) -> None:
    """The page of the capture before with its own time and place, and when the server said so; other readers see a revisit."""
    [[offset]] = write(tmp_path / NAME, [page()])
    said = replace(page(body=b""), status=304, fetched_at=NOON + timedelta(days=1))
    earlier = Earlier(url=said.url, fetched_at=NOON, place=Place(NAME, offset), payload=payload_digest(page().body))
    second = tmp_path / "second.warc.gz"
    second.write_bytes(info_member(second.name, synthetic=False) + page_members(said, part_of(said, 1, 1), earlier))
    [found] = captured(second)
    assert found == Captured(
        page=replace(page(), asked_with=()), places=(Place(NAME, offset),), seen_at=NOON + timedelta(days=1)
    )
    with second.open("rb") as file:
        [revisit] = [record.rec_headers for record in WarcioIterator(file) if record.rec_type == "revisit"]
    assert revisit.get_header("WARC-Profile").endswith("/server-not-modified")
    assert revisit.get_header("WARC-Payload-Digest") == payload_digest(page().body)
    (tmp_path / NAME).unlink()
    [broken] = read_captures(second)
    assert isinstance(broken, Broken)
    assert broken.reason == "revisit_alone"


@pytest.mark.parametrize(
    "changed",
    [replace(page(2), url=HALVED), replace(page(2), final_url=HALVED), replace(page(2), source=HALVED)],
    ids=["url", "final_url", "source"],
)
def test_half_a_character_costs_its_page_alone(tmp_path: Path, changed: RawPage) -> None:
    """No row can hold it, and nobody has fetched from there: who wrote it into an archive changed that."""
    write(tmp_path / NAME, [page(1), changed, page(3)])
    before, broken, behind = read_captures(tmp_path / NAME)
    assert isinstance(before, Captured)
    assert isinstance(broken, Broken)
    assert broken.reason == "bad_record"
    assert isinstance(behind, Captured)


@pytest.mark.parametrize(
    "text", ["", "no json", "{}", "[" * 3_000, '["farm", "", "", "1", 1]', r'["farm", "\ud800", "", 1, 1]']
)
def test_a_part_that_is_not_as_we_write_it_is_one_error(text: str) -> None:
    """An archive is somebody's file: what it says of a page may be anything."""
    with pytest.raises(ValueError, match=r"."):
        Part.loads(text)


def test_a_page_that_was_not_fetched_is_refused() -> None:
    """A saved file has no status, and nothing that could be a response."""
    saved = RawPage(url="", body=b"", fetched_at=NOON, source="import")
    with pytest.raises(ValueError, match="was not fetched"):
        page_members(saved, part_of(saved, 1, 1))


def test_times_are_written_in_utc() -> None:
    """Whatever zone they come in."""
    assert warc_date(NOON.astimezone(timezone(timedelta(hours=8)))) == "2026-03-04T12:00:00.123456Z"
    assert payload_digest(b"a") != payload_digest(b"b")
