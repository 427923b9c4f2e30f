"""How a page that is here already is asked for."""

from __future__ import annotations

from scrapy import Request

from crawler.middlewares.revisit import NOT_MODIFIED, VALIDATOR, Revisit
from pipelines.store.validators import Validator


def test_a_validator_makes_a_request_conditional() -> None:
    """Byte for byte as the server gave it, and its answer 304 comes through."""
    validator = Validator("http://x.example/", etag='W/"é"', modified="Sat, 06 May 2023 00:00:00 GMT")
    request = Request("http://x.example/", meta={VALIDATOR: validator})
    Revisit().process_request(request)
    assert request.headers["If-None-Match"] == b'W/"\xe9"'
    assert request.headers["If-Modified-Since"] == b"Sat, 06 May 2023 00:00:00 GMT"
    assert request.meta["handle_httpstatus_list"] == [NOT_MODIFIED]


def test_without_one_a_page_comes_whole() -> None:
    """A 304 that nobody asked for is a failure."""
    request = Request("http://x.example/", meta={VALIDATOR: None})
    Revisit().process_request(request)
    assert not request.headers
    assert "handle_httpstatus_list" not in request.meta
