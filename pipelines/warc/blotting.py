"""Addresses blotted out of the bytes of a page that links to them: nothing else moves, and what is left leads nowhere.

    <a href="http://farm.example.com/2">   becomes   <a href="#########################">

An address is found whole (`http://…`, `//…`), with its slashes escaped as in JSON, and percent-encoded as a link to share
a page holds it. A path alone (`/2`) names no page without its host and stays; so does what stands in UTF-16.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from typing import Final, TypeAlias
from urllib.parse import unquote

from pipelines.types import RawPage

IsGone: TypeAlias = Callable[[str], bool]
"""Whether an address is to be blotted out."""

_FILLER: Final = b"#"
"""As a link it leads to the page that it stands on."""
# An address up to where HTML, JSON or Chinese go on, or another address begins. Linear: behind each
# character a dozen others are looked at, and the alternatives begin differently.
_PLAIN: Final = (
    rb"(?:https?:)?\\?/\\?/(?=[a-z0-9\[])"
    rb"(?:(?!\\?/\\?/[a-z0-9]|https?%3a%2f%2f)(?:\\/|[^\x00-\x20\"'<>\\\x7f-\xff]))+"
)
# The same as a parameter of another address. Linear: one class.
_ENCODED: Final = rb"https?%3a%2f%2f[a-z0-9._~%-]+"
_ADDRESS_RE: Final = re.compile(_PLAIN + b"|" + _ENCODED, re.IGNORECASE)
_ENDS: Final = ").,;:!?]}"
"""What stands behind an address in a sentence."""


def blotted(content: bytes, is_gone: IsGone) -> bytes:
    r"""Return bytes of a page in which no address stands that is gone; their length is the same.

    >>> is_gone = lambda url: url == "http://a.example/1?x=1&y=2"
    >>> blotted(b'<a href="http://a.example/1?x=1&amp;y=2">(see //a.example/1?x=1&y=2.)', is_gone)
    b'<a href="##############################">(see #####################.)'
    >>> blotted(b'{"u": "http:\\/\\/a.example\\/1"} share?u=http%3A%2F%2Fa.example%2F1', "http://a.example/1".__eq__)
    b'{"u": "#####################"} share?u=##########################'
    >>> blotted(b"http://a.example/10 /1", "http://a.example/1".__eq__)
    b'http://a.example/10 /1'
    """
    known: dict[bytes, bytes] = {}

    def kept(match: re.Match[bytes]) -> bytes:
        found = match[0]
        if found not in known:
            known[found] = _kept(found.decode("ascii"), is_gone)
        return known[found]

    return _ADDRESS_RE.sub(kept, content)


def _kept(found: str, is_gone: IsGone) -> bytes:
    """What is left of an address, with what stands behind it."""
    for end in dict.fromkeys((len(found), len(found.rstrip(_ENDS)))):
        if any(is_gone(url) for url in _meant(found[:end])):
            return _FILLER * end + found[end:].encode()
    return found.encode()


def _meant(found: str) -> Iterator[str]:
    """The addresses that may be meant by what is printed."""
    plain = found.replace("\\/", "/") if "/" in found else unquote(found)
    for url in dict.fromkeys((plain, unescape(plain))):
        yield from (f"http:{url}", f"https:{url}") if url.startswith("//") else (url,)


def blotted_page(page: RawPage, is_gone: IsGone) -> RawPage:
    """Return a page without these addresses in its headers and bytes, nor in its later pages; the page itself where none is there.

    >>> from datetime import datetime
    >>> page = RawPage(url="http://a.example/2", body=b"see http://a.example/1", fetched_at=datetime.min, source="x")
    >>> blotted_page(page, "http://a.example/1".__eq__).body
    b'see ##################'
    >>> blotted_page(page, "http://a.example/2".__eq__) is page
    True
    """
    headers = tuple((name, blotted(value.encode("latin-1"), is_gone).decode("latin-1")) for name, value in page.headers)
    later = tuple(blotted_page(each, is_gone) for each in page.later)
    new = replace(page, body=blotted(page.body, is_gone), headers=headers, later=later)
    return page if new == page else new
