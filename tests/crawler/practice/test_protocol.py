"""What the server says to a request, without a socket."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.practice import PracticePage
from crawler.practice.counters import Counters
from crawler.practice.hosts import HOSTS, SITES, site_of
from crawler.practice.protocol import COUNTERS_HOST, Answers, Request, is_known

URL = "http://farm-a.example.com/info/0.html"
PAGE = PracticePage(url=URL, headers={"etag": '"1"', "last-modified": "Sat, 06 May 2023 00:00:00 GMT"}, body=b"page")


def request(target: str = "/info/0.html", host: str = "farm-a.example.com", **headers: str) -> Request:
    """A GET request; `if_none_match` stands for the header of that name."""
    return Request("GET", target, {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}})


def answers(page: PracticePage | None = PAGE) -> Answers:
    """Answers of a web that has one page, or none."""
    return Answers(lambda url: page if url == URL else None)


def test_a_page_is_sent_and_counted() -> None:
    """The page comes as it is, and its URL is counted without port."""
    server = answers()
    assert server.answer(request(host="farm-a.example.com:8080")) is PAGE
    assert server.counters.requests == Counter([URL])


def test_unknown_paths_are_counted_too() -> None:
    """What the web does not have is 404, and on record."""
    server = answers(None)
    assert server.answer(request("/x")).status == 404
    assert server.counters.requests == Counter(["http://farm-a.example.com/x"])


def test_failures_come_first() -> None:
    """A page that fails twice is answered from the third request on, also when that is conditional."""
    server = answers(PracticePage(url=URL, headers=PAGE.headers, failures=2))
    assert [server.answer(request()).status for _ in range(3)] == [500, 500, 200]
    assert server.answer(request(if_none_match='"1"')).status == 304


def test_redirects_are_never_unmodified() -> None:
    """Only pages of status 200 are answered with 304."""
    server = answers(PracticePage(url=URL, status=301, headers=PAGE.headers))
    assert server.answer(request(if_none_match='"1"')).status == 301
    assert server.counters.conditional == Counter([URL])
    assert server.counters.not_modified == 0


def test_unmodified_answers_keep_validators_only() -> None:
    """A 304 carries ETag and Last-Modified, no body, and the page's delay."""
    server = answers(PracticePage(url=URL, headers={**PAGE.headers, "content-type": "text/html"}, body=b"x", delay=0.1))
    answer = server.answer(request(if_none_match='"1"'))
    assert (answer.status, answer.body, answer.delay) == (304, b"", 0.1)
    assert set(answer.headers) == {"etag", "last-modified"}


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        ({"if-none-match": '"1"'}, True),
        ({"if-none-match": '"0", "1"'}, True),
        ({"if-none-match": 'W/"1"'}, True),
        ({"if-none-match": '"2"'}, False),
        ({"if-modified-since": "Sat, 06 May 2023 00:00:00 GMT"}, True),
        ({"if-modified-since": "Sun, 07 May 2023 00:00:00 GMT"}, True),
        ({"if-modified-since": "Fri, 05 May 2023 00:00:00 GMT"}, False),
        ({"if-none-match": '"2"', "if-modified-since": "Sun, 07 May 2023 00:00:00 GMT"}, False),
    ],
)
def test_conditions(headers: dict[str, str], *, known: bool) -> None:
    """If-None-Match decides where it is given, else If-Modified-Since (RFC 9110)."""
    assert is_known(headers, PAGE) == known


def test_strangers_are_counted_apart() -> None:
    """A host that the web does not have is nobody's request."""
    server = answers()
    assert server.answer(request(host="www.example.org")).status == 404
    assert server.counters.strangers == Counter(["www.example.org"])
    assert not server.counters.requests


def test_counters_travel_as_json() -> None:
    """What the server counts is told under a name of its own, and reads back the same; asking is not counted."""
    server = answers()
    server.answer(request(if_none_match='"1"'))
    told = Counters.from_json(server.answer(request(host=COUNTERS_HOST)).body)
    assert told == server.counters
    assert told.requests.total() == 1
    assert told.not_modified == 1


@given(st.binary(max_size=200))
def test_any_head_is_read_or_refused(head: bytes) -> None:
    """Bytes are a request or a ValueError, nothing else."""
    try:
        parsed = Request.parse(head)
    except ValueError:
        return
    assert parsed.method == parsed.method.strip()


def test_header_names_are_folded() -> None:
    """Header names count in any case, hosts too, ports not."""
    parsed = Request.parse(b'HEAD /a?b=c HTTP/1.1\r\nHOST: Farm-A.example.com:99\r\nIf-None-Match:"1"')
    assert (parsed.method, parsed.target, parsed.host) == ("HEAD", "/a?b=c", "farm-a.example.com")
    assert parsed.headers["if-none-match"] == '"1"'


@pytest.mark.parametrize("host", HOSTS)
def test_every_host_has_a_site(host: str) -> None:
    """Hosts are found by name and, for browsers, by first label under localhost; near names are not."""
    site = site_of(host)
    assert site
    assert site.host == host
    assert site_of(f"{host.split('.', maxsplit=1)[0]}.localhost") is site
    assert site_of(f"www.{host}") is None


def test_sites_differ_in_address_and_manner() -> None:
    """No two sites share a host, a first label or a form of address; all ways of finding pages are used."""
    assert len({site.host for site in SITES}) == len({site.host.split(".")[0] for site in SITES}) == len(SITES)
    assert len({site.article for site in SITES}) == len(SITES)
    assert all(site.article.count("{n}") == 1 and site.listing.count("{p}") == 1 for site in SITES)
    assert {site.charset for site in SITES} == {"utf-8", "gb18030", "big5"}
    assert {site.script for site in SITES} == {"simplified", "traditional", "taiwan"}
