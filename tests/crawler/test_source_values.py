"""The kinds of values a source file may hold: what is one passes as it is, what is none is told what to write."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from crawler import source_values
from crawler.source_values import is_web_address

FAR = "9" * 26
"""A number that no count on a page reaches."""
UNASKABLE = (
    "http://example.com:abc/",
    "http://example.com:99999/",
    "http://example.com:0/",
    "http://exa mple.com/",
    "http://exa%20mple.com/",
    "http://example..com/",
    f"http://{'a' * 70}.com/",
    f"http://{'a.' * 130}com/",
    "http://example.com/\0",
    "http://exam\tple.com/",
    "http://example.com/\n",
)
"""Whole addresses that no crawler can ask for, or not as they are written."""
RIGHT = {
    "Url": [
        "http://a.example.com",
        "https://[::1]:8080/list?page=1",
        "http://借款.example:80/列表",
        "http://a_b.example./",
    ],
    "Regex": ["", r"/news/\d+\.html$", "[贷款]"],
    "Selector": ["a", "ul.news > li a[href]", "a::attr(href)", "li:nth-child(2n+1)", "a[href*='1234567890123']"],
    "Zone": ["UTC", "Asia/Shanghai"],
    "DayHours": ["01:00-06:00", "22:00-06:00"],
    "Interval": ["90m", "12h", "7d", "8w"],
    "Schedule": ["6h", "30 4 * * mon"],
    "Host": ["example.com", "m.a-1.example.com"],
}
WRONG = {
    "Url": (
        [
            "",
            "example.com/list",
            "ftp://example.com/",
            "http:///list",
            "http://[x/",
            *UNASKABLE,
            "http://example.com/a b",
        ],
        "write it in full",
    ),
    "Regex": (["(", "a{2,1}", "[z-a]", "*", "a{99999999999}", "(" * 5_000 + ")" * 5_000], "escape it, or quote it"),
    "Selector": (
        ["", "a[", "ul >", "a:not(", f"a:nth-child({FAR})", f"li:nth-last-of-type(2n+{FAR}) a", "a " * 5_000],
        "is no CSS selector",
    ),
    "Zone": (
        ["", "Peking", "Asia", "../etc/passwd", "/etc/localtime", "Asia/Shanghai\0"],
        "write it like Asia/Shanghai",
    ),
    "DayHours": (["", "night", "01:00", "25:00-26:00"], "01:00-06:00"),
    "Interval": (["", "7", "d", "-1d", "1.5h", "7 years"], "write it like 90m, 12h, 7d or 8w"),
    "Schedule": (["", "soon", "* * *"], "neither an interval"),
    "Host": (["", "localhost", "Example.com", "example.com/", "http://example.com", "a..example.com"], "pattern"),
}


def checked(kind: str, value: str) -> str:
    """The value as the kind has it.

    Raises:
        ValidationError: it is none.
    """
    adapter: TypeAdapter[Any] = TypeAdapter(getattr(source_values, kind))
    return str(adapter.validate_python(value))


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in RIGHT.items() for value in values])
def test_what_is_right_passes_as_it_is(kind: str, value: str) -> None:
    """Nothing is rewritten: the file means what it says."""
    assert checked(kind, value) == value


@pytest.mark.parametrize(
    ("kind", "value", "cure"),
    [(kind, value, cure) for kind, (values, cure) in WRONG.items() for value in values],
    ids=lambda value: value[:24],
)
def test_what_is_wrong_is_told_the_cure(kind: str, value: str, cure: str) -> None:
    """One error, which says what to write instead."""
    with pytest.raises(ValidationError) as caught:
        checked(kind, value)
    [error] = caught.value.errors()
    assert cure in error["msg"]


@pytest.mark.parametrize("kind", WRONG)
@given(value=st.text(max_size=30))
def test_any_text_is_right_or_an_error_of_its_own(kind: str, value: str) -> None:
    """Whatever is written, loading ends in a value or in a `ValidationError`, never in an error of a library below."""
    with suppress(ValidationError):
        assert checked(kind, value) == value


@given(st.text(max_size=40))
def test_an_address_is_judged_whatever_it_is(text: str) -> None:
    """A saved page and a webhook may name anything: a string is an address or none, and none raises."""
    assert is_web_address(text) in (True, False)
    assert not is_web_address(f"javascript:{text}")


@pytest.mark.parametrize("url", UNASKABLE)
def test_an_address_nobody_can_ask_is_none(url: str) -> None:
    """A port that is none, a name that no name server can know, characters that parsers drop."""
    assert not is_web_address(url)


def test_a_blank_behind_the_host_is_left_to_who_asks() -> None:
    """A saved page may name it so; a crawler writes it as `%20`."""
    assert is_web_address("http://example.com/a b?c d")
