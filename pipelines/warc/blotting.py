"""Addresses blotted out of what prints them, wherever `printed_addresses` finds one: nothing else moves, and what is left leads nowhere.

    <a href="http://farm.example.com/2">   becomes   <a href="#########################">

A page is read in UTF-8, where it is none in the charsets of Chinese pages as well, and with NULs in it in UTF-16: in each of
them that gives the same bytes back. What a charset cannot write stays where it is. The words of a link stay, and so does an address
that a script puts together, or that stands in UTF-7, UTF-32 or an image.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from pipelines.types import RawPage
from pipelines.warc.printed_addresses import IsGone, gone_spans

_FILLER: Final = "#"
"""As a link it leads to the page that it stands on."""
BLOTTED: Final = f"^{_FILLER}+$"
"""As a pattern: of what nothing is left."""
_IDNA: Final = b"xn--"
"""Begins a label that pages print in its own script, in any charset."""
_KEPT: Final = "surrogateescape"
_CHINESE: Final = ("gb18030", "big5")
_WIDE: Final = ("utf-16-le", "utf-16-be")


def blotted_text(text: str, is_gone: IsGone) -> str:
    """Return a text in which no address stands that is gone; its length is the same.

    >>> blotted_text("见http://a.example/1。", "http://a.example/1".__eq__)
    '见##################。'
    >>> blotted_text("见http://a.example/10。", "http://a.example/1".__eq__)
    '见http://a.example/10。'
    """
    return _filled(text, is_gone, "", len)


def blotted(content: bytes, is_gone: IsGone, url: str = "") -> bytes:
    r"""Return bytes of a page in which no address stands that is gone; their length is the same. `url` is the page's own.

    >>> is_gone = lambda url: url == "http://a.example/1?x=1&y=2"
    >>> blotted(b'<a href="http://a.example/1?x=1&amp;y=2">(see //a.example/1?x=1&y=2.)', is_gone)
    b'<a href="##############################">(see #####################.)'
    >>> blotted(b'{"u": "http:\\/\\/a.example\\/1"} share?u=http%3A%2F%2Fa.example%2F1', "http://a.example/1".__eq__)
    b'{"u": "#####################"} share?u=##########################'
    >>> blotted(b"http://a.example/10 /1", "http://a.example/1".__eq__)
    b'http://a.example/10 /1'
    """
    for charset in _charsets(content):
        content = _blotted_in(charset, content, is_gone, url)
    return content


def may_name(hosts: Iterable[bytes], content: bytes, own: bytes = b"") -> bool:
    """Return whether the bytes of a page on the host `own` may hold an address on one of these hosts; cheaper than finding it.

    >>> may_name([b"a.example"], b'<a href="/1">', b"a.example"), may_name([b"a.example"], b"//A.example/", b"b.example")
    (True, True)
    >>> may_name([b"a.example"], b'<a href="/1">', b"b.example"), may_name([b"xn--fsqu00a.cn"], b"", b"b.example")
    (False, True)
    """
    low = content.lower()
    return b"\0" in content or any(host in low or host == own or _IDNA in host for host in hosts)


def _charsets(content: bytes) -> Iterator[str]:
    """Those that a page may be written in: what reads as UTF-8 is that, and what reads as nothing may be any with faults in it."""
    if _reads_as("utf-8", content):
        yield "utf-8"
    else:
        yield from [charset for charset in _CHINESE if _reads_as(charset, content)] or ("utf-8", *_CHINESE)
    if b"\0" in content:
        yield from _WIDE


def _reads_as(charset: str, content: bytes) -> bool:
    try:
        content.decode(charset)
    except UnicodeDecodeError:
        return False
    return True


def _blotted_in(charset: str, content: bytes, is_gone: IsGone, url: str) -> bytes:
    """The bytes without these addresses, as they read in a charset; the same where that cannot write them back."""
    errors = "surrogatepass" if charset in _WIDE else _KEPT
    size = len(_FILLER.encode(charset))
    end = len(content) - len(content) % size
    try:
        text = content[:end].decode(charset, errors)
        if text.encode(charset, errors) != content[:end]:
            return content
    except UnicodeError:
        return content
    left = _filled(text, is_gone, url, lambda found: len(found.encode(charset, errors)) // size)
    return left.encode(charset, errors) + content[end:]


def _filled(text: str, is_gone: IsGone, url: str, width: Callable[[str], int]) -> str:
    """The text with as many fillers in the place of an address as that is wide."""
    pieces, at = [], 0
    for start, end in gone_spans(text, is_gone, url):
        pieces += [text[at:start], _FILLER * width(text[start:end])]
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def blotted_page(page: RawPage, is_gone: IsGone) -> RawPage:
    """Return a page without these addresses in its headers and bytes, nor in its later pages; the page itself where none is there.

    >>> from datetime import datetime
    >>> body = b'see http://a.example/1 <a href="1">'
    >>> page = RawPage(url="http://a.example/2", body=body, fetched_at=datetime.min, source="x")
    >>> blotted_page(page, "http://a.example/1".__eq__).body
    b'see ################## <a href="#">'
    >>> blotted_page(page, "http://a.example/2".__eq__) is page
    True
    """
    url = page.final_url or page.url
    headers = tuple((name, _blotted_header(name, value, is_gone, url)) for name, value in page.headers)
    later = tuple(blotted_page(each, is_gone) for each in page.later)
    new = replace(page, body=blotted(page.body, is_gone, url), headers=headers, later=later)
    return page if new == page else new


def _blotted_header(name: str, value: str, is_gone: IsGone, url: str) -> str:
    """A header's value: what its name says of it counts, as in an archived head."""
    head = f"{name}: ".encode("latin-1")
    return blotted(head + value.encode("latin-1"), is_gone, url)[len(head) :].decode("latin-1")
