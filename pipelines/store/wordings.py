r"""All that pages, archived records and rows say, in one spelling: so that a text is found however it is written down there.

A page writes a character as itself, as an entity (`&#24352;`), for a script (`\u5f20`) or percent-encoded in an address, and
tags may stand between two of them; a row holds its words in many columns. Each becomes one string, its parts set apart by a
character that no text holds, in which a text is looked for once.

What we or the transport add is nobody's words and left out: days and places of captures, digests, lengths, labels, what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Final
from urllib.parse import unquote_to_bytes

from pipelines.arrow import Row
from pipelines.errors import UnreadablePage
from pipelines.extract.charset import decode
from pipelines.types import RawPage
from pipelines.warc.bodies import read_message
from pipelines.warc.fields import PAGE, Part, first_name

_APART: Final = "\0"
_CODES: Final = ("utf-8", "gb18030", "big5hkscs")
"""What is tried where nobody says what a text is coded in."""
_HEAD_END: Final = b"\r\n\r\n"
_ASKED: Final = b"WARC-Type: request"
_COLUMNS: Final = frozenset(
    (
        *("text", "title", "line", "related", "section", "mention", "evidence", "before", "after"),
        *("author", "author_raw", "published_at_raw", "signature", "amounts", "dates", "links"),
        *("url", "canonical_url", "site_name", "sites", "lines", "titles"),
    )
)
"""The columns, members of columns and keys of site profiles in which words of pages stand; the others are ours."""
_TRANSPORT: Final = frozenset(
    (
        *("accept", "age", "alt", "cache", "cached", "cachetime", "connection", "control", "date", "digest", "eagleid"),
        *("encoding", "etag", "expires", "hash", "hits", "language", "length", "log", "md5", "modified", "nel"),
        *("options", "policy", "powered", "pragma", "protection", "range", "ratelimit", "ray", "report", "request"),
        *("retry", "runtime", "savetime", "security", "server", "time", "timing", "trace", "type", "uuid", "vary"),
        *("version", "via"),
    )
)
"""Words in the names of headers that tell how a page was sent; any other header may say something."""
_TAG_RE: Final = re.compile(r"<[^<>]*>")  # linear: one class, which ends where the next tag may begin
_ESCAPED_RE: Final = re.compile(r"(?:\\+u[0-9a-fA-F]{4})+")  # linear: each piece begins with its own character
# Bytes of a character in GBK may be ASCII letters, which stand as they are. Linear: the two pieces begin differently.
_PERCENT_RE: Final = re.compile(r"%[0-9a-fA-F]{2}(?:%[0-9a-fA-F]{2}|[@-~])*")
_DIGITS_RE: Final = re.compile(r"[0-9a-fA-F]{4}")


def readable(text: str) -> str:
    r"""Return a text as a person reads it: entities, escapes of scripts and percent-encoding undone, tags left where they are.

    >>> readable("&#24352;三 \\u4e30 ?q=%E5%BC%A0&amp;p=%D5%C5")
    '张三 丰 ?q=张&p=张'
    >>> readable("100%，\\u4e")
    '100%，\\u4e'
    """
    return _PERCENT_RE.sub(_unquoted, _ESCAPED_RE.sub(_unescaped, unescape(text)))


def _unescaped(match: re.Match[str]) -> str:
    return bytes.fromhex("".join(_DIGITS_RE.findall(match[0]))).decode("utf-16-be", "replace")


def _unquoted(match: re.Match[str]) -> str:
    content = unquote_to_bytes(match[0])
    for code in _CODES[:2]:
        try:
            return content.decode(code)
        except UnicodeDecodeError:
            continue
    return match[0]


def words_of_text(text: str) -> str:
    """Return a text of a page as it may be read: with its tags, as attributes and scripts are, and without them.

    >>> words_of_text('<b title="甲">138</b>0013').split(chr(0))
    ['<b title="甲">138</b>0013', '1380013']
    """
    return _APART.join((readable(text), readable(_TAG_RE.sub("", text))))


def words_of_pages(page: RawPage) -> Iterator[str]:
    """Yield what each page of an article says, its addresses and the headers that say something too."""
    for each in (page, *page.later):
        told = (each.url, each.final_url, *_values(each.headers))
        yield _APART.join((*map(readable, told), _words_of_body(each.body, each.header("content-type"))))


def words_of_record(record: bytes) -> str:
    r"""Return what a record of an archive says: its addresses, the headers that say something, and the page; a request only addresses.

    >>> "张三" in words_of_record("WARC/1.1\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<p>张<b>三</b>".encode("gb18030"))
    True
    >>> "2026" in words_of_record(b"WARC/1.1\r\nWARC-Date: 2026-03-04T00:00:00Z\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<p>")
    False
    """
    head, _, block = record.partition(_HEAD_END)
    told = readable(_APART.join(_addresses(head)))
    if _ASKED in head.splitlines():
        return told
    try:
        message = read_message(block)
    except UnreadablePage:
        return _APART.join((told, words_of_text(_guessed(block))))
    said = (readable(_guessed(value.encode("latin-1"))) for value in _values(message.headers))
    return _APART.join((told, *said, _words_of_body(message.body, message.header("content-type"))))


def _addresses(head: bytes) -> Iterator[str]:
    """The addresses that the head of a record names."""
    for line in head.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        if name.endswith("Target-URI"):  # its own, and that of the record it repeats
            yield value
        elif name == PAGE:
            yield from _addresses_of_part(value)


def _addresses_of_part(value: str) -> Iterator[str]:
    try:
        part = Part.loads(value)
    except ValueError:  # not as we write it: it may say anything
        yield value
    else:
        yield from (part.url, part.final_url)


def _values(headers: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The values of headers that say something: of a cookie not how long it is kept, and where."""
    for name, value in headers:
        if _TRANSPORT.isdisjoint(first_name(name).split("-")):
            yield value.partition(";")[0] if name == "set-cookie" else value


def _words_of_body(body: bytes, content_type: str | None) -> str:
    try:
        text = decode(body, content_type).text
    except UnreadablePage:
        text = _guessed(body)
    return words_of_text(text)


def _guessed(content: bytes) -> str:
    return _APART.join(content.decode(code, "ignore") for code in _CODES)


def words_of(row: Row) -> str:
    """Return what the columns of a row say that hold words of its page, or so a site profile, each by itself.

    >>> words_of({"id": "1", "text": "甲", "comments": [{"text": "乙", "role": "reader"}], "author": None}).split(chr(0))
    ['甲', '乙']
    """
    return _APART.join(_said(row))


def _said(value: object, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _said(each, key)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _said(each, name)
    elif isinstance(value, str) and name in _COLUMNS:
        yield value
