"""Pages and rows on the wire: what arrives is what was sent, and nothing on the way is more than data."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crawler.practice import PracticeWeb
from crawler.reading.reader import read_here
from crawler.reading.wire import pack_pages, pack_results, receive, send, unpack_pages, unpack_results
from pipelines.types import Kept, RawPage, Rejected

NOW = datetime(2026, 1, 1, 8, 30, 0, 123456, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
HEADERS = st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple)
PAGES = st.builds(
    RawPage,
    url=WORDS,
    body=st.binary(max_size=300),
    fetched_at=st.datetimes(timezones=st.just(UTC)),
    source=WORDS,
    final_url=WORDS,
    status=st.none() | st.integers(100, 599),
    headers=HEADERS,
    asked_with=HEADERS,
)


@given(PAGES, st.lists(PAGES, max_size=2))
def test_pages_arrive_as_they_were_sent(page: RawPage, later: list[RawPage]) -> None:
    """Whatever bytes and headers they have, further pages with them."""
    whole = RawPage(url=page.url, body=page.body, fetched_at=page.fetched_at, source=page.source, later=tuple(later))
    assert unpack_pages(pack_pages([page, whole])) == (page, whole)


def test_results_arrive_as_they_were_sent() -> None:
    """Kept, rejected or unreadable, to the last digit of every number; and each is of the type it was."""
    web = PracticeWeb(100, 7)
    pages = [web.fetched(page, NOW) for page in web.pages() if page.truth and page.truth.is_article][:12]
    results = [*map(read_here, pages), read_here(RawPage(url="", body=b"", fetched_at=NOW, source="farm"))]
    assert {type(each) for each in results} == {Kept, Rejected, tuple}
    found = unpack_results(pack_results(results))
    assert list(found) == results
    assert [type(each) for each in found] == [type(each) for each in results]


@pytest.mark.parametrize("message", [b"", b"[{}]", b'["empty"]', b'[["empty", "why", "more"]]', b"\x80\x04K\x01."])
def test_what_is_no_result_is_refused(message: bytes) -> None:
    """A pickle above all."""
    with pytest.raises(ValidationError):
        unpack_results(message)


@given(st.lists(st.binary(max_size=50), max_size=4))
def test_messages_keep_their_bounds(messages: list[bytes]) -> None:
    """One behind the other they are the same messages, and behind the last is the end."""
    stream = io.BytesIO()
    for message in messages:
        send(stream, message)
    stream.seek(0)
    assert [receive(stream) for _ in messages] == messages
    with pytest.raises(EOFError):
        receive(stream)


def test_a_message_that_is_cut_off_is_none() -> None:
    """As of a process that is killed while it writes."""
    stream = io.BytesIO()
    send(stream, b"twelve bytes")
    with pytest.raises(EOFError):
        receive(io.BytesIO(stream.getvalue()[:-1]))
