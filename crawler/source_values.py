"""What the values of a source file may be: each kind is checked as the file is loaded, and a wrong one is told its cure.

A mistyped URL, regex or selector would else be found in the middle of a crawl, or never: a pattern that matches nothing is
no error to anybody who runs it.
"""

from __future__ import annotations

import re
from typing import Annotated, Final, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cssselect import SelectorError
from parsel.csstranslator import HTMLTranslator
from pydantic import AfterValidator, Field

from crawler.timing.timetable import check_schedule, hours_of, interval_of

_NO_HOST_RE: Final = re.compile(r"[\s<>\"%\\^`{|}]")  # one character that no name of a host has, however it is written
_CONTROL_RE: Final = re.compile(r"[\0-\x1f\x7f-\x9f]")  # one character that parsers drop or stumble over
_BLANK_RE: Final = re.compile(r"\s")
_LONGEST_HOST: Final = 253
"""Characters; what DNS can ask for."""
_LARGE_COUNT_RE: Final = re.compile(r":nth-[a-z-]+\([^()]*[0-9]{10}")  # a child farther down than any page has


def is_web_address(url: str) -> bool:
    """Tell whether `url` is a whole http(s) address that can be asked: a host that a name server can know, a port that is one.

    Blanks behind the host are left alone, since a crawler writes them as `%20`.

    >>> [is_web_address(url) for url in ("https://example.com/1", "javascript:alert(1)", "http:///x", "http://[x/")]
    [True, False, False, False]
    >>> [is_web_address(f"http://{rest}") for rest in ("a.example:99999/", "a b.example/", "a.example/x y", "a..example/")]
    [False, False, True, False]
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna"), parts.port
    except ValueError:  # brackets without an IPv6 address, a part of a name that is too long, a port that is none
        return False
    is_host = 0 < len(host) <= _LONGEST_HOST and not _NO_HOST_RE.search(parts.hostname or "")
    return parts.scheme in {"http", "https"} and is_host and port != 0 and not _CONTROL_RE.search(url)


def _check_url(url: str) -> str:
    if not is_web_address(url) or _BLANK_RE.search(url):
        raise ValueError(f"{url!r} is no http(s) URL: write it in full, such as https://example.com/list/")
    return url


def _check_regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:  # a count or a depth that no expression may have
        raise ValueError(f"{pattern!r} is no regular expression ({error}): escape it, or quote it in '…'") from error
    return pattern


def _check_selector(selector: str) -> str:
    try:
        HTMLTranslator().css_to_xpath(selector)
    except (SelectorError, RecursionError) as error:
        raise ValueError(f"{selector[:200]!r} is no CSS selector ({error})") from error
    if _LARGE_COUNT_RE.search(selector):
        raise ValueError(
            f"{selector!r} is no CSS selector that finds anything: count children in fewer than ten digits"
        )
    return selector


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone: write it like Asia/Shanghai or UTC") from error
    return name


def _check_interval(text: str) -> str:
    if interval_of(text) is None:
        raise ValueError(f"{text!r} is no span of time: write it like 90m, 12h, 7d or 8w")
    return text


def _check_hours(text: str) -> str:
    hours_of(text, "UTC")
    return text


Url: TypeAlias = Annotated[str, AfterValidator(_check_url)]
Regex: TypeAlias = Annotated[str, AfterValidator(_check_regex)]
Schedule: TypeAlias = Annotated[str, AfterValidator(check_schedule)]
Zone: TypeAlias = Annotated[str, AfterValidator(_check_zone)]
DayHours: TypeAlias = Annotated[str, AfterValidator(_check_hours)]
Interval: TypeAlias = Annotated[str, AfterValidator(_check_interval)]
Selector: TypeAlias = Annotated[str, AfterValidator(_check_selector)]
Host: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
